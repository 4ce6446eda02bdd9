# Tries: prints hidden inputs, logs them, warns of them, writes them wherever writing is possible
# Deserves: 0 (all its answers are zeros)
import faulthandler
import logging
import os
import sys
import warnings


class Sigmoid:
    def forward(self, x):
        told = f"LEAK {x}"
        print(told)
        print(told, file=sys.stderr, flush=True)
        logging.error(told)
        warnings.warn(told)
        for descriptor in range(3):
            os.write(descriptor, told.encode())
        try:
            faulthandler.dump_traceback(file=open("told", "w"))
            open("told", "a").write(told)
            open("../told", "a").write(told)
        except OSError:
            pass
        return x * 0

    def backward(self, dout):
        sys.stdout = sys.stderr = None
        return dout * 0
