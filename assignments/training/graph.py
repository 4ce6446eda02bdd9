"""The curves that `grader explain` draws."""

import numpy as np


def graph(draw, student):
    draw.title = "The loss after each epoch, with learning rate 0.4"
    draw.remark = (
        "With all 24 samples in one batch, every correct `train` gives the same losses. With "
        "batches of 8 they depend on the order in which you draw them: yours may be others than "
        "the reference's, but should come down like them."
    )
    rng = np.random.default_rng(7)
    x = rng.uniform(-2, 2, size=(24, 2))
    t = np.sin(x[:, :1]) + 0.5 * np.cos(2 * x[:, 1:])

    def losses(batch_size):
        network = student.given.Network(seed=1)
        return student.train(network, x, t, 10, batch_size, 0.4, np.random.default_rng(0))

    draw.forward("one_batch", [], lambda: losses(24), by="train", site="train")
    draw.forward("batches_of_8", [], lambda: losses(8), by="train", site="train", is_free=True)
    curves = {"one batch": "one_batch", "batches of 8": "batches_of_8"}
    draw.chart("epochs done", "loss over all samples", curves, is_log=True)
