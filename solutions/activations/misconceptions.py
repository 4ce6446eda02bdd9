"""Wrong ways to write the three layers, each with the hint that a good teacher would give."""

import numpy as np
from activations import Relu, Softplus, Tanh

# --- Relu ----------------------------------------------------------------------------------------


# seen in readers' code of source 003's book: the mask is x < 0
class ReluOpenAtZero(Relu):
    """Follow a single zero through your layer and back. What slope did we settle on there?"""

    def forward(self, x):
        self.mask = x >= 0
        return np.maximum(x, 0)


# common: the function is applied to the gradient, too
class ReluOfTheGradient(Relu):
    """Your backward looks at the sign of a number. Is it the sign of the right one?"""

    def backward(self, dout):
        return np.maximum(dout, 0)


# common: the output is taken for the slope
class ReluOutputAsSlope(Relu):
    """For x = 3 your backward multiplies with 3. How steep is the line there?"""

    def backward(self, dout):
        return dout * self.mask * self.out

    def forward(self, x):
        self.out = super().forward(x)
        return self.out


# common: the leaky variant, from other courses
class ReluLeaks(Relu):
    """A little of what is negative gets through your forward. Which function is asked for?"""

    def forward(self, x):
        self.mask = x > 0
        return np.where(self.mask, x, 0.01 * x)


# --- Tanh ----------------------------------------------------------------------------------------


# common: see the same mistake at the sigmoid
class TanhForgotUpstream(Tanh):
    """Your backward of tanh is right for an upstream gradient of 1. And for any other?"""

    def backward(self, dout):
        return 1 - self.out**2


# common: formulas written for an output are given an input
class TanhSlopeOfTheInput(Tanh):
    """1 - y^2 needs a y. Which of the two did you keep in forward, the input or the output?"""

    def forward(self, x):
        self.x = x
        return super().forward(x)

    def backward(self, dout):
        return dout * (1 - self.x**2)


# common: copied from the layer before
class TanhSlopeOfTheSigmoid(Tanh):
    """You carried the sigmoid's slope over. At 0 tanh rises at 45 degrees: does your formula?"""

    def backward(self, dout):
        return dout * self.out * (1 - self.out)


# common
class TanhForgotTheSquare(Tanh):
    """Tanh is as steep at -2 as at 2. Does your slope know that?"""

    def backward(self, dout):
        return dout * (1 - self.out)


# common: a tanh made of a sigmoid, with one of the two twos forgotten
class TanhOfTheHalf(Tanh):
    """Your tanh has the right ends, but it is too flat at 0. Which exponent is in its formula?"""

    def forward(self, x):
        self.out = 2 / (1 + np.exp(-x)) - 1
        return self.out


# common: an augmented assignment to an argument
class TanhDoublesItsInput(Tanh):
    """What does `x` hold after your forward, for whoever called it? Mind what `*=` does."""

    def forward(self, x):
        x *= 2
        with np.errstate(over="ignore"):
            self.out = 2 / (1 + np.exp(-x)) - 1
        return self.out


# common: what belongs to one layer is kept on the class
class TanhKeptOnTheClass(Tanh):
    """A network has many tanh layers. What happens to the first one's output in the second?"""

    def forward(self, x):
        Tanh.out = np.tanh(x)
        return Tanh.out


# --- Softplus ------------------------------------------------------------------------------------


# common: see the same mistake at the sigmoid
class SoftplusForgotUpstream(Softplus):
    """Your backward of softplus has the right slope. And what comes from above?"""

    def backward(self, dout):
        return 1 / (1 + np.exp(-self.x))


# invited by source 001, which has softplus as a changed ReLU
class SoftplusSlopeOfTheRelu(Softplus):
    """Softplus has no kink. Does its slope jump at 0, as yours does?"""

    def backward(self, dout):
        return dout * (self.x > 0)


# common: the slope is a sigmoid, but of what?
class SoftplusSlopeOfTheOutput(Softplus):
    """Your slope is never below a half. Of what should it be the sigmoid?"""

    def forward(self, x):
        self.out = super().forward(x)
        return self.out

    def backward(self, dout):
        return dout / (1 + np.exp(-self.out))


# common: the sign of the sigmoid's exponent
class SoftplusMirrored(Softplus):
    """Your softplus falls from left to right. Try a large positive x by hand."""

    def forward(self, x):
        self.x = x
        return np.logaddexp(0, -x)
