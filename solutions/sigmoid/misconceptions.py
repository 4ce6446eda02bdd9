"""Wrong ways to write the sigmoid layer, each with the hint that a good teacher would give."""

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


class WrongSignInTheExponent(Sigmoid):
    """Try a large positive x by hand: should the output be near 0 or near 1?"""

    def forward(self, x):
        self.out = 1 / (1 + np.exp(x))
        return self.out
