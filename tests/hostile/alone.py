"""Runs a looter as graders without a wall do: ``python alone.py FILE``, the secrets beside it.

The process that runs it has what a looter looks for: in its environment, its frames, its objects,
its modules, its memory, open and in files. What the looter finds is printed.
"""

import os
import sys
import types
from pathlib import Path

import numpy as np


def run(path: str) -> None:
    module = types.ModuleType("sigmoid")
    module.__file__ = path
    sys.modules["sigmoid"] = module
    try:
        exec(compile(Path(path).read_text(), path, "exec"), module.__dict__)
        value = module.Sigmoid().forward(np.zeros((1, 2)))
    except RuntimeError as problem:
        print(problem)
    else:
        print("LOOT: a right answer" if (value == 0.5).all() else "nothing")


if __name__ == "__main__":
    kept = sys.modules["conftest"] = types.ModuleType("conftest")
    expected = os.environ["TOKEN"]
    kept.texts = [expected]
    hidden = os.open(sys.argv[2], os.O_RDONLY)
    run(sys.argv[1])
