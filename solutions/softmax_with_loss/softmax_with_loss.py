# %% [markdown]
# # Softmax with loss
#
# A network that sorts samples into C classes ends with C numbers a sample, its *scores*. Two steps
# make a loss of them: softmax turns scores into probabilities, and the cross-entropy error says how
# little probability the right class got. Each has an untidy derivative. Together they have the
# tidiest one of the whole course, so they make one layer.
#
# **Softmax.** Each score is exponentiated and divided by the sum over the classes:
#
# $$ y_k = \frac{e^{x_k}}{\sum_{j=1}^{C} e^{x_j}} $$
#
# The outputs are between 0 and 1 and add up to 1, sample by sample: in a batch (N, C) each row is
# a softmax of its own. `softmax` takes one vector (C,), too.
#
# **Large scores.** `np.exp(1000)` is infinite in float64, and infinite by infinite is nan. But
# adding the same number to all scores of a sample changes nothing: it cancels. So first take from
# each row its own largest score. Then the largest exponent is 0 and nothing overflows. The largest
# score of the whole batch won't do: a row far below it would become 0 by 0. And make a new array,
# `x = x - ...`; with `x -= ...` the caller's scores would change.
#
# **Cross-entropy error.** With a one-hot target $t$, 1 for the right class and 0 elsewhere, the
# error of a sample is minus the logarithm of one probability. Over a batch we take the **mean**:
#
# $$ L = -\frac{1}{N} \sum_{n=1}^{N} \sum_{k=1}^{C} t_{nk} \log y_{nk} $$
#
# `cross_entropy_error` takes batches: `y` is (N, C), probabilities. A probability can be exactly 0
# in float64, and the logarithm of 0 isn't finite (times 0 it is nan). So keep it away from there:
# the book adds 1e-7 inside the logarithm; another way is to raise the 0 to a tiny number with
# `np.maximum`. Both are right: errors and losses are compared with a relative tolerance of 1e-5.
#
# **Going back.** For one sample the gradient of the loss with respect to the scores is
#
# $$ \frac{\partial L}{\partial x_k} = y_k - t_k $$
#
# Try to derive it: the factors $1/y$ of the logarithm and $y$ of softmax cancel. Source 003's
# example has probabilities (0.3, 0.2, 0.5) and the second class is right; the gradient is
# (0.3, -0.8, 0.5). The large -0.8 says: raise this score. That is exact for a single sample. The
# source doesn't say what happens in a batch: since the loss is a mean, each row is also **divided
# by N**,
#
# $$ \frac{\partial L}{\partial X} = \frac{1}{N} \, (Y - T) $$
#
# and this is where the 1/N of a whole network comes in, the only place. (With 1e-7 in the logarithm
# the gradient differs in the seventh digit or so. Nobody cares, and Y - T is full marks.)
#
# **To stretch.** A target may also be a *label*, the number of the right class: `t` is then (N,),
# whole numbers from 0 to C - 1. Both functions of `t` must take both. And `backward` has an
# argument `dout`, the upstream gradient: 1 where the loss is the end of the network, as nearly
# always, but something else if the loss is multiplied with a number afterwards.
#
# **Settled here.** `forward(x, t)` gives one number. `backward` belongs to the last `forward` of
# the same object, may be called more than once, and gives the same each time. No argument is
# changed.

# %%
import numpy as np

# %%


def softmax(x):
    """Probabilities from scores.

    Parameters
    ----------
    x : (C,) or (N, C) ndarray of float64
        Scores of one sample, or of a sample a row.

    Returns
    -------
    ndarray
        The shape of `x`; each sample's probabilities add up to 1.
    """
    ### BEGIN SOLUTION
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
    ### END SOLUTION


# %%


def cross_entropy_error(y, t):
    """How little probability the right classes got, as a mean over the batch.

    Parameters
    ----------
    y : (N, C) ndarray of float64
        Probabilities, a sample a row.
    t : (N, C) ndarray, or (N,) ndarray of int
        Targets: one-hot rows, or the number of each sample's class.

    Returns
    -------
    float
        In units of the natural logarithm.
    """
    ### BEGIN SOLUTION
    labels = t if t.ndim == 1 else t.argmax(axis=1)
    right = y[np.arange(len(y)), labels]
    return -float(np.mean(np.log(right + 1e-7)))
    ### END SOLUTION


# %%


class SoftmaxWithLoss:
    """Softmax and the cross-entropy error as one layer, the last of a network."""

    def forward(self, x, t):
        """The loss.

        Parameters
        ----------
        x : (N, C) ndarray of float64
            Scores, a sample a row.
        t : (N, C) ndarray, or (N,) ndarray of int
            Targets: one-hot rows, or the number of each sample's class.

        Returns
        -------
        float
            The mean over the batch.
        """
        ### BEGIN SOLUTION
        self.y = softmax(x)
        self.t = t
        return cross_entropy_error(self.y, t)
        ### END SOLUTION

    def backward(self, dout=1):
        """The gradient with respect to the scores of the last `forward`.

        Parameters
        ----------
        dout : float
            The upstream gradient.

        Returns
        -------
        (N, C) ndarray
        """
        ### BEGIN SOLUTION
        N, C = self.y.shape
        t = np.eye(C)[self.t] if self.t.ndim == 1 else self.t
        return dout * (self.y - t) / N
        ### END SOLUTION
