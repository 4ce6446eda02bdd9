import numpy as np


class Network:
    def __init__(self, layers, loss_layer):
        self.layers = layers
        self.loss_layer = loss_layer
        self.params = {}
        number = 0
        for layer in layers:
            if "W" in vars(layer):
                number += 1
                self.params["W%d" % number] = layer.W
                self.params["b%d" % number] = layer.b

    def predict(self, x):
        h = x
        for layer in self.layers:
            h = layer.forward(h)
        return h

    def loss(self, x, t):
        scores = self.predict(x)
        return self.loss_layer.forward(scores, t)

    def gradient(self, x, t):
        self.loss(x, t)
        dout = self.loss_layer.backward(dout=1)
        for layer in self.layers:
            dout = layer.backward(dout)
        grads = {}
        number = 0
        for layer in self.layers:
            if "W" in vars(layer):
                number += 1
                grads["W%d" % number] = layer.dW
                grads["b%d" % number] = layer.db
        return grads
