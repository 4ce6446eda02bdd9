# Tries: aborts, for a core file to be written into whatever folder it stands in
# Deserves: 0 (it answers nothing)
import os


class Sigmoid:
    def forward(self, x):
        os.abort()

    def backward(self, dout):
        os.abort()
