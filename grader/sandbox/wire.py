"""The wire: which values may pass the wall, and how they are framed.

The set of types is closed: None, bool, int, float, complex, str, bytes, list, tuple, set, dict,
numpy scalars and arrays of a numeric dtype, and *references* (a handle to an object that stays in
the worker, a function that stays with the examiner, a generator that travels as its seed).
Nothing is pickled, and nothing received is called, imported or evaluated.

A frame is ``<structure length: u32> <raw length: u32> <structure> <raw>``. The structure is one
msgpack value made of None, bool, int, float, str and lists, and nothing else is decoded; bytes and
the contents of arrays and numpy scalars follow it as raw bytes, in the order in which the structure
names them. Scalars stand for themselves; everything else is a list whose first element is a tag.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Sequence
from types import GenericAlias
from typing import Any, Final

import msgspec
import numpy as np

STRUCTURE_LIMIT: Final = 2 * 2**20
"""Largest structure in bytes. Two million tiny lists are what a hostile one can make of it."""
RAW_LIMIT: Final = 64 * 2**20
"""Largest sum of array contents and bytes in one frame."""
NODE_LIMIT: Final = 300_000
"""Most values in one frame, an array's sides and a reference's fields included: one may take up to
two hundred times the memory of the bytes that name it."""
EMPTY_LIMIT: Final = 2**20
"""Largest product of an empty array's other sides: iterating over it must end."""
MEMBERS_LIMIT: Final = 10_000
"""Most members of a set or dict."""
WHOLE_LIMIT: Final = 2**53
"""Largest size of an integer that is a member or key: beyond it, hashes can be made to collide."""
DEPTH_LIMIT: Final = 32
"""Deepest nesting of containers, and most axes of an array: numpy can stack what comes."""
INTEGER_DIGITS: Final = 3500
"""Longest integer, in hexadecimal digits; Python writes none of more than 4300 decimal ones."""

HEADER: Final = struct.Struct("<II")
READ_BYTES: Final = 2**16
"""Most bytes that are read at once."""

LIST, TUPLE, SET, DICT, ARRAY, SCALAR, COMPLEX, INTEGER = range(8)
OBJECT, FUNCTION, GENERATOR, OPAQUE = range(8, 12)
BYTES: Final = 12

DTYPES: Final = frozenset(
    np.dtype(code).str for code in "? i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split()
)
"""The numeric dtypes that cross, in their little-endian spelling (``<f8``)."""
_DTYPES: Final = {code: np.dtype(code) for code in DTYPES}
_SPELLED: Final = {dtype: code for code, dtype in _DTYPES.items()}
"""The spelling of those that cross as they are."""
_PLAIN: Final = frozenset({type(None), bool, int, float, str})
_CONTAINERS: Final = frozenset({LIST, TUPLE, SET, DICT})

Node = Any
"""A piece of structure: a scalar, or a list that starts with a tag."""

_MESSAGE_DEPTH: Final = 8
"""Lists around a node at most: message, replies, reply, arguments modified, one of them."""


def _structure_type() -> Any:
    """The type of a message, written out to the deepest list that there may be.

    The decoder refuses what isn't of it before it builds it. A map above all: a sender chooses its
    keys so that all have one hash, and building it takes minutes in C, where nothing can end it.
    """
    scalar: Any = None | bool | int | float | str
    node = scalar
    for _ in range(DEPTH_LIMIT + _MESSAGE_DEPTH):
        node = scalar | GenericAlias(list, (node,))
    return GenericAlias(list, (node,))


_DECODER: Final = msgspec.msgpack.Decoder(_structure_type())
_INTEGER: Final = re.compile("-?[0-9a-f]+")


class WireError(Exception):
    """A value that may not cross, or a frame that is not one."""


