import numpy as np


def gradient_norms(layers, x, dout):
    out = x
    for layer in layers:
        out = layer.forward(out)
    g = np.array(dout, dtype=float)
    norms = [0.0] * len(layers)
    for i in range(len(layers) - 1, -1, -1):
        g = layers[i].backward(g)
        norms[i] = float(np.linalg.norm(g))
    return norms
