# Tries: lifts its limits of memory, time and files, lowers others', hides from the memory killer
# Deserves: 0 (all its answers are zeros)
import os
import resource
import signal

got_through = []


def attempt(what, action):
    try:
        action()
        got_through.append(what)
    except (OSError, ValueError):
        return


for name in dir(resource):
    if name.startswith("RLIMIT_"):
        number = getattr(resource, name)
        attempt(name, lambda: resource.setrlimit(number, resource.getrlimit(number)))
        attempt(f"{name} by pid", lambda: resource.prlimit(0, number, resource.getrlimit(number)))
attempt("priority", lambda: os.setpriority(os.PRIO_PROCESS, 0, 0))
attempt("cores", lambda: os.sched_setaffinity(0, os.sched_getaffinity(0)))
attempt("scheduler", lambda: os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0)))
attempt("memory killer", lambda: open("/proc/self/oom_score_adj", "r+").close())
attempt("groups", lambda: open("/sys/fs/cgroup/cgroup.procs").close())
signal.signal(signal.SIGXCPU, signal.SIG_IGN)
if got_through:
    raise RuntimeError("LOOT " + " ".join(got_through))


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
