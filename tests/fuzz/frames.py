"""Inputs made of frames: taken apart, changed in their structure, put together again.

An input is one byte, whose meaning the harness chooses, and then what a worker might write: frame
after frame. Bytes alone rarely get past msgpack; so most mutations are made on the structure, as a
forger would make them, and the lengths and the raw part are put right afterwards, mostly.
"""

from __future__ import annotations

import copy
import math
import random
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np

from grader.sandbox import wire

Frame = tuple[bytes, bytes]
Tree = Any

RAW_MOST = 4096
"""Longest raw part that is made to fit its structure, in bytes."""
DEEPEST = 40
PLACES_MOST = 2000

DTYPES = (*sorted(wire.DTYPES), "|O", ">f8", "<U1", "<M8[s]", "f8", "")
WORDS = (
    "value raised callback ready W dW x forward Forward backward ValueError NotImplementedError "
    "MissingName WireError Mute ff -1 0x1 1_0 - =1+1 \uff11 \u202e \U0001f600 é \u212a \x1b[2J"
).split()
LONG = ("a" * 100, "f" * wire.INTEGER_DIGITS, "f" * (wire.INTEGER_DIGITS + 1))
TEXTS = ("", " 1", "\n", "\0", *LONG, *WORDS)
SMALL = (-1, 0, 1, 2, 3, 5, 11, 12, 13, 31, 32, 33, 255)
LARGE = (2**20, 2**31 - 1, 2**31, 2**53, 2**53 + 1, 2**61 - 1, 2**63 - 1, 2**63, 2**64 - 1)
NUMBERS = (*SMALL, *LARGE, -(2**53) - 1, -(2**63))
FLOATS = (0.0, -0.0, 1.0, 0.5, -1.5, 1e308, 5e-324, math.nan, math.inf, -math.inf)
REFUSED = (b"", b"\0" * 8, {}, {1: 2}, {"a": []}, msgspec.msgpack.Ext(1, b"x"))


def split(data: bytes) -> Iterator[Frame]:
    """The frames in `data` as its headers have them; the last one may be short."""
    while len(data) >= wire.HEADER.size:
        structure, raw = wire.HEADER.unpack(data[: wire.HEADER.size])
        body = data[wire.HEADER.size :]
        yield body[:structure], body[structure : structure + raw]
        data = body[structure + raw :]


def joined(frames: list[Frame]) -> bytes:
    return b"".join(
        wire.HEADER.pack(len(structure), len(raw)) + structure + raw for structure, raw in frames
    )


# --- nodes ---------------------------------------------------------------------------------------


def leaf(chance: random.Random) -> Tree:
    kind = chance.random()
    if kind < 0.4:
        return chance.choice(NUMBERS)
    if kind < 0.6:
        return chance.choice(FLOATS)
    if kind < 0.98:
        return chance.choice(TEXTS if kind < 0.85 else (None, True, False))
    return chance.choice(REFUSED)


def node(chance: random.Random, depth: int = 0) -> Tree:
    """A node of the wire, mostly well formed."""
    if depth > 3 or chance.random() < 0.2:
        return leaf(chance)
    tag = chance.randrange(14)
    parts = range(chance.randrange(4))
    sides = [chance.choice((0, 1, 2, 3)) for _ in parts]
    match tag:
        case wire.ARRAY:
            return [tag, chance.choice(DTYPES), *(sides or [chance.choice(NUMBERS)])]
        case wire.SCALAR:
            return [tag, chance.choice(DTYPES)]
        case wire.COMPLEX:
            return [tag, chance.choice(FLOATS), chance.choice(FLOATS)]
        case wire.INTEGER | wire.OPAQUE:
            return [tag, chance.choice(TEXTS)]
        case wire.SET:
            return [tag, *(leaf(chance) for _ in parts)]
        case wire.DICT:
            return [tag, *(part for _ in parts for part in (leaf(chance), node(chance, depth + 1)))]
        case wire.OBJECT:
            names = [chance.choice(TEXTS) for _ in parts]
            return [tag, chance.choice(NUMBERS), chance.choice(TEXTS), leaf(chance), *names]
        case _:
            return [tag, *(node(chance, depth + 1) for _ in parts)]


def raw_size(tree: Tree) -> int:
    """The bytes of raw part that `tree` names."""
    if type(tree) is not list or not tree:
        return 0
    fields = tree[1:]
    dtype = fields[0] if fields else None
    if type(dtype) is str and dtype in wire.DTYPES and tree[0] in (wire.ARRAY, wire.SCALAR):
        shape = [side for side in fields[1:] if type(side) is int and side >= 0]
        return min(math.prod(shape) * np.dtype(dtype).itemsize, RAW_MOST + 1)
    if tree[0] == wire.BYTES and type(dtype) is int and dtype >= 0:
        return min(dtype, RAW_MOST + 1)
    return sum(map(raw_size, tree))


