# Tries: answers with arrays in every odd order of bytes and axes that numpy has
# Deserves: 7 (their values are right)
import itertools

import numpy as np

LAYOUTS = itertools.cycle(
    [
        np.asfortranarray,
        lambda values: values.astype(">f8"),
        lambda values: np.flip(np.flip(values).copy()),
        lambda values: np.repeat(values[..., np.newaxis], 2, axis=-1)[..., 0],
        lambda values: values.astype(np.longdouble),
        lambda values: np.frombuffer(values.tobytes()).reshape(values.shape),
        lambda values: values.view(np.recarray) if values.dtype.names else values.view(np.matrix)
        if values.ndim == 2
        else values,
        lambda values: values.tolist(),
        lambda values: tuple(values),
    ]
)


class Sigmoid:
    def forward(self, x):
        with np.errstate(over="ignore"):
            self.out = 1 / (1 + np.exp(-x))
        return next(LAYOUTS)(self.out)

    def backward(self, dout):
        return next(LAYOUTS)(dout * self.out * (1 - self.out))
