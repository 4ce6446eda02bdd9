import numpy as np


class Network:
    def __init__(self, layers, loss_layer):
        self.layers = layers
        self.loss_layer = loss_layer
        self.params = self._collect("W", "b")

    def _collect(self, weight_name, bias_name, scale=None):
        found, k = {}, 0
        for layer in self.layers:
            if hasattr(layer, "W"):
                k += 1
                w, b = getattr(layer, weight_name), getattr(layer, bias_name)
                found[f"W{k}"] = w if scale is None else w * scale
                found[f"b{k}"] = b if scale is None else b * scale
        return found

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def loss(self, x, t):
        return self.loss_layer.forward(self.predict(x), t)

    def gradient(self, x, t):
        self.loss(x, t)
        g = self.loss_layer.backward()
        for layer in self.layers[::-1]:
            g = layer.backward(g)
        return self._collect("dW", "db", scale=1 / x.shape[0])
