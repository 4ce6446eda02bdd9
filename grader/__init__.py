"""backprop-grader: exercises on backpropagation, and the grader that marks them.

In a notebook, ``grader.check("sigmoid")`` checks what it has defined so far, and
``grader.score("sigmoid", "test_...")`` gives what one check gives.

Importing this package loads nothing else: the worker, which runs student code, imports its own
part of it and must not meet the rest.
"""

__version__ = "0.1.0"
__all__ = ["__version__", "check", "score"]


def __getattr__(name: str) -> object:
    if name == "check":
        from grader.selfcheck.notebook import check

        return check
    if name == "score":
        from grader.selfcheck.cells import score

        return score
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
