"""What stands for an answer that isn't known: whatever is made of it isn't known either."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Final, NoReturn


class Undecided(BaseException):
    """Something can't be told before an answer is known."""


def _unknown(*_: Any, **__: Any) -> Unknown:
    return Unknown()


def _undecided(*_: Any, **__: Any) -> NoReturn:
    raise Undecided


class Unknown:
    """An answer that isn't known.

    Arithmetic with it, its attributes and entries, and what numpy makes of it, are unknown; who
    wants a number of it or its items hears `Undecided`. What a check asserts of it should hold: it
    is true, it has a length, and the functions that a check compares with take it for right.
    """

    __hash__ = object.__hash__

    def __getattr__(self, name: str) -> Unknown:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    __call__ = __getitem__ = __array_ufunc__ = __array_function__ = _unknown
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = _unknown
    __rmatmul__ = __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = _unknown
    __rmod__ = __pow__ = __rpow__ = __neg__ = __pos__ = __abs__ = __invert__ = _unknown
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = _unknown
    __lt__ = __le__ = __gt__ = __ge__ = _unknown
    __eq__ = __ne__ = _unknown  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return 2

    __iter__ = __contains__ = __array__ = _undecided
    __float__ = __int__ = __index__ = __complex__ = __round__ = __setitem__ = _undecided
    __str__ = __repr__ = __format__ = _undecided


class Unlike(Unknown):
    """Whether two values that aren't known are close: checks mostly ask it of what mustn't be."""

    def __bool__(self) -> bool:
        return False


_KINDS: Final = frozenset({Unknown, Unlike})


class _Rehearsals:
    """How many are under way."""

    number = 0


@contextlib.contextmanager
def rehearsing() -> Iterator[None]:
    """Only in here is what isn't known taken for right."""
    _Rehearsals.number += 1
    try:
        yield
    finally:
        _Rehearsals.number -= 1


def is_unknown(*values: object) -> bool:
    """Is one of the values unknown?

    Raises
    ------
    RuntimeError
        If one is, outside a rehearsal: the check, or what it uses, has kept it.
    """
    if _KINDS.isdisjoint(map(type, values)):
        return False
    if not _Rehearsals.number:
        raise RuntimeError("the check compares with something that it has kept from another run")
    return True
