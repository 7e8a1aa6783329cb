"""Data to learn from: small made-up sets of points, and real handwritten digits.

Every function returns numpy arrays: ``X`` of shape (n, features) and, for classes, ``y`` of shape
(n,) with whole numbers. The same ``seed`` gives the same points; it may also be a
``numpy.random.Generator`` that several calls share.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import numpy as np

from nnlib.checks import Seed, brief, flag, generator, new_shape, number, two, whole
from nnlib.masks import refuse_masked

__all__ = [
    "batches",
    "circles",
    "digits",
    "gaussians",
    "lines",
    "moons",
    "spirals",
    "train_test_split",
    "weights",
    "xor",
]

Dataset = tuple[np.ndarray, np.ndarray]


def circles(
    n: int = 200, noise: float = 0.1, seed: Seed = 0, radii: tuple[float, float] = (0.4, 1.0)
) -> Dataset:
    """Two rings around the origin; class 0 is the inner one.

    Parameters
    ----------
    n : int, default 200
        How many points; with an odd n class 0 gets one more.
    noise : float, default 0.1
        Standard deviation of the normal noise added to each coordinate.
    seed : int or numpy.random.Generator, default 0
        Where the random numbers come from.
    radii : (float, float)
        The radius of each ring.

    Returns
    -------
    X : numpy.ndarray
        Shape (n, 2).
    y : numpy.ndarray
        Shape (n,), classes 0 and 1.

    Raises
    ------
    ValueError
        When there are fewer points than classes, or the noise is negative.

    Notes
    -----
    No line separates the classes. Taught in chapter 6.

    Examples
    --------
    >>> X, y = circles(100, noise=0)
    >>> np.hypot(*X[y == 1].T).round(6).min().item()
    1.0
    """
    rng, y = _begin("circles", n, 2, noise, seed)
    angle = rng.uniform(0, 2 * np.pi, len(y))
    radius = np.array(_two("circles: radii", radii, least=0))[y]
    X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return _finish(X, y, noise, rng)


def xor(n: int = 200, noise: float = 0.1, seed: Seed = 0) -> Dataset:
    """Points in the square [−1, 1]²; class 1 where the coordinates have different signs.

    Parameters
    ----------
    n : int, default 200
        How many points.
    noise : float, default 0.1
        Standard deviation of the normal noise added after the class was decided.
    seed : int or numpy.random.Generator, default 0
        Where the random numbers come from.

    Returns
    -------
    X : numpy.ndarray
        Shape (n, 2).
    y : numpy.ndarray
        Shape (n,), classes 0 and 1, in turn.

    Raises
    ------
    ValueError
        When there are fewer points than classes, or the noise is negative.

    Notes
    -----
    Minsky and Papert (1969): no single neuron can do it. Taught in chapter 6.

    Examples
    --------
    >>> X, y = xor(100, noise=0)
    >>> bool(((X[:, 0] * X[:, 1] < 0) == (y == 1)).all())
    True
    """
    rng, y = _begin("xor", n, 2, noise, seed)
    size = 1 - rng.uniform(0, 1, (len(y), 2))  # in (0, 1]: a point on an axis has no class
    sign = rng.choice([-1.0, 1.0], len(y))
    X = size * np.column_stack([sign, np.where(y == 1, -sign, sign)])
    return _finish(X, y, noise, rng)


def gaussians(
    n: int = 200, noise: float = 0.5, seed: Seed = 0, classes: int = 2, radius: float = 1.0
) -> Dataset:
    """One normal cloud for each class, their centres evenly around a circle.

    Parameters
    ----------
    n : int, default 200
        How many points, dealt to the classes in turn.
    noise : float, default 0.5
        Standard deviation of each cloud along each axis.
    seed : int or numpy.random.Generator, default 0
        Where the random numbers come from.
    classes : int, default 2
        How many clouds; the first lies to the right.
    radius : float, default 1.0
        The distance of the centres from the origin.

    Returns
    -------
    X : numpy.ndarray
        Shape (n, 2).
    y : numpy.ndarray
        Shape (n,), classes 0 to classes − 1.

    Raises
    ------
    ValueError
        When there are fewer points than classes, or the noise is negative.

    Notes
    -----
    Taught in chapters 1 and 3.

    Examples
    --------
    >>> X, y = gaussians(6, noise=0, classes=3)
    >>> X.round(2).tolist()[:2]
    [[1.0, 0.0], [-0.5, 0.87]]
    """
    rng, y = _begin("gaussians", n, classes, noise, seed)
    radius = number("gaussians: radius", radius, least=0)
    angle = 2 * np.pi * y / classes
    X = radius * np.column_stack([np.cos(angle), np.sin(angle)])
    return _finish(X, y, noise, rng)


def spirals(
    n: int = 200, noise: float = 0.02, seed: Seed = 0, classes: int = 2, turns: float = 1.0
) -> Dataset:
    """One spiral arm for each class, wound around each other.

    Parameters
    ----------
    n : int, default 200
        How many points, dealt to the classes in turn.
    noise : float, default 0.02
        Standard deviation of the normal noise added to each coordinate.
    seed : int or numpy.random.Generator, default 0
        Where the random numbers come from.
    classes : int, default 2
        How many arms.
    turns : float, default 1.0
        How often each arm goes round.

    Returns
    -------
    X : numpy.ndarray
        Shape (n, 2), within distance 1 of the origin but for the noise.
    y : numpy.ndarray
        Shape (n,), classes 0 to classes − 1.

    Raises
    ------
    ValueError
        When there are fewer points than classes, or the noise is negative.

    Notes
    -----
    Lang and Witbrock (1988). Taught in chapter 6.

    Examples
    --------
    >>> X, y = spirals(300, classes=3)
    >>> X.shape, sorted(set(y.tolist()))
    ((300, 2), [0, 1, 2])
    """
    rng, y = _begin("spirals", n, classes, noise, seed)
    turns = number("spirals: turns", turns)
    # Evenly along the arm, from just outside the centre, where all arms would meet.
    radius = 0.1 + 0.9 * rng.uniform(0, 1, len(y))
    angle = 2 * np.pi * (turns * radius + y / classes)
    X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return _finish(X, y, noise, rng)


def moons(n: int = 200, noise: float = 0.1, seed: Seed = 0) -> Dataset:
    """Two half circles that reach into each other; class 0 is the upper one.

    Parameters
    ----------
    n : int, default 200
        How many points; with an odd n class 0 gets one more.
    noise : float, default 0.1
        Standard deviation of the normal noise added to each coordinate.
    seed : int or numpy.random.Generator, default 0
        Where the random numbers come from.

    Returns
    -------
    X : numpy.ndarray
        Shape (n, 2), centred on the origin.
    y : numpy.ndarray
        Shape (n,), classes 0 and 1.

    Raises
    ------
    ValueError
        When there are fewer points than classes, or the noise is negative.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> X, y = moons(100, noise=0)
    >>> X[y == 0, 1].min().item() > X[y == 1, 1].min().item()
    True
    """
    rng, y = _begin("moons", n, 2, noise, seed)
    angle = np.pi * (rng.uniform(0, 1, len(y)) + y)
    X = np.column_stack([np.cos(angle) + y - 0.5, np.sin(angle) + 0.5 * y - 0.25])
    return _finish(X, y, noise, rng)


def lines(
    n: int = 50,
    noise: float = 0.5,
    seed: Seed = 0,
    slope: float = 3.0,
    intercept: float = 1.0,
    xlim: tuple[float, float] = (-1.0, 4.0),
) -> Dataset:
    """Points scattered around a line, for regression: y = slope · x + intercept + noise.

    Parameters
    ----------
    n : int, default 50
        How many points.
    noise : float, default 0.5
        Standard deviation of the normal noise added to y.
    seed : int or numpy.random.Generator, default 0
        Where the random numbers come from.
    slope, intercept : float
        The line.
    xlim : (float, float)
        Where x lies, spread evenly at random.

    Returns
    -------
    X : numpy.ndarray
        Shape (n, 1).
    y : numpy.ndarray
        Shape (n,), real numbers.

    Raises
    ------
    ValueError
        When there are no points, or the noise is negative.

    Notes
    -----
    Taught in chapters 1 and 3.

    Examples
    --------
    >>> X, y = lines(5, noise=0)
    >>> np.allclose(y, 3 * X[:, 0] + 1)
    True
    """
    rng, y = _begin("lines", n, 1, noise, seed)
    slope, intercept = number("lines: slope", slope), number("lines: intercept", intercept)
    low, high = _two("lines: xlim", xlim)
    if low > high:
        raise ValueError(f"lines: xlim={xlim} does not rise. Swap its ends.")
    x = rng.uniform(low, high, len(y))
    return x[:, None], slope * x + intercept + float(noise) * rng.normal(size=len(y))


def digits() -> Dataset:
    """1797 real handwritten digits, 8 by 8 grey values each.

    Returns
    -------
    X : numpy.ndarray
        Shape (1797, 64), grey values 0 (paper) to 1 (ink), row by row. An image is
        ``X[i].reshape(8, 8)``; for `Conv2d` use ``X.reshape(-1, 1, 8, 8)``.
    y : numpy.ndarray
        Shape (1797,), the digits 0 to 9.

    Notes
    -----
    Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning
    Repository, doi:10.24432/C50P49, CC BY 4.0; the counts 0 to 16 of the original are divided by
    16. Taught in chapter 6.

    Examples
    --------
    >>> X, y = digits()
    >>> X.shape, X.max().item(), y[:5].tolist()
    ((1797, 64), 1.0, [0, 1, 2, 3, 4])
    """
    with (
        files("nnlib").joinpath("datasets/digits.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as stored,
    ):
        return stored["X"] / 16.0, stored["y"].astype(np.int64)


def weights(name: str) -> dict[str, np.ndarray]:
    """Return what a network learned from the digits, for `Module.load_state_dict`.

    Parameters
    ----------
    name : {"digits-mlp", "digits-cnn"}
        The network: three layers of neurons, or two of filters and one of neurons. The lab
        "Handwritten digits" builds both, trains them and wrote these numbers.

    Returns
    -------
    dict of str to numpy.ndarray
        Weights and biases by name, in single precision.

    Raises
    ------
    ValueError
        When there is no such network.

    Notes
    -----
    Taught in chapter 6.

    Examples
    --------
    >>> weights("digits-cnn")["0.weight"].shape
    (8, 1, 3, 3)
    """
    known = ("digits-mlp", "digits-cnn")
    if not isinstance(name, str) or name not in known:
        raise ValueError(f"there are no weights {brief(name)}. The names are: {', '.join(known)}.")
    with (
        files("nnlib").joinpath(f"datasets/{name}.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as stored,
    ):
        return dict(stored)


def train_test_split(
    X: np.ndarray, y: np.ndarray, test_size: float = 0.25, seed: Seed = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Shuffle samples and set a part of them aside for testing.

    Parameters
    ----------
    X, y : numpy.ndarray
        Samples and their targets, equally many.
    test_size : float, default 0.25
        The part to set aside, between 0 and 1.
    seed : int or numpy.random.Generator, default 0
        Where the order comes from.

    Returns
    -------
    X_train, X_test, y_train, y_test : numpy.ndarray
        In scikit-learn's order; each part keeps at least one sample.

    Raises
    ------
    ValueError
        When the lengths differ, ``test_size`` is not between 0 and 1, or there are fewer than
        two samples.

    Notes
    -----
    Taught in chapter 6.

    Examples
    --------
    >>> X_train, X_test, y_train, y_test = train_test_split(*digits())
    >>> len(X_train), len(X_test)
    (1348, 449)
    """
    X, y = paired_samples("train_test_split", X, y)
    test_size = number("train_test_split: test_size", test_size)
    if not 0 < test_size < 1:
        raise ValueError(
            f"train_test_split: test_size is a part between 0 and 1, met {test_size}. "
            "A quarter is 0.25."
        )
    if len(X) < 2:
        raise ValueError(f"{len(X)} sample cannot be split into two parts; two are needed.")
    # At least one sample on either side.
    count = min(max(round(test_size * len(X)), 1), len(X) - 1)
    order = generator("train_test_split: seed", seed).permutation(len(X))
    test, train = order[:count], order[count:]
    return X[train], X[test], y[train], y[test]


