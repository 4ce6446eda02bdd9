# Tries: writes numpy, msgspec and grader into its own folder, for the next worker to import them
# Deserves: 0 (all its answers are zeros)
import os
import sys

for name in ("numpy", "msgspec", "grader", "given", "warm", "json", "struct", "left"):
    with open(f"{name}.py", "w") as file:
        file.write("raise SystemExit('LOOT: a module of the last worker was imported')\n")
sys.path.insert(0, os.getcwd())
os.environ["PYTHONPATH"] = os.environ["PYTHONSTARTUP"] = os.getcwd()
try:
    import left
except SystemExit:
    pass


class Sigmoid:
    def forward(self, x):
        os._exit(0)

    def backward(self, dout):
        return dout * 0
