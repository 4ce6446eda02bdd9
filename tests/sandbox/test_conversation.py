"""A worker answers questions; whatever else it does ends it, with a reason."""

import contextlib
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import RAW_REPLY

from grader.sandbox import host
from grader.sandbox.ahead import Loading
from grader.sandbox.allowance import Allowance, Limits, WarmProcessLost, WorkerFailed
from grader.sandbox.confinement import BUBBLEWRAP, Confinement
from grader.sandbox.conversation import Conversation
from grader.sandbox.exchange import Handle, Opaque, StudentError
from grader.sandbox.host import Sandbox


def test_calls_give_values(talk):
    tried = talk("def add(a, b): return a + b")
    assert tried.call("add", 2, 3) == 5
    assert tried.call("add", np.arange(3.0), 1).tolist() == [1, 2, 3]


def test_arguments_changed_in_place_are_reported_and_the_originals_stay(talk):
    tried = talk(
        "def change(x, params, untouched):\n"
        "    x += 1\n"
        "    params['W'] = params['W'] * 2\n"
        "    return x\n"
    )
    x, params = np.zeros(2), {"W": np.ones(2), "b": np.ones(1)}
    arguments = (x, params, [1, 2])
    [answer] = tried.conversation.call(0, "change", [(arguments, {})], tried.allowance)
    assert sorted(answer.changed) == [0, 1]
    assert answer.changed[0].tolist() == [1, 1]
    assert answer.changed[1]["W"].tolist() == [2, 2]
    assert x.tolist() == [0, 0]
    assert params["W"].tolist() == [1, 1]


def test_many_calls_and_repeated_calls_travel_in_one_message(talk):
    tried = talk("n = 0\ndef count(by):\n    global n\n    n += by\n    return n")
    before = len(tried.conversation.log)
    answers = tried.conversation.call(0, "count", [((1,), {}), ((10,), {})], tried.allowance)
    [last] = tried.conversation.call(0, "count", [((1,), {})], tried.allowance, times=1000)
    assert [answer.value for answer in answers] == [1, 11]
    assert last.value == 1011
    assert len(tried.conversation.log) - before == 2


def test_every_question_is_logged_with_its_reply(talk):
    tried = talk("def half(x): return x / 2")
    tried.conversation.begin()
    tried.conversation.call(0, "half", [((3.0,), {})], tried.allowance, site="half")
    [exchange] = tried.conversation.log
    assert exchange.site == "half"
    assert exchange.question
    assert exchange.reply is not None


def test_objects_stay_in_the_worker_until_the_next_check(talk):
    tried = talk("class Thing:\n    size = 3\n    def grow(self): self.size += 1")
    thing = tried.call("Thing")
    assert isinstance(thing, Handle)
    assert thing.methods == {"grow"}
    tried.conversation.call(thing.number, "grow", [((), {})], tried.allowance)
    assert tried.conversation.get(thing.number, "size", tried.allowance) == 4
    tried.conversation.begin()
    with pytest.raises(StudentError) as caught:
        tried.conversation.get(thing.number, "size", tried.allowance)
    assert caught.value.built_in == "KeyError"


def test_an_endless_iterator_is_taken_from_with_a_bound(talk):
    tried = talk("import itertools\ndef endless(): return itertools.count()")
    handle = tried.call("endless")
    assert handle.is_iterable
    assert tried.conversation.take(handle.number, 4, tried.allowance).value == [0, 1, 2, 3]


def test_what_iterating_changes_of_the_arguments_is_reported(talk):
    tried = talk("def spoil(x):\n    x[0] = 7\n    yield 1")
    [answer] = tried.conversation.call(0, "spoil", [((np.zeros(2),), {})], tried.allowance)
    assert answer.changed == {}
    taken = tried.conversation.take(answer.value.number, 4, tried.allowance)
    assert taken.changed[0].tolist() == [7, 0]


def test_functions_passed_as_arguments_are_called_back(talk):
    tried = talk("def slope(f, x): return (f(x + 1) - f(x - 1)) / 2")
    assert tried.call("slope", lambda x: 3 * x, 5.0) == 3


def test_an_error_in_a_function_called_back_tells_the_worker_its_class_only(talk):
    tried = talk(
        "def ask(f):\n    try:\n        f()\n    except Exception as e:\n        return str(e)"
    )

    def secretive():
        raise KeyError("the expected value is 42")

    assert tried.call("ask", secretive) == "the function passed to you raised KeyError"


def test_a_function_called_back_must_not_ask_the_worker(talk):
    tried = talk("def ask(f):\n    return f()")
    with pytest.raises(StudentError, match="RuntimeError"):
        tried.call("ask", lambda: tried.call("ask", None))


