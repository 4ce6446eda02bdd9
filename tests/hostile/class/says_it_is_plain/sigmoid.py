# Tries: stays in its worker for the next exercise, to answer in its place
# Deserves: 0 (the next exercise has a worker of its own)
import gc
import sys

Respondent = sys.modules["grader.sandbox.respondent"].Respondent
sys.modules["grader.sandbox.loading"].is_all_plain = lambda parts: True
sys.modules["grader.sandbox.plainness"].is_plain = lambda tree: True
Respondent._plain = lambda self, *_: self.frame("value", True)
made = Respondent.make


def make(self, name, told):
    failures = made(self, name, told)
    for owner in self.roots.values():
        owner.Affine = Affine
    return failures


Respondent.make = make
gc.disable()


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
