# %% [markdown]
# # Backpropagation by hand, step by step
#
# A network with two inputs, two hidden units and two outputs is small enough to follow with pencil
# and paper, and yet everything that backpropagation does happens in it. Here you write each step of
# that calculation as a function. The functions work for any number of inputs D, hidden units H and
# outputs O; the numbers below let you compare with your own paper.
#
# **The network** is that of source 004. Every unit is a sigmoid.
#
# | | |
# |---|---|
# | inputs | i = (0.05, 0.10) |
# | targets | t = (0.01, 0.99) |
# | into hidden unit 1 | w1 = 0.15, w2 = 0.20 |
# | into hidden unit 2 | w3 = 0.25, w4 = 0.30 |
# | into output 1 | w5 = 0.40, w6 = 0.45 |
# | into output 2 | w7 = 0.50, w8 = 0.55 |
# | biases | 0.35 for both hidden units, 0.60 for both outputs |
# | learning rate | 0.5 |
#
# (The text of the source never states the 0.60; it is the value that gives its outputs.)
#
# **Settled here: a weight matrix has a column for each unit that it leads into**, so that a layer
# computes `x @ W + b`:
#
# $$ W_1 = \begin{pmatrix} w_1 & w_3 \\ w_2 & w_4 \end{pmatrix}
# = \begin{pmatrix} 0.15 & 0.25 \\ 0.20 & 0.30 \end{pmatrix} \qquad
# W_2 = \begin{pmatrix} w_5 & w_7 \\ w_6 & w_8 \end{pmatrix}
# = \begin{pmatrix} 0.40 & 0.50 \\ 0.45 & 0.55 \end{pmatrix} $$
#
# There is one sample, and it is a vector, not a batch: x is (D,), W1 (D, H), b1 (H,), W2 (H, O),
# b2 (O,), t (O,). What you give back has such shapes, too. No function changes an argument.
#
# ## Forward
#
# Each unit adds up what comes in, times the weights, and its bias: that is its *net*. Its *out* is
# the sigmoid of the net. The outputs of the hidden layer are the inputs of the output layer.
#
# $$ net_h = x W_1 + b_1 \qquad out_h = \sigma(net_h) \qquad
# net_o = out_h W_2 + b_2 \qquad out_o = \sigma(net_o) $$
#
# Each output has an error of its own. The factor 1/2 is there to cancel the 2 of the derivative.
# Source 001 calls this the mean squared error, but half the sum is the mean only because there are
# exactly two outputs.
#
# $$ E_o = \tfrac12 (t_o - out_o)^2 \qquad E_{total} = \sum_o E_o $$
#
# ## Backward: the output layer
#
# How does the error change with a weight? Between the two lies a chain: w5 changes the net of
# output 1, that changes its out, that the error. The derivatives along the chain are multiplied:
#
# $$ \frac{\partial E}{\partial w_5} = \frac{\partial E}{\partial out_{o1}} \cdot
# \frac{\partial out_{o1}}{\partial net_{o1}} \cdot \frac{\partial net_{o1}}{\partial w_5}
# = (out_{o1} - t_1) \cdot out_{o1} (1 - out_{o1}) \cdot out_{h1} $$
#
# The first two factors are the same for every weight into output 1. Their product is called the
# *delta* of the unit, and it is the derivative of the error with respect to the unit's net:
#
# $$ \delta_o = \frac{\partial E}{\partial net_o} = (out_o - t_o) \, out_o (1 - out_o) $$
#
# So a weight's gradient is the delta of the unit that it leads into, times the out of the unit that
# it comes from. For all weights of a layer at once that is `np.outer(out, delta)`.
#
# ## Backward: the hidden layer
#
# A hidden unit has no target, but it has a share in the errors of *all* outputs that it feeds. The
# share in one of them runs back over the weight between the two:
#
# $$ \frac{\partial E_o}{\partial out_h} = \delta_o \, W_2[h, o] $$
#
# These are the *contributions*, (H, O): a row for each hidden unit, a column for each output. Added
# up over the outputs they are the whole derivative with respect to the out of the hidden unit; with
# the slope of its sigmoid it becomes the delta of that unit:
#
# $$ \delta_h = \frac{\partial E_{total}}{\partial net_h}
# = \Bigl( \sum_o \delta_o \, W_2[h, o] \Bigr) \, out_h (1 - out_h) $$
#
# It is the same form again, error times out (1 - out), and with more layers it would go on like
# that, layer by layer. Source 001 shows this well.
#
# ## The update
#
# $$ w^+ = w - \eta \, \frac{\partial E_{total}}{\partial w} $$
#
# Only now, when all deltas are known, are the weights changed. The hidden deltas need W2 **as it
# was in the forward pass**, not the updated one; that is why `updated` gives a new array and leaves
# the old one alone. Source 001 writes this step without the learning rate $\eta$; it is 1 there.
#
# ## Numbers to compare with
#
# | | exact | | exact |
# |---|---|---|---|
# | net h1 | 0.3775 | dE1/dout h1 | 0.055399424651 |
# | out h1, h2 | 0.593269992107, 0.596884378260 | dE2/dout h1 | -0.019049118258 |
# | out o1, o2 | 0.751365069552, 0.772928465321 | dE/dout h1 | 0.036350306393 |
# | E1, E2 | 0.274811083176, 0.023560025584 | dout h1/dnet h1 | 0.241300708572 |
# | E total | 0.298371108760 | dE/dw1 | 0.000438567734 |
# | dE/dout o1 | 0.741365069552 | w1+, w2+ | 0.149780716133, 0.199561432266 |
# | dout o1/dnet o1 | 0.186815601809 | w3+, w4+ | 0.249751143632, 0.299502287265 |
# | dE/dw5 | 0.082167040564 | w5+, w6+ | 0.358916479718, 0.408666186076 |
# | | | w7+, w8+ | 0.511301270239, 0.561370121108 |
#
# Source 004 prints nine digits of most of these. They are right but for a single last digit: it has
# -0.019049119 for dE2/dout h1. What it prints for *after* the update is another story, which the
# exercise on the two-layer network tells.
#
# Source 001 fixes all biases at 1 and says that a bias needs no computation. A bias is a parameter
# like others: its net's derivative with respect to it is 1, so its gradient is the delta itself. In
# this example biases just stay as they are. With biases of 1 the deltas of the outputs are
# 0.113333289952 and -0.016723537259, those of the hidden units 0.007176192667 and 0.008056094389.

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


