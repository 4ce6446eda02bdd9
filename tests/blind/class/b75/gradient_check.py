import numpy as np


def numerical_gradient(f, x, h=1e-4):
    flat = x.flatten()
    grad = np.zeros(flat.size)
    for i in range(flat.size - 1):
        plus, minus = flat.copy(), flat.copy()
        plus[i] += h
        minus[i] -= h
        grad[i] = (f(plus.reshape(x.shape)) - f(minus.reshape(x.shape))) / (2 * h)
    return grad.reshape(x.shape)


def relative_error(a, b):
    worst = 0.0
    for p, q in zip(np.ravel(a), np.ravel(b)):
        if p != q:
            worst = max(worst, abs(p - q) / (abs(p) + abs(q)))
    return worst


def wrong_parameters(loss, params, grads):
    h = 1e-4
    wrong = []
    for name, p in params.items():
        numeric = np.zeros(p.shape)
        for idx in np.ndindex(p.shape):
            moved = {k: np.copy(v) for k, v in params.items()}
            moved[name][idx] = p[idx] + h
            up = loss(moved)
            moved[name][idx] = p[idx] - h
            down = loss(moved)
            numeric[idx] = (up - down) / (2 * h)
        if relative_error(numeric, grads[name]) > 0.001:
            wrong.append(name)
    return wrong