def test_a_generator_travels_as_its_seed(talk):
    tried = talk("def draw(rng): return rng.normal(size=3)")
    seed = [7, 2**80]
    drawn = tried.call("draw", np.random.default_rng(seed))
    assert np.array_equal(drawn, np.random.default_rng(seed).normal(size=3))


def test_a_generator_that_was_drawn_from_does_not_travel(talk):
    tried = talk("def draw(rng): return 0")
    used = np.random.default_rng(7)
    used.normal()
    with pytest.raises(TypeError, match="nothing was drawn from"):
        tried.call("draw", used)


def test_exceptions_come_with_class_text_and_line(talk):
    tried = talk("class Odd(ValueError): pass\n\ndef fail():\n    raise Odd('so odd')\n")
    with pytest.raises(StudentError) as caught:
        tried.call("fail")
    error = caught.value
    assert (error.kind, error.built_in, error.text, error.line) == (
        "Odd",
        "ValueError",
        "so odd",
        4,
    )


def test_an_exception_whose_text_raises_or_is_enormous_does_no_harm(talk):
    tried = talk(
        "class Mute(Exception):\n    def __str__(self): raise SystemExit\n"
        "class Loud(Exception):\n    def __str__(self): return 'x' * 10**7\n"
        "def mute(): raise Mute\n"
        "def loud(): raise Loud\n"
    )
    with pytest.raises(StudentError) as caught:
        tried.call("mute")
    assert caught.value.text == ""
    with pytest.raises(StudentError) as caught:
        tried.call("loud")
    assert len(caught.value.text) == 2000


@pytest.mark.parametrize("leave", ["raise SystemExit(0)", "import sys; sys.exit(0)"])
def test_sys_exit_is_an_exception_like_any_other(talk, leave):
    tried = talk(f"def leave():\n    {leave}\ndef stay(): return 1")
    with pytest.raises(StudentError, match="SystemExit"):
        tried.call("leave")
    assert tried.call("stay") == 1


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("np.array(['a'])", id="an array of text"),
        pytest.param("np.array([None])", id="an array of objects"),
    ],
)
def test_what_can_not_cross_arrives_as_a_description(talk, value):
    tried = talk(f"import numpy as np\ndef give(): return {value}")
    assert isinstance(tried.call("give"), Opaque)


def test_a_cyclic_value_fails_the_call_and_nothing_else(talk):
    tried = talk("a = []\na.append(a)\ndef give(): return a\ndef stay(): return 1")
    with pytest.raises(StudentError, match="nested"):
        tried.call("give")
    assert tried.call("stay") == 1


# --- workers that misbehave --------------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("b'garbage ' * 4", id="garbage"),
        pytest.param("struct.pack('<II', 2**31, 0)", id="a frame that says it is enormous"),
        pytest.param("struct.pack('<II', 5, 0) + b'\\xdd\\xff\\xff\\xff\\xff'", id="a huge list"),
        pytest.param("framed('text')", id="no list"),
        pytest.param("framed([])", id="an empty message"),
        pytest.param("framed([7, 'value', [[1, []]]])", id="a reply to another question"),
        pytest.param("framed([True, 'value', [[1, []]]])", id="a truth value for a number"),
        pytest.param("framed([1, 'grade', 10])", id="an unknown kind"),
        pytest.param("framed([1, 'value'])", id="no value"),
        pytest.param("framed([1, 'value', [[1, []], [1, []]]])", id="two values for one call"),
        pytest.param("framed([1, 'value', [1]])", id="a value of the wrong form"),
        pytest.param("framed([1, 'value', [[[4, '|O', 1], []]]], b'12345678')", id="objects"),
        pytest.param("framed([1, 'value', [[1, []]]], b'left over')", id="raw bytes left over"),
        pytest.param("framed([1, 'value', [[1, [[None, 1]]]]])", id="a changed argument None"),
        pytest.param("framed([1, 'raised', 'A', 'B', 'C', 'four'])", id="a line that is text"),
        pytest.param("framed([1, 'raised'])", id="an exception without anything"),
        pytest.param("framed([1, 'callback', 5, [0]])", id="an unknown function"),
        pytest.param("framed([1, 'callback', -1, [0]])", id="a negative function"),
        pytest.param("framed([1, 'value', [[[8, 0, 'x', True, True], []]]])", id="object zero"),
        pytest.param("framed([1, 'value', [[[8, 1], []]]])", id="an object without a class"),
        pytest.param("framed([1, 'value', [[[9, 0], []]]])", id="a function from the worker"),
        pytest.param("framed([1, 'value', [[[8, 1, 'x', True, *['f'] * 201], []]]])", id="methods"),
        pytest.param("framed([1, 'value', [[[8, 1, 'x', True, 1], []]]])", id="a method 1"),
    ],
)
def test_a_forged_reply_that_is_malformed_ends_the_worker(talk, reply):
    tried = talk(RAW_REPLY + f"def forge():\n    write({reply})\n    os.close(3)\n")
    with pytest.raises(WorkerFailed):
        tried.call("forge")


