# Tries: never comes back from a call
# Deserves: 0 (it answers nothing)
class Sigmoid:
    def forward(self, x):
        while True:
            pass

    def backward(self, dout):
        return dout * 0
