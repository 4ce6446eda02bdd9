# Tries: computes a loss of the parameters alone, whose gradient anybody can write down
# Deserves: 0 (a loss that no sample reaches is no loss of a network)
import numpy as np


class Network:
    def __init__(self, layers, loss_layer):
        self.layers = [layer for layer in layers if hasattr(layer, "W")]

    def predict(self, x):
        return np.zeros((len(x), 3))

    def loss(self, x, t):
        return float(sum(np.sum((1 + a) ** 3) for layer in self.layers for a in (layer.W, layer.b)))

    def gradient(self, x, t):
        grads = {}
        for number, layer in enumerate(self.layers, start=1):
            grads |= {f"W{number}": 3 * (1 + layer.W) ** 2, f"b{number}": 3 * (1 + layer.b) ** 2}
        return grads
