import numpy as np


def gradient_norms(layers, x, dout):
    for layer in layers:
        x = layer.forward(x)
    norms = [float(np.sqrt(np.sum(dout ** 2)))]
    for layer in reversed(layers):
        dout = layer.backward(dout)
        norms.append(float(np.sqrt(np.sum(dout ** 2))))
    return norms
