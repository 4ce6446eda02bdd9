# Tries: answers zeros, a function whose gradient is zero
# Deserves: 0 (nothing depends on the input)
class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
