"""Wrong ways to put layers together, each with the hint that a good teacher would give."""

import numpy as np
from network import Network


# Common: other libraries' predict gives probabilities. The loss layer then gets those, too.
class PredictGivesProbabilities(Network):
    """Your predictions add up to 1. Which layer's work is that, and does it get done again?"""

    def predict(self, x):
        scores = super().predict(x)
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)


# Common with every library that has the softmax inside its loss.
class SoftmaxTwice(Network):
    """What does the loss layer do first with what it is given?"""

    def loss(self, x, t):
        scores = self.predict(x)
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        return self.loss_layer.forward(e / e.sum(axis=1, keepdims=True), t)


# Readers' code for the book's 5.7: `layers.reverse()` forgotten.
class LayersInForwardOrder(Network):
    """Which layer has to be the first to hear of the loss's gradient?"""

    def gradient(self, x, t):
        right = super().gradient(x, t)
        dout = self.loss_layer.backward()
        for layer in self.layers:
            dout = layer.backward(dout)
        layers = [layer for layer in self.layers if hasattr(layer, "W")]
        arrays = [array for layer in layers for array in (layer.dW, layer.db)]
        return dict(zip(right, arrays, strict=True))


# Common: the loop's variable isn't assigned again.
class EveryLayerGetsTheFirstGradient(Network):
    """What should a layer be given on the way back, and who makes it?"""

    def gradient(self, x, t):
        right = super().gradient(x, t)
        dout = self.loss_layer.backward()
        for layer in reversed(self.layers):
            layer.backward(dout)
        layers = [layer for layer in self.layers if hasattr(layer, "W")]
        arrays = [array for layer in layers for array in (layer.dW, layer.db)]
        return dict(zip(right, arrays, strict=True))


# The book's `dout = 1`, given to the wrong layer.
class StartsAtTheScores(Network):
    """The gradient is 1 at the very end of the network. Is that where your way back starts?"""

    def gradient(self, x, t):
        right = super().gradient(x, t)
        dout = np.ones_like(self.predict(x))
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        layers = [layer for layer in self.layers if hasattr(layer, "W")]
        arrays = [array for layer in layers for array in (layer.dW, layer.db)]
        return dict(zip(right, arrays, strict=True))


# Common.
class AveragedTwice(Network):
    """Double the batch by repeating it: should the gradient change? Who takes the mean?"""

    def gradient(self, x, t):
        return {name: array / len(x) for name, array in super().gradient(x, t).items()}


# Common: enumerate over all layers.
class EveryLayerCounted(Network):
    """With a ReLU between two affine layers, what are your second weights called?"""

    def __init__(self, layers, loss_layer):
        super().__init__(layers, loss_layer)
        self.params = {}
        for number, layer in enumerate(layers, start=1):
            if hasattr(layer, "W"):
                self.params[f"W{number}"] = layer.W
                self.params[f"b{number}"] = layer.b


# Common.
class CountedFromZero(Network):
    """Which number do the first weights have in the text, and which in your dict?"""

    def __init__(self, layers, loss_layer):
        super().__init__(layers, loss_layer)
        arrays = list(self.params.values())
        names = [f"{kind}{number}" for number in range(len(arrays) // 2) for kind in "Wb"]
        self.params = dict(zip(names, arrays, strict=True))


# The book's network has only one kind of layer with parameters.
class OnlyAffineCounted(Network):
    """How does your code tell that a layer has parameters? Would a new kind of layer pass?"""

    def __init__(self, layers, loss_layer):
        super().__init__(layers, loss_layer)
        affine = [layer for layer in layers if type(layer).__name__ == "Affine"]
        self.params = {}
        for number, layer in enumerate(affine, start=1):
            self.params[f"W{number}"] = layer.W
            self.params[f"b{number}"] = layer.b


# Common: copies made to be on the safe side.
class ParamsAreCopies(Network):
    """Change an entry of params and predict again. Has the layer heard of it?"""

    def __init__(self, layers, loss_layer):
        super().__init__(layers, loss_layer)
        self.params = {name: array.copy() for name, array in self.params.items()}


# Common: the book calls `loss` before the way back, inside `gradient`.
class GradientOfTheLastLoss(Network):
    """Your gradient is given x and t. Would it be the same for any others?"""

    def gradient(self, x, t):
        dout = self.loss_layer.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        grads = {}
        with_parameters = [layer for layer in self.layers if hasattr(layer, "W")]
        for number, layer in enumerate(with_parameters, start=1):
            grads[f"W{number}"] = layer.dW
            grads[f"b{number}"] = layer.db
        return grads


# Common: a dict in the class body, one for all networks. The last network made has its say.
class ParamsOnTheClass(Network):
    """Make two networks. Do they have a dict each, or is there one for both?"""

    def __init__(self, layers, loss_layer):
        super().__init__(layers, loss_layer)
        type(self).params = vars(self).pop("params")
