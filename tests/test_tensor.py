"""The tensor: what it holds, how it prints, indexes and meets numpy."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlib import Linear, Tensor, apply, as_tensor, grad, matmul, no_grad

numbers = st.floats(-10, 10)
arrays = hnp.arrays(
    np.float64, hnp.array_shapes(min_dims=0, max_dims=3, max_side=4), elements=numbers
)


@st.composite
def broadcastable(draw):
    shapes = draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3))
    return [draw(hnp.arrays(np.float64, shape, elements=numbers)) for shape in shapes.input_shapes]


@st.composite
def indexed(draw):
    x = draw(hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=numbers))
    return x, draw(hnp.basic_indices(x.shape, allow_newaxis=True))


@given(arrays)
def test_a_tensor_holds_a_copy_of_the_numbers(array):
    before = array.copy()
    tensor = Tensor(array)
    array[...] = 99.0
    np.testing.assert_array_equal(tensor.data, before, strict=True)


@pytest.mark.parametrize(
    "data", [3, 2.5, [1, 2], [[True]], np.float32(1), np.arange(3, dtype="i1")]
)
def test_numbers_of_any_kind_become_float64(data):
    np.testing.assert_array_equal(Tensor(data).data, np.asarray(data, dtype=float), strict=True)


@given(broadcastable())
def test_arithmetic_broadcasts_like_numpy(pair):
    a, b = pair
    for ours, theirs in (
        (Tensor(a) + b, a + b),
        (a - Tensor(b), a - b),
        (Tensor(a) * Tensor(b), a * b),
        (Tensor(a) >= b, (a >= b).astype(float)),
    ):
        np.testing.assert_array_equal(ours.data, theirs, strict=True)


@given(indexed())
def test_indexing_is_numpys(case):
    x, key = case
    np.testing.assert_array_equal(Tensor(x)[key].data, x[key], strict=True)


@given(hnp.arrays(np.float64, st.integers(1, 6), elements=numbers), st.data())
def test_rows_are_picked_like_numpys(x, data):
    rows = data.draw(st.lists(st.integers(-len(x), len(x) - 1), min_size=1, max_size=5))
    np.testing.assert_array_equal(Tensor(x)[rows].data, x[rows])
    np.testing.assert_array_equal(Tensor(x)[x > 0].data, x[x > 0])


@given(arrays, st.data())
def test_reductions_are_numpys(x, data):
    dim = data.draw(st.none() | st.sampled_from(range(-x.ndim, x.ndim))) if x.ndim else None
    keep = data.draw(st.booleans())
    tensor = Tensor(x)
    np.testing.assert_allclose(tensor.sum(dim, keep).data, x.sum(axis=dim, keepdims=keep))
    np.testing.assert_allclose(tensor.mean(dim, keep).data, x.mean(axis=dim, keepdims=keep))
    np.testing.assert_array_equal(tensor.max(dim, keep).data, x.max(axis=dim, keepdims=keep))
    np.testing.assert_array_equal(tensor.min(dim, keep).data, x.min(axis=dim, keepdims=keep))


def test_the_variance_is_torchs(same_as_torch):
    x = np.random.default_rng(0).normal(size=(3, 4))
    same_as_torch(lambda x: x.var(), lambda x: x.var(), x)
    same_as_torch(lambda x: x.var(0, correction=0), lambda x: x.var(0, correction=0), x)


SHAPES = {
    "reshape": lambda x: x.reshape(3, -1),
    "flatten": lambda x: x.flatten(1),
    "unsqueeze": lambda x: x.unsqueeze(-1),
    "unsqueeze before": lambda x: x.unsqueeze(1),
    "squeeze": lambda x: x.squeeze(1),
    "permute": lambda x: x.permute(2, 0, 1),
    "transpose": lambda x: x.transpose(0, -1),
    "mT": lambda x: x.mT,
    "expand": lambda x: x.expand(2, 5, 3),
    "narrow": lambda x: x.narrow(2, 1, 2),
    "slices": lambda x: x[1, :, ::2],
    "ellipsis": lambda x: x[..., -1],
    "new axis": lambda x: x[:, None],
}


@pytest.mark.parametrize("change", SHAPES.values(), ids=SHAPES)
def test_changes_of_shape_are_torchs(change, same_as_torch):
    same_as_torch(change, change, np.random.default_rng(0).normal(size=(2, 1, 3)))


@pytest.mark.parametrize(
    ("a", "b"),
    [((3, 4), (4, 2)), ((4,), (4, 2)), ((3, 4), (4,)), ((4,), (4,)), ((5, 3, 4), (4,))],
)
def test_products_of_matrices_and_vectors_are_torchs(a, b, same_as_torch):
    rng = np.random.default_rng(0)
    same_as_torch(matmul, torch.matmul, rng.normal(size=a), rng.normal(size=b))


def test_numpy_hands_mixed_expressions_to_nnlib():
    x = Tensor([1.0, 4.0], requires_grad=True)
    a = np.array([2.0, 3.0])
    for mixed, expected in (
        (a * x, [2.0, 12.0]),
        (a @ x, 14.0),
        (np.sqrt(x), [1.0, 2.0]),
        (np.float64(2) - x, [1.0, -2.0]),
        (np.maximum(a, x), [2.0, 4.0]),
    ):
        assert isinstance(mixed, Tensor)
        assert mixed.requires_grad
        assert mixed.tolist() == expected


def test_a_function_of_numpy_that_cannot_be_recorded_is_refused():
    with pytest.raises(TypeError, match=r"np\.arcsin is no operation of nnlib.*x\.numpy\(\)"):
        np.arcsin(Tensor(0.5))
    with pytest.raises(TypeError, match=r"np\.log2 is no .*Use nnlib\.log\(x\) / math\.log\(2\)"):
        np.log2(Tensor(0.5))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (np.arctan, "np.arctan is no operation of nnlib.* build it from its operations"),
        (lambda t: np.clip(t, 0, 1), "np.clip .*'slope'.*Use nnlib.clip"),
        (lambda t: np.where(True, t, 0), "np.where .*'slope'.*Use nnlib.where"),
        (lambda t: np.concatenate([t, t]), "np.concatenate .*'slope'.*Use nnlib.cat"),
        (lambda t: np.linspace(0, t, 3), "np.linspace .*'slope'.*Use nnlib.linspace"),
        (lambda t: np.stack([t, t]), "np.stack .*'slope'.*Use nnlib.stack"),
        (np.sum, r"np.sum .*'slope'.*Use x\.sum\(dim\)"),
        (np.mean, r"np.mean .*'slope'.*Use x\.mean\(dim\)"),
        (lambda t: np.linalg.solve(t, t), "np.linalg.solve .*'slope'.* build it from its"),
        (np.add.reduce, r"np.add.reduce is no .*Use x\.sum\(dim\)"),
    ],
)
def test_a_function_of_numpy_on_a_control_is_refused_with_what_nnlib_has(call, message):
    control = Tensor([0.5])
    control.live = "slope"
    with pytest.raises(TypeError, match=message) as caught:
        call(control)
    assert ".numpy()" not in str(caught.value)
    assert "detach" not in str(caught.value)


def test_what_is_named_in_place_of_a_function_of_numpy_gives_its_numbers():
    import math

    import nnlib
    from nnlib.numpy_names import _INSTEAD

    x = Tensor([[0.3, -0.7], [0.2, 0.9]])
    sides = {"a": x, "b": Tensor([[0.5, 0.25], [-0.75, 2.0]]), "nnlib": nnlib, "math": math}
    compared = 0
    for name, text in _INSTEAD.items():
        ufunc = getattr(np, name, None)
        if not isinstance(ufunc, np.ufunc) or ufunc.signature or "dim" in text:
            continue
        given = [x.numpy() + 1.5, sides["b"].numpy() ** 2][: ufunc.nin]
        if name == "arctanh":
            given = [x.numpy()]
        if name.startswith("logical"):
            given = [(numbers > 1.0) * 1.0 for numbers in given]
        names = ["x"] if ufunc.nin == 1 else ["a", "b"]
        tensors = dict(zip(names, map(Tensor, given), strict=True))
        np.testing.assert_allclose(eval(text, {**sides, **tensors}).numpy(), ufunc(*given))  # noqa: S307
        compared += 1
    assert compared > 20


def test_data_change_in_place_as_in_pytorch():
    w = Tensor([1.0, 2.0], requires_grad=True)
    (w * w).sum().backward()
    w.data -= 0.1 * w.grad
    assert w.tolist() == [0.8, 1.6]
    assert w.is_leaf


def test_a_gradient_given_by_hand_becomes_a_tensor_of_the_same_shape():
    w = Tensor([1.0, 2.0], requires_grad=True)
    w.grad = np.ones(2)
    assert w.grad.tolist() == [1.0, 1.0]
    with pytest.raises(ValueError, match=r"grad: this tensor has shape \(2,\).* met \(3,\)"):
        w.grad = np.ones(3)
    assert w.grad.tolist() == [1.0, 1.0]


def test_rows_and_columns_pick_numbers_and_their_gradients_find_back():
    x = Tensor(np.arange(12.0).reshape(3, 4), requires_grad=True)
    picked = x[np.arange(3), [0, -1, 2]]
    assert picked.tolist() == [0.0, 7.0, 10.0]
    picked.sum().backward()
    expected = np.zeros((3, 4))
    expected[[0, 1, 2], [0, 3, 2]] = 1
    np.testing.assert_array_equal(x.grad.data, expected)
    assert x[[[0], [2]], [1, 2]].tolist() == [[1.0, 2.0], [9.0, 10.0]]
    assert Tensor(np.zeros((2, 3, 4)))[[0, 1], [2, 2]].shape == (2, 4)


def test_whole_numbers_beyond_numpys_own_are_floats():
    assert Tensor(2**70).item() == 2.0**70


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.where([True, False], x, 0.0),
        lambda x: np.stack([x, x]),
        lambda x: np.mean(x),
        lambda x: np.sum(x, axis=0),
    ],
)
def test_a_function_of_numpy_that_would_lose_the_gradient_is_refused(call):
    x = Tensor([1.0, 4.0], requires_grad=True)
    with pytest.raises(TypeError, match=r"no gradient would .*Use .*x.detach"):
        call(x)
    expected = call(x.numpy())
    np.testing.assert_array_equal(call(x.detach()), expected)
    with no_grad():
        np.testing.assert_array_equal(call(x), expected)
    assert np.allclose(x, [1.0, 4.0])
    assert (np.shape(x), np.argmax(x)) == ((2,), 1)


@pytest.mark.parametrize(
    "call",
    [
        np.asarray,
        lambda w: np.array([w, w]),
        lambda w: np.full((2, 2), w),
        lambda w: np.add(np.ones(2), [w[0], w[1]]),
        lambda w: Tensor(2 * w),
    ],
)
def test_an_array_or_copy_that_would_lose_the_gradient_is_refused(call):
    w = Tensor([1.0, 4.0], requires_grad=True)
    with pytest.raises(TypeError, match=r"no gradient would find its way .*x.detach\(\)"):
        call(w)
    call(w.detach())
    with no_grad():
        call(w)


class Series:
    """Like a series of pandas: it leaves arithmetic to what has a higher priority."""

    def __init__(self, numbers):
        self.numbers = numbers

    def __array__(self, dtype=None, copy=None):
        return np.array(self.numbers, dtype=dtype)

    def __mul__(self, other):
        # The numbers are those of pandas: a series has 3000, a table 4000.
        if getattr(other, "__pandas_priority__", 0) > 4000:
            return NotImplemented
        return np.asarray(self) * np.asarray(other)

    def __matmul__(self, other):
        return np.asarray(self) @ np.asarray(other)


def test_a_series_of_pandas_leaves_a_product_to_the_tensor():
    w = Tensor([1.0, 2.0], requires_grad=True)
    (Series([3.0, 4.0]) * w).sum().backward()
    assert w.grad.tolist() == [3.0, 4.0]
    with pytest.raises(TypeError, match="no gradient would find its way"):
        Series([3.0, 4.0]) @ w


def test_masked_numbers_are_refused_wherever_they_come_in():
    masked = np.ma.array([1.0, -999.0], mask=[False, True])
    for call in (Tensor, lambda x: Tensor([x, x]), lambda x: Tensor(2.0) * x):
        with pytest.raises(ValueError, match=r"1 of 2 numbers are masked.*\.filled"):
            call(masked)
    assert Tensor(np.ma.array([1.0, 2.0])).tolist() == [1.0, 2.0]


def test_a_parameter_is_updated_in_place_under_no_grad():
    w = same = Tensor([1.0, 2.0], requires_grad=True)
    with no_grad():
        w -= [0.5, 0.5]
        w *= 2
    assert w is same
    assert w.requires_grad
    assert w.tolist() == [1.0, 3.0]


def test_a_sum_may_grow_by_augmented_assignment():
    w = Tensor(3.0, requires_grad=True)
    total = 0.0
    for k in range(3):
        total += w * k
    total.backward()
    assert w.grad.item() == 3.0


def test_a_tensor_converts_to_plain_numbers():
    x = Tensor(2.0)
    assert (float(x), int(x), bool(x), [10, 20, 30][x]) == (2.0, 2, True, 30)
    assert f"{Tensor(1 / 3):.3f}" == "0.333"
    np.testing.assert_array_equal(np.asarray(Tensor([1.0, 2.0])), [1.0, 2.0])


def test_a_copy_of_the_numbers_is_independent():
    x = Tensor([1.0, 2.0])
    x.numpy()[0] = 9.0
    assert x.tolist() == [1.0, 2.0]


def test_a_deep_copy_is_independent():
    w = Tensor([1.0, 2.0], requires_grad=True)
    kept = copy.deepcopy(w)
    with no_grad():
        w -= 1
    assert kept.tolist() == [1.0, 2.0]
    assert kept.requires_grad


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda w: pickle.loads(pickle.dumps(w))]
)
def test_a_copy_is_a_tensor_of_its_own(copied):
    w = Tensor([1.0, 2.0], requires_grad=True)
    (w * w).sum().backward()
    twin = copied(w)
    w.data -= 1.0
    w.grad.data *= 0.0
    assert (twin.tolist(), twin.grad.tolist(), twin.requires_grad) == ([1.0, 2.0], [2.0, 4.0], True)
    assert copied(Tensor(1.0) > 0)._is_condition
    with pytest.raises(RuntimeError, match=r"from mul, cannot be copied .*\.detach\(\)"):
        copied(w * 2)
    assert copied(Tensor(2.0) * 3).item() == 6.0


LEARN = """
import pickle, sys
model, shared = pickle.loads(sys.stdin.buffer.read())
assert shared is model.weight
model([[1.0, 2.0]]).sum().backward()
print(model.weight.grad.tolist(), model.bias.grad.tolist())
"""


def test_a_pickled_model_learns_in_a_process_that_has_made_no_tensors():
    for _ in range(500):
        Tensor(0.0)
    model = Linear(2, 1, seed=0)
    learned = subprocess.run(
        [sys.executable, "-c", LEARN],
        input=pickle.dumps((model, model.weight)),
        capture_output=True,
        check=True,
    )
    assert learned.stdout.decode().strip() == "[[1.0, 2.0]] [1.0]"


def test_what_is_computed_from_a_pickled_tensor_comes_after_it():
    early = pickle.dumps(Tensor(2.0, requires_grad=True))
    y = Tensor(3.0, requires_grad=True) * 1.0
    w = pickle.loads(early)
    assert [g.item() for g in grad(w * w * y, [w, y])] == [12.0, 4.0]


@pytest.mark.parametrize(
    ("tensor", "text"),
    [
        (Tensor(2.0), "Tensor(2.0)"),
        (Tensor([1.0, 2.0], requires_grad=True), "Tensor([1.0, 2.0], requires_grad=True)"),
        (Tensor(2.0) * 3, "Tensor(6.0, from mul)"),
        (Tensor([[1.0, 2.0], [3.0, 4.0]]), "Tensor([[1., 2.],\n        [3., 4.]])"),
        (Tensor(1 / 3), "Tensor(0.3333)"),
        (Tensor([]), "Tensor([])"),
        (Tensor(np.nan), "Tensor(nan)"),
        (Tensor(1e-7), "Tensor(1e-07)"),
        (Tensor([1.0, -0.00012346]), "Tensor([1.0, -0.0001235])"),
        (Tensor([-0.0, 5e-324, 0.001]), "Tensor([-0.0, 4.941e-324, 0.001])"),
        (Tensor(1e300), "Tensor(1e+300)"),
        (Tensor([[1.0, 1e-9]]), "Tensor([[1.e+00, 1.e-09]])"),
    ],
)
def test_a_tensor_prints_its_numbers_and_where_it_comes_from(tensor, text):
    assert repr(tensor) == text


def test_small_numbers_are_printed_whatever_numpy_is_told():
    with np.printoptions(suppress=True):
        assert repr(Tensor([[1.0, 1e-9]])) == "Tensor([[1.e+00, 1.e-09]])"


def test_a_long_tensor_prints_its_ends_only():
    assert len(repr(Tensor(np.zeros(10_000)))) < 100


def test_a_tensor_goes_through_its_rows():
    rows = list(Tensor([[1.0, 2.0], [3.0, 4.0]]))
    assert [row.tolist() for row in rows] == [[1.0, 2.0], [3.0, 4.0]]


def test_identity_is_what_sets_go_by():
    a, b = Tensor(1.0), Tensor(1.0)
    assert len({a, b, a}) == 2


def test_as_tensor_does_not_wrap_twice():
    x = Tensor(1.0)
    assert as_tensor(x) is x


def test_apply_remembers_operation_parents_and_attributes():
    x = Tensor([1.0, 2.0])
    y = apply("sum", x, dim=(0,), keepdim=True)
    assert (y.op, y.parents, y.attrs) == ("sum", (x,), {"dim": (0,), "keepdim": True})


def test_a_comparison_picks_rows():
    x = Tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    y = Tensor([1.0, 0.0, 1.0])
    picked = [[1.0, 2.0], [5.0, 6.0]]
    assert x[y == 1].tolist() == picked
    assert x[(y > 0) * (y < 2)].tolist() == picked
    assert x[(y.unsqueeze(1) == 1).flatten()].tolist() == picked
    assert x[[True, False, True]].tolist() == picked
    assert x[np.array([True, False, True])].tolist() == picked


def test_a_comparison_picks_rows_also_where_nothing_is_remembered():
    x = Tensor([1.0, 2.0, 3.0])
    with no_grad():
        assert x[x > 1].tolist() == [2.0, 3.0]


def test_numbers_0_and_1_pick_the_first_and_the_second_row():
    table = Tensor([[1.0, 2.0], [3.0, 4.0]])
    assert table[Tensor([1.0, 0.0])].tolist() == [[3.0, 4.0], [1.0, 2.0]]
    assert table[[1, 0]].tolist() == [[3.0, 4.0], [1.0, 2.0]]


def test_an_empty_tensor_is_flattened():
    assert Tensor(np.zeros((0, 3, 2))).flatten(1).shape == (0, 6)


def test_the_remainder_of_a_number_by_a_tensor():
    assert (7 % Tensor([2.0, -4.0])).tolist() == [1.0, -1.0]
