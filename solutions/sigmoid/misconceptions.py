"""Wrong ways to write the sigmoid layer, each with the hint that a good teacher would give.

All of them are common in first attempts; `KeptOnTheClass` and `WrittenIntoTheInput` come up in
layers published by readers of the book.
"""

import numpy as np
from sigmoid import Sigmoid


class ForgotUpstreamGradient(Sigmoid):
    """Your backward gives the slope itself. Where does the gradient from above come in?"""

    def backward(self, dout):
        return self.out * (1 - self.out)


class SlopeOfTheInput(Sigmoid):
    """You use y (1 - y), but with the input in place of y. Which of the two is the output?"""

    def forward(self, x):
        self.x = x
        return super().forward(x)

    def backward(self, dout):
        return dout * self.x * (1 - self.x)


class SigmoidAppliedTwice(Sigmoid):
    """Your backward takes the sigmoid of something that is an output already."""

    def backward(self, dout):
        again = 1 / (1 + np.exp(-self.out))
        return dout * again * (1 - again)


class AddedInsteadOfMultiplied(Sigmoid):
    """Two gradients meet in your backward. Does the chain rule add or multiply them?"""

    def backward(self, dout):
        return dout + self.out * (1 - self.out)


class ForgotTheSecondFactor(Sigmoid):
    """The slope has two factors; one of them is missing."""

    def backward(self, dout):
        return dout * self.out


class ForgotTheFirstFactor(Sigmoid):
    """The slope has two factors; you have the one that is 1 far left. Which other is there?"""

    def backward(self, dout):
        return dout * (1 - self.out)


class WrongSignInTheExponent(Sigmoid):
    """Try a large positive x by hand: should the output be near 0 or near 1?"""

    def forward(self, x):
        self.out = 1 / (1 + np.exp(x))
        return self.out


class TanhInstead(Sigmoid):
    """Yours runs from -1 to 1, and is 0 at 0. Which function is that, and which is asked for?"""

    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, dout):
        return dout * (1 - self.out**2)


class RowsOfNumbers(Sigmoid):
    """Must the input have two axes? Look at the shape that you give back for one axis, or three."""

    def forward(self, x):
        return super().forward(x.reshape(len(x), -1))

    def backward(self, dout):
        return super().backward(dout.reshape(len(dout), -1))


class KeptOnTheClass(Sigmoid):
    """Two layers of the same class share something here. Where does forward keep its output?"""

    def forward(self, x):
        Sigmoid.out = 1 / (1 + np.exp(-x))
        return Sigmoid.out


class WrittenIntoTheInput(Sigmoid):
    """Whoever calls forward still has the array x. What is in it afterwards?"""

    def forward(self, x):
        np.negative(x, out=x)
        np.exp(x, out=x)
        self.out = 1 / (1 + x)
        return self.out
