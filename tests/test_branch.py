"""A branch computes one function of several: its values, its gradient, and what it refuses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib import Tensor, branch, fold, grad, gradcheck
from nnlib.operations import OPERATIONS, Operation
from nnlib.recording import Recording
from tests.live.page import live

FUNCTIONS = [Tensor.tanh, Tensor.relu, lambda z: z * z * z, lambda z: z]
Z = np.array([-1.5, -0.2, 0.7, 2.0])


@given(index=st.floats(-2, 6))
def test_it_equals_the_function_that_it_chooses(index):
    chosen = FUNCTIONS[int(np.clip(np.floor(index), 0, 3))]
    np.testing.assert_array_equal(branch(index, FUNCTIONS, Z).data, chosen(Tensor(Z)).data)


@pytest.mark.parametrize("index", range(4))
def test_the_gradient_is_that_of_the_function_that_it_chooses(index):
    z = Tensor(Z, requires_grad=True)
    (got,) = grad(branch(index, FUNCTIONS, z).sum(), [z])
    (expected,) = grad(FUNCTIONS[index](z).sum(), [z])
    np.testing.assert_array_equal(got.data, expected.data)
    gradcheck(lambda z: branch(index, FUNCTIONS, z), [z])


def test_second_derivatives_flow_through():
    z = Tensor(Z)
    (first,) = grad(branch(2, FUNCTIONS, z).sum(), [z])
    (second,) = grad(first.sum(), [z])
    np.testing.assert_allclose(second.data, 6 * Z)


def test_what_a_function_uses_from_outside_gets_its_gradient():
    w = Tensor(3.0, requires_grad=True)
    branch(0, [lambda x: w * x, lambda x: x], 2.0).backward()
    assert w.grad.item() == 2


@pytest.mark.parametrize("operands", [0, 1], ids=["from outside", "as an operand"])
def test_only_the_chosen_function_is_computed(operands, monkeypatch):
    x, index = live("x", 2.0), live("index", 0)
    functions = [lambda z=x: z.exp(), lambda z=x: z.sin()]
    recording = Recording.of(
        {"y": branch(index, functions, *[x] * operands)}, {"x": x, "index": index}
    )

    def refuse(x):
        raise AssertionError("not chosen")

    monkeypatch.setitem(OPERATIONS, "exp", Operation(refuse))
    assert recording.run(x=2.0, index=1)["y"] == np.sin(2.0)


def test_it_works_within_a_fold_and_follows_a_control():
    n, kind, rate = live("n", 0), live("kind", 0), live("rate", 0.5)
    folded = fold(
        lambda s, k: {"x": branch(kind, [lambda: s["x"] * rate, lambda: s["x"] - k])},
        {"x": 8.0},
        n,
        max=5,
    )
    recording = Recording.of(dict(folded), {"n": n, "kind": kind, "rate": rate})
    again = Recording.from_json(recording.to_json())
    assert again.run(n=3, kind=0, rate=0.5)["x"] == 1
    assert again.run(n=3, kind=1, rate=0.5)["x"] == 5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: branch(0, []), "no function to choose"),
        (lambda: branch([0, 1], [Tensor.tanh], 1.0), "index is one number, but has shape (2,)"),
        (lambda: branch(0, [lambda x: x, Tensor.sum], [1.0, 2.0]), "shapes (2,), ()"),
        (
            lambda: branch(0, [lambda x: fold(lambda s, k: s, {"x": x}, 1, max=1)["x"]], 1.0),
            "cannot fold",
        ),
    ],
)
def test_what_cannot_be_chosen_is_refused(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert message in str(caught.value)
