"""Wrong ways through the chain rule, each with the hint that a good teacher would give."""

import numpy as np
from chain_rule import Add, Branch, Multiply, ToyFunction

# --- products and sums ---------------------------------------------------------------------------


# Common; the book has a comment in this very line, that x and y change places.
class KeptTheFactorsInPlace(Multiply):
    """How fast does the product grow when x grows a little? Which of the factors says so?"""

    def backward(self, dout):
        return dout * self.x, dout * self.y


# Common: right for the last node of a graph, where the upstream gradient is 1.
class ForgotUpstreamGradient(Multiply):
    """Your product gives back its local gradients. Where does the gradient from above come in?"""

    def backward(self, dout):
        return self.y, self.x


# Where attributes are declared in the class body, as in other languages.
class SharedState(Multiply):
    """Use two products at a time. Does each of them still know its own inputs?"""

    def forward(self, x, y):
        type(self).x, type(self).y = x, y
        return x * y


# Saves an array: with numbers it goes well, with arrays it doesn't.
class WroteIntoTheInput(Multiply):
    """You keep x for later. Is it still the x that came in when backward reads it?"""

    def forward(self, x, y):
        self.x, self.y = x, y
        x *= y
        return x


# Common among those who have read `np.dot` in every layer before.
class MatrixProduct(Multiply):
    """Your product is right for numbers. Try two small arrays by hand, entry by entry."""

    is_slip = False

    def forward(self, x, y):
        self.x, self.y = x, y
        return np.dot(x, y)


# Common: the gradient is taken for something that has to be shared out.
class SharedOutTheGradient(Add):
    """Move one summand of a sum by 1. By how much does the sum move?"""

    def backward(self, dout):
        return dout / 2, dout / 2


# --- branches ------------------------------------------------------------------------------------


# Common: "two opinions on the same gradient".
class MeanAtABranch(Branch):
    """Both paths lead to the loss at the same time. Does moving x have the mean of the effects?"""

    def backward(self, dout1, dout2):
        return (dout1 + dout2) / 2


# Common in a hand-written autograd: `grad =` in place of `grad +=`.
class LastPathOnly(Branch):
    """Your input is used twice, and it hears back from one use only. What became of the other?"""

    def backward(self, dout1, dout2):
        return dout2


# --- the toy function ----------------------------------------------------------------------------


def gradients(dloss, slopes, weights, factors):
    """dbeta and domega from the parts that a mistake may sit in, the innermost first."""
    df = [dloss]
    for k in (2, 1, 0):
        df.insert(0, slopes[k] * weights[k] * df[0])
    return np.array(df), np.array(df) * np.array(factors)


def right_parts(toy, y):
    """The four parts as they should be."""
    slopes = [np.cos(toy.f0), toy.h2, -np.sin(toy.f2)]
    return 2 * (toy.f3 - y), slopes, list(toy.omega[1:]), [toy.x, toy.h1, toy.h2, toy.h3]


# Source 001 and most networks have the half; this loss hasn't.
class HalfTheSquaredError(ToyFunction):
    """Write down the loss of this exercise and differentiate it by f. Which factor comes out?"""

    def backward(self, y):
        _, slopes, weights, factors = right_parts(self, y)
        return gradients(self.f3 - y, slopes, weights, factors)


# Common.
class CosineKeptItsSign(ToyFunction):
    """One of your three slopes has the wrong sign. Does the cosine rise or fall just right of 0?"""

    def backward(self, y):
        dloss, slopes, weights, factors = right_parts(self, y)
        slopes[2] = np.sin(self.f2)
        return gradients(dloss, slopes, weights, factors)


# Common; source 002 has a misprint of this kind (h2 where f2 is meant).
class SineSlopeAtTheOutput(ToyFunction):
    """Go back through the sine again. Is its slope taken at what went in or at what came out?"""

    def backward(self, y):
        dloss, slopes, weights, factors = right_parts(self, y)
        slopes[0] = np.cos(self.h1)
        return gradients(dloss, slopes, weights, factors)


# Common where the preactivations are kept and the activations aren't.
class PreactivationAsFactor(ToyFunction):
    """Which number is an omega multiplied with on the way forward: an f or an h?"""

    def backward(self, y):
        dloss, slopes, weights, _ = right_parts(self, y)
        return gradients(dloss, slopes, weights, [self.x, self.f0, self.f1, self.f2])


# Common: the slopes of the three functions are multiplied, and nothing else.
class ForgotTheWeightsOnTheWay(ToyFunction):
    """Between two of the functions there is a linear step. What is its local gradient?"""

    is_slip = False

    def backward(self, y):
        dloss, slopes, _, factors = right_parts(self, y)
        return gradients(dloss, slopes, [1.0, 1.0, 1.0], factors)


# Common: the formula read from the outside in.
class SineAndCosineExchanged(ToyFunction):
    """Read the formula from the inside out. Which function is met first?"""

    is_slip = False

    def forward(self, x):
        b, w = self.beta, self.omega
        self.x = x
        self.f0 = b[0] + w[0] * x
        self.h1 = np.cos(self.f0)
        self.f1 = b[1] + w[1] * self.h1
        self.h2 = np.exp(self.f1)
        self.f2 = b[2] + w[2] * self.h2
        self.h3 = np.sin(self.f2)
        self.f3 = b[3] + w[3] * self.h3
        return float(self.f3)


# As frameworks do it, where the gradients have to be set to zero by hand.
class GradientsPileUp(ToyFunction):
    """Call backward a second time. Is the gradient of the first call still in the result?"""

    is_slip = False

    def backward(self, y):
        new = gradients(*right_parts(self, y))
        old = getattr(self, "total", (0.0, 0.0))
        self.total = (old[0] + new[0], old[1] + new[1])
        return self.total
