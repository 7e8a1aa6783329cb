"""Infinities, NaN and edges: values and gradients are PyTorch's, and NaN is never lost."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

import nnlib as nn
from nnlib import Tensor, grad

SPECIAL = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 1e308, -1e308])
LEFT, RIGHT = (grid.ravel() for grid in np.meshgrid(SPECIAL, SPECIAL))


def compare(ours, theirs, *arrays):
    """Compare values and first derivatives, also where they are not finite."""
    tensors = [Tensor(x, requires_grad=True) for x in arrays]
    twins = [torch.tensor(x, requires_grad=True) for x in arrays]
    found, expected = ours(*tensors), theirs(*twins)
    np.testing.assert_allclose(found.data, expected.detach().numpy(), rtol=1e-9)
    for g, e in zip(
        grad(found.sum(), tensors), torch.autograd.grad(expected.sum(), twins), strict=True
    ):
        np.testing.assert_allclose(g.data, e.numpy(), rtol=1e-9)


OF_ONE = {
    "relu": (nn.relu, F.relu),
    "leaky relu": (nn.leaky_relu, F.leaky_relu),
    "clip": (lambda x: nn.clip(x, -1, 1), lambda x: torch.clip(x, -1, 1)),
    "sigmoid": (nn.sigmoid, torch.sigmoid),
    "tanh": (nn.tanh, torch.tanh),
    "silu": (nn.silu, F.silu),
    "gelu": (nn.gelu, F.gelu),
    "softplus": (nn.softplus, F.softplus),
    "x²": (lambda x: x**2, lambda x: x**2),
    "x⁰": (lambda x: x**0, lambda x: x**0),
    "2ˣ": (lambda x: 2.0**x, lambda x: 2.0**x),
    "0ˣ": (lambda x: 0.0**x, lambda x: 0.0**x),
    "huber": (
        lambda x: nn.huber_loss(x, np.zeros(x.shape), "sum"),
        lambda x: F.huber_loss(x, torch.zeros_like(x), reduction="sum"),
    ),
    "√relu": (lambda x: nn.sqrt(nn.relu(x)), lambda x: torch.sqrt(F.relu(x))),
    "√clip": (lambda x: nn.sqrt(nn.clip(x, 0, 1)), lambda x: torch.sqrt(torch.clip(x, 0, 1))),
}
OF_TWO = {
    "maximum": (nn.maximum, torch.maximum),
    "minimum": (nn.minimum, torch.minimum),
    "power": (lambda a, b: a**b, torch.pow),
    "quotient": (lambda a, b: a / b, torch.div),
    "huber": (
        lambda a, b: nn.huber_loss(a, b, "none"),
        lambda a, b: F.huber_loss(a, b, reduction="none"),
    ),
    "prelu": (
        lambda a, b: nn.prelu(a.reshape(-1, 1), b[5:6]),
        lambda a, b: F.prelu(a.reshape(-1, 1), b[5:6]),
    ),
    "√maximum": (
        lambda a, b: nn.sqrt(nn.maximum(a, b)),
        lambda a, b: torch.sqrt(torch.maximum(a, b)),
    ),
}


@pytest.mark.parametrize(("ours", "theirs"), OF_ONE.values(), ids=OF_ONE)
def test_a_function_of_special_numbers_is_torchs(ours, theirs):
    compare(ours, theirs, SPECIAL)


@pytest.mark.parametrize(("ours", "theirs"), OF_TWO.values(), ids=OF_TWO)
def test_a_function_of_pairs_of_special_numbers_is_torchs(ours, theirs):
    compare(ours, theirs, LEFT, RIGHT)


@pytest.mark.parametrize("special", SPECIAL[:3])
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda x: x.amax(), lambda x: x.amax()),
        (lambda x: x.amin(), lambda x: x.amin()),
        (nn.norm, torch.linalg.norm),
        (nn.softmax, lambda x: torch.softmax(x, -1)),
        (nn.log_softmax, lambda x: torch.log_softmax(x, -1)),
    ],
    ids=["amax", "amin", "norm", "softmax", "log_softmax"],
)
def test_a_reduction_of_special_numbers_is_torchs(ours, theirs, special):
    compare(ours, theirs, np.array([1.0, special, 1.0, 0.5]))


def test_zeros_among_many_numbers_are_chosen_and_not_multiplied():
    x = np.where(np.arange(2000) % 2, -1.0, 1.0)
    for special in (np.inf, -np.inf, np.nan, -0.0, 1e308):
        many = Tensor(np.full(2000, special))
        for found in (many.where(x > 0, 0.0), many.masked_fill(x <= 0, 0.0)):
            np.testing.assert_array_equal(found.data, np.where(x > 0, special, 0.0))
        assert not np.signbit(many.where(x > 0, 0.0).data[1])


def test_nan_is_not_moved_to_a_bound_that_a_tensor_gives():
    x = Tensor([np.nan, np.inf, -np.inf, 0.5])
    found = nn.clip(x, Tensor(-1.0), Tensor(1.0))
    np.testing.assert_array_equal(found.data, [np.nan, 1.0, -1.0, 0.5])
    assert np.isnan(nn.clip(0.5, Tensor(np.nan), 1.0).item())
    assert np.isnan(nn.clip(0.5, 0.0, Tensor(np.nan)).item())


@pytest.mark.parametrize("distance", [0.5, 1.0, -1.0, 1.5, np.inf])
def test_the_second_derivative_of_huber_is_torchs_also_at_its_edge(distance):
    x, twin = Tensor(distance), torch.tensor(distance, requires_grad=True)
    (first,) = grad(nn.huber_loss(x, 0.0), [x])
    (e,) = torch.autograd.grad(F.huber_loss(twin, torch.zeros(())), twin, create_graph=True)
    assert first.item() == e.item()
    (second,) = torch.autograd.grad(e, twin)
    assert grad(first, [x])[0].item() == second.item()


@pytest.mark.parametrize("numbers", [[2.0], [1.0, 3.0], [1.0, 2.0, 4.0]])
@pytest.mark.parametrize("correction", [0, 1, 2, 5])
@pytest.mark.filterwarnings("ignore:var")
def test_the_variance_of_few_numbers_is_torchs(numbers, correction, same_as_torch):
    def var(x):
        return x.var(correction=correction)

    x = np.array(numbers)
    expected = var(torch.tensor(x)).item()
    np.testing.assert_equal(Tensor(x).var(correction=correction).item(), expected)
    # Of an infinite variance PyTorch has infinite derivatives, nnlib none.
    if not np.isinf(expected):
        same_as_torch(var, var, x)


@pytest.mark.parametrize("exponent", [-1.0, -0.5, 0.0, 0.5, 2.0])
def test_the_gradient_of_a_power_of_zero_for_its_exponent_is_torchs(exponent):
    compare(lambda b: 0.0**b, lambda b: 0.0**b, np.array([exponent]))
    compare(lambda a, b: a**b, torch.pow, np.zeros(1), np.array([exponent]))
