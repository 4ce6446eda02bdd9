# Tries: empties and replaces the modules that are loaded, so that the next user finds nonsense
# Deserves: 0 (all its answers are zeros)
import sys

for name in list(sys.modules):
    if name.partition(".")[0] in ("numpy", "msgspec", "json", "os", "struct", "grader"):
        sys.modules[name] = None
sys.modules["given"] = sys.modules["sigmoid"] = 0


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
