"""A submission in this process, with what checks use of `grader.examiner.remote.Student`."""

from __future__ import annotations

import inspect
import itertools
import types
from collections.abc import Callable
from typing import Any

import numpy as np

PLAIN = (np.ndarray, np.generic, int, float, complex, str, bytes, types.NoneType)
COMMON = frozenset({np.ndarray, np.float64, float, int, types.NoneType})
"""Looked up first: what is between a check and the submission must cost next to nothing here."""


class LocalStudent:
    """The submission's module.

    Arguments are copies, as they are behind the wall: else a submission that writes into one would
    change what the check compares with.
    """

    def __init__(self, module: Any, given: types.ModuleType | None = None) -> None:
        self._module = module
        self._asked: tuple[Any, Any, dict[str, Any], dict[str, Any]] = ((), (), {}, {})
        self.given = LocalObject(given, self)

    def __getattr__(self, name: str) -> Any:
        return shown(getattr(self._module, name), self)

    @property
    def changed(self) -> dict[int | str, Any]:
        """The arguments that the last call changed, as it left them."""
        args, own_args, kwargs, own_kwargs = self._asked
        before = dict(enumerate(args)) | kwargs
        after = dict(enumerate(own_args)) | own_kwargs
        return {key: shown(after[key], self) for key in before if not same(before[key], after[key])}

    def carry(self, *sites: str) -> None:
        """Nobody is told that an error is carried forward."""

    def take(self, items: Any, most: int) -> list[Any]:
        """The items of an iterator, of which there may be `most`."""
        taken = list(itertools.islice(handed(items, is_copy=False), most + 1))
        if len(taken) > most:
            raise ValueError("it gives more items than there can be")
        return [shown(item, self) for item in taken]

    def ask(self, function: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
        """What `function` gives for copies of the arguments."""
        own_args = [handed(each) for each in args]
        own_kwargs = {key: handed(each) for key, each in kwargs.items()} if kwargs else kwargs
        self._asked = args, own_args, kwargs, own_kwargs
        return shown(function(*own_args, **own_kwargs), self)


class LocalObject:
    """An object of the submission's; its methods can be called with many arguments."""

    __slots__ = ("_object", "_student")

    def __init__(self, value: Any, student: LocalStudent) -> None:
        self._object = value
        self._student = student

    def __getattr__(self, name: str) -> Any:
        return shown(getattr(self._object, name), self._student)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._student.ask(self._object, args, kwargs)

    def many(self, arguments: Any) -> list[Any]:
        return [self._student.ask(self._object, args, {}) for args in arguments]

    def repeat(self, times: int, *args: Any, **kwargs: Any) -> Any:
        for _ in range(times):
            value = self._student.ask(self._object, args, kwargs)
        return value


def shown(value: Any, student: LocalStudent) -> Any:
    """A value of the submission's as a check sees it."""
    if type(value) in COMMON or isinstance(value, PLAIN):
        return value
    if type(value) in (list, tuple, set):
        return type(value)(shown(item, student) for item in value)
    if type(value) is dict:
        return {key: shown(item, student) for key, item in value.items()}
    return LocalObject(value, student)


def handed(value: Any, *, is_copy: bool = True) -> Any:
    """A check's argument as the submission gets it."""
    if isinstance(value, np.ndarray):
        return value.copy() if is_copy else value
    if isinstance(value, LocalObject):
        return value._object
    if type(value) in (list, tuple):
        return type(value)(handed(item, is_copy=is_copy) for item in value)
    if type(value) is dict:
        return {key: handed(item, is_copy=is_copy) for key, item in value.items()}
    if inspect.isfunction(value):
        return lambda *args: value(*[handed(each) for each in args])
    return value


def same(before: Any, after: Any) -> bool:
    """Is `after`, which the submission got, still what `before` is?"""
    before = handed(before, is_copy=False)
    if isinstance(before, np.ndarray):
        return before.shape == after.shape and before.tobytes() == after.tobytes()
    if type(before) in (list, tuple):
        return len(before) == len(after) and all(map(same, before, after))
    if type(before) is dict:
        return before.keys() == after.keys() and all(same(before[k], after[k]) for k in before)
    return before is after or callable(before) or bool(before == after)
