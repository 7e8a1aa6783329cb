"""Activations equal PyTorch's, stay finite at extremes, and can be recorded."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import nnlib as nn
from nnlib import ACTIVATIONS, Tensor, activate, grad

Z = np.random.default_rng(0).normal(size=(3, 4)) * 3
EXTREMES = np.array([-1000.0, -30.0, -1.0, 0.0, 1.0, 30.0, 1000.0])

TWINS = {
    "linear": lambda z: 1.0 * z,
    "step": lambda z: torch.heaviside(z.detach(), torch.ones((), dtype=z.dtype)),
    "sign": torch.sign,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": F.leaky_relu,
    "prelu": lambda z: F.prelu(z, torch.tensor(0.25, dtype=z.dtype)),
    "silu": F.silu,
    # PyTorch turns to a straight line above its threshold of 20, nnlib never does.
    "softplus": lambda z: F.softplus(z, threshold=600),
    "gelu": F.gelu,
    "abs": torch.abs,
    "softmax": lambda z: F.softmax(z, -1),
    "log_softmax": lambda z: F.log_softmax(z, -1),
}


def test_every_activation_has_a_twin_in_torch():
    assert TWINS.keys() == ACTIVATIONS.keys()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_equals_torch(name, same_as_torch):
    same_as_torch(lambda z: activate(name, z), TWINS[name], Z)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_equals_torch_at_extremes(name, same_as_torch):
    same_as_torch(lambda z: activate(name, z), TWINS[name], EXTREMES)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_and_two_derivatives_are_finite_at_extremes(name):
    z = Tensor(EXTREMES)
    value = activate(name, z)
    (first,) = grad((value * [1, 2, 3, 4, 5, 6, 7]).sum(), [z])
    (second,) = grad(first.sum(), [z])
    for numbers in (value, first, second):
        assert np.isfinite(numbers.data).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_can_be_recorded(name, replays):
    replays(lambda z: activate(name, z), [Z[0]], [Z[1] * 100])


SETTINGS = {
    "slope of leaky_relu": nn.leaky_relu,
    "slope of prelu": nn.prelu,
    "beta of softplus": nn.softplus,
    "alpha of linear": nn.linear,
}


@pytest.mark.parametrize("function", SETTINGS.values(), ids=SETTINGS)
def test_a_setting_may_be_a_control(function, replays):
    replays(function, [Z, 0.5], [Z, 2.0])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda z: nn.leaky_relu(z, 0.3), lambda z: F.leaky_relu(z, 0.3)),
        (lambda z: nn.softplus(z, 4.0), lambda z: F.softplus(z, 4.0, threshold=600)),
        (lambda z: nn.gelu(z, "tanh"), lambda z: F.gelu(z, approximate="tanh")),
        (lambda z: nn.softmax(z, 0), lambda z: F.softmax(z, 0)),
        (lambda z: nn.log_softmax(z, 0), lambda z: F.log_softmax(z, 0)),
    ],
)
def test_settings_mean_what_they_mean_in_torch(ours, theirs, same_as_torch):
    same_as_torch(ours, theirs, Z)


def test_prelu_learns_one_weight_for_each_channel(same_as_torch):
    same_as_torch(nn.prelu, F.prelu, Z, np.array([0.1, 0.2, 0.3, 0.4]))
    same_as_torch(nn.prelu, F.prelu, np.stack([Z, -Z]), np.array([0.1, 0.2, 0.3]))
    same_as_torch(nn.prelu, F.prelu, Z, np.array([0.3]))


def test_a_step_neuron_fires_as_soon_as_its_threshold_is_reached():
    assert nn.step([-1e-9, 0.0, 1e-9]).tolist() == [0.0, 1.0, 1.0]


def test_softmax_sums_to_one_and_knows_no_common_offset():
    p = nn.softmax(Z)
    np.testing.assert_allclose(p.data.sum(-1), 1.0)
    np.testing.assert_allclose(nn.softmax(Z + 1e4).data, p.data, rtol=1e-10)


def test_log_softmax_keeps_its_digits_under_a_common_offset():
    z = np.array([1e6, 1e6 + 1])
    np.testing.assert_allclose(nn.log_softmax(z).data, nn.log_softmax(z - 1e6).data, rtol=1e-14)


def test_tanh_is_a_scaled_and_shifted_sigmoid():
    np.testing.assert_allclose(nn.tanh(Z).data, 2 * nn.sigmoid(2 * Z).data - 1, atol=1e-15)