# --- mutation ------------------------------------------------------------------------------------


def _places(tree: Tree, depth: int = 0) -> Iterator[tuple[list[Tree], int]]:
    """Each place in `tree`: a list and a position in it."""
    if type(tree) is list and depth < DEEPEST:
        for position, part in enumerate(tree):
            yield tree, position
            yield from _places(part, depth + 1)


def _replace(chance: random.Random, parent: list[Tree], at: int, other: Tree) -> None:
    parent[at] = chance.choice((leaf, node))(chance)


def _replace_by_like(chance: random.Random, parent: list[Tree], at: int, other: Tree) -> None:
    kinds: dict[type, Any] = {int: NUMBERS, float: FLOATS, str: TEXTS}
    if type(parent[at]) in kinds:
        parent[at] = chance.choice(kinds[type(parent[at])])


def _graft(chance: random.Random, parent: list[Tree], at: int, other: Tree) -> None:
    places = list(_places(other))[:PLACES_MOST]
    if places:
        there, position = chance.choice(places)
        parent[at] = copy.deepcopy(there[position])


def _drop(chance: random.Random, parent: list[Tree], at: int, other: Tree) -> None:
    del parent[at]


def _insert(chance: random.Random, parent: list[Tree], at: int, other: Tree) -> None:
    parent.insert(at, node(chance))


def _multiply(chance: random.Random, parent: list[Tree], at: int, other: Tree) -> None:
    times = chance.choice((1, 2, 3) if type(parent[at]) is list else (1, 2, 40, 300))
    parent[at:at] = [copy.deepcopy(parent[at]) for _ in range(times)]


def _wrap(chance: random.Random, parent: list[Tree], at: int, other: Tree) -> None:
    for _ in range(chance.choice((1, 1, 2, 31, 32, 33))):
        parent[at] = [chance.choice((wire.LIST, wire.TUPLE)), parent[at]]


def _retag(chance: random.Random, parent: list[Tree], at: int, other: Tree) -> None:
    parent[0] = chance.choice((*range(14), True, 1.0, "4"))


def _number(chance: random.Random, parent: list[Tree], at: int, other: Tree) -> None:
    if type(parent[at]) is int:
        parent[at] += chance.choice((-1, 1, 256))
        parent[at] = max(min(parent[at], 2**64 - 1), -(2**63))


CHANGES: tuple[Callable[[random.Random, list[Tree], int, Tree], None], ...] = (
    *(_replace, _replace_by_like, _replace_by_like, _replace_by_like, _number),
    *(_graft, _drop, _insert, _multiply, _wrap, _retag),
)


def changed(chance: random.Random, frame: Frame, other: Frame) -> Frame:
    """`frame` with a change or more in its structure, which may come from `other`."""
    structure, raw = frame
    try:
        tree, donor = msgspec.msgpack.decode(structure), msgspec.msgpack.decode(other[0])
    except (ValueError, TypeError, RecursionError, msgspec.DecodeError):
        tree, donor = [1, "value", node(chance)], None
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        places = list(_places(tree))[:PLACES_MOST]
        if not places:
            tree = [1, "value", node(chance)]
            continue
        parent, at = chance.choice(places)
        chance.choice(CHANGES)(chance, parent, at, donor)
    if chance.random() < 0.8:
        size = raw_size(tree)
        if size <= RAW_MOST:
            raw = (raw + chance.randbytes(size))[:size] if chance.random() < 0.7 else bytes(size)
    return msgspec.msgpack.encode(tree), raw


def mutated(
    data: bytes,
    longest: int,
    seed: int,
    by_bytes: Callable[[bytes, int], bytes],
    other: bytes = b"",
) -> bytes:
    """An input like `data`: changed as bytes one time in three, else as frames."""
    chance = random.Random(seed)
    frames = list(split(data[1:]))
    if not frames or chance.random() < 0.3:
        return by_bytes(data, longest)
    donors = [*frames, *split(other[1:])]
    at = chance.randrange(len(frames))
    match chance.randrange(12):
        case 0:
            frames.insert(at, chance.choice(donors))
        case 1 if len(frames) > 1:
            del frames[at]
        case 2:
            structure, raw = frames[at]
            frames[at] = structure, by_bytes(raw or b"\0", 64)
        case _:
            frames[at] = changed(chance, frames[at], chance.choice(donors))
    first = bytes([chance.randrange(256)]) if chance.random() < 0.1 else data[:1]
    result = first + joined(frames)
    return result if len(result) <= longest else by_bytes(data, longest)
