# Tries: loops where its objects are taken apart: in __del__, when the answer is there already
# Deserves: 0 (all its answers are zeros)
class Endless:
    def __del__(self):
        while True:
            pass


class Sigmoid:
    def forward(self, x):
        self.endless = Endless() if x.shape == (1, 2) else None
        return x * 0

    def backward(self, dout):
        self.endless = None
        return dout * 0
