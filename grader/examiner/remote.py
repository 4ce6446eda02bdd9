"""A submission as a check sees it: objects that stay in the worker, values that come back.

``student.Sigmoid()`` gives a `RemoteObject`; ``layer.forward(x)`` returns a real array, a copy that
no student code can reach; ``layer.dW`` fetches. Arguments are copies, too: what the submission does
to them shows in ``student.changed`` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

from grader.examiner.compare import Mismatch
from grader.examiner.names import Names
from grader.language import gettext, gettext_noop
from grader.sandbox.allowance import Allowance, WorkerFailed
from grader.sandbox.conversation import Conversation
from grader.sandbox.exchange import Answer, Calls, Exchange, Handle, StudentError
from grader.sandbox.respondent import GIVEN, SUBMISSION

UNCROSSABLE: Final = gettext_noop(
    "what your code gives can't be looked at: it is nested too deep, too large, or a set or dict "
    "of other things than texts and whole numbers"
)
GRADS: Final = gettext_noop(
    "your code has no `{site}`; its `grads` may hold it, but here it is asked for by this name"
)
NOT_ITERABLE: Final = gettext_noop("what came back can't be iterated over")
_T = TypeVar("_T")


class Student:
    """The submission; in a check, the fixture ``student``.

    Its attributes are the names that the submission defines. Names of the exercise's own code are
    under `given`.

    Attributes
    ----------
    changed : dict
        The arguments that the last call (or `take`, of the call that gave the iterator) modified in
        place, as it left them, under their position or name. Results in place are found here.
    log : list of Exchange
        Every question of this check with its reply.
    """

    def __init__(
        self,
        conversation: Conversation,
        allowance: Allowance,
        lose: Callable[[WorkerFailed], None],
        names: Names,
        carried: set[str],
    ) -> None:
        self._link = _Link(conversation, allowance, lose, names)
        self._carried = carried
        self.given = _Module(self._link, GIVEN)

    def __getattr__(self, name: str) -> RemoteFunction:
        return _named(self._link, SUBMISSION, name, self._link.names.found(name))

    @property
    def changed(self) -> dict[int | str, Any]:
        return self._link.changed

    @property
    def log(self) -> list[Exchange]:
        return self._link.conversation.log

    def carry(self, *sites: str) -> None:
        """Note that an error is carried forward: the student's own values count as right ones.

        What gave them must be one function; `grader.examiner.asking_again` looks whether it is.

        Parameters
        ----------
        sites : str
            What gave them, ``softmax`` or ``Sigmoid.forward``; by default, what was asked last.
        """
        self._carried.update(sites or [self.log[-1].site])

    def take(self, items: Any, most: int) -> list[Any]:
        """The items of a list, a tuple or an iterator of the submission's; never endless.

        Parameters
        ----------
        items : list, tuple or RemoteObject
        most : int
            How many there may be.

        Raises
        ------
        Mismatch
            If there are more, or `items` isn't iterable.
        """
        if isinstance(items, RemoteObject):
            if not items.wire_handle().is_iterable:
                raise Mismatch("iterable", gettext(NOT_ITERABLE))
            items = self._link.take(items, most + 1)
        elif not isinstance(items, (list, tuple)):
            raise Mismatch("iterable", gettext(NOT_ITERABLE))
        if len(items) > most:
            raise Mismatch("count", gettext("it gives more items than there can be"))
        return list(items)


class _Module:
    """The exercise's own code, in the worker. What it says is believed no more than the rest."""

    def __init__(self, link: _Link, owner: int) -> None:
        self._link = link
        self._owner = owner

    def __getattr__(self, name: str) -> RemoteFunction:
        return _named(self._link, self._owner, name, name)


class RemoteFunction:
    """A function, class or method in the worker; calling it calls it there."""

    def __init__(self, link: _Link, owner: int, name: str | None, site: str) -> None:
        self._link = link
        self._owner = owner
        self._name = name
        self._site = site

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._link.call(self._owner, self._name, self._site, [(args, kwargs)])[0]

    def many(self, arguments: Iterable[Sequence[Any]]) -> list[Any]:
        """Call it once with each sequence of positional arguments; one message for all."""
        calls: Calls = [(tuple(args), {}) for args in arguments]
        return self._link.call(self._owner, self._name, self._site, calls)

    def repeat(self, times: int, *args: Any, **kwargs: Any) -> Any:
        """Call it `times` times with the same arguments, in one message; the last value."""
        return self._link.call(self._owner, self._name, self._site, [(args, kwargs)], times)[0]


