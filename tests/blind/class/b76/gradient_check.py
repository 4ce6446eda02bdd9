import numpy as np

TOLERANCE = 0.2


def numerical_gradient(f, x, h=1e-4):
    out = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        a, b = np.array(x, dtype=float), np.array(x, dtype=float)
        a[k] += h
        b[k] -= h
        out[k] = (f(a) - f(b)) / (2 * h)
    return out


def relative_error(a, b):
    s = np.abs(a) + np.abs(b)
    return float(np.max(np.where(s == 0, 0.0, np.abs(a - b) / np.where(s == 0, 1.0, s))))


def wrong_parameters(loss, params, grads):
    result = set()
    for name, value in params.items():
        numeric = numerical_gradient(lambda v: loss({**params, name: v}), value)
        if relative_error(numeric, grads[name]) > TOLERANCE:
            result.add(name)
    return result
