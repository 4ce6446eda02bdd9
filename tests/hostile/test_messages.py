"""What a submission may say by its messages, its ends and its names: nothing that was hidden."""

import textwrap

import pytest
from conftest import exercise_of, source_of

RIGHT = source_of("s01", "sigmoid")


@pytest.mark.parametrize(
    ("leave", "reason"),
    [
        ("os._exit(0)", "it ended the Python process."),
        ("os._exit(7)", "it ended the Python process."),
        ("sys.exit()", "Your code raised SystemExit"),
        ("ctypes.string_at(0)", "it crashed (segmentation fault)"),
    ],
)
def test_leaving_fails_the_check_it_happens_in_and_no_other(graded, leave, reason):
    source = RIGHT + textwrap.dedent(f"""
    import ctypes, os, sys
    class Leaver(Sigmoid):
        def forward(self, x):
            if x.ndim == 3 or np.max(np.abs(x)) == 1000:
                {leave}
            return super().forward(x)
    Sigmoid = Leaver
    """)
    checks = exercise_of(graded(sigmoid=source), "sigmoid").checks
    lost = {check.id: check.message for check in checks if check.outcome != "passed"}
    assert set(lost) == {"test_any_shape[three axes]", "test_far_from_zero_it_stays_finite"}
    assert all(reason in message for message in lost.values())


def test_hidden_inputs_do_not_leave_by_exception_or_print(graded):
    """The text and the class of an exception in a hidden check could carry what was sent."""
    source = textwrap.dedent("""
    import numpy as np
    class Sigmoid:
        def forward(self, x):
            secret = "LEAK" + "".join(f"{abs(v):.3f}".replace(".", "_") for v in x.flat)
            print(secret)
            raise type(secret, (ArithmeticError,), {})(secret)
    """)
    for check in exercise_of(graded(sigmoid=source), "sigmoid").checks:
        assert check.outcome == "error"
        if check.hidden:
            assert check.message == "Your code raised ArithmeticError in line 7 of your file."
        else:
            assert "LEAK" in check.message


def test_hidden_inputs_do_not_leave_by_a_line_number(graded):
    """A traceback may name any line; one that the file doesn't have is not shown."""
    source = (
        "def fail(line):\n"
        "    scope = {}\n"
        "    code = compile('def f():\\n    1 / 0', 'sigmoid.py', 'exec')\n"
        "    exec(code.replace(co_firstlineno=line), scope)\n"
        "    code = scope['f'].__code__\n"
        "    exec(code.replace(co_firstlineno=line))\n"
        "class Sigmoid:\n    def forward(self, x): fail(1000 + int(abs(x.ravel()[0]) * 1e6))\n"
    )
    for check in exercise_of(graded(sigmoid=source), "sigmoid").checks:
        assert check.outcome == "error"
        if check.hidden:
            assert check.message == "Your code raised ZeroDivisionError."


def test_the_expected_values_are_in_no_message_of_a_hidden_check(graded):
    source = (
        source_of("s03", "sigmoid")
        + "\nSigmoid.forward = lambda self, x: setattr(self, 'out', x) or x * 3\n"
    )
    for check in exercise_of(graded(sigmoid=source), "sigmoid").checks:
        if check.hidden:
            assert not [char for char in check.message if char.isdigit()], check.message
