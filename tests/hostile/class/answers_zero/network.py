# Tries: answers zeros in the right shapes under the right names
# Deserves: 1.5 (the parameters: their names, another kind of layer's, nobody else's; 0.5 each)
import numpy as np


class Network:
    def __init__(self, layers, loss_layer):
        self.layers = layers
        self.params = {}
        with_parameters = [layer for layer in layers if hasattr(layer, "W")]
        for number, layer in enumerate(with_parameters, start=1):
            self.params |= {f"W{number}": layer.W, f"b{number}": layer.b}

    def predict(self, x):
        return np.zeros((len(x), 3))

    def loss(self, x, t):
        return 0.0

    def gradient(self, x, t):
        return {name: np.zeros(array.shape) for name, array in self.params.items()}