class Outgoing:
    """Turns values into nodes and gathers the raw bytes of arrays on the way.

    Parameters
    ----------
    reference : callable
        Called with a value of no type of the closed set; returns the node to send in its place
        (one of OBJECT, FUNCTION, GENERATOR, OPAQUE) or raises `WireError`.
    """

    def __init__(self, reference: Callable[[Any], Node]) -> None:
        self._reference = reference
        self._raw: list[bytes] = []
        self._raw_size = 0

    def node(self, value: Any, depth: int = 0) -> Node:
        """The node for `value`; raises `WireError` when it can't cross."""
        kind = type(value)
        if kind is np.ndarray:
            return self._array(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is bytes:
            return [BYTES, self._raw_part(value)]
        if kind is str:
            return value.encode("utf-8", "backslashreplace").decode("utf-8")
        if kind is int:
            return value if -(2**63) <= value < 2**63 else [INTEGER, _hexadecimal(value)]
        if isinstance(value, np.str_):
            return self.node(value.item(), depth)
        if isinstance(value, np.generic):
            return self._scalar(value)
        tag = _container(value)
        if tag is not None and depth >= DEPTH_LIMIT:
            raise WireError(f"it is nested more than {DEPTH_LIMIT} deep")
        if tag == DICT:
            pairs = [(_key(key), item) for key, item in value.items()]
            _check_members([key for key, _ in pairs])
            return [DICT, *(self.node(part, depth + 1) for pair in pairs for part in pair)]
        if tag is not None:
            items = [_key(item) for item in value] if tag == SET else value
            if tag == SET:
                _check_members(items)
            return [tag, *(self.node(item, depth + 1) for item in items)]
        if isinstance(value, np.ndarray):  # a subclass: only its plain data crosses
            return self._array(np.array(value, copy=True, subok=False))
        if kind is complex:
            return [COMPLEX, value.real, value.imag]
        return self._reference(value)

    def _array(self, array: np.ndarray) -> Node:
        spelled = _SPELLED.get(array.dtype)
        if spelled is None:
            plain = np.dtype(array.dtype).newbyteorder("<")
            if plain.char == "g":  # long double: no two platforms agree on its bytes
                plain = np.dtype("<f8")
            if plain.str not in DTYPES:
                return [OPAQUE, f"an array of dtype {str(array.dtype)[:40]}"]
            array, spelled = array.astype(plain, copy=False), plain.str
        if array.ndim > DEPTH_LIMIT:
            raise WireError(f"it has more than {DEPTH_LIMIT} axes")
        is_too_large = self._raw_size + array.nbytes > RAW_LIMIT
        if is_too_large or (not array.size and _is_too_long(array.shape)):
            raise _too_large()
        self._raw_part(array.tobytes())
        return [ARRAY, spelled, *array.shape]

    def _scalar(self, value: np.generic) -> Node:
        plain = np.asarray(value)
        if plain.dtype.char == "g":
            plain = plain.astype("<f8")
        if plain.dtype.str not in DTYPES:
            return [OPAQUE, f"a numpy scalar of dtype {str(plain.dtype)[:40]}"]
        self._raw_part(plain.tobytes())
        return [SCALAR, plain.dtype.str]

    def _raw_part(self, data: bytes) -> int:
        """Have `data` follow the structure; its length."""
        self._raw_size += len(data)
        if self._raw_size > RAW_LIMIT:
            raise _too_large()
        self._raw.append(data)
        return len(data)

    def frame(self, structure: Node) -> bytes:
        """`structure`, which may hold nodes made here, as one frame of bytes."""
        encoded = msgspec.msgpack.encode(structure)
        if len(encoded) > STRUCTURE_LIMIT:
            raise WireError(f"it is larger than {STRUCTURE_LIMIT // 2**20} MiB, arrays aside")
        raw = b"".join(self._raw)
        return HEADER.pack(len(encoded), len(raw)) + encoded + raw


def _key(key: Any) -> Any:
    """A key in a type that crosses: numpy's strings and integers are Python's."""
    return key.item() if isinstance(key, (np.str_, np.integer)) else key


def _container(value: Any) -> int | None:
    if isinstance(value, dict):
        return DICT
    if isinstance(value, list):
        return LIST
    if isinstance(value, tuple):
        return TUPLE
    return SET if isinstance(value, (set, frozenset)) else None


def _too_large() -> WireError:
    return WireError(f"its arrays and bytes hold more than {RAW_LIMIT // 2**20} MiB")


def _hexadecimal(value: int) -> str:
    text = format(value, "x")
    if len(text) > INTEGER_DIGITS:
        raise WireError(f"it holds an integer of more than {INTEGER_DIGITS} hexadecimal digits")
    return text


def sizes(frame: bytes | bytearray) -> tuple[int, int]:
    """Lengths of structure and raw part of a frame in bytes; raises `WireError` over the limits."""
    structure, raw = HEADER.unpack_from(frame)
    if structure > STRUCTURE_LIMIT or raw > RAW_LIMIT:
        raise WireError("the frame is larger than the limit")
    return structure, raw


def parse(encoded: bytes) -> list[Any]:
    """The structure of a frame, not yet turned into values.

    Raises
    ------
    WireError
        If it isn't one msgpack list, of lists and scalars.
    """
    try:
        structure: list[Any] = _DECODER.decode(encoded)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise WireError(f"the frame is no message: {type(problem).__name__}") from None
    return structure


def divided(frame: bytes) -> tuple[bytes, bytes]:
    """The structure and the raw part of a whole frame, as bytes."""
    middle = HEADER.size + sizes(frame)[0]
    return frame[HEADER.size : middle], frame[middle:]


def take_frames(received: bytearray) -> list[tuple[bytes, bytes]]:
    """Take the whole frames off the start of `received`: structure and raw part of each.

    One that is over the limits stays, and what comes after it.
    """
    frames: list[tuple[bytes, bytes]] = []
    at, size = 0, len(received)
    with memoryview(received) as view:  # one copy, not two
        while size - at >= HEADER.size:
            structure, raw = HEADER.unpack_from(view, at)
            middle = at + HEADER.size + structure
            end = middle + raw
            if end > size or structure > STRUCTURE_LIMIT or raw > RAW_LIMIT:
                break
            frames.append((bytes(view[at + HEADER.size : middle]), bytes(view[middle:end])))
            at = end
    del received[:at]
    return frames


def unframed(frame: bytes) -> tuple[list[Any], bytes]:
    """The structure and the raw part of a whole frame; raises `WireError` if it isn't one."""
    structure, raw = divided(frame)
    return parse(structure), raw


class Incoming:
    """Turns nodes back into values, taking the contents of arrays from `raw` in order.

    Parameters
    ----------
    raw : bytes
        The raw part of the frame.
    reference : callable
        Called with the tag and the fields of a reference; returns the value that stands for it
        or raises `WireError`.
    """

    def __init__(self, raw: bytes, reference: Callable[[int, list[Any]], Any]) -> None:
        self._raw = memoryview(raw)
        self._at = 0
        self.nodes = 0
        self._reference = reference

    def value(self, node: Node, depth: int = 0) -> Any:
        """The value of `node`; raises `WireError` for anything but the closed set."""
        kind = type(node)
        if kind is not list:
            if kind not in _PLAIN:
                raise WireError(f"a {kind.__name__} is not part of the wire format")
            self._count(1)
            return node
        if not node or type(node[0]) is not int:
            raise WireError("a list is not part of the wire format")
        tag, fields = node[0], node[1:]
        self._count(1)
        if tag == ARRAY:
            return self._array(fields)
        if tag in _CONTAINERS:
            if depth >= DEPTH_LIMIT:
                raise WireError("nested too deep")
            if all(type(item) in _PLAIN for item in fields):
                self._count(len(fields))
                return _assembled(tag, fields)
            return _assembled(tag, [self.value(item, depth + 1) for item in fields])
        if tag == SCALAR:
            return self._scalar(fields)
        if tag == BYTES:
            return self._bytes(fields)
        if tag == COMPLEX:
            return _complex(fields)
        if tag == INTEGER:
            return _integer(fields)
        self._count(len(fields))
        return self._reference(tag, fields)

    def _count(self, values: int) -> None:
        self.nodes += values
        if self.nodes > NODE_LIMIT:
            raise WireError(f"it holds more than {NODE_LIMIT} values")

    def _array(self, fields: list[Any]) -> np.ndarray:
        dtype = _DTYPES.get(fields[0]) if fields and type(fields[0]) is str else None
        if dtype is None:
            raise WireError("an array of an unknown dtype")
        shape = fields[1:]
        is_shape = len(shape) <= DEPTH_LIMIT
        size = 1
        for side in shape:
            is_shape = is_shape and type(side) is int and 0 <= side < 2**31
            size *= side if is_shape else 1
        if not is_shape or (size == 0 and _is_too_long(shape)):
            raise WireError("an array of an impossible shape")
        self._count(len(shape))
        data = self._taken(size * dtype.itemsize)
        try:
            if size == 0:
                return np.zeros(shape, dtype)
            return np.frombuffer(data, dtype).reshape(shape).copy()
        except ValueError:  # numpy's own bounds, (0, 2**31 - 1, ...) for one
            raise WireError("an array of an impossible shape") from None

    def _scalar(self, fields: list[Any]) -> Any:
        if len(fields) != 1 or type(fields[0]) is not str or fields[0] not in DTYPES:
            raise WireError("a numpy scalar of an unknown dtype")
        dtype = fields[0]
        return np.frombuffer(self._taken(np.dtype(dtype).itemsize), dtype=dtype)[0]

    def _bytes(self, fields: list[Any]) -> bytes:
        if len(fields) != 1 or type(fields[0]) is not int or fields[0] < 0:
            raise WireError("bytes without a length")
        return bytes(self._taken(fields[0]))

    def _taken(self, size: int) -> memoryview:
        """The next `size` bytes of the raw part."""
        data = self._raw[self._at : self._at + size]
        if len(data) != size:
            raise WireError("more data is named than there is")
        self._at += size
        return data

    def finish(self) -> None:
        """Raises `WireError` if raw bytes are left over."""
        if self._at != len(self._raw):
            raise WireError("the frame holds data that nothing names")


def _assembled(tag: int, items: list[Any]) -> Any:
    if tag == LIST:
        return items
    if tag == TUPLE:
        return tuple(items)
    if tag == DICT and len(items) % 2:
        raise WireError("a dict with a key that has no value")
    members = items if tag == SET else items[::2]
    _check_members(members)
    return set(items) if tag == SET else dict(zip(members, items[1::2], strict=True))


def _check_members(members: Sequence[Any]) -> None:
    if len(members) > MEMBERS_LIMIT or not all(_is_member(member) for member in members):
        raise WireError("a set or dict of too many or of other things than texts and integers")


def _is_member(value: Any) -> bool:
    if type(value) is int:
        return -WHOLE_LIMIT <= value <= WHOLE_LIMIT
    return value is None or type(value) in (str, bytes, bool)


def _is_too_long(shape: Sequence[int]) -> bool:
    """Is it the shape of an empty array that takes forever to iterate over?"""
    sides = [max(side, 1) for side in shape]
    return 0 in shape and math.prod(sides) > EMPTY_LIMIT


def _complex(fields: list[Any]) -> complex:
    if len(fields) != 2 or not all(type(part) is float for part in fields):
        raise WireError("a complex number that is none")
    return complex(*fields)


def _integer(fields: list[Any]) -> int:
    text = fields[0] if len(fields) == 1 else None
    if type(text) is not str or len(text) > INTEGER_DIGITS or not _INTEGER.fullmatch(text):
        raise WireError("an integer that is none")
    return int(text, 16)
