"""Reads a check file without running it, and refuses what would let one student reach the next.

The checks of an exercise are collected once and run for hundreds of submissions, so a check file
must hold no state: pytest keeps the instance of a test class, a fixture of a wider scope and a
module's arrays from one run to the next. What is refused here, and why, is in docs/checks.md.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_CARRIES = "keeps state from one student to the next"
_TOP_LEVEL = (ast.Import, ast.ImportFrom, ast.FunctionDef)
_IMMUTABLE_CALLS = frozenset({"frozenset", "Tolerance", "range", "slice"})


@dataclass(frozen=True)
class Check:
    """A check as its file states it; a parametrized one is several checks in a result.

    Parameters
    ----------
    name : str
        The function's name.
    title : str
        The first line of its docstring: what people read.
    points : float
        Shared by its cases.
    cases : int
        How many there are; 1 without parametrization.
    """

    name: str
    title: str
    points: float
    cases: int
    is_hidden: bool


def parse_python(path: Path, problems: list[str]) -> ast.Module | None:
    """The file's syntax tree; what is wrong with it is added to `problems`."""
    try:
        return ast.parse(path.read_text(encoding="utf-8"), str(path))
    except OSError as problem:
        problems.append(f"{path}: it can't be read: {problem.strerror}")
    except (SyntaxError, ValueError) as problem:
        line = getattr(problem, "lineno", None) or 1
        problems.append(f"{path}:{line}: it doesn't parse: {problem}")
    return None


def read_checks(path: Path, is_hidden: bool, problems: list[str]) -> list[Check]:
    """The checks of a file; what is wrong with it is added to `problems`, a line each."""
    tree = parse_python(path, problems)
    if tree is None:
        return []
    nodes = list(ast.walk(tree))
    findings = [*_state_problems(tree, nodes), *(_revealing_messages(nodes) if is_hidden else ())]
    checks = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            check, wrong = _read_check(node, is_hidden)
            findings += wrong
            checks.append(check)
    names = [check.name for check in checks]
    findings += [(1, f"{name} is defined twice") for name in set(names) if names.count(name) > 1]
    problems += [f"{path}:{line}: {text}" for line, text in sorted(findings)]
    return checks


def title_of(node: ast.FunctionDef) -> str:
    """The title of a check: the first line of its docstring."""
    return (ast.get_docstring(node) or "").split("\n")[0].strip()


def hint_of(node: ast.ClassDef) -> str:
    """The hint of a misconception: its docstring, on one line."""
    return " ".join((ast.get_docstring(node) or "").split())


def _read_check(node: ast.FunctionDef, is_hidden: bool) -> tuple[Check, list[tuple[int, str]]]:
    wrong = []
    if not node.name.startswith("test_"):
        wrong.append((node.lineno, f"{node.name}: the name of a check begins with test_"))
    title = title_of(node)
    if not title:
        wrong.append((node.lineno, f"{node.name} has no title: give it a docstring"))
    if not is_hidden and "reference" in (argument.arg for argument in node.args.args):
        text = f"{node.name} asks for `reference`, which students don't have: compute it in place"
        wrong.append((node.lineno, text))
    marks = [mark for mark in node.decorator_list if _mark_name(mark) == "points"]
    points = _points(marks[0]) if len(marks) == 1 else None
    cases = math.prod(
        _case_count(mark) for mark in node.decorator_list if _mark_name(mark) == "parametrize"
    )
    if points is None or points <= 0 or points * 2 % 1:
        text = "has no points: mark it with @pytest.mark.points(n), n a multiple of 0.5"
        wrong.append((node.lineno, f"{node.name} {text}"))
    elif cases and points / cases * 2 % 1:
        text = f"shares {points:g} points among {cases} cases, and no case has a multiple of 0.5"
        wrong.append((node.lineno, f"{node.name} {text}"))
    for mark in node.decorator_list:
        kind = _mark_name(mark)
        if kind in ("skip", "skipif", "xfail"):
            wrong.append(
                (mark.lineno, f"{node.name} is marked {kind}: a check counts or isn't one")
            )
        if kind == "parametrize" and not _has_constant_cases(mark):
            text = "must be constants, listed in place: make arrays from them inside the check"
            wrong.append((mark.lineno, f"the cases of {node.name} {text}"))
    return Check(node.name, title, points or 0.0, max(cases, 1), is_hidden), wrong


# --- state that would outlive a submission -------------------------------------------------------


