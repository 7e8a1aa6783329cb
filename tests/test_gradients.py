"""Backpropagation: the walk through the graph, its depth, its memory, and where it stops."""

import gc
import sys
import weakref

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlib import Linear, Sequential, Tanh, Tensor, grad, mse_loss, no_grad, optim, softmax


def test_gradients_of_a_value_used_twice_add_up():
    x = Tensor(3.0, requires_grad=True)
    y = x * x
    (y + y * x).backward()
    assert x.grad.item() == 2 * 3 + 3 * 3**2


def test_backward_adds_to_the_gradient_that_is_there():
    x = Tensor(3.0, requires_grad=True)
    (x * x).backward()
    (x * x).backward()
    assert x.grad.item() == 12.0


def test_backward_leaves_gradients_at_leaves_that_ask_for_them_only():
    w, x = Tensor(3.0, requires_grad=True), Tensor(2.0)
    z = w * x
    (z * z).backward()
    assert w.grad.item() == 24.0
    assert x.grad is None
    assert z.grad is None


def test_a_gradient_half_way_can_be_asked_for():
    x = Tensor(3.0, requires_grad=True)
    z = x * x
    y = z.exp()
    gz, gx = grad(y, [z, x])
    assert gz.item() == pytest.approx(np.exp(9.0))
    assert gx.item() == pytest.approx(6 * np.exp(9.0))


def test_a_value_the_output_does_not_depend_on_has_a_gradient_of_zeros():
    x, other = Tensor(3.0), Tensor([1.0, 2.0])
    _, g = grad(x * x, [x, other])
    assert g.tolist() == [0.0, 0.0]


def test_the_gradient_of_a_tensor_with_respect_to_itself_is_one():
    x = Tensor(3.0)
    (g,) = grad(x, [x])
    assert g.item() == 1.0


def test_derivatives_of_any_order_are_recorded():
    x = Tensor(0.7)
    derivative = x.sin()
    for expected in (np.cos, lambda v: -np.sin(v), lambda v: -np.cos(v), np.sin):
        (derivative,) = grad(derivative, [x])
        assert derivative.item() == pytest.approx(expected(0.7))


def test_a_gradient_of_another_shape_than_a_number_needs_its_start():
    w = Tensor([1.0, 2.0], requires_grad=True)
    (w * w).backward([1.0, 10.0])
    assert w.grad.tolist() == [2.0, 40.0]


def test_second_derivatives_pass_through_backward_when_asked():
    x = Tensor(2.0, requires_grad=True)
    (x**3).backward(create_graph=True)
    first = x.grad
    x.grad = None
    first.backward()
    assert x.grad.item() == 12.0


def test_a_gradient_adds_to_one_that_remembers():
    x = Tensor(2.0, requires_grad=True)
    (x**3).backward(create_graph=True)
    (x**2).backward()
    assert x.grad.item() == 16.0
    assert x.grad.is_leaf


def test_without_create_graph_a_gradient_remembers_nothing():
    x = Tensor(2.0, requires_grad=True)
    (x**3).backward()
    assert x.grad.is_leaf
    (g,) = grad(x**3, [x], create_graph=False)
    assert g.is_leaf


@settings(deadline=None)
@given(st.data())
def test_broadcasting_is_undone_as_in_torch(data):
    shapes = data.draw(hnp.mutually_broadcastable_shapes(num_shapes=3, max_dims=3, max_side=3))
    rng = np.random.default_rng(data.draw(st.integers(0, 10)))
    inputs = [rng.normal(size=shape) for shape in shapes.input_shapes]
    ours = [Tensor(x, requires_grad=True) for x in inputs]
    theirs = [torch.tensor(x, requires_grad=True) for x in inputs]
    ((ours[0] + ours[1]) * ours[2]).sum().backward()
    ((theirs[0] + theirs[1]) * theirs[2]).sum().backward()
    for x, twin in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(x.grad.data, twin.grad.numpy(), atol=1e-12)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["+", "*", "tanh", "max", "reuse"]), max_size=12), st.integers(0, 9)
)
def test_random_graphs_have_torchs_gradients(steps, seed):
    start = np.random.default_rng(seed).normal(size=(2, 3))

    def build(x, tanh, maximum):
        values = [x, x * 0.5 + 0.1]
        for step in steps:
            a, b = values[-1], values[-2]
            values.append(
                {
                    "+": lambda a=a, b=b: a + b,
                    "*": lambda a=a, b=b: a * b,
                    "tanh": lambda a=a: tanh(a),
                    "max": lambda a=a, b=b: maximum(a, b),
                    "reuse": lambda a=a: a * values[0] + a,
                }[step]()
            )
        return values[-1].sum()

    x, twin = Tensor(start, requires_grad=True), torch.tensor(start, requires_grad=True)
    build(x, Tensor.tanh, np.maximum).backward()
    build(twin, torch.tanh, torch.maximum).backward()
    np.testing.assert_allclose(x.grad.data, twin.grad.numpy(), rtol=1e-9, atol=1e-12)


