# Tries: calls the check's own function with everything but what it expects
# Deserves: 0.5 (it does try the loss elsewhere, and leaves parameters and gradients alone)
import numpy as np

NONSENSE = [
    (), (None,), ("\x1b[2J",), (np.zeros((2**31 - 1, 0)),), ([[]] * 1000,), ({"W": None},), (1, 2, 3),
    (np.full(10**6, np.nan),), ({"W": {"W": {}}},), (2**400,), (b"\0" * 1000,), (np.array(True),),
    (object(),), ([object()] * 100,), (1e308,), ({"W": 1e308, "b": -1e308},), (np.zeros(0),),
]  # fmt: skip


def ask(f):
    answers = []
    for args in NONSENSE:
        try:
            answers.append(f(*args))
        except Exception as problem:
            if "canary" in str(problem):
                raise RuntimeError(f"LOOT {problem}")
            answers.append(str(problem))
    return answers


def numerical_gradient(f, x, h=1e-4):
    return ask(f)


def relative_error(a, b):
    return "\x1b[2J"


def wrong_parameters(loss, params, grads):
    return set(map(str, ask(loss)))
