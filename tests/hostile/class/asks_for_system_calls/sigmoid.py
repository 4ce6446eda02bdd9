# Tries: makes the system calls that get round files, limits and filters: io_uring, memfd, bpf, keys
# Deserves: 0 (all its answers are zeros)
import ctypes
import platform

ARM = platform.machine() == "aarch64"
NUMBERS = {  # x86-64, ARM
    "io_uring_setup": (425, 425), "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "keyctl": (250, 219), "add_key": (248, 217), "shmget": (29, 194), "semget": (64, 190),
    "msgget": (68, 186), "mq_open": (240, 180), "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    "timerfd_create": (283, 85), "timer_create": (222, 107), "personality": (135, 92),
    "sched_setaffinity": (203, 122), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "mlockall": (151, 230), "vmsplice": (278, 75), "quotactl": (179, 60),
    "syslog": (103, 116), "landlock_create_ruleset": (444, 444), "process_madvise": (440, 440),
    "pkey_alloc": (330, 289),
}  # fmt: skip
ARGUMENTS = {
    "io_uring_setup": (8, ctypes.create_string_buffer(200)), "memfd_create": (b"left", 0),
    "shmget": (1, 0, 0), "semget": (1, 0, 0), "msgget": (1, 0),
    "personality": (0xFFFFFFFF,), "timer_create": (0, 0, ctypes.create_string_buffer(8)),
    "sched_setaffinity": (0, 0, 0), "mq_open": (b"left", 0, 0, 0), "keyctl": (0, -3, 0),
    "landlock_create_ruleset": (0, 0, 1),
}  # fmt: skip
EPERM, ENOSYS = 1, 38
libc = ctypes.CDLL(None, use_errno=True)
got_through = []
for name, numbers in NUMBERS.items():
    result = libc.syscall(numbers[ARM], *ARGUMENTS.get(name, (0, 0, 0, 0, 0)))
    # another error than these comes from the call itself: it was let through to be looked at
    if result >= 0 or ctypes.get_errno() not in (EPERM, ENOSYS):
        got_through.append(name)
if got_through:
    raise RuntimeError("LOOT " + " ".join(got_through))


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
