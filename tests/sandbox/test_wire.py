"""The wire carries its closed set of types unchanged, and refuses everything else."""

import contextlib
import math

import hypothesis.extra.numpy as arrays
import msgspec
import numpy as np
import pytest
from hypothesis import given
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
    st.booleans(), st.integers(-(2**53), 2**53), st.text("abc"), st.binary(max_size=3)
)
VALUES = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.sets(HASHABLE, max_size=4),
        st.dictionaries(HASHABLE, inner, max_size=4),
    ),
    max_leaves=12,
)


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


@given(VALUES)
def test_values_arrive_as_they_were_sent(value):
    assert same(value, sent(value))


@given(ARRAYS)
def test_an_array_arrives_writable_and_owning_its_data(array):
    received = sent(array)
    assert received.flags.writeable
    assert received.flags.owndata


@pytest.mark.parametrize("dtype", ["f4", "f8", "i8", "c16"])
def test_a_numpy_scalar_stays_one(dtype):
    value = np.dtype(dtype).type(3)
    assert same(value, sent(value))


def test_a_subclass_of_ndarray_arrives_as_a_plain_array():
    class Sneaky(np.ndarray):
        pass

    received = sent(np.arange(4.0).view(Sneaky))
    assert type(received) is np.ndarray
    assert received.tolist() == [0, 1, 2, 3]


def test_arrays_of_other_memory_layouts_arrive_with_the_same_values():
    array = np.arange(24.0).reshape(2, 3, 4)
    for view in (array.T, array[:, ::2], np.asfortranarray(array), array[::-1]):
        assert np.array_equal(sent(view), view)
    swapped = array.astype(">f8")
    assert np.array_equal(sent(swapped), array)


def test_a_lone_surrogate_arrives_as_text():
    assert sent("a\ud800b") == "a\\ud800b"


@pytest.mark.parametrize(
    "value", [np.array(["text"]), np.array([object()]), np.array([1], dtype="datetime64[s]")]
)
def test_an_array_of_something_else_does_not_cross(value):
    with pytest.raises(WireError):
        sent(value)


def test_numpys_texts_and_integers_are_pythons_as_values_and_as_keys():
    received = sent({np.str_("W"): np.str_("x"), np.int64(3): {np.str_("b")}})
    assert received == {"W": "x", 3: {"b"}}
    assert [type(key) for key in received] == [str, int]


def test_an_empty_array_of_endless_rows_is_refused():
    with pytest.raises(WireError, match="MiB"):
        sent(np.zeros((2**31 - 1, 0)))
    assert sent(np.zeros((3, 0, 2))).shape == (3, 0, 2)


def test_cyclic_and_deep_values_are_refused():
    cyclic: list = []
    cyclic.append(cyclic)
    with pytest.raises(WireError, match="nested"):
        sent(cyclic)


def test_enormous_values_are_refused():
    huge = np.lib.stride_tricks.as_strided(np.zeros(1), shape=(2**40,), strides=(0,))
    with pytest.raises(WireError, match="MiB"):
        sent(huge)
    with pytest.raises(WireError, match="MiB"):
        sent(["x" * 100] * 40_000)
    with pytest.raises(WireError, match="digits"):
        sent(16**5000)


def decoded(structure, raw=b""):
    incoming = Incoming(raw, no_reference)
    value = incoming.value(structure)
    incoming.finish()
    return value


