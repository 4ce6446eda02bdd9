"""What a forger gains with replies that no honest worker writes: the end of the worker."""

import pytest
from conftest import RAW_REPLY

from grader.sandbox.allowance import WorkerFailed


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
        "        write(framed([2, 'value', [0, *(f'n{n}' for n in range(201))]]))\n"
        "        os.close(3)\n"
        "import sys\nsys.modules[__name__].__class__ = Odd\n"
    )
    with pytest.raises(WorkerFailed, match="names"):
        tried.conversation.names(0, tried.allowance)


def test_an_answer_of_a_function_called_back_that_is_too_large_is_refused(talk):
    tried = talk(
        "def ask(f):\n    try:\n        f('x' * 10**6)\n"
        "    except Exception as e:\n        return str(e)"
    )
    assert tried.call("ask", lambda x: 3 * x) == "the function passed to you raised WireError"
