"""Can code do anything but define and compute? Where it can't, the next may use its process.

Told by the text alone, before any of it runs, and by what is known to be harmless: who writes
something unusual gets a process of its own, which costs a few milliseconds and nothing else.
Imports the standard library and numpy only.
"""

from __future__ import annotations

import ast
import builtins
import math
from collections.abc import Set
from typing import Final

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
    "genfromtxt get_include getbufsize geterr geterrcall info load loadtxt mat matrix memmap save "
    "savetxt savez savez_compressed set_printoptions setbufsize seterr seterrcall show_config "
    "show_runtime test".split()
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
    "base ctypes dump dumps getfield mro newbyteorder obj setfield setflags tobytes tofile view "
    "with_traceback".split()
)
_NOT_FROM: Final = ("ag_", "co_", "cr_", "f_", "gi_", "tb_")
"""What leads from generators, functions and tracebacks into whoever called them."""

_ALLOWED: Final = (
    *(ast.Module, ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.ClassDef),
    *(ast.FunctionDef, ast.Lambda, ast.arguments, ast.arg, ast.Return, ast.Yield, ast.YieldFrom),
    *(ast.If, ast.IfExp, ast.For, ast.While, ast.Break, ast.Continue, ast.Pass, ast.With),
    *(ast.withitem, ast.Raise, ast.Try, ast.ExceptHandler, ast.Assert, ast.Delete),
    *(ast.Import, ast.ImportFrom, ast.alias, ast.Name, ast.Attribute, ast.Subscript, ast.Slice),
    *(ast.Starred, ast.Constant, ast.JoinedStr, ast.FormattedValue, ast.Tuple, ast.List, ast.Set),
    *(ast.Dict, ast.Call, ast.keyword, ast.Compare, ast.BoolOp, ast.BinOp, ast.UnaryOp),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.comprehension),
    *(ast.NamedExpr, ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop),
    *(ast.Global, ast.Nonlocal),
)


def is_plain(tree: ast.Module) -> bool:
    """Does `tree` define and compute things, with numpy and of its own, and nothing else?"""
    modules: dict[str, Set[str]] = {}
    bases: set[ast.expr] = set()
    used: set[str] = set()
    bound: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            return False
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name not in _OF_MODULES:
                    return False
                modules[alias.asname or alias.name] = _OF_MODULES[alias.name]
        elif isinstance(node, ast.ImportFrom):
            there_are = _OF_MODULES.get(node.module or "", frozenset())
            if node.level or not {alias.name for alias in node.names} <= there_are:
                return False
            bound.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.Attribute):
            bases.add(node.value)
            if not _is_harmless(node.attr) or (
                isinstance(node.value, ast.Name)
                and node.attr not in modules.get(node.value.id, {node.attr})
            ):
                return False
        else:
            bound |= _names_of(node)
    is_clear = not modules.keys() & bound  # a module's name means the module, wherever it stands
    is_bare = any(
        isinstance(node, ast.Name) and node.id in modules and node not in bases
        for node in ast.walk(tree)
    )
    is_known = used <= modules.keys() | bound | _BUILTINS | {"__name__"}
    are_harmless = all(name in _METHODS or name[:2] != "__" for name in bound - {"__all__"})
    is_own = is_clear and not is_bare and _changes_no_module(tree, modules.keys())
    return is_own and is_known and are_harmless


def _is_harmless(name: str) -> bool:
    """May an attribute of this name be asked of any object?"""
    if name.startswith("__"):
        return name == "__init__"
    return name not in _NOT_OF_OBJECTS and not name.startswith(_NOT_FROM)


def _names_of(node: ast.AST) -> set[str]:
    """What a statement that isn't an assignment gives names to."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, ast.arg):
        return {node.arg}
    if isinstance(node, ast.ExceptHandler) and node.name:
        return {node.name}
    return set()


def _changes_no_module(tree: ast.Module, modules: Set[str]) -> bool:
    """Is nothing of a module, or of what a module holds, put in another's place?"""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            root: ast.expr = node
            while isinstance(root, (ast.Attribute, ast.Subscript, ast.Call)):
                root = root.func if isinstance(root, ast.Call) else root.value
            if isinstance(root, ast.Name) and root.id in modules:
                return False
    return True
