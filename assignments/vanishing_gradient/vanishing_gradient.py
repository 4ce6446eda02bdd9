# %% [markdown]
# # The vanishing gradient
#
# On its way back a gradient passes every layer, and every layer multiplies it with its own slope or
# weights. Factors below 1 pile up: after some layers there is hardly anything left, and the first
# layers, the ones farthest from the loss, don't learn. To see this, measure how large the gradient
# is after each layer.
#
# **The measure** is the Euclidean norm over all entries of the gradient $g$, whatever its shape:
#
# $$ \lVert g \rVert = \sqrt{\sum_i g_i^2} $$
#
# **The way.** A gradient needs the values of a forward pass, and whoever calls your function hasn't
# made one. So `gradient_norms` first sends `x` through all layers, from the first to the last, each
# of which gets what the one before it gave. Then it sends `dout`, the gradient with respect to the
# last output, back through all layers, from the last to the first, and notes a norm after each.
#
# **What is noted.** One number a layer: that of the last layer comes first, and the norm of
# $\partial L / \partial x$, which is what the first layer gives, comes last. `dout` itself isn't
# among them. Nothing that is passed in is changed, neither the arrays nor the list of layers.
#
# **Sigmoids.** The slope of a sigmoid is 0.25 at best, where its input is 0. Ten layers at their
# best leave $0.25^{10} \approx 9.5 \cdot 10^{-7}$ of a gradient, a millionth. (Source 001 has about
# 0.3 for the largest slope. That is a fifth too much, and after ten layers 6.2 times too much: an
# error in a factor grows like the factor itself.) Sigmoids put right behind one another do worse,
# since their outputs are never 0: ten of them, started at $x = 0$, leave $3.9 \cdot 10^{-7}$.
#
# **ReLUs** have slope 1 where their input is positive, and ten of them leave such an entry as it
# was. Where the input isn't positive, a single one leaves nothing. So it is too much to say, as 001
# does, that with ReLUs gradients don't vanish; and between them there are weights: ten layers with
# a weight of 0.5 leave a thousandth, $0.5^{10}$, even where every slope is 1.
#
# `given.py` has the layers `Sigmoid()`, `Relu()` and `Affine(W, b)` for trying this out; your own
# from the other exercises do as well. Whatever has `forward(x)` and `backward(dout)` is a layer.

# %%
import numpy as np

# %%


def gradient_norms(layers, x, dout):
    """How large the gradient is after each layer on its way back.

    Parameters
    ----------
    layers : list of object
        Each has `forward(x)` and `backward(dout)`; the first one gets `x`.
    x : (N, D) ndarray
        The input.
    dout : ndarray
        The upstream gradient of the last layer, in the shape of its output.

    Returns
    -------
    list of float
        The Euclidean norm over all entries of what each layer's `backward` gives; the last layer's
        first, that of dL/dx last.
    """
    raise NotImplementedError("Write this part, then delete this line.")
