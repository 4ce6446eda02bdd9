import numpy as np


class Network:
    def __init__(self, layers, loss_layer):
        self.layers = list(layers)
        self.loss_layer = loss_layer
        self.trainable = [layer for layer in self.layers if hasattr(layer, "W")]
        self.params = {}
        for i, layer in enumerate(self.trainable):
            self.params["W" + str(i + 1)] = layer.W
            self.params["b" + str(i + 1)] = layer.b

    def _scores(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def predict(self, x):
        s = self._scores(x)
        e = np.exp(s - s.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def loss(self, x, t):
        return self.loss_layer.forward(self._scores(x), t)

    def gradient(self, x, t):
        self.loss(x, t)
        dout = self.loss_layer.backward(1)
        self.layers.reverse()
        for layer in self.layers:
            dout = layer.backward(dout)
        grads = {}
        for i, layer in enumerate(self.trainable):
            grads["W" + str(i + 1)] = layer.dW
            grads["b" + str(i + 1)] = layer.db
        return grads
