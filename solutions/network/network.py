# %% [markdown]
# # Layers put together into a network
#
# Each layer knows only itself: `forward` gives its output, `backward` turns the gradient with
# respect to that output into the one with respect to its input. That is all it takes to build any
# network: call the layers one after the other, and on the way back in the opposite order, each with
# what the one before gave.
#
# $$ x \to \text{layer}_1 \to \text{layer}_2 \to \dots \to \text{scores}
#    \to \text{loss layer} \to L $$
#
# The last link is a different kind of thing. The *loss layer* needs the targets, too, and gives a
# single number; its `backward()` starts the way back, since $\partial L / \partial L = 1$.
#
# **What you are given.** `layers` is a list of objects with `forward(x)` and `backward(dout)`. A
# layer with parameters also has `W` and `b`, and after `backward` their gradients `dW` and `db`;
# other layers have none of these. Ask a layer what it has, not what it is called: there are more
# kinds than one. `loss_layer` has `forward(x, t)` and `backward(dout=1)`. `given.py` has some of
# each, and those that you wrote in the earlier exercises do as well.
#
# **Parameters.** `params` is a dict: W1 and b1 belong to the first layer *with parameters*, W2 and
# b2 to the second one, and so on; a ReLU in between isn't counted. The dict holds the layers' own
# arrays and no copies, so that who changes one in place (`network.params["W1"] -= ...` does) has
# changed the layer: `predict`, `loss` and `gradient` all see it. A new array put into the dict is
# another matter: the layer has never heard of that.
#
# **Scores.** `predict` stops before the loss layer. For the class with the highest score nobody
# needs the softmax, and the loss layer wants scores: giving it probabilities would take the softmax
# twice. Scores of $\log 0.3$, $\log 0.2$, $\log 0.5$ make the softmax (0.3, 0.2, 0.5); where the
# second class is right, the gradient with respect to the scores is (0.3, -0.8, 0.5), the example of
# source 003. That is for one sample: the loss layer takes the mean of a batch, so its `backward`
# has divided by N already.
#
# **Shapes.** `x` is (N, D), a sample a row; `predict` gives (N, C); `t` is whatever the loss layer
# takes, here one-hot rows (N, C) or labels (N,). Each gradient has the shape of its parameter. No
# argument is changed.
#
# **State.** The layers remember their last `forward`. `gradient(x, t)` therefore makes a forward
# pass of its own, loss layer included: it must be right without any call of `loss` before it, and
# after one with another batch.

# %%
import numpy as np

# %%


class Network:
    """Layers one after the other, and a loss layer at the end.

    Parameters
    ----------
    layers : list of object
        In the order in which an input goes through them.
    loss_layer : object

    Attributes
    ----------
    params : dict
        W1, b1, W2, b2, ...: the arrays of the layers with parameters, not copies of them.
    """

    def __init__(self, layers, loss_layer):
        self.layers = layers
        self.loss_layer = loss_layer
        ### BEGIN SOLUTION
        self.params = {}
        with_parameters = [layer for layer in layers if hasattr(layer, "W")]
        for number, layer in enumerate(with_parameters, start=1):
            self.params[f"W{number}"] = layer.W
            self.params[f"b{number}"] = layer.b
        ### END SOLUTION

    def predict(self, x):
        """The scores: what the last layer gives, before the loss layer.

        Parameters
        ----------
        x : (N, D) ndarray
            A sample a row.

        Returns
        -------
        (N, C) ndarray
        """
        ### BEGIN SOLUTION
        for layer in self.layers:
            x = layer.forward(x)
        return x
        ### END SOLUTION

    def loss(self, x, t):
        """The loss, as the loss layer has it.

        Parameters
        ----------
        x : (N, D) ndarray
        t : (N, C) or (N,) ndarray
            The targets of the same samples.

        Returns
        -------
        float
        """
        ### BEGIN SOLUTION
        return self.loss_layer.forward(self.predict(x), t)
        ### END SOLUTION

    def gradient(self, x, t):
        """The gradient of the loss with respect to each parameter.

        Parameters
        ----------
        x : (N, D) ndarray
        t : (N, C) or (N,) ndarray

        Returns
        -------
        dict
            The names of `params`, each with an array of the parameter's shape.
        """
        ### BEGIN SOLUTION
        self.loss_layer.forward(self.predict(x), t)
        dout = self.loss_layer.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        grads = {}
        with_parameters = [layer for layer in self.layers if hasattr(layer, "W")]
        for number, layer in enumerate(with_parameters, start=1):
            grads[f"W{number}"] = layer.dW
            grads[f"b{number}"] = layer.db
        return grads
        ### END SOLUTION
