# %% [markdown]
# # A network of two layers that learns
#
# In the worked example you followed one sample through a network of two layers, forwards and
# backwards. Now the steps become one object that takes whole batches, computes all its gradients at
# once, and learns.
#
# **The network** has D inputs, H hidden units and O outputs, and all its units are sigmoids. Its
# parameters are the attributes `W1` (D, H), `b1` (H,), `W2` (H, O) and `b2` (O,); as before, a
# weight matrix has a column for each unit that it leads into. `x` is always a batch, (N, D), with a
# sample in each row, and `t` is (N, O). A single sample is a batch with one row.
#
# $$ out_h = \sigma(x W_1 + b_1) \qquad out_o = \sigma(out_h W_2 + b_2) $$
#
# **The loss** is half the squared error, *summed* over the outputs and *averaged* over the batch:
#
# $$ L = \frac{1}{2N} \sum_{n=1}^{N} \sum_{o=1}^{O} (out_o - t_o)^2 $$
#
# Source 001 calls its error the mean squared error. It isn't: half the sum and the mean are the
# same only because its network has exactly two outputs.
#
# **The gradient** is that of the worked example, with a row of deltas for each sample:
#
# $$ \delta_o = \frac1N (out_o - t) \, out_o (1 - out_o) \qquad
# \delta_h = (\delta_o W_2^T) \; out_h (1 - out_h) $$
#
# $\delta_o$ is (N, O) and $\delta_h$ is (N, H). The product with $W_2^T$ adds up, for each hidden
# unit, what comes back from every output that it feeds. A weight is used by all samples, so their
# gradients add up: that is what the products below do, and for a bias, whose input is always 1, it
# is a sum over the rows.
#
# $$ \frac{\partial L}{\partial W_2} = out_h^T \, \delta_o \qquad
# \frac{\partial L}{\partial b_2} = \sum_n \delta_o \qquad
# \frac{\partial L}{\partial W_1} = x^T \delta_h \qquad
# \frac{\partial L}{\partial b_1} = \sum_n \delta_h $$
#
# Each gradient has the shape of its parameter. `gradient` gives all four in a dict with the names
# `"W1"`, `"b1"`, `"W2"` and `"b2"`; it makes its own forward pass and changes nothing.
#
# **The update** moves every parameter against its gradient, by the learning rate $\eta$ times the
# gradient. `update` changes the object: afterwards `network.W1` is another matrix. With
# `freeze_bias=True` the biases stay as they are, as in both sources, which train the weights only;
# with `freeze_bias=False` they learn, too. (Source 001 says that a bias is always 1 and needs no
# computation. But a bias is a parameter like others; mostly it starts at 0 and learns.)
#
# **In which order?** All gradients belong to one and the same network: that of the forward pass.
# Source 001 sums up the procedure as "change the output weights, then the hidden weights". Taken
# literally that goes wrong, because $\delta_h$ needs $W_2$ as it was. Source 004 warns of it, and
# yet prints a result that comes from just this mistake:
#
# | | printed in 004 | exact | with the new $W_2$ in $\delta_h$ |
# |---|---|---|---|
# | error before | 0.298371109 | 0.298371108760 | 0.298371108760 |
# | error after 1 update | 0.291027924 | **0.291027773694** | 0.291027923905 |
# | output 1 after 10,000 | 0.015912196 | **0.015913620444** | 0.015912196326 |
# | output 2 after 10,000 | 0.984065734 | **0.984064273515** | 0.984065734486 |
# | error after 10,000 | 0.0000351084 | **0.0000351018778** | 0.0000350847863 |
#
# Its steps by hand, with all eight new weights, are right; only the figures further down were made
# with other code. (The last one fits neither column. The nearest is the right procedure's error
# after 9,999 updates, 0.0000351085.) The difference is small, so it is easily overlooked. Your
# network should be right to the last digit.
#
# The example starts with W1 = [[0.15, 0.25], [0.20, 0.30]], W2 = [[0.40, 0.50], [0.45, 0.55]],
# biases 0.35 and 0.60, x = [[0.05, 0.10]], t = [[0.01, 0.99]]; the learning rate is 0.5 and the
# biases are frozen. With biases that learn, the error after one update is 0.280471446791. With
# source 001's learning rate of 1 and frozen biases it is 0.283618982; with its biases of 1 the
# first error is 0.350073618.

