"""Every operation of the table equals PyTorch's: values, gradients and second derivatives."""

import numpy as np
import pytest
import torch

from nnlib.operations import OPERATIONS
from nnlib.tensor import Tensor, apply, grad

rng = np.random.default_rng(0)


def normal(*shape):
    return rng.normal(size=shape)


def positive(*shape):
    return rng.uniform(0.2, 3.0, shape)


def floats(comparison):
    return lambda a, b: comparison(a, b).double()


# Whole numbers and halves, so that ties, zeros and bounds occur.
EDGES = np.array([-1000.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 1000.0])
PAIRS = (normal(3, 4), normal(4))
TIES = (EDGES, np.roll(EDGES, 1) * (np.arange(9) % 2) + EDGES * (np.arange(9) % 2 == 0))
IMAGES = normal(2, 3, 6, 5)
KERNEL = {"kernel": (3, 2), "stride": 2, "padding": 1}
FOLDED = {"kernel_size": (3, 2), "stride": 2, "padding": 1}


def unslice(x):
    out = torch.zeros(6, 5, dtype=torch.float64)
    out[1:5:2, 4:5] = x
    return out


# For each operation: PyTorch's counterpart, the inputs, and the operation's attributes.
CASES = {
    "add": [(torch.add, PAIRS, {})],
    "sub": [(torch.sub, PAIRS, {}), (torch.sub, (normal(2, 1), normal(1, 3)), {})],
    "mul": [(torch.mul, PAIRS, {}), (torch.mul, (normal(), normal(2, 3)), {})],
    "div": [(torch.div, (normal(3, 4), positive(4)), {}), (torch.div, (normal(2), EDGES[:2]), {})],
    "pow": [
        (torch.pow, (positive(3, 4), normal(4)), {}),
        (torch.pow, (normal(5), np.array(2.0)), {}),
        (torch.pow, (normal(5), np.array(1.0)), {}),
        (torch.pow, (normal(5), np.array(3.0)), {}),
        (torch.pow, (positive(5), np.array(-1.5)), {}),
    ],
    "remainder": [(torch.remainder, (normal(3, 4) * 5, positive(4)), {})],
    "maximum": [(torch.maximum, PAIRS, {}), (torch.maximum, TIES, {})],
    "minimum": [(torch.minimum, PAIRS, {}), (torch.minimum, TIES, {})],
    "less": [(floats(torch.lt), TIES, {})],
    "less_equal": [(floats(torch.le), TIES, {})],
    "greater": [(floats(torch.gt), TIES, {})],
    "greater_equal": [(floats(torch.ge), TIES, {})],
    "equal": [(floats(torch.eq), TIES, {})],
    "not_equal": [(floats(torch.ne), TIES, {})],
    "where": [
        (
            lambda c, a, b: torch.where(c != 0, a, b),
            (rng.integers(0, 2, (3, 4)), normal(4), normal(3, 1)),
            {},
        )
    ],
    "neg": [(torch.neg, (normal(3),), {})],
    "exp": [(torch.exp, (normal(3),), {}), (torch.exp, (EDGES[:-1],), {})],
    "log": [(torch.log, (positive(3),), {})],
    "log1p": [(torch.log1p, (positive(3) * 1e-9,), {}), (torch.log1p, (positive(3),), {})],
    "sqrt": [(torch.sqrt, (positive(3),), {})],
    "sin": [(torch.sin, (normal(3),), {}), (torch.sin, (EDGES,), {})],
    "cos": [(torch.cos, (normal(3),), {}), (torch.cos, (EDGES,), {})],
    "tanh": [(torch.tanh, (normal(3),), {}), (torch.tanh, (EDGES,), {})],
    "sigmoid": [(torch.sigmoid, (normal(3),), {}), (torch.sigmoid, (EDGES,), {})],
    # PyTorch turns to a straight line above its threshold, nnlib never does.
    "softplus": [
        (lambda x: torch.nn.functional.softplus(x, threshold=2000), (normal(3),), {}),
        (lambda x: torch.nn.functional.softplus(x, threshold=600), (EDGES,), {}),
    ],
    "erf": [(torch.erf, (normal(3),), {}), (torch.erf, (EDGES,), {})],
    "relu": [(torch.relu, (normal(3),), {}), (torch.relu, (EDGES,), {})],
    "abs": [(torch.abs, (normal(3),), {}), (torch.abs, (EDGES,), {})],
    "sign": [(torch.sign, (EDGES,), {})],
    "floor": [(torch.floor, (normal(5) * 3,), {}), (torch.floor, (EDGES,), {})],
    "clip": [
        (lambda x: torch.clip(x, -1.0, 0.5), (EDGES,), {"low": -1.0, "high": 0.5}),
        (lambda x: torch.clip(x, -1.0, 0.5), (normal(5),), {"low": -1.0, "high": 0.5}),
    ],
    "sum": [
        (lambda x: x.sum((0, 2)), (normal(2, 3, 4),), {"dim": (0, 2), "keepdim": False}),
        (lambda x: x.sum(1, keepdim=True), (normal(2, 3),), {"dim": (1,), "keepdim": True}),
        (lambda x: x.sum(), (normal(2, 3),), {"dim": (0, 1), "keepdim": False}),
    ],
    "amax": [
        (lambda x: x.amax((0, 2)), (normal(2, 3, 4),), {"dim": (0, 2), "keepdim": False}),
        (lambda x: x.amax(1, True), (np.eye(3),), {"dim": (1,), "keepdim": True}),
        (lambda x: x.amax(), (np.ones((2, 3)),), {"dim": (0, 1), "keepdim": False}),
    ],
    "argmax": [
        (lambda x: x.argmax(1).double(), (normal(4, 5),), {"dim": 1}),
        (lambda x: x.argmax(0).double(), (normal(4, 5),), {"dim": 0}),
    ],
    "reshape": [(lambda x: x.reshape(4, 3), (normal(2, 6),), {"shape": (4, 3)})],
    "permute": [(lambda x: x.permute(2, 0, 1), (normal(2, 3, 4),), {"dims": (2, 0, 1)})],
    "expand": [
        (lambda x: x.expand(2, 3, 4), (normal(3, 1),), {"shape": (2, 3, 4)}),
        (lambda x: x.expand(3), (normal(),), {"shape": (3,)}),
    ],
    "slice": [
        (lambda x: x[1:5:2, 4:5], (normal(6, 5),), {"key": ((1, 2, 2), (4, 1, 1))}),
        (lambda x: x.flip(0), (normal(6),), {"key": ((5, 6, -1),)}),
    ],
    "unslice": [(unslice, (normal(2, 1),), {"key": ((1, 2, 2), (4, 1, 1)), "shape": (6, 5)})],
    "cat": [
        (
            lambda *x: torch.cat(x, 1),
            (normal(2, 3), normal(2, 1), normal(2, 2)),
            {"dim": 1},
        )
    ],
    "take": [(lambda x, index: x[index], (normal(4, 3), np.array([[1, 1], [3, 0]])), {})],
    "put": [
        (
            lambda x, index: torch.zeros(5, 3, dtype=torch.float64).index_add(0, index, x),
            (normal(4, 3), np.array([1, 1, 4, 0])),
            {"size": 5},
        )
    ],
    "patches": [
        (lambda x: torch.nn.functional.unfold(x, **FOLDED), (IMAGES,), KERNEL),
        (
            lambda x: torch.nn.functional.unfold(x, 2),
            (IMAGES,),
            {"kernel": (2, 2), "stride": 1, "padding": 0},
        ),
    ],
    "from_patches": [
        (
            lambda x: torch.nn.functional.fold(x, (6, 5), **FOLDED),
            (normal(2, 18, 9),),
            {"shape": (2, 3, 6, 5), **KERNEL},
        )
    ],
    "matmul": [
        (torch.matmul, (normal(3, 4), normal(4, 2)), {}),
        (torch.matmul, (normal(5, 3, 4), normal(4, 2)), {}),
        (torch.matmul, (normal(2, 1, 3, 4), normal(5, 4, 2)), {}),
    ],
    "arange": [
        (
            lambda: torch.arange(-1, 1, 0.25, dtype=torch.float64),
            (),
            {"start": -1.0, "step": 0.25, "size": 8},
        )
    ],
    "linspace": [
        (
            lambda: torch.linspace(-1, 2, 7, dtype=torch.float64),
            (),
            {"start": -1.0, "stop": 2.0, "size": 7},
        )
    ],
}

