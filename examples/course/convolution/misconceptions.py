"""Wrong ways to write the layer, each with the hint that a good teacher would give."""

import numpy as np
from convolution import Convolution


class KernelTurnedRound(Convolution):
    """Which weight meets the first entry of the input in the text, and which in yours?"""

    def forward(self, x):
        self.x = x
        return np.array([np.convolve(sample, self.k, mode="valid") for sample in x])


class KernelNotTurnedOnTheWayBack(Convolution):
    """Take the last entry of the input. Which weight did it meet, and by which do you multiply its
    gradient?"""

    def backward(self, dout):
        super().backward(dout)
        padded = np.pad(dout, ((0, 0), (len(self.k) - 1,) * 2))
        places = self.x.shape[1]
        return sum(weight * padded[:, j : j + places] for j, weight in enumerate(self.k))


class OverlapsOverwritten(Convolution):
    """An inner entry of the input takes part in several outputs. What becomes of all but one?"""

    def backward(self, dout):
        dx = super().backward(dout)
        places = dout.shape[1]
        for j, weight in enumerate(self.k):
            dx[:, j : j + places] = weight * dout
        return dx


class KernelGradientOfEachSample(Convolution):
    """The samples share one kernel. How many gradients do you have for it, and how many are asked
    for?"""

    def backward(self, dout):
        dx = super().backward(dout)
        places = dout.shape[1]
        columns = [
            np.sum(dout * self.x[:, j : j + places], axis=1) for j, _ in enumerate(self.k)
        ]
        self.dk = np.stack(columns, axis=1)
        return dx


class KernelGradientAveraged(Convolution):
    """You take a mean where weights are shared. Does a weight that is used twice get half of what
    each use asks for, or all of both?"""

    def backward(self, dout):
        dx = super().backward(dout)
        self.dk = self.dk / dout.size
        return dx


class ForgotUpstreamGradient(Convolution):
    """Your backward gives the same for every dout. Where does the gradient from above come in?"""

    def backward(self, dout):
        return super().backward(np.ones_like(dout))


class PaddedOutput(Convolution):
    """How many places are there where the whole kernel lies on the input?"""

    is_slip = False

    def forward(self, x):
        super().forward(x)
        padded = np.pad(x, ((0, 0), (0, len(self.k) - 1)))
        return sum(weight * padded[:, j : j + x.shape[1]] for j, weight in enumerate(self.k))


class KeptOnTheClass(Convolution):
    """Two layers of the same class share something here. Where does forward keep what backward
    needs?"""

    def forward(self, x):
        y = super().forward(x)
        Convolution.x = x
        del self.x
        return y
