import numpy as np


def numerical_gradient(f, x, h=1e-4):
    grad = np.zeros(x.shape)
    fx = f(x.copy())
    for idx in np.ndindex(x.shape):
        moved = x.copy()
        moved[idx] += h
        grad[idx] = (f(moved) - fx) / h
    return grad


def relative_error(a, b):
    top = np.abs(a - b)
    bottom = np.abs(a) + np.abs(b)
    return float(np.max(top / np.maximum(bottom, 1e-300)))


def _central(loss, params, name):
    g = np.zeros(params[name].shape)
    for idx in np.ndindex(g.shape):
        values = []
        for s in (1e-4, -1e-4):
            trial = {k: v.copy() for k, v in params.items()}
            trial[name][idx] += s
            values.append(loss(trial))
        g[idx] = (values[0] - values[1]) / 2e-4
    return g


def wrong_parameters(loss, params, grads):
    return {k for k in params if relative_error(_central(loss, params, k), grads[k]) > 1e-3}
