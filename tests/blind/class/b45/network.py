import numpy as np


class Network:
    def __init__(self, layers, loss_layer):
        self.layers = layers
        self.loss_layer = loss_layer
        self.params = {}
        for layer in layers:
            try:
                W, b = layer.W, layer.b
            except AttributeError:
                continue
            n = len(self.params) // 2 + 1
            self.params[f"W{n}"], self.params[f"b{n}"] = W, b

    def predict(self, x):
        out = self.layers[0].forward(x)
        for layer in self.layers[1:]:
            out = layer.forward(out)
        return out

    def loss(self, x, t):
        return self.loss_layer.forward(self.predict(x), t)

    def gradient(self, x, t):
        error = self.loss(x, t)
        dout = self.loss_layer.backward(error)
        dW, db = [], []
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
            if hasattr(layer, "W"):
                dW.insert(0, layer.dW)
                db.insert(0, layer.db)
        grads = {f"W{i + 1}": g for i, g in enumerate(dW)}
        grads.update({f"b{i + 1}": g for i, g in enumerate(db)})
        return grads