# Their twins are in tests of their own: Python's loop and choice, and what a typed function means.
WITHOUT_TWIN_IN_TORCH = {"fold", "branch", "formula"}


def test_every_operation_has_a_twin_in_torch():
    assert set(CASES) == set(OPERATIONS) - WITHOUT_TWIN_IN_TORCH


@pytest.mark.parametrize(
    ("op", "theirs", "inputs", "attrs"),
    [
        pytest.param(op, *case, id=f"{op}-{k}")
        for op, cases in CASES.items()
        for k, case in enumerate(cases)
    ],
)
def test_an_operation_equals_torch(op, theirs, inputs, attrs, same_as_torch):
    if inputs:
        same_as_torch(lambda *x: apply(op, *x, **attrs), theirs, *inputs)
    else:
        np.testing.assert_allclose(apply(op, **attrs).data, theirs().numpy(), rtol=1e-12)


@pytest.mark.parametrize("exponent", [0.0, 1.0, 2.0, 3.0])
def test_a_power_of_zero_has_torchs_gradient(exponent, same_as_torch):
    base = np.array([0.0, -1.0, 2.0])
    same_as_torch(lambda a: a**exponent, lambda a: a**exponent, base)
    # log(−1) is NaN in both; the base's gradient does not suffer from it.
    same_as_torch(lambda a, b: a**b, torch.pow, base, np.full(3, exponent), second=False)


def test_the_slope_of_a_power_depends_on_its_exponent():
    # ∂²/∂b∂a aᵇ = aᵇ⁻¹ (1 + b log a), also at the exponents 1 and 2 that have a rule of their own
    for exponent in (1.0, 2.0, 3.0):
        a, b = Tensor(2.0), Tensor(exponent, requires_grad=True)
        (slope,) = grad(a**b, [a])
        (mixed,) = grad(slope, [b])
        assert mixed.item() == pytest.approx(2 ** (exponent - 1) * (1 + exponent * np.log(2)))


@pytest.mark.parametrize(
    "op", ["relu", "sigmoid", "tanh", "abs", "sign", "softplus", "erf", "exp", "log", "floor"]
)
def test_nan_stays_nan(op):
    assert np.isnan(apply(op, np.nan).item())


@pytest.mark.parametrize("op", ["maximum", "minimum"])
def test_nan_wins_every_comparison_of_size(op):
    assert np.isnan(apply(op, np.nan, 0.0).item())
    assert np.isnan(apply(op, 0.0, np.nan).item())


def test_an_operation_never_changes_its_inputs():
    for op, cases in CASES.items():
        for _, inputs, attrs in cases:
            tensors = [Tensor(x) for x in inputs]
            before = [x.numpy() for x in tensors]
            apply(op, *tensors, **attrs)
            for x, b in zip(tensors, before, strict=True):
                np.testing.assert_array_equal(x.data, b, err_msg=op)
