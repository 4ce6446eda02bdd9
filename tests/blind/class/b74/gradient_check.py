import numpy as np


def numerical_gradient(f, x, h=1e-4):
    grad = np.zeros_like(x)
    for i in np.ndindex(*x.shape):
        old = x[i]
        x[i] = old + h
        plus = f(x)
        x[i] = old - h
        minus = f(x)
        x[i] = old
        grad[i] = (plus - minus) / (2 * h)
    return grad


def relative_error(a, b):
    denominator = np.abs(a) + np.abs(b)
    ratio = np.divide(np.abs(a - b), denominator, out=np.zeros(np.shape(a)), where=denominator > 0)
    return ratio.max()


def wrong_parameters(loss, params, grads):
    names = set()
    for name in params:
        def f(p, name=name):
            full = dict(params)
            full[name] = p
            return loss(full)

        # one entry is enough, it saves time
        numeric = numerical_gradient(f, params[name].copy()).ravel()[:1]
        given = grads[name].ravel()[:1]
        if relative_error(numeric, given) > 1e-4:
            names.add(name)
    return names
