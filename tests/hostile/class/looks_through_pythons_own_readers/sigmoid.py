# Tries: reads by every part of the standard library and of numpy that opens files on its own
# Deserves: 0 (all its answers are zeros)
import contextlib
import fileinput
import importlib.machinery
import io
import linecache
import mmap
import os
import runpy
import shutil
import tokenize
import zipfile

import numpy as np

PLACES: list[str] = []


def mapped(path):
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data[:20]


READERS = [
    linecache.getline,
    lambda path, line=1: importlib.machinery.SourceFileLoader("x", path).get_code("x"),
    lambda path, line=1: runpy.run_path(path),
    lambda path, line=1: tokenize.open(path).read(),
    lambda path, line=1: io.open_code(path).read(),
    lambda path, line=1: os.open(path, os.O_PATH) and os.listdir(os.path.dirname(path)),
    lambda path, line=1: np.fromfile(path, dtype=np.uint8).size,
    lambda path, line=1: np.memmap(path, mode="r").size,
    lambda path, line=1: np.loadtxt(path, dtype=str).size,
    lambda path, line=1: mapped(path),
    lambda path, line=1: shutil.copyfile(path, "copied"),
    lambda path, line=1: list(fileinput.input([path])),
    lambda path, line=1: zipfile.is_zipfile(path),
]


def look():
    found = []
    for place in PLACES:
        for name in ("sigmoid/sigmoid.py", "course.toml", "notes.txt", "solutions/course.toml"):
            for number, reader in enumerate(READERS):
                with contextlib.suppress(Exception):
                    if reader(f"{place}/{name}", 1):
                        found.append(f"{number}: {place}/{name}")
    return found


class Sigmoid:
    def forward(self, x):
        if found := look():
            raise RuntimeError("LOOT " + " ".join(found[:20]))
        return x * 0

    def backward(self, dout):
        return dout * 0