def batches(
    X: np.ndarray, y: np.ndarray, batch_size: int, seed: Seed = None, shuffle: bool = True
) -> Iterator[Dataset]:
    """Go through all samples once, ``batch_size`` at a time.

    Parameters
    ----------
    X, y : numpy.ndarray
        Samples and their targets, equally many.
    batch_size : int
        How many samples at a time; the last batch may be smaller.
    seed : int or numpy.random.Generator, optional
        Where the order comes from. For another order in each epoch hand the same Generator to
        every call.
    shuffle : bool, default True
        Whether to go in random order.

    Returns
    -------
    iterator of (X, y)
        The batches.

    Raises
    ------
    ValueError
        When the lengths differ or ``batch_size`` is below 1.

    Notes
    -----
    Taught in chapter 4.

    Examples
    --------
    >>> X, y = lines(5)
    >>> [len(X_batch) for X_batch, y_batch in batches(X, y, 2, seed=0)]
    [2, 2, 1]
    """
    X, y = paired_samples("batches", X, y)
    batch_size = whole("batches: batch_size", batch_size, least=1)
    rng = generator("batches: seed", seed)
    order = rng.permutation(len(X)) if flag("batches: shuffle", shuffle) else np.arange(len(X))
    # A generator of its own, so that mistakes above are told at the call.
    parts = (order[start : start + batch_size] for start in range(0, len(X), batch_size))
    return ((X[part], y[part]) for part in parts)


