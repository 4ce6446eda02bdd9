"""Wrong ways to write the deep network, each with the hint that a good teacher would give."""

import numpy as np
from deep_network import DeepNetwork


# Common: the loop treats all layers alike.
class ReluOnTheLastLayer(DeepNetwork):
    """Can your network ever give a negative output? Which of its layers have a ReLU?"""

    def forward(self, x):
        return np.maximum(super().forward(x), 0)


# Common.
class ForgotTheRelu(DeepNetwork):
    """Without anything between them, how many matrices do you need for the same function?"""

    def forward(self, x):
        f = x
        for W, b in zip(self.weights, self.biases, strict=True):
            f = W @ f + b
        return f


# Common with numpy: `f = self.biases[k]` followed by `f += ...` writes into the bias itself. Here
# new arrays take their place, so that nobody else's are written to.
class BiasesOverwritten(DeepNetwork):
    """Call forward twice with the same input: is anything in the network different by then?"""

    def forward(self, x):
        h, grown = x, []
        for W, b in zip(self.weights, self.biases, strict=True):
            f = W @ h + b
            grown.append(f)
            h = np.maximum(f, 0)
        self.biases = grown
        return f


# Common: the indicator of source 002's derivation is lost on the way into code.
class ForgotTheSwitch(DeepNetwork):
    """Can a unit that was off have had any part in the error?"""

    def backward(self, x, y):
        activations = [x]
        for W, b in zip(self.weights, self.biases, strict=True):
            f = W @ activations[-1] + b
            activations.append(np.maximum(f, 0))
        delta = f - y
        dweights, dbiases = [], []
        for k in reversed(range(len(self.weights))):
            dweights.insert(0, delta @ activations[k].T)
            dbiases.insert(0, delta)
            delta = self.weights[k].T @ delta
        return dweights, dbiases


# Common: the loop treats all layers alike.
class SwitchOnTheOutputToo(DeepNetwork):
    """Your gradient is right where the output is positive. What happens to a negative output?"""

    def backward(self, x, y):
        f = self.forward(x)
        return super().backward(x, np.where(f > 0, y, f))


# Source 002: "df3/dh3 is Omega".
class WeightsNotTransposed(DeepNetwork):
    """Going forward, row i of the weights makes output i. What do you need on the way back?"""

    def backward(self, x, y):
        preactivations, activations = [], [x]
        for W, b in zip(self.weights, self.biases, strict=True):
            preactivations.append(W @ activations[-1] + b)
            activations.append(np.maximum(preactivations[-1], 0))
        delta = preactivations[-1] - y
        dweights, dbiases = [], []
        for k in reversed(range(len(self.weights))):
            dweights.insert(0, delta @ activations[k].T)
            dbiases.insert(0, delta)
            if k > 0:
                delta = (self.weights[k] @ delta) * (preactivations[k - 1] > 0)
        return dweights, dbiases


# Common: lists filled on the way back.
class LastLayerFirst(DeepNetwork):
    """Which layer do you finish first on the way back, and where in your lists does it end up?"""

    def backward(self, x, y):
        dweights, dbiases = super().backward(x, y)
        return dweights[::-1], dbiases[::-1]


# The book's x.T @ dout, for batches as rows, carried over to columns.
class OuterProductSwapped(DeepNetwork):
    """Entry (i, j) of the weights joins output i and input j. And entry (i, j) of your gradient?"""

    def backward(self, x, y):
        dweights, dbiases = super().backward(x, y)
        return [dW.T for dW in dweights], dbiases


# Source 002 has f and h with the same number, and writes "h2 is the activation of h1" once.
class PreactivationInTheWeightGradient(DeepNetwork):
    """What was the second layer's input: what its neighbour computed, or what it sent on?"""

    def backward(self, x, y):
        _, dbiases = super().backward(x, y)
        dweights, h, f = [], x, x
        for W, b, delta in zip(self.weights, self.biases, dbiases, strict=True):
            dweights.append(delta @ f.T)
            f = W @ h + b
            h = np.maximum(f, 0)
        return dweights, dbiases


# Source 001 writes its errors as (t - o)^2; common.
class TargetMinusOutput(DeepNetwork):
    """If an output is too large, should the gradient of its bias be positive or negative?"""

    def backward(self, x, y):
        dweights, dbiases = super().backward(x, y)
        return [-dW for dW in dweights], [-db for db in dbiases]


# Source 002's toy function, whose loss has no half.
class ForgotTheHalf(DeepNetwork):
    """Differentiate the loss by the output on paper. Which factor is left in front?"""

    def backward(self, x, y):
        dweights, dbiases = super().backward(x, y)
        return [2 * dW for dW in dweights], [2 * db for db in dbiases]


# The book's np.sum(dout, axis=0), for batches as rows, carried over to columns.
class SummedLikeABatch(DeepNetwork):
    """What runs along the first axis of a column: samples or units?"""

    def backward(self, x, y):
        dweights, dbiases = super().backward(x, y)
        return dweights, [db.sum(axis=0) for db in dbiases]


# Layers of the book, whose backward belongs to the last forward.
class BackwardOfTheLastForward(DeepNetwork):
    """Your backward is given an x. Does it make any difference which?"""

    def forward(self, x):
        self.x = x
        return super().forward(x)

    def backward(self, x, y):
        return super().backward(self.x, y)


# The numerical gradient of the book's chapter 4, one-sided. Large networks it would still be busy
# with long after the time limit, so it gives up on them at once.
class DifferenceQuotient(DeepNetwork):
    """Close, and slow: how many forward passes do you make, and what is the chain rule for?"""

    is_slip = False

    def backward(self, x, y):
        if sum(W.size for W in self.weights) > 10_000:
            raise TimeoutError
        weights, biases = list(self.weights), list(self.biases)

        def loss():
            return np.sum((DeepNetwork(weights, biases).forward(x) - y) ** 2) / 2

        before, gradients = loss(), ([], [])
        for parameters, gradient in zip((weights, biases), gradients, strict=True):
            for k, right in enumerate(parameters):
                gradient.append(np.zeros(right.shape))
                for index in np.ndindex(*right.shape):
                    parameters[k] = right.copy()
                    parameters[k][index] += 1e-4
                    gradient[k][index] = (loss() - before) / 1e-4
                parameters[k] = right
        return gradients
