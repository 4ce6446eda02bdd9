# Tries: answers its input, a function whose gradient is the upstream one
# Deserves: 0 (nothing is computed)
class Sigmoid:
    def forward(self, x):
        return x

    def backward(self, dout):
        return dout