class RemoteObject:
    """An object that stays in the worker. Methods are called there, attributes are fetched."""

    def __init__(self, link: _Link, handle: Handle, site: str) -> None:
        self._link = link
        self._handle = handle
        self._site = site

    def wire_handle(self) -> Handle:
        """What stands for it on the wire."""
        return self._handle

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # Python and numpy asking, not a check
            raise AttributeError(name)
        site = f"{self._site}.{name}"
        found = self._link.names.among(name, self._handle.methods)
        if found in self._handle.methods:
            return RemoteFunction(self._link, self._handle.number, found, site)
        return self._link.get(self._handle.number, name, site)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        call = RemoteFunction(self._link, self._handle.number, None, self._site)
        return call(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<{self._handle.kind} in the worker>"


class _Link:
    """What all objects of one check share.

    Parameters
    ----------
    lose : callable
        Told when the worker fails; from then on every question fails in the same way.
    """

    def __init__(
        self,
        conversation: Conversation,
        allowance: Allowance,
        lose: Callable[[WorkerFailed], None],
        names: Names,
    ) -> None:
        self.conversation = conversation
        self.names = names
        self.changed: dict[int | str, Any] = {}
        self._allowance = allowance
        self._lose = lose
        self._failure: WorkerFailed | None = None

    def call(
        self,
        owner: int,
        name: str | None,
        site: str,
        calls: Calls,
        times: int = 1,
    ) -> list[Any]:
        answers = self._answered(
            site,
            lambda: self.conversation.call(
                owner, name, calls, self._allowance, times=times, site=site
            ),
        )
        self.changed = {key: self._wrap(value, site) for key, value in _last(answers).items()}
        return [self._wrap(answer.value, site) for answer in answers]

    def get(self, owner: int, name: str, site: str) -> Any:
        """An attribute; one whose name differs in case only, where there is no such name."""
        try:
            value = self._asked(owner, name, site)
        except Mismatch:
            there_are = self._answered(
                site, lambda: self.conversation.names(owner, self._allowance)
            )
            found = self.names.among(name, there_are)
            if found == name and "grads" in there_are:
                raise Mismatch("missing", gettext(GRADS).format(site=site)) from None
            value = self._asked(owner, found, site)
        return self._wrap(value, site)

    def _asked(self, owner: int, name: str, site: str) -> Any:
        return self._answered(
            site, lambda: self.conversation.get(owner, name, self._allowance, site=site)
        )

    def take(self, items: RemoteObject, most: int) -> list[Any]:
        handle, site = items.wire_handle(), items._site
        answer = self._answered(
            site,
            lambda: self.conversation.take(handle.number, most, self._allowance, site=site),
        )
        self.changed = {key: self._wrap(value, site) for key, value in answer.changed.items()}
        return [self._wrap(item, site) for item in answer.value]

    def _answered(self, site: str, ask: Callable[[], _T]) -> _T:
        """What `ask` gives."""
        if self._failure is not None:
            raise self._failure
        try:
            return ask()
        except StudentError as error:
            if error.kind == "MissingName":  # the name is the check's own, not the worker's word
                raise Mismatch("missing", self.names.missing(site)) from None
            if error.kind == "WireError":
                raise Mismatch("type", gettext(UNCROSSABLE)) from None
            raise
        except WorkerFailed as failure:
            self._failure = failure
            self._lose(failure)
            raise

    def _wrap(self, value: Any, site: str) -> Any:
        """`value` with objects that a check can use in place of handles."""
        if isinstance(value, Handle):
            return RemoteObject(self, value, site)
        if type(value) in (list, tuple, set):
            return type(value)(self._wrap(item, site) for item in value)
        if type(value) is dict:
            return {key: self._wrap(item, site) for key, item in value.items()}
        return value


def _last(answers: Sequence[Answer]) -> dict[int | str, Any]:
    return answers[-1].changed if answers else {}


def _named(link: _Link, owner: int, name: str, found: str) -> RemoteFunction:
    if name.startswith("__"):
        raise AttributeError(name)
    return RemoteFunction(link, owner, found, name)
