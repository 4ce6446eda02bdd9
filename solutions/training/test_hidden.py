"""Hidden checks: random parameters, what a batch holds, and what training does to a network."""

import numpy as np
import pytest

from grader.checks import Mismatch, assert_close, is_close, real_array, require


def pairs(batches):
    """The (x, t) of each batch, as arrays."""
    if not all(isinstance(batch, (tuple, list)) and len(batch) == 2 for batch in batches):
        raise Mismatch("rule", "`minibatches` must give pairs (x, t)")
    return [(real_array(x, "`x` of a batch"), real_array(t, "`t` of a batch")) for x, t in batches]


def stacked(batches):
    """All x and all t, one batch after the other."""
    shapes = {(x.shape[1:], t.shape[1:]) for x, t in batches}
    if len(shapes) != 1 or any(len(x) != len(t) for x, t in batches):
        raise Mismatch("shape", "a batch doesn't have as many rows of x as of t")
    return np.concatenate([x for x, _ in batches]), np.concatenate([t for _, t in batches])


def parameters(network):
    """The parameters of a network that stays in the worker."""
    params = network.params
    if not isinstance(params, dict) or set(params) != {"W1", "b1", "W2", "b2"}:
        raise Mismatch("rule", "after training the network doesn't have its parameters any more")
    return {name: real_array(value, "a parameter") for name, value in params.items()}


def step_of(student, network):
    """The student's own step, for errors to be carried forward; None if it is trivial."""

    def step(params, grads, learning_rate):
        after = student.sgd_step(params, grads, learning_rate)
        after = student.changed.get(0) if after is None else after
        require(isinstance(after, dict), "`sgd_step` neither gives the parameters nor changes them")
        return {name: real_array(after.get(name), "a parameter") for name in params}

    params = network.params
    once, twice = (
        step(params, {name: factor * np.ones_like(params[name]) for name in params}, 0.1)
        for factor in (1, 2)
    )
    is_trivial = any(
        is_close(once[name], twice[name]) or is_close(once[name], params[name]) for name in params
    )
    return None if is_trivial else step


def right_step(params, grads, learning_rate):
    """A step against the gradient."""
    return {name: params[name] - learning_rate * grads[name] for name in params}


def replayed(network, batches, learning_rate, step):
    """The parameters after a step for each batch."""
    for x, t in batches:
        network.params = step(network.params, network.gradient(x, t), learning_rate)
    return network.params


def assert_trained(actual, batches, new_network, learning_rate, student):
    """The parameters are those after a step for each batch, a right one or the student's own."""
    expected = replayed(new_network(), batches, learning_rate, right_step)
    is_right = all(is_close(actual[name], expected[name]) for name in expected)
    if not is_right and (own_step := step_of(student, new_network())) is not None:
        expected = replayed(new_network(), batches, learning_rate, own_step)
    for name, values in expected.items():
        assert_close(actual[name], values, "a parameter after training")


