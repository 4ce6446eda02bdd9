# Tries: finds a classmate's right answer and hands it out as its own
# Deserves: 0 (without the classmate's file all its answers are zeros)
import os

PLACES: list[str] = []


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0


for place in [*PLACES, "..", "../.."]:
    try:
        students = os.listdir(place)
    except OSError:
        continue
    for student in students:
        try:
            source = open(os.path.join(place, student, "sigmoid.py")).read()
        except OSError:
            continue
        if "1 / (1 + np.exp(-x))" in source and "dout * self.out" in source:
            exec(source)
