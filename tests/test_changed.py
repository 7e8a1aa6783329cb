"""What was computed from numbers that have changed since has no gradient, and no recording."""

import numpy as np
import pytest

import nnlib as nn
from nnlib import Tensor, grad, no_grad, optim
from nnlib.recording import Recording


def subtract(w):
    with no_grad():
        w -= 1.0


def assign(w):
    w.data = 1.0


def assign_in_place(w):
    w.data -= 1.0


def step(w):
    w.grad = Tensor(1.0)
    optim.SGD([w], lr=1.0).step()


def step_of_adam(w):
    w.grad = Tensor(1.0)
    optim.Adam([w], lr=1.0).step()


def load_state(w):
    holder = nn.Module()
    holder.w = w
    holder.load_state_dict({"w": 1.0})


CHANGES = (subtract, assign, assign_in_place, step, step_of_adam, load_state)


@pytest.mark.parametrize("change", CHANGES)
def test_a_gradient_of_old_numbers_is_refused_with_the_tensor_and_the_cure(change):
    w = Tensor(2.0, requires_grad=True)
    y = w * w * w
    change(w)
    w.grad = None
    assert w.item() == pytest.approx(1.0)
    with pytest.raises(RuntimeError, match=r"Tensor\(1.0, .*mul.*inside the loop"):
        y.backward()
    with pytest.raises(RuntimeError, match="was changed after mul"):
        grad(y, [w])
    assert w.grad is None
    (w * w * w).backward()
    assert w.grad.item() == pytest.approx(3.0)


def test_a_loss_computed_once_outside_of_the_loop_is_refused_at_the_second_step():
    model = nn.Linear(2, 1, seed=0)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    loss = nn.mse_loss(model([[1.0, 2.0]]), [[3.0]])
    loss.backward()
    optimizer.step()
    before = [p.grad.tolist() for p in model.parameters()]
    with pytest.raises(RuntimeError, match="inside the loop"):
        loss.backward()
    assert [p.grad.tolist() for p in model.parameters()] == before


def test_two_gradients_of_one_graph_may_be_taken_before_a_step():
    w = Tensor(2.0, requires_grad=True)
    y = w * w
    y.backward()
    y.backward()
    assert w.grad.item() == 8.0


def test_a_change_matters_only_to_what_the_gradient_passes():
    w, data = Tensor(2.0, requires_grad=True), Tensor(3.0)
    scale = data * data
    y = w * scale
    data.data = 5.0
    y.backward()
    assert w.grad.item() == 9.0


def test_a_result_whose_numbers_were_replaced_explains_them_no_more():
    w = Tensor(2.0, requires_grad=True)
    y = w.exp()
    z = y * 3
    y.data = 1.0
    with pytest.raises(RuntimeError, match="was changed after"):
        z.backward()
    with pytest.raises(RuntimeError, match="was changed after exp"):
        y.backward()


def test_second_derivatives_notice_a_change_too():
    w = Tensor(2.0, requires_grad=True)
    (first,) = grad(w * w * w, [w])
    subtract(w)
    with pytest.raises(RuntimeError, match="was changed after"):
        grad(first, [w])


def test_running_means_may_change_while_a_batch_is_differentiated():
    layer = nn.BatchNorm1d(2)
    loss = (layer(np.eye(2)) * [1.0, 2.0]).sum()
    layer(np.ones((3, 2)))
    loss.backward()
    assert np.isfinite(layer.weight.grad.data).all()


def test_a_recording_of_old_numbers_is_refused():
    x, w = Tensor(1.0), Tensor(2.0, requires_grad=True)
    y = x * w
    assert Recording.of({"y": y}, {"x": x}).run(x=3.0)["y"] == 6.0
    subtract(w)
    with pytest.raises(RuntimeError, match=r"changed after mul .*Tensor\(w.data\)"):
        Recording.of({"y": y}, {"x": x})
    # As an input it has no number of its own.
    assert Recording.of({"y": y}, {"x": x, "w": w}).run(x=3.0, w=5.0)["y"] == 15.0


def test_a_recording_keeps_what_was_computed_once_from_numbers_that_changed():
    x, w = Tensor(1.0), Tensor(2.0)
    row = w.expand(50)
    y = x * row
    w.data = 7.0
    np.testing.assert_array_equal(Recording.of({"y": y}, {"x": x}).run(x=1.0)["y"], np.full(50, 2))
