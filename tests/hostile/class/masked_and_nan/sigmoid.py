# Tries: hides every entry behind a mask, or makes it nan, which nothing is larger than
# Deserves: 0 (there is no value behind the mask)
import numpy as np


class Sigmoid:
    def forward(self, x):
        return np.ma.masked_array(np.zeros(x.shape), True)

    def backward(self, dout):
        return dout * np.nan