# %%
import numpy as np


def sigmoid(x):
    """The sigmoid, entry by entry. Given: you wrote it in an earlier exercise.

    Parameters
    ----------
    x : ndarray
        Any shape.

    Returns
    -------
    ndarray
        The shape of `x`.
    """
    return 1 / (1 + np.exp(-x))


# %%


class TwoLayerNetwork:
    """Inputs, hidden sigmoid units, and outputs that are sigmoid units, too.

    Parameters
    ----------
    W1 : (D, H) ndarray
        Weights into the hidden units, a column for each.
    b1 : (H,) ndarray
    W2 : (H, O) ndarray
        Weights into the outputs, a column for each.
    b2 : (O,) ndarray

    Attributes
    ----------
    W1, b1, W2, b2 : ndarray
        The parameters as they are now, in the shapes above. Copies: the arrays that are passed in
        stay as they are.
    """

    def __init__(self, W1, b1, W2, b2):
        self.W1 = np.array(W1, dtype=float)
        self.b1 = np.array(b1, dtype=float)
        self.W2 = np.array(W2, dtype=float)
        self.b2 = np.array(b2, dtype=float)

    def forward(self, x):
        """The outputs.

        Parameters
        ----------
        x : (N, D) ndarray
            A sample in each row.

        Returns
        -------
        (N, O) ndarray
            Every entry is between 0 and 1.
        """
        ### BEGIN SOLUTION
        return sigmoid(sigmoid(x @ self.W1 + self.b1) @ self.W2 + self.b2)
        ### END SOLUTION

    def loss(self, x, t):
        """Half the squared error, summed over the outputs and averaged over the batch.

        Parameters
        ----------
        x : (N, D) ndarray
        t : (N, O) ndarray
            Targets.

        Returns
        -------
        float
        """
        ### BEGIN SOLUTION
        return float(np.sum((self.forward(x) - t) ** 2) / (2 * len(x)))
        ### END SOLUTION

    def gradient(self, x, t):
        """The gradient of the loss with respect to each parameter.

        Makes its own forward pass, and leaves the network as it is.

        Parameters
        ----------
        x : (N, D) ndarray
        t : (N, O) ndarray
            Targets.

        Returns
        -------
        dict
            Under `"W1"`, `"b1"`, `"W2"` and `"b2"` an array in the shape of that parameter.
        """
        ### BEGIN SOLUTION
        out_h = sigmoid(x @ self.W1 + self.b1)
        out_o = sigmoid(out_h @ self.W2 + self.b2)
        delta_o = (out_o - t) * out_o * (1 - out_o) / len(x)
        delta_h = delta_o @ self.W2.T * out_h * (1 - out_h)
        return {
            "W1": x.T @ delta_h,
            "b1": delta_h.sum(axis=0),
            "W2": out_h.T @ delta_o,
            "b2": delta_o.sum(axis=0),
        }
        ### END SOLUTION

    def update(self, x, t, learning_rate, freeze_bias=True):
        """Move the parameters against the gradient, one step; changes the network.

        Parameters
        ----------
        x : (N, D) ndarray
        t : (N, O) ndarray
            Targets.
        learning_rate : float
        freeze_bias : bool
            Do `b1` and `b2` stay as they are?
        """
        ### BEGIN SOLUTION
        gradient = self.gradient(x, t)
        self.W1 = self.W1 - learning_rate * gradient["W1"]
        self.W2 = self.W2 - learning_rate * gradient["W2"]
        if not freeze_bias:
            self.b1 = self.b1 - learning_rate * gradient["b1"]
            self.b2 = self.b2 - learning_rate * gradient["b2"]
        ### END SOLUTION