@pytest.mark.points(0.5)
def test_updates_with_any_batch_size(student, rng):
    """updates_per_epoch counts a ragged last batch, and one batch where n is less than its size"""
    sizes = [(int(n), int(size)) for n, size in rng.integers(2, 400, size=(6, 2))]
    sizes += [(7, 8), (8, 8), (9, 8), (1, 1)]
    expected = [-(-n // size) for n, size in sizes]
    assert_close(student.updates_per_epoch.many(sizes), expected, "the number of updates")


@pytest.mark.points(0.5)
def test_a_step_with_any_parameters(student, rng):
    """`sgd_step` takes any names and shapes, and leaves the gradients alone"""
    shapes = {"gamma": (1,), "kernel": (2, 3, 2), "b": (4,)}
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    grads = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    after = student.sgd_step(params, grads, 0.37)
    changed = student.changed
    if after is None:
        after = changed.get(0)
    require(isinstance(after, dict), "`sgd_step` neither gives the parameters nor changes them")
    require(set(after) == set(shapes), "the parameters don't have the names they had")
    for name in shapes:
        assert_close(after[name], params[name] - 0.37 * grads[name], "a parameter")
    require(1 not in changed and "grads" not in changed, "`sgd_step` changes the gradients")


@pytest.mark.points(0.5)
def test_rows_stay_together_and_the_last_batch_is_kept(student, rng):
    """each sample keeps its target, every batch is full but the last, and the last is kept"""
    x, t = rng.normal(size=(11, 3)), rng.normal(size=(11, 2))
    batches = pairs(student.take(student.minibatches(x, t, 4, np.random.default_rng(5)), 11))
    require(
        [len(batch[0]) for batch in batches] == [4, 4, 3], "the batches don't have the right sizes"
    )
    xs, ts = stacked(batches)
    assert_close(xs[np.argsort(xs[:, 0])], x[np.argsort(x[:, 0])], "the rows of x, sorted")
    assert_close(ts[np.argsort(xs[:, 0])], t[np.argsort(x[:, 0])], "the targets of the sorted rows")


@pytest.mark.points(0.5)
def test_the_order_comes_from_rng(student, rng):
    """the order is random, comes from rng alone, and x and t stay as they are"""
    x = rng.normal(size=(40, 1))
    t = 2 * x
    orders = []
    for seed in (1, 1, 2):
        given_back = student.minibatches(x, t, 8, np.random.default_rng(seed))
        changed = student.changed
        batches = pairs(student.take(given_back, 40))
        require(
            not changed and not student.changed, "`minibatches` changes the arrays that it is given"
        )
        orders.append(stacked(batches)[0])
    require(orders[0].shape == x.shape, "`minibatches` doesn't give every sample once")
    require(is_close(orders[0], orders[1]), "the same `rng` gives another order the second time")
    require(not is_close(orders[0], orders[2]), "another `rng` gives the same order")
    require(not is_close(orders[0], x), "the samples come in the order in which they were given")


@pytest.mark.points(1)
def test_training_on_the_full_batch(student, given):
    """with one batch an epoch, train makes one step an epoch with the gradient of all samples"""
    x, t = given.wave_data(30, np.random.default_rng(8))
    network = student.given.Network(seed=3)
    student.train(network, x, t, 20, 30, 0.2, np.random.default_rng(4))
    assert_trained(parameters(network), [(x, t)] * 20, lambda: given.Network(seed=3), 0.2, student)


@pytest.mark.points(1)
def test_training_uses_every_batch_for_one_update(student, given):
    """each epoch goes through all samples once and makes one update a batch, with its gradient"""
    x, t = given.wave_data(25, np.random.default_rng(9))
    seen = []
    network = student.given.WatchedNetwork(lambda *batch: seen.append(batch), seed=6)
    student.train(network, x, t, 3, 10, 0.1, np.random.default_rng(2))
    after = parameters(network)
    batches = pairs(seen)
    sizes = [len(batch[0]) for batch in batches]
    require(sizes == [10, 10, 5] * 3, "`train` doesn't ask for the gradient of the right batches")
    for start in (0, 3, 6):
        xs, ts = stacked(batches[start : start + 3])
        assert_close(xs[np.argsort(xs[:, 0])], x[np.argsort(x[:, 0])], "the samples of an epoch")
        assert_close(ts[np.argsort(xs[:, 0])], t[np.argsort(x[:, 0])], "the targets of an epoch")
    assert_trained(after, batches, lambda: given.Network(seed=6), 0.1, student)


@pytest.mark.points(1)
@pytest.mark.parametrize("epochs", [1, 3])
def test_the_loss_is_that_of_all_samples_after_the_epoch(student, given, epochs):
    """the last loss is that of all samples with the parameters that training ends with"""
    x, t = given.wave_data(21, np.random.default_rng(10))
    network, right = student.given.Network(seed=2), given.Network(seed=2)
    before = right.loss(x, t)
    losses = student.train(network, x, t, epochs, 8, 0.1, np.random.default_rng(3))
    right.params = parameters(network)
    losses = real_array(losses, "the losses")
    require(losses.shape == (epochs,), "`train` doesn't give one loss an epoch")
    require(not is_close(right.loss(x, t), before), "`train` doesn't change the network")
    assert_close(losses[-1], right.loss(x, t), "the last loss")
