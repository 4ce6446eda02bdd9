# Tries: asks the check's own function a million times
# Deserves: 0 (it answers nothing that is right)
def numerical_gradient(f, x, h=1e-4):
    for _ in range(10**6 if x.ndim == 1 else 0):
        f(x)


def relative_error(a, b):
    return None


def wrong_parameters(loss, params, grads):
    return set()