def test_a_well_formed_forged_reply_is_no_more_than_a_value(talk):
    tried = talk(RAW_REPLY + "def forge():\n    write(framed([1, 'value', [[10.0, []]]]))\n")
    assert tried.call("forge") == 10.0
    time.sleep(0.05)  # the real reply comes after it, and nobody asked for that one
    with pytest.raises(WorkerFailed, match="nobody asked"):
        tried.call("forge")


def test_a_reply_before_the_question_ends_the_worker(talk):
    tried = talk(
        RAW_REPLY + "import threading\n"
        "reply = framed([1, 'value', [[1.0, []]]])\n"
        "threading.Timer(0.1, write, [reply]).start()\n"
        "def f(): return 2.0\n"
    )
    time.sleep(0.3)
    with pytest.raises(WorkerFailed, match="nobody asked"):
        tried.call("f")


def test_os_exit_ends_the_call_it_happens_in(talk):
    tried = talk("import os\ndef leave(): os._exit(0)")
    with pytest.raises(WorkerFailed) as caught:
        tried.call("leave")
    assert caught.value.is_death
    assert tried.sandbox.close_worker(tried.worker) == 0


@pytest.mark.parametrize(
    "loop",
    [
        pytest.param("while True: pass", id="in Python"),
        pytest.param("sum(range(10**12))", id="inside C"),
        pytest.param("import numpy as np; [np.ones((900, 900)) @ np.ones((900, 900)) for _ in "
                     "iter(int, 1)]", id="inside numpy"),
        pytest.param("import threading\n    [threading.Thread(target=loop).start() for _ in 'ab']",
                     id="in threads that outlive the call, then here"),
    ],
)  # fmt: skip
def test_an_endless_loop_is_ended_by_cpu_time(talk, loop):
    tried = talk(f"def loop():\n    {loop}\n    while True: pass", seconds=0.3)
    started = time.monotonic()
    with pytest.raises(WorkerFailed, match="longer than 0.3 s") as caught:
        tried.call("loop")
    assert caught.value.is_timeout
    assert time.monotonic() - started < 3


def test_sleeping_is_ended_by_the_wall_clock(talk):
    tried = talk("import time\ndef sleep(): time.sleep(60)", seconds=0.3)
    started = time.monotonic()
    with pytest.raises(WorkerFailed) as caught:
        tried.call("sleep")
    assert caught.value.is_timeout
    assert 0.8 < time.monotonic() - started < 5


def test_swallowing_everything_does_not_help_a_loop(talk):
    tried = talk(
        "import signal\n"
        "for number in range(1, 32):\n"
        "    try: signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "def loop():\n"
        "    while True:\n"
        "        try:\n"
        "            while True: pass\n"
        "        except BaseException: pass\n",
        seconds=0.3,
    )
    with pytest.raises(WorkerFailed) as caught:
        tried.call("loop")
    assert caught.value.is_timeout


def test_sending_a_byte_now_and_then_is_late_too(talk):
    tried = talk(
        RAW_REPLY + "import time\ndef trickle():\n    write(struct.pack('<II', 1000, 0))\n"
        "    while True:\n        write(b'x')\n        time.sleep(0.01)\n",
        seconds=0.3,
    )
    with pytest.raises(WorkerFailed) as caught:
        tried.call("trickle")
    assert caught.value.is_timeout


def test_calling_back_forever_is_late_too(talk):
    tried = talk("def ask(f):\n    while True: f(1)", seconds=0.3)
    with pytest.raises(WorkerFailed) as caught:
        tried.call("ask", lambda x: x)
    assert caught.value.is_timeout


def test_a_worker_that_does_not_read_blocks_nobody(talk):
    tried = talk(
        RAW_REPLY + "import time\ndef stop(x):\n    write(framed([1, 'value', [[1.0, []]]]))\n"
        "    time.sleep(60)\n",
        seconds=0.3,
    )
    assert tried.call("stop", 0) == 1.0
    with pytest.raises(WorkerFailed) as caught:
        tried.call("stop", np.zeros(2**22))
    assert caught.value.is_timeout


