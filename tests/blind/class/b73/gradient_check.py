import numpy as np


def numerical_gradient(f, x, h=1e-4):
    g = np.empty(x.shape)
    for i in range(x.size):
        e = np.zeros(x.size)
        e[i] = h
        e = e.reshape(x.shape)
        g.flat[i] = (f(x + e) - f(x - e)) / h
    return g


def relative_error(a, b):
    num = np.abs(np.subtract(a, b))
    den = np.abs(a) + np.abs(b) + 1e-8
    return float(np.mean(num / den))


def wrong_parameters(loss, params, grads):
    bad = []
    for name in params:
        def f(p):
            return loss({**params, name: p})

        x, h, ok = params[name], 1e-4, True
        for i in range(x.size):
            up, down = x.copy(), x.copy()
            up.flat[i] += h
            down.flat[i] -= h
            slope = (f(up) - f(down)) / (2 * h)
            if abs(slope - grads[name].flat[i]) > 1e-3 * (abs(slope) + abs(grads[name].flat[i])):
                ok = False
        if not ok:
            bad.append(name)
    return bad
