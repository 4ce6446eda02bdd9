"""Wrong ways to write softmax with loss, each with the hint that a good teacher would give."""

import numpy as np
import softmax_with_loss
from softmax_with_loss import SoftmaxWithLoss

# --- softmax -------------------------------------------------------------------------------------


# Common: the axes of a sum mixed up.
class SoftmaxOverTheBatch:
    """Add up the first row of your probabilities. Whose scores compete with whose?"""

    @staticmethod
    def softmax(x):
        powers = np.exp(x - x.max(axis=0))
        return powers / powers.sum(axis=0)


# The book's first softmax, for one vector, used with a batch.
class SoftmaxOverEverything:
    """How much should the probabilities of a whole batch add up to? And yours?"""

    @staticmethod
    def softmax(x):
        powers = np.exp(x - np.max(x, axis=-1, keepdims=True))
        return powers / np.sum(powers)


# Common: the formula as it is printed.
class MaximumNotSubtracted:
    """What is np.exp(1000)? Which number could you take from all scores of a sample?"""

    @staticmethod
    def softmax(x):
        powers = np.exp(x)
        return powers / powers.sum(axis=-1, keepdims=True)


# The book's cross_entropy_error makes a batch of one of a vector; there it does no harm.
class VectorBecomesABatch:
    """Compare the shape of a single vector of scores with the shape of what you give for it."""

    @staticmethod
    def softmax(x):
        x = np.atleast_2d(x)
        powers = np.exp(x - x.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)


# Readers of the book who write x -= np.max(x).
class SoftmaxChangesItsInput:
    """Look at your scores after softmax was called with them. Are they what they were?"""

    @staticmethod
    def softmax(x):
        x -= np.max(x, axis=-1, keepdims=True)
        powers = np.exp(x)
        return powers / powers.sum(axis=-1, keepdims=True)


# --- cross_entropy_error -------------------------------------------------------------------------


# The book's first version, for one sample.
class ErrorNotAveraged:
    """Take a batch twice over: every sample is there two times. Should the loss double?"""

    @staticmethod
    def cross_entropy_error(y, t):
        labels = t if t.ndim == 1 else t.argmax(axis=1)
        return -np.sum(np.log(y[np.arange(len(y)), labels] + 1e-7))


# Common: the picked logarithms, and no mean of them.
class ErrorOfEachSample:
    """How many numbers should a loss be, if a step is to make it smaller?"""

    @staticmethod
    def cross_entropy_error(y, t):
        labels = t if t.ndim == 1 else t.argmax(axis=1)
        return -np.log(y[np.arange(len(y)), labels] + 1e-7)


# The book's formula before labels are taken up.
class OneHotTargetsOnly:
    """A label says at which place of the row to look. What does it do in your formula?"""

    is_slip = False

    @staticmethod
    def cross_entropy_error(y, t):
        return -np.sum(t * np.log(y + 1e-7)) / len(y)


# Common: the formula as it is printed.
class LogarithmOfZero:
    """What does your error give when a probability is exactly 0?"""

    @staticmethod
    def cross_entropy_error(y, t):
        labels = t if t.ndim == 1 else t.argmax(axis=1)
        return -np.mean(np.log(y[np.arange(len(y)), labels]))


# --- SoftmaxWithLoss -----------------------------------------------------------------------------


# Networks that end with a softmax before this layer.
class SoftmaxTwice(SoftmaxWithLoss):
    """Your loss hardly moves, whatever the scores are. How often do they go through softmax?"""

    def forward(self, x, t):
        return super().forward(softmax_with_loss.softmax(x), t)


# Source 003 prints y - t, which is right for one sample.
class NotDividedByTheBatch(SoftmaxWithLoss):
    """The loss is a mean over the batch. How does that show in its gradient?"""

    def backward(self, dout=1):
        return len(self.y) * super().backward(dout)


# Source 004 writes errors as target - output.
class TargetMinusOutput(SoftmaxWithLoss):
    """Should the loss grow or fall when the score of the right class grows? What do you give?"""

    def backward(self, dout=1):
        return -super().backward(dout)


# The book's own layer.
class ForgotUpstreamGradient(SoftmaxWithLoss):
    """If the loss is multiplied with 3 afterwards, what becomes of your gradient?"""

    def backward(self, dout=1):
        return super().backward(1)


# The layer as the book prints it; the branch for labels is in its code only.
class LabelsTakenForNumbers(SoftmaxWithLoss):
    """Class 3 isn't three times class 1. What do you subtract from y when t holds labels?"""

    is_slip = False

    def backward(self, dout=1):
        return dout * (self.y - self.t) / len(self.y)


# Readers of the book who leave out the .copy() of self.y.copy().
class WritesIntoItsOutput(SoftmaxWithLoss):
    """Call backward twice. Is what forward kept for you still what it was?"""

    def backward(self, dout=1):
        dx = self.y
        dx -= np.eye(dx.shape[1])[self.t] if self.t.ndim == 1 else self.t
        return dout * dx / len(dx)
