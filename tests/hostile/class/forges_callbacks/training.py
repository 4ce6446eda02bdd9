# Tries: calls functions of the check that it was never given, with more than a question may hold
# Deserves: 0 (it counts, steps and trains nothing)
import sys

CALLS = [
    (0, [0]), (-1, [0]), (10**9, [0]), (2**63, [0]), ("0", [0]), (None, [0]), (0.0, [0]), (True, [0]),
    (0, None), (0, [2, [0]]), (0, [0, [8, 1]]), (0, [0] + [[2]] * 90_000),
]  # fmt: skip


def call(chance):
    frame = sys._getframe()
    while "stream" not in frame.f_locals:
        frame = frame.f_back
    stream, respondent = frame.f_locals["stream"], frame.f_locals["respondent"]
    outgoing = sys.modules["grader.sandbox.wire"].Outgoing(lambda value: None)
    number, args = CALLS[int(chance) % len(CALLS)]
    stream.write(outgoing.frame([respondent._number, "callback", number, args]))
    stream.receive()


def updates_per_epoch(n, batch_size):
    call(n + batch_size)


def sgd_step(params, grads, learning_rate):
    call(1000 * learning_rate)


def minibatches(x, t, batch_size, rng):
    call(len(x))


def train(network, x, t, epochs, batch_size, learning_rate, rng):
    call(len(x) + epochs)
