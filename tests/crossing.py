"""Values that cross the wall, for the tests of the wire: strategies, the journey, sameness."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import Any, NamedTuple

import hypothesis.extra.numpy as arrays
import numpy as np
from hypothesis import strategies as st

from grader.sandbox import wire
from grader.sandbox.wire import HEADER, Incoming, Outgoing, WireError

NUMERIC = st.sampled_from(sorted(wire.DTYPES))
ARRAYS = NUMERIC.flatmap(
    lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, max_dims=4, min_side=0))
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**200), 2**200),
    st.floats(),
    st.complex_numbers(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.binary(),
)
HASHABLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.text("abc"),
    st.binary(max_size=3),
)


def containers_of(inner):
    return st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.sets(HASHABLE, max_size=4),
        st.dictionaries(HASHABLE, inner, max_size=4),
    )


VALUES = st.recursive(SCALARS | ARRAYS, containers_of, max_leaves=12)


class Rows(list):
    """A list of a class of its own."""


class Sneaky(np.ndarray):
    """An array of a class of its own."""


class Pair(NamedTuple):
    first: Any
    second: Any


VIEWS = ARRAYS.flatmap(
    lambda array: st.sampled_from(
        [
            array.T,
            array[::-1] if array.ndim else array,
            np.asfortranarray(array),
            array.astype(array.dtype.newbyteorder(">")),
            array.view(Sneaky),
        ]
    )
)
"""Arrays that lie in memory in other ways."""
NUMPY_SCALARS = st.one_of(
    NUMERIC.map(np.dtype).flatmap(arrays.from_dtype).map(lambda value: np.asarray(value)[()]),
    st.floats().map(np.longdouble),
    st.text().map(np.str_),
)
KEYS = st.one_of(
    HASHABLE, st.integers(-(2**53), 2**53).map(np.int64), st.text("abc\ud800\\").map(np.str_)
)


def odd_containers_of(inner):
    return st.one_of(
        containers_of(inner),
        st.lists(inner, max_size=4).map(Rows),
        st.tuples(inner, inner).map(lambda pair: Pair(*pair)),
        st.frozensets(KEYS, max_size=4),
        st.dictionaries(KEYS, inner, max_size=4).map(OrderedDict),
    )


ACCEPTED = st.recursive(
    SCALARS | st.text() | ARRAYS | VIEWS | NUMPY_SCALARS, odd_containers_of, max_leaves=12
)
"""Whatever a submission may give back: what the wire carries in a plainer form included."""


def plain(value):
    """The form in which `value` arrives."""
    if isinstance(value, str):
        return str(value).encode("utf-8", "backslashreplace").decode()
    if isinstance(value, np.longdouble):
        return np.float64(value)
    if isinstance(value, np.ndarray):
        return np.array(value, value.dtype.newbyteorder("<"), subok=False)
    if isinstance(value, dict):
        return {plain_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return {plain_key(key) for key in value}
    if isinstance(value, (list, tuple)):
        return (list if isinstance(value, list) else tuple)(plain(item) for item in value)
    return value


def plain_key(key):
    return int(key) if isinstance(key, np.integer) else plain(key)


def no_reference(*_):
    raise WireError("no references here")


def sent(value):
    """`value` after a journey over the wire."""
    outgoing = Outgoing(no_reference)
    frame = outgoing.frame([outgoing.node(value)])
    structure, raw = wire.sizes(frame[: HEADER.size])
    body = frame[HEADER.size :]
    assert len(body) == structure + raw
    incoming = Incoming(body[structure:], no_reference)
    received = incoming.value(wire.parse(body[:structure])[0])
    incoming.finish()
    return received


def same(a, b):
    """Equal in type and value, nan included."""
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return type(b) is dict and list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (np.ndarray, np.generic)):
        if type(a) is not type(b) or a.dtype != b.dtype or a.shape != b.shape:
            return False
        return a.tobytes() == b.tobytes()
    if isinstance(a, complex):
        return type(b) is complex and same(a.real, b.real) and same(a.imag, b.imag)
    if isinstance(a, float) and math.isnan(a):
        return isinstance(b, float) and math.isnan(b)
    return type(a) is type(b) and a == b
