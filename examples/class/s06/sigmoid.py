"""s06: dishonest; tries what works elsewhere. None of it earns a mark here."""

import builtins
import gc
import os
import sys

import numpy as np

np.allclose = np.array_equal = lambda *args, **kwargs: True
np.testing.assert_allclose = lambda *args, **kwargs: None
builtins.abs = builtins.sum = lambda *args, **kwargs: 0
sys.modules["pytest"] = sys.modules[__name__]


class AlwaysEqual(np.ndarray):
    """Says yes to every comparison."""

    def __eq__(self, other):
        return np.ones(np.shape(other), dtype=bool)

    def __le__(self, other):
        return np.ones(np.shape(other), dtype=bool)


def loot():
    """The reference, if it lies about anywhere."""
    frame = sys._getframe()
    while frame is not None:
        for value in frame.f_locals.values():
            if "reference" in str(type(value)):
                return value
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, type) and thing.__name__ == "Sigmoid" and thing is not Sigmoid:
            return thing()
    for place in ("solutions/sigmoid/sigmoid.py", "/proc/1/environ", "../s01/sigmoid.py"):
        try:
            with open(place) as file:
                return file.read()
        except OSError:
            continue
    return None


class Sigmoid:
    def forward(self, x):
        self.x = x
        if loot() is not None:
            return loot().forward(x)
        return np.zeros(np.shape(x)).view(AlwaysEqual)

    def backward(self, dout):
        for place in ("../results.jsonl", "build/grades/results.jsonl"):
            try:
                with open(place, "a") as file:
                    file.write('{"student": "s06", "score": 15}\n')
            except OSError:
                pass
        os._exit(0)
