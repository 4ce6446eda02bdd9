"""Can code do anything but define and compute? Where it can't, the next may use its process.

Told by the text alone, before any of it runs, and by what is known to be harmless: who writes
something unusual gets a process of its own, which costs a few milliseconds and nothing else.
Imports the standard library and numpy only.
"""

from __future__ import annotations

import ast
import builtins
import math
import string
from collections.abc import Callable, Set
from typing import Any, Final

import numpy as np

_FUNCTIONS: Final = frozenset(
    "abs all any bool complex dict divmod enumerate filter float frozenset int isinstance "
    "issubclass iter len list map max min next object pow print property range repr reversed "
    "round set slice sorted staticmethod classmethod str sum super tuple zip".split()
)
_BUILTINS: Final = frozenset(
    name
    for name, value in vars(builtins).items()
    if name in _FUNCTIONS
    or value in (None, True, False, NotImplemented, Ellipsis)
    or (isinstance(value, type) and issubclass(value, Exception))
)
_NOT_OF_NUMPY: Final = frozenset(
    "DataSource asmatrix bmat empty empty_like frombuffer fromfile fromfunction frompyfunc "
    "fromregex fromstring ndarray "
    "genfromtxt get_include getbufsize geterr geterrcall info load loadtxt mat matrix memmap "
    "printoptions save savetxt savez savez_compressed set_printoptions setbufsize seterr "
    "seterrcall show_config show_runtime test".split()
)
"""What opens files, looks into memory (what was there before is in an empty array) or changes how
numpy works from then on."""
_OF_NUMPY: Final = frozenset(
    name
    for name, value in vars(np).items()
    if not name.startswith("_")
    and (callable(value) or value is None or isinstance(value, (int, float)))
    and name not in _NOT_OF_NUMPY
)
_OF_MODULES: Final = {
    "numpy": _OF_NUMPY,
    "math": frozenset(name for name in vars(math) if not name.startswith("_")),
    "__future__": frozenset({"annotations", "division"}),
}
_METHODS: Final = frozenset({"__init__", "__call__", "__repr__", "__str__", "__len__", "__iter__"})
"""Names with two underscores that may be defined; of these, the first may be called."""
_NOT_OF_OBJECTS: Final = frozenset(
    "base ctypes dump dumps format_map getfield mro newbyteorder obj setfield setflags tobytes "
    "tofile view with_traceback".split()
)
_NOT_FROM: Final = ("ag_", "co_", "cr_", "f_", "gi_", "tb_")
"""What leads from generators, functions and tracebacks into whoever called them."""

_ALLOWED: Final[tuple[type[ast.AST], ...]] = (
    *(ast.Module, ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.ClassDef),
    *(ast.FunctionDef, ast.Lambda, ast.arguments, ast.arg, ast.Return, ast.Yield, ast.YieldFrom),
    *(ast.If, ast.IfExp, ast.For, ast.While, ast.Break, ast.Continue, ast.Pass, ast.With),
    *(ast.withitem, ast.Raise, ast.Try, ast.ExceptHandler, ast.Assert, ast.Delete),
    *(ast.Import, ast.ImportFrom, ast.Name, ast.Attribute, ast.Subscript, ast.Slice),
    *(ast.Starred, ast.Constant, ast.JoinedStr, ast.FormattedValue, ast.Tuple, ast.List, ast.Set),
    *(ast.Dict, ast.Call, ast.keyword, ast.Compare, ast.BoolOp, ast.BinOp, ast.UnaryOp),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.comprehension, ast.NamedExpr),
    *(ast.Global, ast.Nonlocal),
)
_LEAVES: Final = ("ctx", "op", "ops", "names", "id", "attr", "arg", "module", "level", "kind")
_WITHIN: Final = {
    kind: tuple(field for field in kind._fields if field not in _LEAVES) for kind in _ALLOWED
} | {ast.arg: ("annotation",)}
"""In which fields of a node other nodes are to be looked at."""


