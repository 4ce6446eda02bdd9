"""The wire carries its closed set of types unchanged, and refuses everything else."""

import ast
import contextlib
import functools
import time
import tracemalloc
from pathlib import Path

import msgspec
import numpy as np
import pytest
from crossing import ACCEPTED, ARRAYS, VALUES, no_reference, plain, same, sent
from fuzz.frames import raw_size
from hypothesis import example, given
from hypothesis import strategies as st

from grader.sandbox import wire
from grader.sandbox.exchange import OF_THE_WIRE
from grader.sandbox.wire import HEADER, Incoming, Outgoing, WireError


@given(VALUES)
def test_values_arrive_as_they_were_sent(value):
    assert same(value, sent(value))


@given(ACCEPTED)
def test_what_is_accepted_arrives_in_its_plain_form(value):
    assert same(plain(value), sent(value))


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


def test_as_many_axes_arrive_as_may_be_and_no_more_are_sent():
    assert sent(np.ones([1] * 32)).ndim == 32
    with pytest.raises(WireError, match="axes"):
        sent(np.ones([1] * 33))


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
        pytest.param([wire.SCALAR, "|O"], id="a scalar object"),
        pytest.param([wire.SCALAR, "<f8"], id="a scalar without its data"),
        pytest.param([wire.SCALAR], id="no scalar"),
        pytest.param([wire.BYTES, 1], id="bytes without their data"),
        pytest.param([wire.BYTES, -1], id="less than no bytes"),
        pytest.param([wire.BYTES, True], id="bytes in number true"),
        pytest.param(b"bytes", id="bytes as themselves"),
        pytest.param([wire.COMPLEX, "1", "2"], id="a complex text"),
        pytest.param([wire.INTEGER, "zz"], id="an integer that is text"),
        pytest.param([wire.INTEGER, "f" * 5000], id="an integer too long"),
        pytest.param([wire.INTEGER, "-" + "f" * wire.INTEGER_DIGITS], id="and one with a sign"),
        pytest.param([wire.INTEGER, "0x1_0"], id="an integer as Python writes it"),
        pytest.param([wire.INTEGER, "\uff11"], id="an integer in other digits"),
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
        pytest.param(b"\x91\xd6\xff" + b"\0" * 4, id="a time stamp in a list"),
        pytest.param(b"\x91\x80", id="a map in a list"),
        pytest.param(b"\x91\xc4\1x", id="bytes in a list"),
        pytest.param(b"\x91" * 60 + b"\x90", id="sixty lists"),
    ],
)
def test_a_structure_that_is_not_one_message_is_refused(encoded):
    with pytest.raises(WireError):
        wire.parse(encoded)


def colliding(count):
    """Pairs of integers whose tuples have one hash, by the arithmetic of CPython's tuples."""
    word = 2**64
    first, second, start = 11400714785074694791, 14029467366897019727, 2870177450012600261
    inverse = pow(second, -1, word)

    def rotated(value, by):
        return (value << by | value >> (64 - by)) % word

    goal = rotated(pow(first, -1, word) * 12345 % word, 33)
    pairs = []
    one = 0
    while len(pairs) < count:
        one += 1
        there = rotated((start + one * second) % word, 31) * first % word
        other = (goal - there) * inverse % word
        if other < 2**61 - 1:  # an integer that is its own hash
            pairs.append((one, other))
    return pairs


def test_a_map_is_refused_before_it_is_built():
    """One of 2 MiB takes minutes to build, in C, where no watchdog is heard."""
    pairs = colliding(20_000)
    assert len({hash(pair) for pair in pairs}) == 1
    entries = b"".join(msgspec.msgpack.encode(pair) + b"\xc0" for pair in pairs)
    encoded = b"\x91\xdf" + len(pairs).to_bytes(4, "big") + entries
    started = time.process_time()
    with pytest.raises(WireError):
        wire.parse(encoded)
    assert time.process_time() - started < 0.5


MULTIPLE = 200
"""Bytes of memory that a byte of structure may take: an empty set has 216 and is written in two,
its node is another list."""


@pytest.mark.parametrize(
    "item",
    [
        pytest.param([], id="empty lists"),
        pytest.param([wire.LIST], id="lists"),
        pytest.param([wire.SET], id="sets"),
        pytest.param([wire.SET, *range(5)], id="sets of five"),
        pytest.param([wire.DICT, 1, 1], id="dicts"),
        pytest.param([wire.ARRAY, "|u1", 0], id="arrays"),
        pytest.param([wire.ARRAY, "|u1", 0, *[1] * 31], id="arrays with many axes"),
        pytest.param([wire.SCALAR, "|u1"], id="numpy scalars without data"),
        pytest.param([wire.BYTES, 0], id="bytes"),
        pytest.param([wire.INTEGER, "f"], id="integers"),
        pytest.param("x\U0001f600", id="texts"),
        pytest.param([[[[[]]]]], id="what is no node"),
    ],
)
def test_a_frame_takes_no_more_memory_than_a_stated_multiple_of_its_bytes(item):
    one = msgspec.msgpack.encode(item)
    count = wire.STRUCTURE_LIMIT // 16 // len(one)
    encoded = b"\xdd" + count.to_bytes(4, "big") + one * count
    tracemalloc.start()
    try:
        with contextlib.suppress(WireError):
            incoming = Incoming(b"", no_reference)
            values = [incoming.value(node) for node in wire.parse(encoded)]
            assert len(values) == count
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2**20 + MULTIPLE * len(encoded)


