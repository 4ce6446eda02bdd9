"""Hidden checks: random networks and batches, and what is left of what was passed in."""

import numpy as np
import pytest

from grader.checks import assert_close, real_array, require


def network(module, weights):
    """An affine layer for each matrix of weights; a ReLU behind the first, else sigmoids."""
    layers = []
    for W in weights:
        layers.append(module.Affine(W, np.linspace(-0.2, 0.3, W.shape[1])))
        layers.append(module.Sigmoid() if len(layers) > 1 else module.Relu())
    return layers


def batch(rng, shape):
    """Samples of which two are opposites, so that the ReLU never stops all of the gradient."""
    x = rng.normal(size=shape)
    x[1] = -x[0]
    return x


def require_norms(values):
    """Numbers that could be norms: they aren't all the same, and not 0."""
    norms = real_array(values, "the list of norms")
    require(norms.ndim > 0 and len(norms) > 0, "`gradient_norms` must give a list")
    require(bool(np.all(np.isfinite(norms))), "a norm is nan or infinite")
    require(len(np.unique(norms)) > 1, "all norms are the same")
    return norms


@pytest.mark.points(0.5)
def test_a_random_network(student, reference, given, rng):
    """the norms are right for layers of any width and a batch of any size"""
    weights = [rng.normal(size=shape) for shape in ((3, 5), (5, 4), (4, 2))]
    x, dout = batch(rng, (6, 3)), rng.normal(size=(6, 2))
    norms = student.gradient_norms(network(student.given, weights), x, dout)
    expected = reference.gradient_norms(network(given, weights), x, dout)
    assert_close(norms, expected, "the list of norms")


@pytest.mark.points(0.5)
def test_it_makes_its_own_forward_pass(student, rng):
    """the norms belong to `x`, whatever the layers were used for before"""
    weights = [rng.normal(size=(3, 3)) for _ in range(2)]
    x, other, dout = batch(rng, (4, 3)), batch(rng, (4, 3)), rng.normal(size=(4, 3))
    layers = network(student.given, weights)
    for layer in layers:
        other = layer.forward(other)
    norms = student.gradient_norms(layers, x, dout)
    fresh = student.gradient_norms(network(student.given, weights), x, dout)
    assert_close(norms, require_norms(fresh), "the list of norms")


@pytest.mark.points(0.5)
def test_the_first_layers_alone(student, given, rng):
    """the first layers give the same norms alone, for the gradient that reaches them"""
    weights = [rng.normal(size=(3, 3)) for _ in range(3)]
    x, dout = batch(rng, (5, 3)), rng.normal(size=(5, 3))
    norms = require_norms(student.gradient_norms(network(student.given, weights), x, dout))
    layers = network(given, weights)
    values, reaching = x, dout
    for layer in layers:
        values = layer.forward(values)
    for layer in reversed(layers[3:]):
        reaching = layer.backward(reaching)
    few = student.gradient_norms(network(student.given, weights)[:3], x, reaching)
    few = require_norms(few)
    require(len(few) < len(norms), "fewer layers don't give fewer norms")
    assert_close(few, norms[len(norms) - len(few) :], "the list of the first layers' norms")


@pytest.mark.points(0.5)
def test_every_sample_counts(student, rng):
    """with every sample twice in the batch the norms are the root of 2 as large"""
    weights = [rng.normal(size=(2, 2)) for _ in range(2)]
    x, dout = batch(rng, (3, 2)), rng.normal(size=(3, 2))
    once = student.gradient_norms(network(student.given, weights), x, dout)
    x, dout = np.concatenate([x, x]), np.concatenate([dout, dout])
    twice = student.gradient_norms(network(student.given, weights), x, dout)
    # the shape of the list is another check's business
    size = np.linalg.norm(require_norms(once))
    assert_close(np.linalg.norm(require_norms(twice)), np.sqrt(2) * size, "the size of the norms")


@pytest.mark.points(0.5)
def test_nothing_is_changed(student, rng):
    """the list of layers, `x` and `dout` stay as they were"""
    weights = [rng.normal(size=(3, 3)) for _ in range(2)]
    x, dout = batch(rng, (4, 3)), rng.normal(size=(4, 3))
    norms = student.gradient_norms(network(student.given, weights), x, dout)
    changed = student.changed
    require_norms(norms)
    require(not changed, "`gradient_norms` changes what it is given")
