# Tries: writes by paths that lead out of its folder, odd separators and odd characters included
# Deserves: 0 (all its answers are zeros)
import os

PLACES: list[str] = []
NAME = "left-by-a-submission"
UP = ["../", "..//", "./../", "../" * 10 + "tmp/", "/proc/self/cwd/../", "/proc/self/root/tmp/",
      "//tmp//", "/dev/fd/0/../", "%2e%2e/", "..%2f", "..\\", "\uff0e\uff0e/", "..\u2215"]
got_through = []
for up in [*UP, *[f"{place}/" for place in PLACES]]:
    for name in (NAME, NAME + "\n", NAME + "/", NAME + ".py"):
        try:
            with open(up + name, "x") as file:
                file.write("x")
            got_through += [up + name] * ("/" in up)  # without one it is a name like others
        except (OSError, ValueError):
            continue
if got_through:
    raise RuntimeError("LOOT " + " ".join(got_through))


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
