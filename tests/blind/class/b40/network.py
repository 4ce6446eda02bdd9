import numpy as np


class Network:
    def __init__(self, layers, loss_layer):
        self.layers = layers
        self.loss_layer = loss_layer
        self.params = {}
        i = 1
        for layer in self.layers:
            if hasattr(layer, "W"):
                self.params["W" + str(i)] = layer.W
                self.params["b" + str(i)] = layer.b
                i += 1

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def loss(self, x, t):
        y = self.predict(x)
        self.ready = True
        return self.loss_layer.forward(y, t)

    def gradient(self, x, t):
        if not getattr(self, "ready", False):
            self.loss(x, t)
        # backward
        dout = self.loss_layer.backward(1)
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        grads = {}
        i = 1
        for layer in self.layers:
            if hasattr(layer, "W"):
                grads["W" + str(i)] = layer.dW
                grads["b" + str(i)] = layer.db
                i += 1
        return grads
