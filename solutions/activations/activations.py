# %% [markdown]
# # ReLU, tanh and softplus
#
# The sigmoid isn't the only function between two layers of weights. Here are three others, as
# layers with the same two methods: `forward` takes the input and gives the output, `backward` takes
# the upstream gradient `dout` and multiplies it, entry by entry, with the slope of the function at
# the input of the last `forward`:
#
# $$ \frac{\partial L}{\partial x}
#    = \frac{\partial L}{\partial y} \, \frac{\partial y}{\partial x} $$
#
# **ReLU** lets through what is positive and stops the rest.
#
# $$ y = \max(x, 0), \qquad \frac{\partial y}{\partial x} = 1 \text{ if } x > 0, \text{ else } 0 $$
#
# At $x = 0$ it has a kink and no derivative; here the slope there is 0. Where $x > 0$ the slope is
# 1 and leaves a gradient as large as it was. It is sometimes said (in 001, too) that gradients
# therefore don't vanish; but where $x \le 0$ nothing of them is left, and small weights shrink
# them as before.
#
# **Tanh** is a sigmoid stretched to the interval from -1 to 1.
#
# $$ y = \tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}}, \qquad
#    \frac{\partial y}{\partial x} = 1 - y^2 $$
#
# As with the sigmoid the output alone is enough for the slope, but the formula is another one.
#
# **Softplus** is a ReLU without the kink.
#
# $$ y = \log(1 + e^x), \qquad
#    \frac{\partial y}{\partial x} = \frac{e^x}{1 + e^x} = \frac{1}{1 + e^{-x}} $$
#
# At $x = 0$ it is $\log 2 \approx 0.6931$, where the ReLU is 0. Its slope is an old acquaintance.
#
# **Shapes.** `x` may have any shape, mostly (N, D). The output, `dout` and what `backward` gives
# have the same shape. `forward` leaves `x` as it was: the caller may still need it. `backward` may
# write into `dout`, as some books do.
#
# **Large inputs.** In exact arithmetic the formulas above hold for every $x$; in float64 they
# don't. $e^{710}$ is infinite, so from 710 on the printed tanh is infinity divided by infinity,
# which is nan, and the printed softplus is infinite where it should be about $x$. Unlike with the
# sigmoid, the warning is to be taken seriously. Your layers must give finite numbers at $\pm 1000$.
#
# The way out is always the same: write the formula so that `np.exp` only gets what isn't positive.
# It then gives something between 0 and 1. Divide the fraction of tanh by $e^x$ above and below for
# $x \ge 0$, by $e^{-x}$ else, and take $e^x$ out of the logarithm for $x \ge 0$:
#
# $$ \tanh x = \frac{1 - e^{-2x}}{1 + e^{-2x}} \; (x \ge 0), \qquad
#    \log(1 + e^x) = \max(x, 0) + \log(1 + e^{-|x|}) $$
#
# numpy knows about this: `np.tanh` is safe, and `np.logaddexp(a, b)` is $\log(e^a + e^b)$ without
# overflow. What are `a` and `b` for softplus? For its slope, too, one of the two printed forms
# gives nan at 1000 and the other doesn't.
#
# **In the sources.** 001 lists the three functions where it speaks of vanishing gradients; 003 has
# the ReLU as a layer.

# %%
import numpy as np

# %%


class Relu:
    """The ReLU, entry by entry."""

    def forward(self, x):
        """The positive part of `x`.

        Parameters
        ----------
        x : ndarray
            Any shape; stays as it is.

        Returns
        -------
        ndarray
            The shape of `x`.
        """
        ### BEGIN SOLUTION
        self.mask = x > 0
        return np.where(self.mask, x, 0.0)
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
            The shape of `dout`. The slope at 0 is 0.
        """
        ### BEGIN SOLUTION
        return np.where(self.mask, dout, 0.0)
        ### END SOLUTION


# %%


class Tanh:
    """The hyperbolic tangent, entry by entry."""

    def forward(self, x):
        """The output.

        Parameters
        ----------
        x : ndarray
            Any shape; stays as it is.

        Returns
        -------
        ndarray
            The shape of `x`; every entry is between -1 and 1, also where `x` is far from zero.
        """
        ### BEGIN SOLUTION
        self.out = np.tanh(x)
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
        return dout * (1 - self.out**2)
        ### END SOLUTION


# %%


class Softplus:
    """The softplus, entry by entry."""

    def forward(self, x):
        """The output.

        Parameters
        ----------
        x : ndarray
            Any shape; stays as it is.

        Returns
        -------
        ndarray
            The shape of `x`; no entry is negative, and all are finite.
        """
        ### BEGIN SOLUTION
        self.x = x
        return np.logaddexp(0, x)
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
        with np.errstate(over="ignore"):
            return dout / (1 + np.exp(-self.x))
        ### END SOLUTION
