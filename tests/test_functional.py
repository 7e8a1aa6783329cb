"""Free functions equal PyTorch's, and can be recorded."""

import numpy as np
import pytest
import torch

import nnlib as nn
from nnlib import Tensor, grad

rng = np.random.default_rng(0)
X = rng.normal(size=(3, 4))
EDGES = np.array([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0])
INDEX = rng.integers(0, 3, (2, 4))

SAME = {
    "exp": (nn.exp, torch.exp, [X]),
    "log": (nn.log, torch.log, [np.exp(X)]),
    "log1p": (nn.log1p, torch.log1p, [np.exp(X)]),
    "sqrt": (nn.sqrt, torch.sqrt, [np.exp(X)]),
    "sin": (nn.sin, torch.sin, [X]),
    "cos": (nn.cos, torch.cos, [X]),
    "erf": (nn.erf, torch.erf, [X]),
    "floor": (nn.floor, torch.floor, [X]),
    "maximum": (nn.maximum, torch.maximum, [X, X[0]]),
    "minimum": (nn.minimum, torch.minimum, [X, X[0]]),
    "clip": (lambda x: nn.clip(x, -1, 0.5), lambda x: torch.clip(x, -1, 0.5), [EDGES]),
    "where": (
        lambda a, b: nn.where(a > b, a, b * 2),
        lambda a, b: torch.where(a > b, a, b * 2),
        [X, X[::-1].copy()],
    ),
    "gather rows": (
        lambda x, i: nn.gather(x, 0, i),
        lambda x, i: torch.gather(x, 0, i),
        [X, INDEX],
    ),
    "gather columns": (
        lambda x, i: nn.gather(x, -1, i),
        lambda x, i: torch.gather(x, -1, i),
        [X, INDEX],
    ),
    "gather in three axes": (
        lambda x, i: nn.gather(x, 1, i),
        lambda x, i: torch.gather(x, 1, i),
        [rng.normal(size=(2, 3, 4)), rng.integers(0, 3, (2, 5, 3))],
    ),
    "cat": (lambda *x: nn.cat(x, -1), lambda *x: torch.cat(x, -1), [X, X[:, :1]]),
    "stack": (lambda *x: nn.stack(x, 1), lambda *x: torch.stack(x, 1), [X, 2 * X]),
    "stack numbers": (
        lambda *x: nn.stack(x),
        lambda *x: torch.stack(x),
        [np.array(1.0), np.array(2.0)],
    ),
    "norm": (nn.norm, torch.linalg.vector_norm, [X]),
    "norm of columns": (
        lambda x: nn.norm(x, 0, keepdim=True),
        lambda x: torch.linalg.vector_norm(x, dim=0, keepdim=True),
        [X],
    ),
    "full": (lambda v: nn.full((2, 3), v), lambda v: v.expand(2, 3), [np.array(0.5)]),
}


@pytest.mark.parametrize(("ours", "theirs", "inputs"), SAME.values(), ids=SAME)
def test_a_function_equals_torch(ours, theirs, inputs, same_as_torch):
    same_as_torch(ours, theirs, *inputs)


@pytest.mark.parametrize(("ours", "theirs", "inputs"), SAME.values(), ids=SAME)
def test_a_function_can_be_recorded(ours, theirs, inputs, replays):
    replays(ours, inputs, [x[..., ::-1].copy() if np.ndim(x) else x * 2 for x in inputs])


def test_bounds_of_clip_may_be_controls(replays):
    replays(nn.clip, [EDGES, -1.0, 1.0], [EDGES, -0.7, 0.3])
    found = nn.clip(EDGES, Tensor(-1.0), Tensor(0.5))
    np.testing.assert_array_equal(found.data, EDGES.clip(-1, 0.5))


