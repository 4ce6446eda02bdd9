# Tries: uses the network: outside, inside, by name, raw, and a server for classmates
# Deserves: 0 (all its answers are zeros)
import socket
import urllib.request

got_through = []


def attempt(what, action):
    try:
        action()
        got_through.append(what)
    except OSError:
        return


FAMILIES = (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK, socket.AF_PACKET)
for family in (*FAMILIES, 38, 40):  # the kernel's ciphers, virtual machines
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        attempt(f"{family} {kind}", lambda: socket.socket(family, kind).close())
attempt("pair", lambda: [end.close() for end in socket.socketpair()])
attempt("server", lambda: socket.create_server(("127.0.0.1", 0)).close())
attempt("connection", lambda: socket.create_connection(("127.0.0.1", 22), 0.1).close())
attempt("name", lambda: socket.getaddrinfo("localhost", 80))
attempt("page", lambda: urllib.request.urlopen("http://127.0.0.1:9/", timeout=0.1))
# a name that needs nobody to be asked isn't one that gets out
got_through = [what for what in got_through if what != "name"]
if got_through:
    raise RuntimeError("LOOT " + " ".join(got_through))


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
