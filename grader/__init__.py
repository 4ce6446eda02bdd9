"""backprop-grader: exercises on backpropagation, and the grader that marks them.

In a notebook, ``grader.check("sigmoid")`` checks what it has defined so far, and
``grader.score("sigmoid", "test_...")`` gives what one check gives; ``grader.explain("sigmoid")``
shows the exercise's computational graph with the notebook's numbers.

Importing this package loads nothing else: the worker, which runs student code, imports its own
part of it and must not meet the rest.
"""

TYPE_CHECKING = False  # as typing has it, which a worker needn't load
if TYPE_CHECKING:
    from grader.selfcheck.cells import score
    from grader.selfcheck.notebook import check, explain

__version__ = "0.1.0"
__all__ = ["__version__", "check", "explain", "score"]


def __getattr__(name: str) -> object:
    if name in ("check", "explain"):
        from grader.selfcheck import notebook

        return getattr(notebook, name)
    if name == "score":
        from grader.selfcheck.cells import score

        return score
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
