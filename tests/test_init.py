"""Start values have the spread that their papers ask for."""

import numpy as np
import pytest
import torch

from nnlib import init

SHAPES = [(300, 200), (60, 40, 3, 3)]


def fans(shape):
    return torch.nn.init._calculate_fan_in_and_fan_out(torch.empty(shape))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("function", "variance"),
    [
        (init.xavier_normal, lambda inputs, outputs: 2 / (inputs + outputs)),
        (init.xavier_uniform, lambda inputs, outputs: 2 / (inputs + outputs)),
        (init.kaiming_normal, lambda inputs, outputs: 2 / inputs),
        (init.kaiming_uniform, lambda inputs, outputs: 2 / inputs),
    ],
)
def test_the_variance_is_what_the_paper_asks_for(function, variance, shape):
    values = function(shape, seed=0)
    assert values.shape == shape
    # Of n draws the variance is off by about √(2/n) of itself; five times that is allowed.
    allowed = 5 * np.sqrt(2 / values.size)
    assert values.var() == pytest.approx(variance(*fans(shape)), rel=allowed)
    assert abs(values.mean()) < 5 * values.std() / np.sqrt(values.size)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (init.xavier_uniform, torch.nn.init.xavier_uniform_),
        (lambda s, seed: init.xavier_uniform(s, 5 / 3, seed),
         lambda t: torch.nn.init.xavier_uniform_(t, gain=5 / 3)),
        (init.kaiming_uniform, lambda t: torch.nn.init.kaiming_uniform_(t, nonlinearity="relu")),
        (lambda s, seed: init.uniform(s, -0.5, 0.25, seed),
         lambda t: torch.nn.init.uniform_(t, -0.5, 0.25)),
    ],
)  # fmt: skip
def test_uniform_bounds_are_torchs(ours, theirs):
    found = ours((300, 200), seed=0)
    expected = theirs(torch.empty(300, 200)).numpy()
    assert found.max() == pytest.approx(expected.max(), rel=1e-3)
    assert found.min() == pytest.approx(expected.min(), rel=1e-3)


def test_normal_has_its_mean_and_spread():
    values = init.normal(100_000, mean=3.0, std=0.5, seed=0)
    assert values.mean() == pytest.approx(3.0, abs=0.01)
    assert values.std() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    "function",
    [init.normal, init.uniform, init.xavier_normal, init.xavier_uniform,
     init.kaiming_normal, init.kaiming_uniform],
)  # fmt: skip
def test_a_seed_or_a_generator_decides_the_values(function):
    first = function((2, 3), seed=0)
    np.testing.assert_array_equal(first, function((2, 3), seed=0))
    np.testing.assert_array_equal(first, function((2, 3), seed=np.random.default_rng(0)))
    assert not np.array_equal(first, function((2, 3), seed=1))
    rng = np.random.default_rng(0)
    assert not np.array_equal(function((2, 3), seed=rng), function((2, 3), seed=rng))


def test_zeros_are_zeros():
    assert init.zeros((2, 3)).tolist() == [[0.0] * 3] * 2
