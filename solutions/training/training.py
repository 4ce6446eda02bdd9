# %% [markdown]
# # Training a network
#
# Backpropagation gives the gradient of the loss; *training* is what is done with it. It repeats
# four steps: draw a mini-batch, compute the gradient of the loss on it, move each parameter a
# little way **against** its gradient, and start over. (The gradient points to where the loss grows
# fastest, so a step along it would make things worse.)
#
# **Mini-batches.** With all n samples in one batch, an *epoch*, one pass over the data, makes one
# update. With single samples it makes n. In between, the last batch may be smaller than the others
# and is used all the same. Here an epoch walks through a random permutation of the samples, so that
# each is used exactly once; some books draw each batch anew, with replacement, instead.
#
# **The step.** With learning rate $\eta$, each parameter $w$ becomes
#
# $$ w - \eta \, \frac{\partial L}{\partial w} $$
#
# **The network** is any object with `params`, a dict of arrays, `gradient(x, t)`, a dict with the
# same names, and `loss(x, t)`, a float. `given.py` has one to try things out with.

# %%
import numpy as np

# %%


def sgd_step(params, grads, learning_rate):
    """Move every parameter against its gradient.

    Parameters
    ----------
    params : dict
        Arrays by name.
    grads : dict
        The gradient of each, in the same shape. Stays as it is.
    learning_rate : float

    Returns
    -------
    dict
        The parameters after the step: new arrays, or the old ones changed in place.
    """
    ### BEGIN SOLUTION
    return {name: params[name] - learning_rate * grads[name] for name in params}
    ### END SOLUTION


# %%


def minibatches(x, t, batch_size, rng):
    """Cut the samples into batches, in random order.

    Parameters
    ----------
    x : (N, D) ndarray
        A sample a row.
    t : (N, C) ndarray
        Its target in the same row.
    batch_size : int
        Samples in a batch. The last batch may be smaller, and is kept.
    rng : numpy.random.Generator
        Where the order comes from.

    Returns
    -------
    iterable of (x, t)
        Every sample is in exactly one of the pairs; rows that belong together stay together.
    """
    ### BEGIN SOLUTION
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        yield x[batch], t[batch]
    ### END SOLUTION


# %%


def updates_per_epoch(n, batch_size):
    """How many updates an epoch makes.

    Parameters
    ----------
    n : int
        Samples.
    batch_size : int
        Samples in a batch.

    Returns
    -------
    int
    """
    ### BEGIN SOLUTION
    return -(-n // batch_size)
    ### END SOLUTION


# %%


def train(network, x, t, epochs, batch_size, learning_rate, rng):
    """Train a network with mini-batch gradient descent.

    Parameters
    ----------
    network : object
        Has `params`, `gradient(x, t)` and `loss(x, t)`; is changed.
    x, t : (N, D) and (N, C) ndarray
    epochs : int
        How often to go through all samples.
    batch_size : int
    learning_rate : float
    rng : numpy.random.Generator

    Returns
    -------
    list of float
        For each epoch the loss over all of `x`, after the epoch's updates.
    """
    ### BEGIN SOLUTION
    losses = []
    for _ in range(epochs):
        for x_batch, t_batch in minibatches(x, t, batch_size, rng):
            grads = network.gradient(x_batch, t_batch)
            network.params = sgd_step(network.params, grads, learning_rate)
        losses.append(float(network.loss(x, t)))
    return losses
    ### END SOLUTION
