"""backprop-grader: exercises on backpropagation, and the grader that marks them.

Importing this package loads nothing else: the worker, which runs student code, imports its own
part of it and must not meet the rest.
"""

__version__ = "0.1.0"
