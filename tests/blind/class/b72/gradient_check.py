import numpy as np


def numerical_gradient(f, x, h=1e-4):
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        idx = it.multi_index
        tmp_val = x[idx]
        x[idx] = tmp_val + h
        fxh1 = f(x)
        x[idx] = tmp_val - h
        fxh2 = f(x)
        grad[idx] = (fxh1 - fxh2) / (2 * h)
        x[idx] = tmp_val
        it.iternext()
    return grad


def relative_error(a, b):
    return np.max(np.abs(a - b) / (np.abs(a) + np.abs(b)))


def wrong_parameters(loss, params, grads):
    wrong = set()
    params = {key: np.array(value, dtype=float) for key, value in params.items()}
    for key in params:
        numeric = numerical_gradient(lambda _: loss(params), params[key])
        if relative_error(numeric, grads[key]) > 1e-3:
            wrong.add(key)
    return wrong
