# Tries: reports exceptions that the grader may take for its own, with control codes in all parts
# Deserves: 0 (it answers nothing)
import itertools
import sys

REPORTS = itertools.cycle(
    [
        ("Mismatch", "SystemExit", "\x1b]0;owned\x07\x1b[2J", 1),
        ("MissingName", "AttributeError", "forward", 1),
        ("WireError", "ValueError", "", 1),
        ("Passed" * 10**5, "Passed", "passed", 10**9),
        ("\x1b[31m\u202e", "AssertionError", "\r\nscore: 7\n" * 10**4, -1),
        ("NotImplementedError", "NotImplementedError", "", 0),
        ("KeyboardInterrupt", "KeyboardInterrupt", "", 2**63 - 1),
        ("GraderError", "GraderError", "stop the class", 1),
    ]
)
respondent = sys.modules["grader.sandbox.respondent"]
respondent._report = lambda *args: next(REPORTS)
respondent.TEXT_LIMIT = 10**9


class Sigmoid:
    def forward(self, x):
        raise ValueError

    def backward(self, dout):
        raise ValueError
