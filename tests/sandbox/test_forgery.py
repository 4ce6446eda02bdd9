"""What nobody honest sends ends the worker, or is answered, and takes no memory on this side."""

import pytest
from conftest import RAW_REPLY

from grader.sandbox.allowance import WorkerFailed
from grader.sandbox.exchange import StudentError


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("[1, 'value', 3]", id="a module that is a number"),
        pytest.param("[1, 'value', [[[]] * 1000]]", id="what is no node"),
    ],
)
def test_a_forged_answer_to_loading_ends_the_worker(talk, reply):
    with pytest.raises(WorkerFailed):
        talk(RAW_REPLY + f"write(framed({reply}))\nos.close(3)\n")


def test_more_names_than_are_ever_sent_end_the_worker(talk):
    tried = talk(
        RAW_REPLY + "class Odd(type(os)):\n    def __dir__(self):\n"
        "        times.append(1)\n        if len(times) == 1: return []\n"
        "        write(framed([1, 'value', [0, *(f'n{n}' for n in range(201))]]))\n"
        "        os.close(3)\n"
        "import sys\ntimes = []\nsys.modules[__name__].__class__ = Odd\n"
    )
    with pytest.raises(WorkerFailed, match="names"):
        tried.conversation.names(0, tried.allowance)


def test_an_answer_of_a_function_called_back_that_is_too_large_is_refused(talk):
    tried = talk(
        "def ask(f):\n    try:\n        f('x' * 10**6)\n"
        "    except Exception as e:\n        return str(e)"
    )
    assert tried.call("ask", lambda x: 3 * x) == "the function passed to you raised WireError"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("np.zeros(2**20 + 1)", id="bytes"),
        pytest.param("[0] * 20_001", id="values"),
    ],
)
def test_a_reply_that_is_too_much_to_keep_is_used_and_not_logged(talk, value):
    tried = talk(f"import numpy as np\ndef much(): return {value}\ndef f(): return 1")
    assert len(tried.call("much")) > 20_000
    assert tried.call("f") == 1
    assert [each.reply is None for each in tried.conversation.log] == [True, False]


def test_an_exceptions_class_and_text_are_cut_and_cleaned_on_this_side(talk):
    tried = talk(
        RAW_REPLY + "def forge():\n"
        "    kind, text = '\\x1b[2J' + 'k' * 500, '\\x07' + 't' * 9000\n"
        "    write(framed([1, 'raised', kind, 'Forged', text, 0, 1]))\n"
    )
    with pytest.raises(StudentError) as caught:
        tried.call("forge")
    error = caught.value
    assert (error.kind, len(error.text)) == ("?[2J" + "k" * 76, 2000)
    assert error.built_in == "Exception"
    assert error.text.startswith("?t")
