import numpy as np


def gradient_norms(layers: list, x: np.ndarray, dout: np.ndarray) -> list:
    value = x
    for layer in layers:
        value = layer.forward(value)
    result = []
    gradient = dout.copy()
    for layer in layers[::-1]:
        gradient = layer.backward(gradient)
        result.append(float(np.linalg.norm(gradient, 2)))
    return result
