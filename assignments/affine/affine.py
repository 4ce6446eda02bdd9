# %% [markdown]
# # The affine layer
#
# Most of what a network knows stands in its weights. The *affine layer* holds them: it multiplies
# a batch of samples with a matrix and adds a bias.
#
# $$ Y = X W + b $$
#
# A sample is a row. So `x` is (N, D), N samples with D features; `W` is (D, M), a column for each
# of the M units; `b` is (M,), a number for each unit, added to every row. The output is (N, M).
#
# **Going back.** `backward` gets the upstream gradient `dout`, (N, M), and there are three
# gradients to find, since the loss depends on the input and on both parameters:
#
# $$ \frac{\partial L}{\partial X} = \frac{\partial L}{\partial Y} W^T \qquad
# \frac{\partial L}{\partial W} = X^T \frac{\partial L}{\partial Y} \qquad
# \frac{\partial L}{\partial b} = \sum_{n=1}^{N} \frac{\partial L}{\partial Y_n} $$
#
# The first is what `backward` gives: the layer below needs it. The other two stay with the layer,
# as its attributes `dW` and `db`, where the training step picks them up. A gradient always has the
# shape of what it belongs to: `dx` that of `x`, `dW` that of `W`, `db` that of `b`. Shapes alone
# nearly write the formulas down: how else could (N, M) and (D, M) be multiplied to make (N, D)?
#
# **Why sums over the batch?** A weight takes part in the output of every sample, and where one
# value is used N times, its N gradients add up. The product $X^T\,\partial L/\partial Y$ is such a
# sum over samples; for the bias it is the column sums. Nothing is divided by N here. If the loss is
# a mean over the batch, the loss layer has put 1/N into `dout` already.
#
# **Follow it by hand** in the 2-2-2 network of source 004. Its weights are
# W1 = [[w1, w3], [w2, w4]] = [[0.15, 0.25], [0.20, 0.30]], its first bias is 0.35 for both units,
# its input (0.05, 0.10). `forward` gives the nets 0.3775 and 0.3925. For the second layer,
# W2 = [[w5, w7], [w6, w8]] = [[0.40, 0.50], [0.45, 0.55]], `x` are the hidden outputs and `dout` is
# the delta of each output. `dW` then holds 0.082167041, the source's gradient for w5, and `dx`
# 0.036350306, its gradient for the first hidden output. Both are right to the last printed digit.
#
# **Rows and columns.** Source 002 writes a sample as a column: W times x, and its gradients are
# $\partial L/\partial W = \partial L/\partial f \, h^T$ and
# $\partial L/\partial h = W^T \, \partial L/\partial f$. That is the same with everything
# transposed. At one place it forgets the T of the second, and calls W itself the gradient.
#
# **Biases.** Source 001 fixes them at 1 and gives them no gradient. They are parameters like the
# weights, and learn like them.
#
# **Settled here.** `backward` belongs to the last `forward` of the same object. Each `backward`
# sets `dW` and `db` anew; they don't add up from call to call. It computes gradients and no more:
# changing `W` and `b` is the training step's work. A batch of one sample is still (1, D), and what
# comes out is (1, M). No argument of `forward` is changed.
#
# **To stretch.** A batch of images is (N, channels, height, width). Let `forward` take any (N, ...)
# whose samples have D numbers each, and treat a sample as one long row, in the order of `reshape`.
# Then `dx` must have the shape that `x` came in.

# %%
import numpy as np

# %%


class Affine:
    """A matrix product and a bias: ``x @ W + b``.

    Parameters
    ----------
    W : (D, M) ndarray of float64
        The weights, a column for each unit.
    b : (M,) ndarray of float64
        The biases, one for each unit.

    Attributes
    ----------
    dW : (D, M) ndarray
        The gradient with respect to `W`, after `backward`.
    db : (M,) ndarray
        The gradient with respect to `b`, after `backward`.
    """

    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        """The output.

        Parameters
        ----------
        x : (N, D) or (N, ...) ndarray
            A sample a row. With more axes, each sample has D numbers in all.

        Returns
        -------
        (N, M) ndarray
        """
        raise NotImplementedError("Write this part, then delete this line.")

    def backward(self, dout):
        """The gradient with respect to the input of the last `forward`; sets `dW` and `db`.

        Parameters
        ----------
        dout : (N, M) ndarray
            The upstream gradient.

        Returns
        -------
        ndarray
            The shape of the input.
        """
        raise NotImplementedError("Write this part, then delete this line.")
