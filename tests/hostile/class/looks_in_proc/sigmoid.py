# Tries: reads what the kernel tells of processes: environments, command lines, maps, memory, mounts
# Deserves: 0 (all its answers are zeros)
import os

FILES = ("environ", "cmdline", "maps", "mem", "mountinfo", "status", "comm", "auxv", "stack")


def look():
    found = []
    processes = ["self", "thread-self", "1", str(os.getpid()), str(os.getppid())]
    try:
        processes += os.listdir("/proc")
    except OSError:
        pass
    for process in dict.fromkeys(processes[:300]):
        for name in FILES:
            try:
                with open(f"/proc/{process}/{name}", "rb", buffering=0) as file:
                    file.read(10)
                found.append(f"{process}/{name}")
            except OSError:
                continue
    for path in ("/sys/kernel", "/proc/mounts", "/proc/net/unix", "/etc/passwd", "/etc/hostname"):
        try:
            os.listdir(path) if os.path.isdir(path) else open(path).read(1)
            found.append(path)
        except OSError:
            continue
    return found


class Sigmoid:
    def forward(self, x):
        if found := look():
            raise RuntimeError("LOOT " + " ".join(found[:50]))
        return x * 0

    def backward(self, dout):
        return dout * 0