@pytest.mark.parametrize("leaf", [1, 2**63, 2**64, 1j, b"b", np.float64(1), np.ones(2)], ids=repr)
def test_what_the_deepest_list_may_hold_arrives(leaf):
    value = functools.reduce(lambda inner, _: [inner], range(wire.DEPTH_LIMIT), leaf)
    assert same(sent(value), value)


def test_a_value_as_deep_as_may_be_arrives_from_the_deepest_place_of_a_message():
    value = functools.reduce(lambda inner, _: [inner], range(wire.DEPTH_LIMIT - 1), [])
    outgoing = Outgoing(no_reference)
    node = outgoing.node(value)
    frame = outgoing.frame([1, "value", [[None, [[0, node]]]]])
    message = wire.parse(frame[HEADER.size :])
    assert decoded(message[2][0][1][0][1]) == value
    with pytest.raises(WireError, match="nested"):
        outgoing.node([value])


def test_sides_of_arrays_and_fields_of_references_count_as_values():
    incoming = Incoming(b"", lambda tag, fields: None)
    incoming.value([wire.LIST, [wire.ARRAY, "<f8", 0, 1, 2], [wire.OBJECT, 1, "x", True, "f"]])
    assert incoming.nodes == 1 + (1 + 3) + (1 + 4)
    with pytest.raises(WireError, match="values"):
        incoming.value([wire.OBJECT, 1, "x", True, *["f"] * wire.NODE_LIMIT])


def test_the_longest_integer_can_be_written_down():
    longest = 16**wire.INTEGER_DIGITS - 1
    assert sent(longest) == longest
    assert str(longest)


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


HEXADECIMAL = st.integers(-(2**80), 2**80).map("{:x}".format)
DTYPES = st.sampled_from(sorted(wire.DTYPES))
SIDES = st.lists(st.integers(0, 3), max_size=4)
LEAVES = st.one_of(
    st.none() | st.booleans() | st.floats() | st.text(max_size=4),
    st.integers(-(2**63), 2**64 - 1) | st.sampled_from([2**63, 2**64 - 1]),
    st.tuples(st.just(wire.COMPLEX), st.floats(), st.floats()).map(list),
    st.tuples(st.just(wire.INTEGER), HEXADECIMAL).map(list),
    st.tuples(st.just(wire.BYTES), st.integers(0, 9)).map(list),
    st.tuples(st.just(wire.SCALAR), DTYPES).map(list),
    st.tuples(DTYPES, SIDES).map(lambda array: [wire.ARRAY, array[0], *array[1]]),
)
CONTAINERS = st.sampled_from([wire.LIST, wire.TUPLE, wire.SET, wire.DICT])
WELL_FORMED = st.recursive(
    LEAVES,
    lambda inner: st.tuples(CONTAINERS, st.lists(inner, max_size=4)).map(
        lambda container: [container[0], *container[1]]
    ),
    max_leaves=12,
)


@example(2**64 - 1, 32, b"-")  # goes out as one list more
@given(WELL_FORMED, st.sampled_from([0, 1, 31, 32]), st.binary(min_size=1))
def test_what_comes_in_goes_out_again_and_is_the_same(node, depth, data):
    node = functools.reduce(lambda inner, _: [wire.LIST, inner], range(depth), node)
    size = raw_size(node)
    try:
        value = decoded(node, (data * size)[:size])
    except WireError:
        return
    assert same(sent(value), value)


@given(NODES, st.binary(max_size=24))
def test_random_structures_give_a_value_or_a_wire_error(structure, raw):
    node = msgspec.msgpack.decode(msgspec.msgpack.encode(structure))
    with contextlib.suppress(WireError):
        decoded(node, raw)


def test_what_it_says_of_what_cannot_be_read_is_there_to_be_translated():
    tree = ast.parse(Path(wire.__file__).read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    texts = [call.args[0] for call in calls if getattr(call.func, "id", "") == "WireError"]
    said = {text.value for text in texts if isinstance(text, ast.Constant)}
    assert {*said, f"it holds more than {wire.NODE_LIMIT} values"} == set(OF_THE_WIRE)
