# %% [markdown]
# # A deep network with column vectors
#
# Now the whole chain rule at once, for a network of any depth. This exercise writes it as lectures
# and papers mostly do: **one sample, as a column**. (The other exercises here have batches, a
# sample a row, and `x @ W`. Both ways are common, and it pays to be at home in both.)
#
# **Forward.** There are $K$ layers with weights $\Omega_0 \ldots \Omega_{K-1}$ and biases
# $\beta_0 \ldots \beta_{K-1}$. With $h_0 = x$, each layer has a *preactivation* $f_k$, and all
# layers but the last send it through a ReLU:
#
# $$ f_k = \Omega_k h_k + \beta_k, \qquad h_{k+1} = \max(f_k, 0) $$
#
# The last layer is linear: the output is $f_{K-1}$, and it may be negative. So $K$ sets of
# parameters make $K - 1$ hidden layers. (Source 002 says $k - 2$ of them for $k$ sets, and then
# shows 4 sets with 3 hidden layers; $k - 2$ is right where $k$ counts the layers of units, input
# and output among them.) With $K = 1$ there is no ReLU at all.
#
# **Loss.** Half the squared error, $L = \frac12 \sum_i (f_{K-1} - y)_i^2$. The half is there so
# that its gradient with respect to the output is just
#
# $$ \frac{\partial L}{\partial f_{K-1}} = f_{K-1} - y $$
#
# (The toy function of `chain_rule` has no half, so there it is twice that.)
#
# **Backward.** Call $\delta_k = \partial L / \partial f_k$. From each $\delta_k$ follow the
# gradients of that layer's parameters, and the $\delta$ of the layer before:
#
# $$ \frac{\partial L}{\partial \beta_k} = \delta_k, \qquad
#    \frac{\partial L}{\partial \Omega_k} = \delta_k h_k^T, \qquad
#    \delta_{k-1} = \left( \Omega_k^T \delta_k \right) \odot \mathbb{1}[f_{k-1} > 0] $$
#
# The indicator $\mathbb{1}$ is a switch: 1 where the unit was on, 0 where it was off. The source
# gets to it by way of a diagonal matrix, and multiplying by that is the same as multiplying entry
# by entry. Watch the transpose: the source gives $\Omega$ as the derivative of $f$ with respect to
# $h$. As a matrix of derivatives, that is so, but columns of gradients go back through $\Omega^T$.
#
# **What it costs.** One backward pass costs about as much as two forward passes, however many
# parameters there are. Moving each parameter a little and looking at the loss costs two forward
# passes *for each parameter*. For 100,000 of them that is the difference between a blink and a cup
# of coffee. The price is memory: all $f_k$ and $h_k$ of the forward pass are still needed on the
# way back. (It is these that fill the memory of a GPU, more than gradients do. And what
# backpropagation takes away is the cost of a gradient, not the local minima.)
#
# **Shapes.** `x` is (D, 1). `weights` and `biases` are lists, the first layer first: the weights of
# a layer are (out, in), its biases are (out, 1). The two lists that `backward` gives have the same
# order and the same shapes. No argument is changed, and the network isn't, either.
#
# **State.** `backward(x, y)` makes a forward pass of its own: it must be right without any call of
# `forward` before it, and after one with another input.

# %%
import numpy as np

# %%


class DeepNetwork:
    """Linear layers with ReLUs between them, for one sample at a time.

    Parameters
    ----------
    weights : list of (out, in) ndarray
        The first layer first.
    biases : list of (out, 1) ndarray
        As many, in the same order.
    """

    def __init__(self, weights, biases):
        self.weights = weights
        self.biases = biases

    def forward(self, x):
        """The output of the last layer.

        Parameters
        ----------
        x : (D, 1) ndarray
            One sample.

        Returns
        -------
        (C, 1) ndarray
            The last preactivation, without a ReLU.
        """
        raise NotImplementedError("Write this part, then delete this line.")

    def backward(self, x, y):
        """The gradient of half the squared error with respect to every parameter.

        Parameters
        ----------
        x : (D, 1) ndarray
            One sample.
        y : (C, 1) ndarray
            Its target.

        Returns
        -------
        dweights : list of (out, in) ndarray
            For each layer, the first one first.
        dbiases : list of (out, 1) ndarray
            The same for the biases.
        """
        raise NotImplementedError("Write this part, then delete this line.")