# --- where gradients stop ----------------------------------------------------------------------


def test_no_grad_remembers_nothing_and_ends_with_its_block():
    w = Tensor(2.0, requires_grad=True)
    with no_grad():
        y = w * w
    assert y.is_leaf
    assert not y.requires_grad
    assert (w * w).requires_grad


def test_no_grad_ends_with_an_error_too():
    with pytest.raises(ZeroDivisionError), no_grad():
        raise ZeroDivisionError
    assert (Tensor(2.0, requires_grad=True) * 2).requires_grad


def live(value):
    tensor = Tensor(value)
    tensor.live = "w"
    return tensor


@pytest.mark.parametrize("x", [Tensor(3.0, requires_grad=True), live(3.0)], ids=["plain", "live"])
def test_gradients_stop_at_a_detached_value(x):
    (g,) = grad(x * x.detach(), [x])
    assert g._value == 3.0


def test_gradients_with_respect_to_a_detached_value_stay_there():
    x = live(3.0)
    stopped = x.detach()
    gs, gx = grad(x * stopped, [stopped, x])
    assert (gs._value, gx._value) == (3.0, 3.0)


def test_a_detached_live_value_stays_recorded():
    stopped = live(3.0).detach()
    assert stopped.live == "w"
    assert not stopped.is_leaf


def test_live_values_are_remembered_under_no_grad():
    with no_grad():
        y = live(3.0) * 2
    assert y.op == "mul"


def test_the_recorded_gradient_of_softmax_does_not_pass_through_its_shift():
    z = live([1.0, 3.0, 2.0])
    (g,) = grad((softmax(z) * [1.0, 2.0, 3.0]).sum(), [z])
    p = np.exp([1.0, 3.0, 2.0]) / np.exp([1.0, 3.0, 2.0]).sum()
    np.testing.assert_allclose(
        g._value, p * (np.array([1, 2, 3]) - (p * [1, 2, 3]).sum()), atol=1e-14
    )


# --- depth and memory --------------------------------------------------------------------------


def test_a_graph_may_be_10_000_operations_deep():
    x = Tensor(1.0, requires_grad=True)
    y = x
    for _ in range(10_000):
        y = y * 0.999 + x * 0.001
    y.backward()
    assert x.grad.item() == pytest.approx(1.0)
    del y  # freeing it must not recurse, either


def test_a_graph_that_nobody_holds_is_freed_at_once():
    gc.disable()
    try:
        w = Tensor([1.0, 2.0], requires_grad=True)
        middle = w * 2
        loss = (middle * middle).sum()
        watched = weakref.ref(middle)
        loss.backward()
        assert watched() is middle
        del middle, loss
        assert watched() is None
    finally:
        gc.enable()


def _count_tensors() -> int:
    gc.collect()
    return sum(type(thing) is Tensor for thing in gc.get_objects())


@pytest.mark.parametrize("make", [optim.SGD, optim.Adam])
def test_10_000_training_steps_leave_nothing_behind(make):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(8, 2)), rng.normal(size=(8, 1))
    model = Sequential(Linear(2, 3, seed=rng), Tanh(), Linear(3, 1, seed=rng))
    optimizer = make(model.parameters(), lr=1e-3)

    def train(steps):
        for _ in range(steps):
            optimizer.zero_grad()
            mse_loss(model(X), y).backward()
            optimizer.step()

    train(10)
    tensors, blocks = _count_tensors(), sys.getallocatedblocks()
    train(10_000)
    assert _count_tensors() == tensors
    # Python's own caches may grow by a few blocks; one block a step would be 10 000.
    assert sys.getallocatedblocks() - blocks < 1_000


def test_an_optimiser_keeps_plain_values():
    w = Tensor([1.0], requires_grad=True)
    optimizer = optim.Adam([w])
    for _ in range(3):
        optimizer.zero_grad()
        (w * w).sum().backward()
        optimizer.step()
    assert w.is_leaf
    assert w.grad.is_leaf
    assert all(type(v) is np.ndarray or np.isscalar(v) for v in optimizer._memories[0].values())


def test_gradients_share_no_memory_and_can_be_changed_in_place():
    a, b = Tensor([1.0, 2.0], requires_grad=True), Tensor([3.0, 4.0], requires_grad=True)
    (a + b).sum().backward()
    a.grad.data *= 2
    assert a.grad.tolist() == [2.0, 2.0]
    assert b.grad.tolist() == [1.0, 1.0]


def test_only_a_tensor_can_be_differentiated():
    x = Tensor(1.0)
    with pytest.raises(TypeError, match="is no tensor"):
        grad(2.0, [x])
    with pytest.raises(TypeError, match="is no tensor"):
        grad(x * x, [1.0])
