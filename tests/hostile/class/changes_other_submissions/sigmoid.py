# Tries: empties, renames, removes and locks the files of the class, and of the course
# Deserves: 0 (all its answers are zeros)
import os

PLACES: list[str] = []
got_through = []


def attempt(what, action, *args):
    try:
        action(*args)
    except OSError:
        return
    got_through.append(what)


for place in PLACES[:4]:
    for name in ("0 honest/sigmoid.py", "~~ honest/sigmoid.py", "sigmoid/sigmoid.py", "notes.txt"):
        path = os.path.join(place, name)
        # each of these would be harmless if it were let through, and would be seen
        attempt(f"append {path}", lambda path: open(path, "a").close(), path)
        attempt(f"truncate {path}", lambda path: os.truncate(path, os.stat(path).st_size), path)
        attempt(f"mode {path}", os.chmod, path, 0o644)
        attempt(f"owner {path}", os.chown, path, os.getuid(), -1)
        attempt(f"times {path}", os.utime, path)
        attempt(f"rename {path}", os.rename, path, path)
        attempt(f"attributes {path}", os.setxattr, path, b"user.left", b"1")
    attempt(f"make {place}", os.mkdir, os.path.join(place, "left-by-a-submission"))
    attempt(f"remove {place}", os.rmdir, place)
if got_through:
    raise RuntimeError("LOOT " + " ".join(got_through))


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
