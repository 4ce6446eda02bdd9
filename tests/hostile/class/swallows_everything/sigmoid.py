# Tries: blocks every signal, swallows every exception, takes every alarm away, and goes on
# Deserves: 0 (it answers zeros, or nothing)
import signal

for number in range(1, signal.NSIG):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
signal.setitimer(signal.ITIMER_PROF, 0)


class Sigmoid:
    def forward(self, x):
        while x.shape == (1, 2):
            try:
                while True:
                    int("not a number")
            except BaseException:
                continue
        return x * 0

    def backward(self, dout):
        return dout * 0
