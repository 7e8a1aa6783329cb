"""The gradient check accepts right gradients and finds slightly wrong ones."""

import numpy as np
import pytest

import nnlib as nn
from nnlib import GradientError, Tensor, grad, gradcheck
from nnlib.operations import OPERATIONS

rng = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("function", "inputs"),
    [
        (lambda x: x.exp(), [rng.normal(size=(2, 3))]),
        (lambda a, b: a @ b, [rng.normal(size=(2, 3)), rng.normal(size=3)]),
        (lambda z: nn.cross_entropy(z, [0, 2]), [rng.normal(size=(2, 3))]),
        (lambda x: nn.Conv2d(1, 2, 2, seed=0)(x), [rng.normal(size=(1, 1, 3, 3))]),
        (lambda x: 1e6 * x.sin(), [rng.normal(size=3)]),
        (lambda x: 1e-3 * x**3, [rng.normal(size=3)]),
        (lambda x: x * 0, [2.0]),
    ],
)
def test_right_gradients_pass(function, inputs):
    assert gradcheck(function, inputs)


def test_right_second_derivatives_pass():
    assert gradcheck(lambda x: grad(x.tanh().sum(), [x])[0], [rng.normal(size=4)])


WRONG_BY = {
    "exp": lambda x: x.exp(),
    "tanh": lambda x: x.tanh(),
    "mul": lambda x: x * [1.0, 2.0, 3.0],
    "sum": lambda x: x.sum() * 2,
    "sigmoid": lambda x: x.sigmoid(),
    "reshape": lambda x: x.reshape(3, 1),
}


@pytest.mark.parametrize("op", WRONG_BY)
@pytest.mark.parametrize("factor", [1.001, 0.999, -1.0, 0.0, np.nan])
def test_a_gradient_wrong_by_a_thousandth_is_found(op, factor, monkeypatch):
    right = OPERATIONS[op]
    rules = tuple(
        rule and (lambda g, *rest, rule=rule, **attrs: rule(g, *rest, **attrs) * factor)
        for rule in right.gradient
    )
    x = rng.uniform(0.5, 1.0, 3)
    assert gradcheck(WRONG_BY[op], [x])
    monkeypatch.setitem(OPERATIONS, op, right._replace(gradient=rules))
    with pytest.raises(GradientError):
        gradcheck(WRONG_BY[op], [x])


def test_a_single_wrong_number_among_many_is_found_and_named(monkeypatch):
    off = np.ones((2, 3))
    off[1, 2] = 1.001
    rule = OPERATIONS["exp"]
    monkeypatch.setitem(
        OPERATIONS, "exp", rule._replace(gradient=(lambda g, out, x: g * out * off,))
    )
    with pytest.raises(GradientError) as caught:
        gradcheck(lambda a, x: a * x.exp(), [2.0, np.ones((2, 3))])
    for part in ("input 1 at (1, 2)", "central differences give", "1 of 6 numbers differ"):
        assert part in str(caught.value)


def test_swapped_gradients_of_two_outputs_are_found(monkeypatch):
    # Their plain sum would be right.
    monkeypatch.setitem(
        OPERATIONS,
        "reshape",
        OPERATIONS["reshape"]._replace(gradient=(lambda g, out, x, shape: g[[1, 0]],)),
    )
    with pytest.raises(GradientError):
        gradcheck(lambda x: nn.apply("reshape", x, shape=(2,)), [[1.0, 2.0]])


def test_a_forgotten_gradient_is_found():
    with pytest.raises(GradientError, match="is 0, but central differences give"):
        gradcheck(lambda x: x.detach() * 3, [2.0])


def test_the_inputs_are_left_as_they_were():
    x = Tensor([1.0, 2.0])
    gradcheck(lambda x: x * x, [x])
    assert x.tolist() == [1.0, 2.0]
    assert x.grad is None
