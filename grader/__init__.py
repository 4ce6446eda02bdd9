"""backprop-grader: exercises on backpropagation, and the grader that marks them.

In a notebook, ``grader.check("sigmoid")`` checks what it has defined so far.

Importing this package loads nothing else: the worker, which runs student code, imports its own
part of it and must not meet the rest.
"""

__version__ = "0.1.0"
__all__ = ["__version__", "check"]


def __getattr__(name: str) -> object:
    if name == "check":
        from grader.selfcheck.notebook import check

        return check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
