# Tries: leaves files that the next Python, pytest or shell runs when it starts
# Deserves: 0 (all its answers are zeros)
import os
import site
import sys

import numpy

PLACES: list[str] = []
NAMES = ("conftest.py", "sitecustomize.py", "usercustomize.py", "left-by-a-submission.pth",
         "numpy.py", "pytest.ini", "pyproject.toml", ".bashrc", "left-by-a-submission.py",
         "__pycache__/numpy.cpython-311.pyc", "sigmoid/conftest.py", "sigmoid/given.py")
HOMES = [os.path.expanduser("~"), "/root", site.getusersitepackages(), *site.getsitepackages(),
         sys.prefix, os.path.dirname(os.__file__), os.path.dirname(numpy.__file__), "/etc", "/tmp"]
got_through = []
for place in [*PLACES, *HOMES]:
    for name in NAMES:
        try:
            open(os.path.join(place, name), "a").close()  # to be let in is enough
            got_through.append(f"{place}/{name}")
        except OSError:
            continue
if got_through:
    raise RuntimeError("LOOT " + " ".join(got_through))


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
