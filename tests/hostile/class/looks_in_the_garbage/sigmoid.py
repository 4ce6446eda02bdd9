# Tries: goes through everything that the garbage collector knows, frozen things included
# Deserves: 0 (all its answers are zeros)
import gc
import re

CANARY = re.compile(r"canary-[0-9a-f]{16}")


def look():
    gc.unfreeze()
    found = []
    for thing in [*gc.get_objects(), *gc.get_referents(*gc.get_objects())]:
        if isinstance(thing, (str, bytes, int, float)):
            text = str(thing)[:10_000]
        elif isinstance(thing, (list, tuple, set)):
            text = " ".join(item for item in list(thing)[:1000] if isinstance(item, str))
        elif isinstance(thing, dict):
            texts = [item for pair in list(thing.items())[:1000] for item in pair]
            text = " ".join(item for item in texts if isinstance(item, str))
        else:
            continue
        if CANARY.search(text):
            found.append(type(thing).__name__)
    return found


if found := look():
    raise RuntimeError("LOOT " + " ".join(found[:20]))


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
