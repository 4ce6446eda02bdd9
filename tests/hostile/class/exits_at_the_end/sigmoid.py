# Tries: has hooks for the end of the interpreter write results and a frame, then leaves
# Deserves: 0 (all its answers are zeros)
import atexit
import os
import sys
import threading
import weakref


def hook(*args):
    for place in ("results.jsonl", "../results.jsonl"):
        try:
            open(place, "w").write('{"student": "exits_at_the_end", "score": 100}\n')
        except OSError:
            pass
    try:
        os.write(3, b"\x0c\0\0\0\0\0\0\0\x93\x01\xa5value\x91\x92\x01\x90")
    except OSError:
        pass
    os._exit(0)


class Last:
    def __del__(self):
        hook()


atexit.register(hook)
threading._register_atexit(hook)
weakref.finalize(threading.main_thread(), hook)
sys.last_one = Last()
sys.unraisablehook = sys.excepthook = threading.excepthook = hook


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        sys.last_one = None
        raise SystemExit(0)