def _state_problems(tree: ast.Module, nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef):
            yield statement.lineno, f"class {statement.name} {_CARRIES}: write checks as functions"
        elif isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            if statement.value is not None and not _is_constant(statement.value):
                yield statement.lineno, f"a value that can change {_CARRIES}: make it in a function"
        elif not isinstance(statement, _TOP_LEVEL) and not _is_docstring(statement):
            yield statement.lineno, "only imports, functions and constants may stand here"
    yield from _outer_assignments(tree, nodes)
    for node in nodes:
        if isinstance(node, ast.Global):
            yield node.lineno, f"global {_CARRIES}"
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield from _function_problems(node)


def _function_problems(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
) -> Iterator[tuple[int, str]]:
    defaults = [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
    if not all(_is_constant(default) for default in defaults):
        yield node.lineno, f"a default that can change {_CARRIES}"
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, ast.AsyncFunctionDef):
        yield node.lineno, f"{node.name} is async; checks run one after the other"
    for decorator in node.decorator_list:
        if not _is_pytests(decorator):
            yield (
                decorator.lineno,
                "a decorator must be @pytest.mark... or @pytest.fixture",
            )
        elif isinstance(decorator, ast.Call) and _last_name(decorator.func) == "fixture":
            scopes = [k.value for k in decorator.keywords if k.arg in ("scope", None)]
            if any(getattr(scope, "value", None) != "function" for scope in scopes):
                yield decorator.lineno, f"fixture {node.name}, wider than a check, {_CARRIES}"


def _is_pytests(decorator: ast.expr) -> bool:
    text = ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)
    return text == "pytest.fixture" or text.startswith("pytest.mark.")


def _outer_assignments(tree: ast.Module, nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    """Assignments to attributes or items of what lives as long as the module does."""
    names = {
        alias.asname or alias.name.split(".")[0]
        for node in tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    names |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in nodes:
        if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            root: ast.expr = node
            while isinstance(root, (ast.Attribute, ast.Subscript)):
                root = root.value
            if isinstance(root, ast.Name) and root.id in names:
                yield node.lineno, f"changing {root.id} {_CARRIES}"


def _is_constant(node: ast.expr) -> bool:
    """Is the value immutable all the way down, as far as the text shows?"""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Tuple):
        return all(_is_constant(item) for item in node.elts)
    if isinstance(node, ast.UnaryOp):
        return _is_constant(node.operand)
    if isinstance(node, ast.BinOp):
        return _is_constant(node.left) and _is_constant(node.right)
    if isinstance(node, ast.Attribute):  # np.pi, Tolerance.default
        return node.attr in ("pi", "e", "inf", "nan", "newaxis") and isinstance(
            node.value, ast.Name
        )
    if isinstance(node, ast.Call) and _last_name(node.func) in _IMMUTABLE_CALLS:
        return all(_is_constant(item) for item in (*node.args, *(k.value for k in node.keywords)))
    return False


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


# --- marks ---------------------------------------------------------------------------------------


def _mark_name(decorator: ast.expr) -> str:
    """``points`` of ``@pytest.mark.points(2)``; empty for what isn't a mark."""
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    is_mark = isinstance(target, ast.Attribute) and _last_name(target.value) == "mark"
    return _last_name(target) if is_mark else ""


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _points(mark: ast.expr) -> float | None:
    if not isinstance(mark, ast.Call) or len(mark.args) != 1 or mark.keywords:
        return None
    value = getattr(mark.args[0], "value", None)
    return float(value) if isinstance(value, (int, float)) and value is not True else None


def _cases(mark: ast.expr) -> list[ast.expr] | None:
    if not isinstance(mark, ast.Call) or len(mark.args) != 2:
        return None
    values = mark.args[1]
    return values.elts if isinstance(values, (ast.List, ast.Tuple)) else None


def _case_count(mark: ast.expr) -> int:
    return len(_cases(mark) or [None])


def _has_constant_cases(mark: ast.expr) -> bool:
    cases = _cases(mark)
    if cases is None:
        return False
    return all(_is_constant(case) or _is_constant_param(case) for case in cases)


def _is_constant_param(case: ast.expr) -> bool:
    if not isinstance(case, ast.Call) or _last_name(case.func) != "param":
        return False
    return all(_is_constant(item) for item in (*case.args, *(k.value for k in case.keywords)))


# --- messages ------------------------------------------------------------------------------------


def _revealing_messages(nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    """Texts given to `require` and the comparisons in a hidden file that aren't constants."""
    places = {"require": 1, "assert_close": 2, "assert_gradient": 4, "real_array": 1, "Mismatch": 1}
    for call in nodes:
        if not isinstance(call, ast.Call) or _last_name(call.func) not in places:
            continue
        position = places[_last_name(call.func)]
        named = [k.value for k in call.keywords if k.arg in ("what", "finding")]
        if not all(isinstance(text, ast.Constant) for text in [*call.args[position:][:1], *named]):
            yield call.lineno, "the text must be a constant: a hidden check's message shows it"
