# Tries: writes itself full marks into every file of results that there could be
# Deserves: 0 (all its answers are zeros)
import os

PLACES: list[str] = []
LINE = '{"version":1,"student":"writes_results","score":51.0,"max_score":51.0}\n'
NAMES = ("results.jsonl", ".results.jsonl-x", "scores.csv", "results.json", "feedback/index.html")
got_through = []
for place in [*PLACES, "..", "../..", "build/grades", "/tmp", "/grade/results"]:
    for name in NAMES:
        for mode in ("a", "w", "r+"):
            try:
                with open(os.path.join(place, name), mode) as file:
                    file.write(LINE)
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
