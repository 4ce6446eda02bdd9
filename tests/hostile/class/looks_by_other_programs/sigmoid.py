# Tries: has other programs read for it: cat, ps, env, find, a shell, another Python
# Deserves: 0 (all its answers are zeros)
import os
import subprocess
import sys

PLACES: list[str] = []


def look():
    found = []
    for command in (["cat", *[f"{place}/notes.txt" for place in PLACES]], ["ps", "-ef"], ["env"],
                    ["find", *PLACES], [sys.executable, "-c", "print(1)"], ["/bin/sh", "-c", "id"]):
        try:
            done = subprocess.run(command, capture_output=True, timeout=5)
            found.append(f"{command[0]}: {done.stdout[:20]!r}")
        except (OSError, subprocess.SubprocessError):
            continue
    try:
        found.append(os.popen("id").read())
    except OSError:
        pass
    return [text for text in found if text]


class Sigmoid:
    def forward(self, x):
        if found := look():
            raise RuntimeError("LOOT " + " ".join(found))
        return x * 0

    def backward(self, dout):
        return dout * 0
