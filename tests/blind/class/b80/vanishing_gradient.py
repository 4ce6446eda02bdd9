import numpy as np


def size(g):
    flat = g.ravel()
    return float(np.sqrt(flat @ flat))


def gradient_norms(layers, x, dout):
    signal = x
    for layer in layers:
        signal = layer.forward(signal)
    norms = []
    back = dout.copy()
    for layer in list(layers)[::-1]:
        # against exploding gradients
        back = np.clip(layer.backward(back), -1, 1)
        norms.append(size(back))
    return norms