@pytest.mark.parametrize(
    "structure",
    [
        pytest.param({"a": 1}, id="a map"),
        pytest.param([], id="an empty list"),
        pytest.param(["0", 1], id="a tag that is text"),
        pytest.param([True], id="a tag that is a truth value"),
        pytest.param([99], id="an unknown tag"),
        pytest.param([wire.ARRAY], id="an array of nothing"),
        pytest.param([wire.ARRAY, "|O", 1], id="an array of objects"),
        pytest.param([wire.ARRAY, "<f8,<f8", 1], id="a structured array"),
        pytest.param([wire.ARRAY, "<f8", 2], id="an array without its data"),
        pytest.param([wire.ARRAY, "<f8", -1], id="a negative size"),
        pytest.param([wire.ARRAY, "<f8", 2**40], id="a size beyond memory"),
        pytest.param([wire.ARRAY, "<f8", *([2**31 - 1] * 31), 0], id="a shape beyond numpy"),
        pytest.param([wire.ARRAY, "<f8", *([1] * 65)], id="too many axes"),
        pytest.param([wire.ARRAY, "<f8", 1.0], id="a size that is no integer"),
        pytest.param([wire.ARRAY, "<f8", 2**31 - 1, 0], id="an empty array of endless rows"),
        pytest.param([wire.SET, *range(20_000)], id="too many members"),
        pytest.param([wire.SET, 1.5], id="a float as a member"),
        pytest.param([wire.SET, [wire.COMPLEX, 1.0, 2.0]], id="a complex number as a member"),
        pytest.param([wire.DICT, 2**61 - 1, 1], id="a key whose hash can be chosen"),
        pytest.param([wire.LIST, *[None] * 300_001], id="too many values"),
        pytest.param([wire.SCALAR, "|O", b"12345678"], id="a scalar object"),
        pytest.param([wire.SCALAR, "<f8", b"1234"], id="half a scalar"),
        pytest.param([wire.SCALAR, "<f8"], id="no scalar"),
        pytest.param([wire.COMPLEX, "1", "2"], id="a complex text"),
        pytest.param([wire.INTEGER, "zz"], id="an integer that is text"),
        pytest.param([wire.INTEGER, "f" * 5000], id="an integer too long"),
        pytest.param([wire.DICT, 1], id="a key without a value"),
        pytest.param([wire.DICT, [wire.LIST], 1], id="an unhashable key"),
        pytest.param([wire.SET, [wire.LIST]], id="an unhashable member"),
    ],
)
def test_a_malformed_node_is_refused(structure):
    with pytest.raises(WireError):
        decoded(structure)


def test_raw_bytes_that_nothing_names_are_refused():
    with pytest.raises(WireError):
        decoded(1.0, raw=b"12345678")


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xdd\xff\xff\xff\xff", id="a list that says it is enormous"),
        pytest.param(b"\x91" * 100_000 + b"\x90", id="a hundred thousand lists"),
        pytest.param(b"\xa2\xff\xfe", id="text that is not UTF-8"),
        pytest.param(b"\x01", id="no list"),
        pytest.param(b"\x90\x90", id="two values"),
        pytest.param(b"\xd7\xff" + b"\xff" * 8, id="a time stamp"),
    ],
)
def test_a_structure_that_is_not_one_message_is_refused(encoded):
    with pytest.raises(WireError):
        wire.parse(encoded)


def test_a_frame_over_the_limit_is_refused_by_its_header():
    with pytest.raises(WireError):
        wire.sizes(HEADER.pack(wire.STRUCTURE_LIMIT + 1, 0))
    with pytest.raises(WireError):
        wire.sizes(HEADER.pack(0, wire.RAW_LIMIT + 1))


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_random_bytes_give_a_value_or_a_wire_error(encoded, raw):
    with contextlib.suppress(WireError):
        message = wire.parse(encoded)
        incoming = Incoming(raw, no_reference)
        for node in message:
            incoming.value(node)
        incoming.finish()


NODES = st.recursive(
    st.none() | st.integers(-3, 14) | st.floats() | st.text(max_size=4) | st.binary(max_size=9),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=15,
)


@given(NODES, st.binary(max_size=24))
def test_random_structures_give_a_value_or_a_wire_error(structure, raw):
    node = msgspec.msgpack.decode(msgspec.msgpack.encode(structure))
    with contextlib.suppress(WireError):
        decoded(node, raw)