def _begin(
    title: str, n: int, classes: int, noise: float, seed: Seed
) -> tuple[np.random.Generator, np.ndarray]:
    """Check what all sets share; return the random source and the classes, dealt in turn."""
    n, classes = whole(f"{title}: n", n), whole(f"{title}: classes", classes, least=1)
    if n < classes:
        raise ValueError(f"{title}: {n} points cannot show {classes} classes; ask for more points.")
    new_shape(title, (n, 2))
    number(f"{title}: noise", noise, least=0)
    return generator(f"{title}: seed", seed), np.arange(n) % classes


def _two(title: str, values: tuple[float, float], least: float | None = None) -> list[float]:
    return [number(title, value, least=least) for value in two(title, values, "(0.5, 1)")]


def _finish(X: np.ndarray, y: np.ndarray, noise: float, rng: np.random.Generator) -> Dataset:
    return X + float(noise) * rng.normal(size=X.shape), y


def paired_samples(title: str, X: np.ndarray, y: np.ndarray) -> Dataset:
    """Return samples and their targets as arrays of equally many, or say what is the matter."""
    X, y = _samples(title, "X", X), _samples(title, "y", y)
    if len(X) != len(y):
        raise ValueError(
            f"{title}: X holds {len(X)} samples, y {len(y)}; each sample needs one target. "
            "Samples lie along the first axis."
        )
    return X, y


def _samples(title: str, name: str, values: np.ndarray) -> np.ndarray:
    refuse_masked(values)
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(
            f"{title}: the rows of {name} differ in length. Give every sample equally many numbers."
        ) from None
    if array.ndim == 0:
        raise TypeError(
            f"{title}: {name} is an array of samples, met {brief(values)}. "
            "Samples lie along its first axis."
        )
    return array
