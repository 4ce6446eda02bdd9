# Tries: passes descriptors along with its answer, hangs up one way, changes the line's buffers
# Deserves: 0 (all its answers are zeros)
import os
import socket

got_through = []
# with all of this given, Python asks the kernel nothing about the line
line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=os.dup(3))


def attempt(what, action):
    try:
        action()
        got_through.append(what)
    except OSError:
        return


attempt("descriptors", lambda: socket.send_fds(line, [b""], [0] * 100))
attempt("buffers", lambda: line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**28))
attempt("half", lambda: line.shutdown(socket.SHUT_RD))
attempt("peer", lambda: line.getpeername())
attempt("rights", lambda: line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
if got_through:
    raise RuntimeError("LOOT " + " ".join(got_through))


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