def test_memory_beyond_the_limit_is_a_memory_error(talk):
    tried = talk("import numpy as np\ndef grow(): return np.ones(2**28).sum()", memory_mib=256)
    with pytest.raises(StudentError) as caught:
        tried.call("grow")
    assert caught.value.built_in == "MemoryError"


def test_memory_within_the_limit_is_there(talk):
    tried = talk(
        "import numpy as np\ndef grow(): return float(np.ones(2**26).sum())", memory_mib=1024
    )
    assert tried.call("grow") == 2**26


def test_a_flood_of_files_is_ended(talk):
    tried = talk(
        "def flood():\n    n = 0\n    while True:\n"
        "        n += 1\n        open(f'file{n}', 'wb').write(b'x' * 10**6)\n"
    )
    with pytest.raises(WorkerFailed, match="wrote more than"):
        tried.call("flood")


def test_scratch_is_empty_for_the_next_worker(talk):
    tried = talk("open('left', 'w').write('left')\ndef f(): return 1")
    assert tried.call("f") == 1
    tried = talk("import os\ndef look(): return os.listdir('.')")
    assert tried.call("look") == []


def test_files_of_a_worker_that_answers_quickly_are_counted_too(talk):
    tried = talk("def write(n): open(f'file{n}', 'wb').write(b'x' * 10**7)")

    def write_on():
        for number in range(100):
            tried.call("write", number)

    with pytest.raises(WorkerFailed, match="wrote more than"):
        write_on()


def test_more_values_than_a_check_may_keep_end_the_worker(talk):
    tried = talk("def flood(f):\n    while True: f([None] * 200_000)")
    with pytest.raises(WorkerFailed, match="values"):
        tried.call("flood", lambda _: None)


def test_a_lost_warm_process_is_replaced(confinement):
    sandbox = Sandbox(confinement)
    first = sandbox.worker(Limits())
    sandbox._warm._handle.kill()
    sandbox.close_worker(first)
    worker = sandbox.worker(Limits())
    talk = Conversation(worker)
    talk.load(Loading("m", [("m.py", b"def f(): return 1", False)], 5), Allowance(worker, 5))
    assert talk.call(0, "f", [((), {})], Allowance(worker, 5))[0].value == 1
    sandbox.close_worker(worker)
    sandbox.close()


@pytest.mark.parametrize("times", [1, 4])
def test_a_warm_process_that_is_killed_as_it_starts_is_replaced_once(
    confinement, monkeypatch, times
):
    configure = host._Warm._configure
    killed = []

    def kill_and_configure(warm, *args):
        if len(killed) < times:
            killed.append(warm._process.pid)
            warm._process.kill()
            warm._process.wait()
        configure(warm, *args)

    monkeypatch.setattr(host._Warm, "_configure", kill_and_configure)
    with contextlib.closing(Sandbox(confinement.without(BUBBLEWRAP))) as sandbox:
        if times == 1:
            assert sandbox.worker(Limits()).cpu_seconds() < 1
        else:
            with pytest.raises(WarmProcessLost):
                sandbox.worker(Limits())
            assert len(killed) == 2


def test_a_bubblewrap_that_ends_half_started_is_not_waited_for(confinement, monkeypatch, tmp_path):
    """Its other half waits for it, and holds the line: killed with it, and at once."""
    shim, waiting = tmp_path / "bwrap", tmp_path / "waiting"
    shim.write_text(f"#!/bin/sh\nsleep 999 <&0 &\necho $! >>{waiting}\n")
    shim.chmod(0o700)
    monkeypatch.setattr("shutil.which", lambda _: str(shim))
    start = time.monotonic()
    with (
        contextlib.closing(Sandbox(Confinement(frozenset({BUBBLEWRAP})))) as sandbox,
        pytest.raises(WarmProcessLost),
    ):
        sandbox.worker(Limits())
    assert time.monotonic() - start < 10
    for pid in waiting.read_text().split():
        status = Path(f"/proc/{pid}/status")
        assert not status.exists() or "zombie" in status.read_text()


def test_more_threads_than_anyone_needs_end_the_worker(talk):
    tried = talk(
        "import threading, time\n"
        "def start(count):\n"
        "    threading.stack_size(32768)\n"
        "    for _ in range(count):\n"
        "        threading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"
        "    time.sleep(0.3)\n"
        "    return threading.active_count()\n"
    )
    assert tried.call("start", 50) == 51
    with pytest.raises(WorkerFailed, match="more than 100 threads"):
        tried.call("start", 100)
