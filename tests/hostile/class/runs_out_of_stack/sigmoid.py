# Tries: recurses through C code without a limit, until the stack has an end
# Deserves: 0 (it answers nothing)
import sys

sys.setrecursionlimit(2**30)


class Sigmoid:
    def forward(self, x):
        return max([x], key=self.forward)

    def backward(self, dout):
        return self.forward(dout)
