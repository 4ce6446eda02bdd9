"""Handed out with the exercise `training`: a network to train, and data to train it on.

Nothing here is secret. You may read it, and you needn't change it.
"""

import numpy as np


class Network:
    """One hidden layer of tanh units and a linear output; the loss is half the mean squared error.

    Parameters
    ----------
    seed : int
        The weights it starts with come from it.
    inputs, hidden, outputs : int
        Numbers of units.

    Attributes
    ----------
    params : dict
        W1 (inputs, hidden), b1 (hidden,), W2 (hidden, outputs), b2 (outputs,). Change the arrays in
        place, or assign a new dict; both reach `loss` and `gradient`.
    """

    def __init__(self, seed=0, inputs=2, hidden=4, outputs=1):
        rng = np.random.default_rng(seed)
        self.params = {
            "W1": rng.normal(size=(inputs, hidden)) / np.sqrt(inputs),
            "b1": np.zeros(hidden),
            "W2": rng.normal(size=(hidden, outputs)) / np.sqrt(hidden),
            "b2": np.zeros(outputs),
        }

    def predict(self, x):
        """The outputs, (N, outputs), for inputs x (N, inputs)."""
        return self._hidden(x) @ self.params["W2"] + self.params["b2"]

    def loss(self, x, t):
        """Half the squared error, summed over the outputs and averaged over the batch; a float."""
        return float(np.sum((self.predict(x) - t) ** 2) / (2 * len(x)))

    def gradient(self, x, t):
        """The gradient of the loss with respect to each parameter, a dict like `params`."""
        hidden = self._hidden(x)
        delta_out = (hidden @ self.params["W2"] + self.params["b2"] - t) / len(x)
        delta_hidden = delta_out @ self.params["W2"].T * (1 - hidden**2)
        return {
            "W1": x.T @ delta_hidden,
            "b1": delta_hidden.sum(axis=0),
            "W2": hidden.T @ delta_out,
            "b2": delta_out.sum(axis=0),
        }

    def _hidden(self, x):
        return np.tanh(x @ self.params["W1"] + self.params["b1"])


class WatchedNetwork(Network):
    """A network that tells `watch` of every batch whose gradient it is asked for.

    Parameters
    ----------
    watch : callable
        Called with x and t of the batch.
    """

    def __init__(self, watch, seed=0):
        super().__init__(seed)
        self._watch = watch

    def gradient(self, x, t):
        """The gradient, as `Network` has it; `watch` hears of the batch first."""
        self._watch(x, t)
        return super().gradient(x, t)


def wave_data(n, rng):
    """Points in a square and the height of a wave there: x (n, 2) and t (n, 1)."""
    x = rng.uniform(-2, 2, size=(n, 2))
    t = np.sin(x[:, :1]) + 0.5 * np.cos(2 * x[:, 1:])
    return x, t
