"""Start values of parameters.

Each function returns a numpy array of the shape asked for; layers call them, and
``layer.weight.data = kaiming_normal(layer.weight.shape, seed=0)`` starts a layer anew. Shapes of
weights are PyTorch's: (outputs, inputs) or (outputs, inputs, height, width).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

__all__ = [
    "kaiming_normal",
    "kaiming_uniform",
    "normal",
    "uniform",
    "xavier_normal",
    "xavier_uniform",
    "zeros",
]

Seed = int | np.random.Generator | None
Shape = int | Sequence[int]


def zeros(shape: Shape) -> np.ndarray:
    """Return zeros: usual for biases; weights that start equal would stay equal.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> zeros(2)
    array([0., 0.])
    """
    return np.zeros(shape)


def normal(shape: Shape, mean: float = 0.0, std: float = 1.0, seed: Seed = None) -> np.ndarray:
    """Return numbers from a normal distribution.

    Parameters
    ----------
    shape : int or sequence of int
        The shape of the result.
    mean, std : float
        The distribution's centre and standard deviation.
    seed : int or numpy.random.Generator, optional
        Where the random numbers come from; without one they differ each time.

    Raises
    ------
    ValueError
        When ``std`` is negative.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> normal((2, 3), std=0.1, seed=0).shape
    (2, 3)
    """
    if std < 0:
        raise ValueError(f"std is a standard deviation and cannot be negative, met {std}.")
    return np.random.default_rng(seed).normal(mean, std, shape)


def uniform(shape: Shape, a: float = 0.0, b: float = 1.0, seed: Seed = None) -> np.ndarray:
    """Return numbers spread evenly between ``a`` and ``b``.

    Parameters
    ----------
    shape : int or sequence of int
        The shape of the result.
    a, b : float
        The bounds.
    seed : int or numpy.random.Generator, optional
        Where the random numbers come from; without one they differ each time.

    Raises
    ------
    ValueError
        When ``a`` is above ``b``.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> bool((abs(uniform(100, -0.5, 0.5, seed=0)) <= 0.5).all())
    True
    """
    if a > b:
        raise ValueError(f"uniform: the lower bound {a} is above the upper bound {b}. Swap them.")
    return np.random.default_rng(seed).uniform(a, b, shape)


def xavier_normal(shape: Shape, gain: float = 1.0, seed: Seed = None) -> np.ndarray:
    """Glorot's start values: normal with std = gain · √(2 / (inputs + outputs)).

    Parameters
    ----------
    shape : sequence of int
        The weight's shape, at least (outputs, inputs).
    gain : float, default 1.0
        5/3 is usual before tanh.
    seed : int or numpy.random.Generator, optional
        Where the random numbers come from; without one they differ each time.

    Raises
    ------
    ValueError
        When the shape has fewer than two axes.

    Notes
    -----
    Glorot and Bengio (2010); keeps the size of values and gradients through layers with sigmoid
    or tanh. Taught in chapter 2.

    Examples
    --------
    >>> xavier_normal((4, 2), seed=0).shape
    (4, 2)
    """
    inputs, outputs = _fans(shape)
    return normal(shape, std=gain * math.sqrt(2 / (inputs + outputs)), seed=seed)


def xavier_uniform(shape: Shape, gain: float = 1.0, seed: Seed = None) -> np.ndarray:
    """Glorot's start values: uniform within ± gain · √(6 / (inputs + outputs)).

    The parameters and errors are those of `xavier_normal`, and so is the variance.

    Notes
    -----
    Glorot and Bengio (2010). Taught in chapter 2.

    Examples
    --------
    >>> bool((abs(xavier_uniform((4, 2), seed=0)) <= 1).all())
    True
    """
    inputs, outputs = _fans(shape)
    bound = gain * math.sqrt(6 / (inputs + outputs))
    return uniform(shape, -bound, bound, seed)


def kaiming_normal(shape: Shape, gain: float = math.sqrt(2), seed: Seed = None) -> np.ndarray:
    """He's start values: normal with std = gain / √inputs.

    Parameters
    ----------
    shape : sequence of int
        The weight's shape, at least (outputs, inputs).
    gain : float, default √2
        √2 makes up for the half of the values that ReLU cuts off.
    seed : int or numpy.random.Generator, optional
        Where the random numbers come from; without one they differ each time.

    Raises
    ------
    ValueError
        When the shape has fewer than two axes.

    Notes
    -----
    He, Zhang, Ren and Sun (2015). Taught in chapter 2.

    Examples
    --------
    >>> kaiming_normal((4, 2), seed=0).shape
    (4, 2)
    """
    inputs, _ = _fans(shape)
    return normal(shape, std=gain / math.sqrt(inputs), seed=seed)


def kaiming_uniform(shape: Shape, gain: float = math.sqrt(2), seed: Seed = None) -> np.ndarray:
    """He's start values: uniform within ± gain · √(3 / inputs).

    The parameters and errors are those of `kaiming_normal`, and so is the variance.

    Notes
    -----
    He, Zhang, Ren and Sun (2015). Taught in chapter 2.

    Examples
    --------
    >>> bool((abs(kaiming_uniform((4, 6), seed=0)) <= 1).all())
    True
    """
    inputs, _ = _fans(shape)
    bound = gain * math.sqrt(3 / inputs)
    return uniform(shape, -bound, bound, seed)


def _fans(shape: Shape) -> tuple[int, int]:
    """Return how many inputs each output sees, and how many outputs each input feeds."""
    if isinstance(shape, int) or len(shape) < 2:
        raise ValueError(
            f"a weight of shape {shape} has no inputs and outputs to go by; give at least "
            "(outputs, inputs). Biases usually start at zeros."
        )
    kernel = math.prod(shape[2:])
    return shape[1] * kernel, shape[0] * kernel
