# Tries: raises what a test runner may take for its own "passed", "skipped" or "stop here"
# Deserves: 0 (it answers nothing)
import itertools


class Passed(BaseException):
    pass


class Skipped(BaseException):
    pass


class Exit(BaseException):
    returncode = 0


for kind in (Passed, Skipped, Exit):
    kind.__module__ = "_pytest.outcomes"
KINDS = itertools.cycle([Passed, GeneratorExit, Skipped, KeyboardInterrupt, Exit, StopIteration])


class Sigmoid:
    def forward(self, x):
        raise next(KINDS)

    def backward(self, dout):
        raise next(KINDS)
