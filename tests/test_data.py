"""Data sets have the shapes they promise, and the same seed gives the same points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib
from nnlib import data

CLASSES = [data.circles, data.xor, data.gaussians, data.spirals, data.moons]
ALL = [*CLASSES, data.lines]


@pytest.mark.parametrize("make", ALL)
def test_a_seed_or_a_generator_decides_the_points(make):
    first, _ = make(20, seed=3)
    np.testing.assert_array_equal(first, make(20, seed=3)[0])
    np.testing.assert_array_equal(first, make(20, seed=np.random.default_rng(3))[0])
    assert not np.array_equal(first, make(20, seed=4)[0])


@pytest.mark.parametrize("make", CLASSES)
def test_classes_are_equally_many_whole_numbers(make):
    X, y = make(101)
    assert X.shape == (101, 2)
    assert y.dtype.kind == "i"
    assert np.bincount(y).tolist() == [51, 50]


@pytest.mark.parametrize("make", ALL)
def test_noise_moves_points_by_its_standard_deviation(make):
    (still, y), (moved, y_moved) = make(5000, noise=0.0, seed=1), make(5000, noise=0.2, seed=1)
    distance = (y_moved - y) if make is data.lines else (moved - still)
    assert distance.std() == pytest.approx(0.2, rel=0.05)


def test_circles_lie_on_two_rings():
    X, y = data.circles(100, noise=0.0)
    np.testing.assert_allclose(np.hypot(*X.T), np.where(y == 0, 0.4, 1.0))


def test_xor_is_decided_by_the_signs():
    X, y = data.xor(500, noise=0.0)
    np.testing.assert_array_equal(y, (X[:, 0] * X[:, 1] < 0).astype(int))
    assert np.abs(X).max() <= 1
    assert (X != 0).all()


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_gaussians_and_spirals_have_as_many_classes_as_asked(classes):
    for make in (data.gaussians, data.spirals):
        assert set(make(50, classes=classes)[1].tolist()) == set(range(classes))


def test_each_spiral_is_the_first_one_turned():
    X, y = data.spirals(4000, noise=0.0, classes=2, turns=1.5)
    radius = np.hypot(*X.T)
    angle = 2 * np.pi * (1.5 * radius + y / 2)
    np.testing.assert_allclose(X, np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))
    assert radius.max() <= 1


def test_moons_are_half_circles():
    X, y = data.moons(200, noise=0.0)
    centres = np.where(y == 0, -0.5, 0.5), np.where(y == 0, -0.25, 0.25)
    np.testing.assert_allclose(np.hypot(X[:, 0] - centres[0], X[:, 1] - centres[1]), 1.0)
    assert (X[y == 0, 1] >= -0.25).all()
    assert (X[y == 1, 1] <= 0.25).all()


def test_lines_have_the_slope_and_the_intercept_asked_for():
    X, y = data.lines(20, noise=0.0, slope=-2.0, intercept=5.0, xlim=(0, 1))
    np.testing.assert_allclose(np.polyfit(X[:, 0], y, 1), [-2.0, 5.0])
    assert X.min() >= 0
    assert X.max() <= 1


def test_digits_are_the_1797_of_the_repository():
    X, y = data.digits()
    assert X.shape == (1797, 64)
    assert (X.min(), X.max()) == (0.0, 1.0)
    assert set((X * 16).ravel().tolist()) == set(map(float, range(17)))
    # How often each digit occurs in optdigits.tes, as its description says.
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_digits_come_with_their_licence():
    from importlib.resources import files

    text = files("nnlib").joinpath("datasets/LICENSE.md").read_text(encoding="utf-8")
    assert "CC BY 4.0" in text
    assert "10.24432/C50P49" in text


@given(st.integers(2, 60), st.floats(0.01, 0.99), st.integers(0, 5))
def test_a_split_keeps_every_sample_with_its_target(n, test_size, seed):
    X, y = np.arange(n)[:, None] * 1.0, np.arange(n)
    X_train, X_test, y_train, y_test = data.train_test_split(X, y, test_size, seed)
    assert sorted([*y_train, *y_test]) == list(range(n))
    np.testing.assert_array_equal(X_train[:, 0], y_train)
    np.testing.assert_array_equal(X_test[:, 0], y_test)
    assert len(y_train) >= 1
    assert len(y_test) >= 1
    assert abs(len(y_test) - test_size * n) <= 1


@given(st.integers(1, 40), st.integers(1, 50), st.booleans())
def test_batches_show_every_sample_once(n, batch_size, shuffle):
    X, y = np.arange(n)[:, None] * 1.0, np.arange(n)
    parts = list(data.batches(X, y, batch_size, seed=0, shuffle=shuffle))
    seen = np.concatenate([y_batch for _, y_batch in parts])
    assert sorted(seen) == list(range(n))
    assert all(len(y_batch) == batch_size for _, y_batch in parts[:-1])
    for X_batch, y_batch in parts:
        np.testing.assert_array_equal(X_batch[:, 0], y_batch)
    if not shuffle:
        assert seen.tolist() == list(range(n))


def test_a_shared_generator_gives_another_order_each_epoch():
    X, y = np.zeros((20, 1)), np.arange(20)
    rng = np.random.default_rng(0)
    first, second = ([*next(iter(data.batches(X, y, 20, rng)))[1]] for _ in range(2))
    assert first != second


# --- trained weights --------------------------------------------------------------------------


def test_the_trained_networks_read_digits_they_have_not_seen():
    _, X, _, y = data.train_test_split(*data.digits(), test_size=0.25, seed=0)
    mlp = nnlib.Sequential(
        nnlib.Linear(64, 32),
        nnlib.ReLU(),
        nnlib.Linear(32, 16),
        nnlib.ReLU(),
        nnlib.Linear(16, 10),
    )
    mlp.load_state_dict(data.weights("digits-mlp"))
    assert (mlp(X).data.argmax(1) == y).mean() > 0.95


def test_weights_are_those_of_a_known_network():
    with pytest.raises(ValueError, match=r"no weights 'digits'\. The names are: digits-mlp, dig"):
        data.weights("digits")


def test_noise_given_as_a_tensor_leaves_samples_plain_arrays():
    noise = nnlib.Tensor(0.1)
    assert all(type(part) is np.ndarray for part in data.moons(10, noise=noise))
    assert all(type(part) is np.ndarray for part in data.lines(10, noise=noise))
