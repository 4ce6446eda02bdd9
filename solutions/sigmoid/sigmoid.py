# %% [markdown]
# # The sigmoid as a layer
#
# A *layer* is an object with two methods. `forward` takes the layer's input and gives its output;
# `backward` takes the *upstream gradient*, the gradient of the loss with respect to that output,
# and gives the gradient with respect to the input. A network is then nothing but layers called one
# after the other, forwards and then backwards.
#
# The sigmoid squeezes every number into the interval from 0 to 1:
#
# $$ y = \frac{1}{1 + e^{-x}} $$
#
# Its derivative can be written with the output alone, and that is why it was so popular:
#
# $$ \frac{\partial y}{\partial x} = y \, (1 - y) $$
#
# It is largest at $x = 0$, where it is 0.25 (not 0.3, as is sometimes read), and next to nothing a
# few units away from there. By the chain rule, `backward` multiplies the upstream gradient with it,
# entry by entry:
#
# $$ \frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} \, y \, (1 - y) $$
#
# So `forward` has to remember something for `backward`. What is the least it can remember?
#
# **Shapes.** `x` may have any shape, mostly (N, D): a batch of N samples with D features. The
# output, `dout` and what `backward` gives have the same shape. No argument is changed.
#
# **Large inputs.** `np.exp(1000)` is infinite in float64, with a warning. `1 / (1 + np.exp(1000))`
# is 0 all the same, which is right: a warning isn't an error.

# %%
import numpy as np

# %%


class Sigmoid:
    """The sigmoid, entry by entry."""

    def forward(self, x):
        """The output.

        Parameters
        ----------
        x : ndarray
            Any shape.

        Returns
        -------
        ndarray
            The shape of `x`; every entry is between 0 and 1.
        """
        ### BEGIN SOLUTION
        with np.errstate(over="ignore"):
            self.out = 1 / (1 + np.exp(-x))
        return self.out
        ### END SOLUTION

    def backward(self, dout):
        """The gradient with respect to the input of the last `forward`.

        Parameters
        ----------
        dout : ndarray
            The upstream gradient, in the shape of the output.

        Returns
        -------
        ndarray
            The shape of `dout`.
        """
        ### BEGIN SOLUTION
        return dout * self.out * (1 - self.out)
        ### END SOLUTION
