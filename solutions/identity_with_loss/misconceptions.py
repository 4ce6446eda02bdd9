"""Wrong ways to write the loss, each with the hint that a good teacher would give."""

import numpy as np
from identity_with_loss import IdentityWithLoss

# --- forward -------------------------------------------------------------------------------------


# common: the sum of squares as it is named
class NoHalf(IdentityWithLoss):
    """One output, off by 2: what is the loss by the formula, and what is yours?"""

    def forward(self, x, t):
        return 2 * super().forward(x, t)


# seen in a published loss layer; with a single sample it doesn't show
class SumOverTheBatch(IdentityWithLoss):
    """Put the same sample into the batch twice. Should the loss double?"""

    def forward(self, x, t):
        return super().forward(x, t) * len(x)


# seen in published loss layers: np.mean takes the outputs for samples; source 001 says MSE
class MeanOverEveryEntry(IdentityWithLoss):
    """You average over all entries. How many numbers make up a sample, and how many samples are
    there?
    """

    def forward(self, x, t):
        return super().forward(x, t) / x.shape[1]


# common: the sum has an axis too few
class LossOfEachSample(IdentityWithLoss):
    """Your loss is one number a sample. What is still to be done with them?"""

    def forward(self, x, t):
        super().forward(x, t)
        return 0.5 * np.sum((x - t) ** 2, axis=1)


# common: a length, not its square
class DistanceInsteadOfSquares(IdentityWithLoss):
    """You take a root. A sample is off twice as far: how much larger should the loss be?"""

    def forward(self, x, t):
        super().forward(x, t)
        return float(np.mean(np.sqrt(np.sum((x - t) ** 2, axis=1))))


# --- backward ------------------------------------------------------------------------------------


# source 003 gives y - t, which is for one sample
class BatchSizeForgotten(IdentityWithLoss):
    """Your backward is right for one sample. The loss is a mean: where is that in its gradient?"""

    def backward(self, dout=1):
        return dout * self.difference


# seen in published loss layers: half the sum of squares forth, 2 (y - t) back
class HalfForgottenOnTheWayBack(IdentityWithLoss):
    """There is a half in the loss and a 2 from the square. What becomes of the two of them?"""

    def backward(self, dout=1):
        return 2 * dout * self.difference / len(self.difference)


# common: right for a loss that is the mean over all entries, as published ones often are
class DividedByEveryEntry(IdentityWithLoss):
    """By how many do you divide in backward? Over what was the mean in forward?"""

    def backward(self, dout=1):
        return dout * self.difference / self.difference.size


# common: the error of 001 and 004 is written as target minus output
class SignTurnedRound(IdentityWithLoss):
    """An output is too large. Does the loss grow or fall if it grows further, and what does your
    gradient say?
    """

    def backward(self, dout=1):
        return -dout * self.difference / len(self.difference)


# common: 001's delta, learnt with a sigmoid at the output
class DeltaOfASigmoid(IdentityWithLoss):
    """There is an o (1 - o) in your gradient. Which unit does it belong to?"""

    def forward(self, x, t):
        self.x = x
        return super().forward(x, t)

    def backward(self, dout=1):
        return dout * self.difference * self.x * (1 - self.x) / len(self.x)


# common: a loss is the end, so dout seems to be of no use
class UpstreamGradientForgotten(IdentityWithLoss):
    """Your backward takes an argument. What if it isn't 1?"""

    def backward(self, dout=1):
        return self.difference / len(self.difference)


# seen in a published loss layer: the gradient is summed over the batch, too
class AveragedOverTheBatch(IdentityWithLoss):
    """The loss is one number for the batch, but is its gradient the same for every sample?"""

    def backward(self, dout=1):
        return dout * self.difference.mean(axis=0)


# --- state ---------------------------------------------------------------------------------------


# common: what belongs to one layer is kept on the class
class KeptOnTheClass(IdentityWithLoss):
    """Make two of your layers and use them in turn. Whose difference does backward find?"""

    def forward(self, x, t):
        IdentityWithLoss.difference = x - t
        return float(np.sum((x - t) ** 2) / (2 * len(x)))
