# %% [markdown]
# # The identity with the sum of squares
#
# A network that predicts numbers, and not classes, ends without an activation: its output is the
# *identity* of what the last layer gives. How far the output is from the target `t` is measured by
# the squares of the differences. Output and loss together make one layer, the last one, and with it
# the way back begins.
#
# For a batch of N samples with D outputs each, the loss is half the sum of squares of a sample,
# taken as the mean over the batch:
#
# $$ L = \frac{1}{N} \sum_{n=1}^{N} \frac{1}{2} \sum_{d=1}^{D} (x_{nd} - t_{nd})^2 $$
#
# Its gradient is as simple as a gradient can be, and that is what the half is for: it cancels the 2
# that comes down from the square.
#
# $$ \frac{\partial L}{\partial x_{nd}} = \frac{x_{nd} - t_{nd}}{N} $$
#
# Without the half it would be twice that. Mind the sign: the gradient points to where the loss
# grows, away from the target. Going *against* it brings the output nearer.
#
# **Shapes.** `x` and `t` are (N, D), also for a single sample, (1, D). The loss is one number. What
# `backward` gives has the shape of `x`.
#
# **The mean** is over samples only, not over their outputs. Then a network with more outputs has a
# larger loss, but the gradient of one output doesn't depend on how many others there are.
#
# **Upstream gradient.** After a loss there is nothing more, so `dout` is 1 unless it is given. If
# the loss is part of something larger, three times the loss for instance, `dout` is the gradient
# with respect to it (3 there), and `backward` multiplies with it like any other layer.
#
# **In the sources.** 003 says that $y - t$ comes back from this layer as it does from softmax with
# the cross entropy: right with the half, and for one sample. 001 and 004 have half the squared
# error of two outputs; 001 calls it the MSE, which it is only because two outputs happen to make
# the half an average. In 004 the outputs are sigmoids: what is computed here is then the part
# $\partial E / \partial out$, and the sigmoid's slope is the sigmoid layer's business.

# %%
import numpy as np

# %%


class IdentityWithLoss:
    """The identity and half the sum of squares, as one layer."""

    def forward(self, x, t):
        """The loss.

        Parameters
        ----------
        x : (N, D) ndarray
            The outputs of the network, a sample a row.
        t : (N, D) ndarray
            Their targets.

        Returns
        -------
        float
            Half the sum of squares of a sample's differences, averaged over the batch.
        """
        ### BEGIN SOLUTION
        self.difference = x - t
        return float(np.sum(self.difference**2) / (2 * len(x)))
        ### END SOLUTION

    def backward(self, dout=1):
        """The gradient with respect to `x` of the last `forward`.

        Parameters
        ----------
        dout : float
            The upstream gradient, one number.

        Returns
        -------
        (N, D) ndarray
        """
        ### BEGIN SOLUTION
        return dout * self.difference / len(self.difference)
        ### END SOLUTION