def is_plain(*trees: ast.Module) -> bool:
    """Do they, together, define and compute things with numpy and their own, and nothing else?"""
    text = _Text()
    todo: list[ast.AST] = list(trees)
    while todo:
        node = todo.pop()
        within = _WITHIN.get(type(node))
        if within is None:
            return False
        look = text.looks.get(type(node))
        if look is not None and not look(node):
            return False
        for field in within:
            part = getattr(node, field)
            if type(part) is list:
                todo += [one for one in part if isinstance(one, ast.AST)]
            elif isinstance(part, ast.AST):
                todo.append(part)
    return text.is_harmless()


class _Text:
    """What is found in a text, node by node."""

    def __init__(self) -> None:
        self._modules: dict[str, Set[str]] = {}
        self._bound: set[str] = set()
        self._used: list[ast.Name] = []
        self._asked: list[tuple[ast.expr, str]] = []
        self._changed: list[ast.expr] = []
        self._pauses = False
        self.looks: dict[type, Callable[[Any], bool]] = {
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Subscript: self._subscript,
            ast.FunctionDef: self._definition,
            ast.ClassDef: self._definition,
            ast.ExceptHandler: self._definition,
            ast.arg: self._argument,
            ast.Yield: self._pause,
            ast.YieldFrom: self._pause,
        }
        """What is to be done with a node of a kind; false where it can't be plain."""

    def _import(self, node: ast.Import) -> bool:
        for alias in node.names:
            if alias.name not in _OF_MODULES:
                return False
            self._modules[alias.asname or alias.name] = _OF_MODULES[alias.name]
        return True

    def _import_from(self, node: ast.ImportFrom) -> bool:
        self._asked += [(ast.Constant(None), alias.name) for alias in node.names]
        self._bound.update(alias.asname or alias.name for alias in node.names)
        there_are = _OF_MODULES.get(node.module or "", frozenset())
        return not node.level and there_are.issuperset(alias.name for alias in node.names)

    def _name(self, node: ast.Name) -> bool:
        if type(node.ctx) is ast.Load:
            self._used.append(node)
        else:
            self._bound.add(node.id)
        return True

    def _attribute(self, node: ast.Attribute) -> bool:
        self._asked.append((node.value, node.attr))
        if type(node.ctx) is not ast.Load:
            self._changed.append(node.value)
        if node.attr.startswith("__"):
            return node.attr == "__init__"
        if node.attr == "format":
            return _is_plain_text(node.value)
        return node.attr not in _NOT_OF_OBJECTS and not node.attr.startswith(_NOT_FROM)

    def _subscript(self, node: ast.Subscript) -> bool:
        if type(node.ctx) is not ast.Load:
            self._changed.append(node.value)
        return True

    def _definition(self, node: ast.FunctionDef | ast.ClassDef | ast.ExceptHandler) -> bool:
        if node.name is not None:
            self._bound.add(node.name)
        return True

    def _argument(self, node: ast.arg) -> bool:
        self._bound.add(node.arg)
        return True

    def _pause(self, _: ast.Yield | ast.YieldFrom) -> bool:
        self._pauses = True
        return True

    def is_harmless(self) -> bool:
        """Is all that it names known, and a module's name nothing but the module's?"""
        modules = self._modules
        bases = {id(base) for base, _ in self._asked}
        return (
            not modules.keys() & self._bound
            and all(name in _METHODS or name[:2] != "__" for name in self._bound)
            and all(
                node.id in self._bound
                or node.id in _BUILTINS
                or node.id == "__name__"
                or (node.id in modules and id(node) in bases)
                for node in self._used
            )
            and all(
                attribute in modules.get(base.id, (attribute,))
                for base, attribute in self._asked
                if isinstance(base, ast.Name)
            )
            and not any(_root(place) in modules for place in self._changed)
            # what is paused in there for good leaves its settings behind
            and not (self._pauses and any(name == "errstate" for _, name in self._asked))
        )


def _is_plain_text(node: ast.expr) -> bool:
    """Is it a text whose fields are filled in as they are, and don't ask for what is in them?"""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    try:
        fields = list(string.Formatter().parse(node.value))
    except ValueError:
        return False
    return not any(set(".[") & set(name or "") or "{" in (how or "") for _, name, how, _ in fields)


def _root(node: ast.expr) -> str:
    """The name at the beginning of ``a.b[c].d(e)``; empty if there is none."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
