# Tries: calls itself for ever
# Deserves: 0 (it answers nothing)
class Sigmoid:
    def forward(self, x):
        return self.forward(x)

    def backward(self, dout):
        return self.backward(dout)
