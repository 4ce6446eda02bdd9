"""Public checks: counts and steps that can be followed by hand."""

import numpy as np
import pytest

from grader.checks import assert_close, real_array, require


@pytest.mark.points(1)
def test_updates_in_an_epoch_of_1000_samples(student):
    """1000 samples make 1 update an epoch as one batch, 1000 one by one, 4 in batches of 300"""
    counts = student.updates_per_epoch.many([(1000, 1000), (1000, 1), (1000, 300)])
    assert_close(counts, [1, 1000, 4], "the number of updates")


@pytest.mark.points(1)
def test_a_step_goes_against_the_gradient(student):
    """`sgd_step` moves each parameter against its gradient"""
    params = {"W": np.array([[1.0, -2.0]]), "b": np.array([0.5])}
    grads = {"W": np.array([[0.5, -1.0]]), "b": np.array([2.0])}
    after = student.sgd_step(params, grads, 0.1)
    if after is None:
        after = student.changed.get(0)
    require(isinstance(after, dict), "`sgd_step` neither gives the parameters nor changes them")
    require(set(after) == {"W", "b"}, "the parameters don't have the names they had")
    assert_close(after["W"], [[0.95, -1.9]], "`W`")
    assert_close(after["b"], [0.3], "`b`")


@pytest.mark.points(0.5)
def test_batches_hold_every_sample_once(student):
    """`minibatches` gives every sample exactly once"""
    x, t = np.arange(12.0).reshape(6, 2), np.arange(6.0).reshape(6, 1)
    batches = student.take(student.minibatches(x, t, 2, np.random.default_rng(0)), 6)
    require(
        all(isinstance(batch, (tuple, list)) and len(batch) == 2 for batch in batches),
        "`minibatches` must give pairs (x, t)",
    )
    rows = [row for batch in batches for row in real_array(batch[0], "`x` of a batch")]
    assert_close(
        sorted(float(row[0]) for row in rows), x[:, 0], "the first column of all batches, sorted"
    )


@pytest.mark.points(0.5)
def test_train_gives_a_loss_for_each_epoch(student):
    """`train` gives one loss an epoch"""
    x, t = np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([[1.0], [0.0]])
    network = student.given.Network(seed=1)
    losses = student.train(network, x, t, 3, 1, 0.1, np.random.default_rng(0))
    assert_close(real_array(losses, "the losses").shape, [3], "the number of losses")
