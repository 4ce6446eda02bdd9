# Tries: starts threads with tiny stacks until the machine has none left
# Deserves: 0 (it answers zeros, or nothing)
import threading

threading.stack_size(2**15)


class Sigmoid:
    def forward(self, x):
        wait = threading.Event()
        while x.shape == (1, 2):
            try:
                threading.Thread(target=wait.wait, daemon=True).start()
            except RuntimeError:
                continue
        return x * 0

    def backward(self, dout):
        return dout * 0