def test_clip_by_controls_has_the_gradient_of_clip_by_numbers():
    x = Tensor(EDGES)
    (by_numbers,) = grad(nn.clip(x, -1.0, 0.5).sum(), [x])
    (by_tensors,) = grad(nn.clip(x, Tensor(-1.0), Tensor(0.5)).sum(), [x])
    assert by_tensors.tolist() == by_numbers.tolist()


def test_the_norm_of_nothing_has_a_gradient_of_zero():
    x = Tensor([0.0, 0.0])
    (g,) = grad(nn.norm(x), [x])
    assert g.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("classes", [None, 5])
def test_one_hot_is_torchs(classes):
    index = np.array([[0, 2], [3, 1]])
    expected = torch.nn.functional.one_hot(torch.tensor(index), classes or -1)
    np.testing.assert_array_equal(nn.one_hot(index, classes).data, expected.numpy())


def test_one_hot_of_a_control_follows_it(replays):
    replays(lambda k: nn.one_hot(k, 4) * k, [1.0], [3.0])


def test_the_norm_of_nan_is_nan_and_of_infinity_infinite():
    assert np.isnan(nn.norm([np.nan, 3.0]).item())
    np.testing.assert_array_equal(
        nn.norm([[np.nan, 0.0], [np.inf, 1.0], [0.0, 0.0]], dim=1).data, [np.nan, np.inf, 0.0]
    )


@pytest.mark.parametrize("edges", [[1.0, 0.0, 2.0], [0.0, np.nan, 1.0], [1.0], [[0.0, 1.0]], 1.0])
def test_edges_that_do_not_rise_are_refused(edges):
    with pytest.raises(ValueError, match=r"histogram: (the )?edges"):
        nn.histogram([0.5], edges)


def test_a_histogram_counts_nothing_between_edges_that_a_control_lets_fall():
    edges = Tensor([0.0, 2.0, 1.0, 3.0])
    edges.live = "edges"
    counts = nn.histogram([0.5, 1.5, 2.5, np.nan, 9.0], edges)
    assert counts._value.tolist() == [2.0, 0.0, 2.0]


def test_histogram_is_numpys():
    x, edges = rng.normal(size=(20, 10)), np.linspace(-2, 2, 9)
    on_edges = np.concatenate([x.ravel(), edges])
    np.testing.assert_array_equal(
        nn.histogram(on_edges, edges).data, np.histogram(on_edges, edges)[0]
    )


@pytest.mark.parametrize("bounds", [(5,), (2, 5), (0, 1, 0.25), (3, 0, -1), (0, 1, 0.3), (2, 2)])
def test_arange_is_torchs(bounds):
    np.testing.assert_allclose(
        nn.arange(*bounds).data, torch.arange(*bounds, dtype=torch.float64).numpy(), atol=1e-15
    )


def test_linspace_between_controls(replays):
    replays(lambda a, b: nn.linspace(a, b, 5), [0.0, 1.0], [-2.0, 3.0])
    np.testing.assert_allclose(nn.linspace(Tensor(-1.0), 3.0, 9).data, np.linspace(-1, 3, 9))


def test_a_grid_covers_the_rectangle_row_by_row():
    x, y = nn.grid((-1, 1), (0, 3), 4)
    X_all, Y_all = np.meshgrid(np.linspace(-1, 1, 4), np.linspace(0, 3, 4))
    np.testing.assert_array_equal((x + 0 * y).data, X_all)
    np.testing.assert_array_equal((y + 0 * x).data, Y_all)


def test_a_grid_is_sent_as_an_operation_and_not_as_numbers():
    live = Tensor(1.0)
    live.live = "w"
    x, y = nn.grid((-1, 1), (-1, 1), 50)
    recording = nn.Recording.of({"z": live * x + y}, {"w": live})
    assert all(constant.size == 1 for constant in recording.constants)


def test_new_tensors_can_ask_for_a_gradient():
    assert nn.zeros(2, 3, requires_grad=True).requires_grad
    assert nn.ones((2, 3)).tolist() == [[1.0] * 3] * 2
