import numpy as np


class Network:
    def __init__(self, layers, loss_layer):
        self.layers = layers
        self.loss_layer = loss_layer
        self.with_params = [l for l in layers if hasattr(l, "W")]
        self.params = dict()
        for k, l in enumerate(self.with_params, start=1):
            self.params[f"W{k}"] = l.W.copy()
            self.params[f"b{k}"] = l.b.copy()

    def predict(self, x):
        out = x
        for l in self.layers:
            out = l.forward(out)
        return out

    def loss(self, x, t):
        return self.loss_layer.forward(self.predict(x), t)

    def gradient(self, x, t):
        self.loss(x, t)
        d = self.loss_layer.backward()
        for l in self.layers[::-1]:
            d = l.backward(d)
        result = dict()
        for k, l in enumerate(self.with_params, start=1):
            result[f"W{k}"] = l.dW
            result[f"b{k}"] = l.db
        return result
