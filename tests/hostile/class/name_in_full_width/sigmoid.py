# Tries: calls its class by letters that Python takes for others
# Deserves: 7 (for Python it is the same name)
import numpy as np


class Ｓｉｇｍｏｉｄ:
    def ｆｏｒｗａｒｄ(self, x):
        with np.errstate(over="ignore"):
            self.out = 1 / (1 + np.exp(-x))
        return self.out

    def 𝐛𝐚𝐜𝐤𝐰𝐚𝐫𝐝(self, dout):
        return dout * self.out * (1 - self.out)
