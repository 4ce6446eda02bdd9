# Tries: reads hidden checks, references and misconceptions where the course is known to be
# Deserves: 0 (all its answers are zeros)
import glob
import os

PLACES: list[str] = []
NAMES = ("test_hidden.py", "sigmoid.py", "misconceptions.py", "exercise.toml", "course.toml")


def look():
    found = []
    for place in [*PLACES, "solutions", "../solutions", os.path.expanduser("~/solutions")]:
        for folder in (place, f"{place}/sigmoid", f"{place}/solutions/sigmoid"):
            for name in NAMES:
                try:
                    with open(f"{folder}/{name}") as file:
                        found.append(file.read()[:40])
                except OSError:
                    continue
        found += glob.glob(f"{place}/**/test_hidden.py", recursive=True)
    return found


class Sigmoid:
    def forward(self, x):
        if found := look():
            raise RuntimeError("LOOT " + " ".join(found[:10]))
        return x * 0

    def backward(self, dout):
        return dout * 0
