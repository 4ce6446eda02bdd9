"""Wrong ways to follow a gradient, each with the hint that a good teacher would give."""

import numpy as np


def forward_pass(layers, x):
    """Send x through all layers."""
    for layer in layers:
        x = layer.forward(x)


def gradients(layers, x, dout):
    """The gradient after each layer, the last layer's first."""
    forward_pass(layers, x)
    found = []
    for layer in layers[::-1]:
        dout = layer.backward(dout)
        found.append(dout)
    return found


def norms(arrays):
    """The Euclidean norm of each."""
    return [float(np.linalg.norm(array.ravel())) for array in arrays]


# common: the list starts before the first step
class UpstreamGradientCounted:
    """Your list is one longer than the network. Which of the norms is after no layer at all?"""

    @staticmethod
    def gradient_norms(layers, x, dout):
        return norms([dout, *gradients(layers, x, dout)])


# common: the loop stops one layer early, at range(n - 1, 0, -1)
class FirstLayerForgotten:
    """Count the norms and the layers. Where does your loop end, and what is the index there?"""

    @staticmethod
    def gradient_norms(layers, x, dout):
        return norms(gradients(layers, x, dout)[:-1])


# common: sorted by layer, as one would plot it
class FirstLayerFirst:
    """Your norms are right, but which end of the network does the first one belong to?"""

    @staticmethod
    def gradient_norms(layers, x, dout):
        return norms(gradients(layers, x, dout)[::-1])


# common: the root is left out
class NoSquareRoot:
    """A gradient with the single entry 0.25: how long is it, and what do you get for it?"""

    @staticmethod
    def gradient_norms(layers, x, dout):
        return [float(np.sum(array**2)) for array in gradients(layers, x, dout)]


# common: np.linalg.norm(array, 2) is another norm for a matrix than for a vector
class SpectralNorm:
    """For a matrix your norm isn't the root of the sum of squares. What does its 2 mean?"""

    @staticmethod
    def gradient_norms(layers, x, dout):
        return [float(np.linalg.norm(array, 2)) for array in gradients(layers, x, dout)]


# common in plots of the gradient's flow through a network
class MeanSize:
    """You take an average. Does it grow with the number of entries, as a length does?"""

    @staticmethod
    def gradient_norms(layers, x, dout):
        return [float(np.mean(np.abs(array))) for array in gradients(layers, x, dout)]


# common: a norm a sample
class NormOfEachSample:
    """You have a number for each sample. How many does the task ask for after each layer?"""

    @staticmethod
    def gradient_norms(layers, x, dout):
        return [np.linalg.norm(array, axis=1) for array in gradients(layers, x, dout)]


# common: what is left of the gradient, as a fraction
class FractionOfTheUpstreamGradient:
    """You divide by the size of what came from above. Does the task ask how large, or how much is
    left?
    """

    @staticmethod
    def gradient_norms(layers, x, dout):
        return [norm / norms([dout])[0] for norm in norms(gradients(layers, x, dout))]


# common: the loop back is a copy of the loop forth
class BackwardInForwardOrder:
    """Which layer does the gradient of the loss reach first?"""

    @staticmethod
    def gradient_norms(layers, x, dout):
        forward_pass(layers, x)
        found = []
        for layer in layers:
            dout = layer.backward(dout)
            found.append(dout)
        return norms(found)


# common: the output isn't passed on
class SameInputForEveryLayer:
    """Follow x through your forward loop. What does the second layer get?"""

    @staticmethod
    def gradient_norms(layers, x, dout):
        for layer in layers:
            layer.forward(x)
        found = []
        for layer in reversed(layers):
            dout = layer.backward(dout)
            found.append(dout)
        return norms(found)


# common: the gradient isn't passed on
class SameGradientForEveryLayer:
    """Follow the gradient through your loop. What does the last layer but one get?"""

    @staticmethod
    def gradient_norms(layers, x, dout):
        forward_pass(layers, x)
        return norms([layer.backward(dout) for layer in reversed(layers)])


# common: plots of vanishing gradients often show those of the weights
class GradientOfTheWeights:
    """You measure what the weights get. What does a layer hand back to the one before it?"""

    is_slip = False

    @staticmethod
    def gradient_norms(layers, x, dout):
        forward_pass(layers, x)
        found = []
        for layer in reversed(layers):
            dout = layer.backward(dout)
            found.append(getattr(layer, "dW", dout))
        return norms(found)


# common: x isn't used at all
class NoForwardPass:
    """One of your arguments isn't used. What do the layers remember before you call them?"""

    is_slip = False

    @staticmethod
    def gradient_norms(layers, x, dout):
        found = []
        for layer in reversed(layers):
            dout = layer.backward(dout)
            found.append(dout)
        return norms(found)


# common: list.reverse turns the caller's list around
class ListTurnedAround:
    """Your norms are right. In which order are the layers when your function is done?"""

    @staticmethod
    def gradient_norms(layers, x, dout):
        forward_pass(layers, x)
        layers.reverse()
        found = []
        for layer in layers:
            dout = layer.backward(dout)
            found.append(dout)
        return norms(found)
