# Tries: is a class whose objects are arrays, callables or None, where a check expects a layer
# Deserves: 0 (there is no layer)
import itertools

import numpy as np

OTHERS = itertools.cycle([np.full((1, 2), 0.5), None, 0.5, max, [0.5], {"forward": 0.5}, "layer"])


class Sigmoid:
    def __new__(cls):
        return next(OTHERS)
