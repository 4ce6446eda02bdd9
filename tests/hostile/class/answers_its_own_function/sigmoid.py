# Tries: computes x^2, which is no sigmoid, with the gradient of x^2
# Deserves: 4 (backward 1 + 1 carried forward, other shapes 1, last forward 0.5, input alone 0.5)
class Sigmoid:
    def forward(self, x):
        self.x = x
        return x**2

    def backward(self, dout):
        return 2 * self.x * dout
