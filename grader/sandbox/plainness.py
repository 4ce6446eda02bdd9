"""Can code leave anything in its process but its own module? Where it can't, the next may use it.

Told by the text, next to student code and by its own word: one who gets around it shares a process
with other exercises of the very same submission, and nothing else. Imports the standard library
only.
"""

from __future__ import annotations

import ast
from typing import Final

STATELESS: Final = frozenset(
    "__future__ abc cmath collections copy dataclasses enum functools given itertools math numbers "
    "numpy operator typing".split()
)
"""What can be imported and has no state of its own, but for numpy's random numbers and options.
A submission's own file of such a name isn't meant."""
_NAMES: Final = frozenset(
    "__builtins__ __import__ breakpoint compile delattr eval exec exit getattr globals help input "
    "locals open quit setattr vars".split()
)
_ATTRIBUTES: Final = frozenset(
    "asmatrix ctypeslib fromfile genfromtxt load loads loadtxt memmap random save savetxt savez "
    "savez_compressed set_printoptions set_string_function setbufsize seterr seterrcall test "
    "tofile testing lib f2py distutils".split()
)
"""Of numpy, or of anything: what changes how numpy works, draws numbers, or opens files."""


def is_plain(tree: ast.Module) -> bool:
    """Does `tree` define and compute things, and nothing else?"""
    imported: set[str] = set()
    changed: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
            imported.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or "."]
            imported.update(alias.asname or alias.name for alias in node.names)
            if any(alias.name in _ATTRIBUTES for alias in node.names):
                return False
        elif isinstance(node, ast.Name) and node.id in _NAMES:
            return False
        elif isinstance(node, ast.Attribute):
            if node.attr in _ATTRIBUTES or (node.attr[:2] == "__" and node.attr != "__init__"):
                return False
            if not isinstance(node.ctx, ast.Load):
                changed.add(_root(node))
            continue
        elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            changed.add(_root(node))
            continue
        else:
            continue
        if not {module.partition(".")[0] for module in modules if module} <= STATELESS:
            return False
    return not imported & changed


def _root(node: ast.expr) -> str:
    """The name at the beginning of ``a.b[c].d``; empty if there is none."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
