# %% [markdown]
# # Checking a gradient
#
# Backpropagation is fast and easy to get wrong: a factor forgotten, a sum over the wrong axis, and
# training still runs, only badly. There is another way to a gradient that is slow and hard to get
# wrong. Move one parameter a little, look how the loss answers, put the parameter back, and go on
# to the next one. Nobody trains like this, since every parameter costs two evaluations of the loss.
# But on a small network it tells whether the fast gradient is right. This comparison is called a
# *gradient check* (source 003, section 5.7.3).

# %%
import numpy as np

# %% [markdown]
# ## The numerical gradient
#
# For each entry $x_i$ of an array, with $e_i$ an array of zeros with a 1 in place $i$, take the
# *central difference*
#
# $$ \frac{\partial f}{\partial x_i} \approx \frac{f(x + h \, e_i) - f(x - h \, e_i)}{2 h} $$
#
# Its error is about $h^2 f'''/6$. With a step to one side only it would be $h f''/2$, which for
# $h = 10^{-4}$ is more than ten thousand times as much. Why not take $h$ smaller still? Because
# $f(x + h)$ and $f(x - h)$ agree in ever more digits, and their difference keeps ever fewer: the
# rounding error is about $10^{-16} \, |f| / h$. At $h = 10^{-4}$ both errors are small, and the
# result is good to nine digits or so, not to all sixteen. That is what source 003 means when it
# says that the two gradients agree "almost".
#
# **What is settled.** `f` takes an array of the shape of `x` and gives a number. You may move the
# entries of `x` itself and put them back, or work on copies. Either way `x` is afterwards as it
# was. To put an entry back, remember its value: adding $h$ and taking it away again may end a
# rounding beside it. The two places are $2h$ apart, for the $h$ that is passed in.

# %%


def numerical_gradient(f, x, h=1e-4):
    """The gradient of `f` at `x`, by central differences.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `x`, gives a float.
    x : ndarray of float64
        Any shape. It is afterwards as it was.
    h : float
        How far each entry is moved, to either side.

    Returns
    -------
    ndarray
        The shape of `x`.
    """
    raise NotImplementedError("Write this part, then delete this line.")


# %% [markdown]
# ## How far apart are two gradients?
#
# A difference of 0.001 is next to nothing between gradients of 1000 and a great deal between
# gradients of 0.002. So it is measured against the size of what is compared, entry by entry, and
# the worst entry counts:
#
# $$ \max_i \frac{|a_i - b_i|}{|a_i| + |b_i|} $$
#
# This lies between 0 (equal) and 1 (one of them is 0, or the signs differ). An entry that is 0 in
# both counts as 0. It may not become nan: a weight behind a dead ReLU has the gradient 0, and
# rightly so. Some people write a tiny number such as $10^{-8}$ into the denominator for this
# purpose; that counts as right, too.

# %%


def relative_error(a, b):
    """The largest relative difference between the entries of two arrays.

    Parameters
    ----------
    a, b : ndarray
        Of the same shape.

    Returns
    -------
    float
        The largest of |a - b| / (|a| + |b|), between 0 and 1; 0 where both are 0.
    """
    raise NotImplementedError("Write this part, then delete this line.")


# %% [markdown]
# ## The check itself
#
# Now find the mistake. You get a loss, its parameters in a dictionary, and a gradient for each of
# them that somebody has backpropagated. Which of these gradients don't belong to the loss?
#
# `loss` takes *one dictionary* with the names and shapes of `params` and gives a float. It needs
# all the parameters, so to move an entry of one, hand over all of them. Where do you draw the line
# between "almost equal" and "wrong"? In this exercise a right gradient is exact to rounding, with
# no entry below 0.001 in size, and a wrong one is off by 5% or more somewhere, be it in a single
# entry. There is a lot of room between the two.
#
# `params` and `grads` are afterwards as they were.

# %%


def wrong_parameters(loss, params, grads):
    """The parameters whose gradient doesn't belong to the loss.

    Parameters
    ----------
    loss : callable
        Takes a dict like `params`, gives a float.
    params : dict
        Arrays by name. It is afterwards as it was.
    grads : dict
        The gradient of each, in the same shape. It is afterwards as it was.

    Returns
    -------
    set of str
        Their names; empty where all is right. A list or a tuple counts as well.
    """
    raise NotImplementedError("Write this part, then delete this line.")
