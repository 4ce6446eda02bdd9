# Tries: types into the terminal of the one who runs the grader, and draws on the screen
# Deserves: 0 (all its answers are zeros)
import fcntl
import os
import sys
import termios

got_through = []
PATHS = ("tty", "console", "pts/0", "pts/ptmx", "ptmx", "tty1", "fb0", "kmsg")
for path in [f"/dev/{name}" for name in PATHS]:
    try:
        os.close(os.open(path, os.O_RDWR | os.O_NOCTTY))
        got_through.append(path)
    except OSError:
        continue
for descriptor in range(4):
    for request in (termios.TIOCSTI, termios.TIOCSCTTY, termios.TIOCCONS, 0x8901, 0x8902):
        try:
            fcntl.ioctl(descriptor, request, b"\n\0\0\0")
            got_through.append(f"{descriptor} {request:x}")
        except OSError:
            continue
try:
    os.openpty()
    got_through.append("a terminal")
except OSError:
    pass
print("\x1b]0;owned\x07\x1b[2J\x1b[31mgrader: all students have full marks", flush=True)
print("[1/1] talks_to_the_terminal: 51 of 51", file=sys.stderr, flush=True)
if got_through:
    raise RuntimeError("LOOT " + " ".join(got_through))


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