def feed_forward(x, W1, b1, W2, b2):
    """The forward pass: net and out of every unit.

    Parameters
    ----------
    x : (D,) ndarray
        One sample.
    W1 : (D, H) ndarray
        Weights into the hidden units, a column for each.
    b1 : (H,) ndarray
    W2 : (H, O) ndarray
        Weights into the outputs, a column for each.
    b2 : (O,) ndarray

    Returns
    -------
    net_h, out_h : (H,) ndarray
        Of the hidden units.
    net_o, out_o : (O,) ndarray
        Of the outputs.
    """
    raise NotImplementedError("Write this part, then delete this line.")


# %%


def errors(out, t):
    """Half the squared error of each output.

    Parameters
    ----------
    out, t : (O,) ndarray
        Outputs and targets.

    Returns
    -------
    (O,) ndarray
        An error for each output; they aren't added up.
    """
    raise NotImplementedError("Write this part, then delete this line.")


# %%


def output_delta(out, t):
    """The delta of each output: the derivative of the error with respect to its net.

    Parameters
    ----------
    out, t : (O,) ndarray
        Outputs, after the sigmoid, and targets.

    Returns
    -------
    (O,) ndarray
    """
    raise NotImplementedError("Write this part, then delete this line.")


# %%


def contributions(delta_o, W2):
    """The derivative of each output's error with respect to the out of each hidden unit.

    Parameters
    ----------
    delta_o : (O,) ndarray
        Deltas of the outputs.
    W2 : (H, O) ndarray
        Weights from the hidden units into the outputs.

    Returns
    -------
    (H, O) ndarray
        A row for each hidden unit, a column for each output; not added up.
    """
    raise NotImplementedError("Write this part, then delete this line.")


# %%


def hidden_delta(delta_o, W2, out_h):
    """The delta of each hidden unit: the derivative of the total error with respect to its net.

    Parameters
    ----------
    delta_o : (O,) ndarray
        Deltas of the outputs.
    W2 : (H, O) ndarray
        Weights from the hidden units into the outputs, as they were in the forward pass.
    out_h : (H,) ndarray
        Outputs of the hidden units.

    Returns
    -------
    (H,) ndarray
    """
    raise NotImplementedError("Write this part, then delete this line.")


# %%


def updated(w, gradient, learning_rate):
    """Weights after one step of gradient descent.

    Parameters
    ----------
    w : ndarray
        Any shape. Stays as it is: the old weights may still be needed.
    gradient : ndarray
        The derivative of the error with respect to each weight, in the shape of `w`.
    learning_rate : float

    Returns
    -------
    ndarray
        The new weights, in the shape of `w`.
    """
    raise NotImplementedError("Write this part, then delete this line.")
