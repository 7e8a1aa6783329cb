"""Start values of parameters.

Each function returns a numpy array of the shape asked for; layers call them, and
``layer.weight.data = kaiming_normal(layer.weight.shape, seed=0)`` starts a layer anew. Shapes of
weights are PyTorch's: (outputs, inputs) or (outputs, inputs, height, width).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnlib.checks import Seed, generator, new_shape, number
from nnlib.shapes import whole_numbers

__all__ = [
    "kaiming_normal",
    "kaiming_uniform",
    "normal",
    "uniform",
    "xavier_normal",
    "xavier_uniform",
    "zeros",
]

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
    return np.zeros(_lengths("zeros", shape))


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
    mean, std = number("normal: mean", mean), number("normal: std", std, least=0)
    return generator("normal: seed", seed).normal(mean, std, _lengths("normal", shape))


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
    a, b = number("uniform: a", a), number("uniform: b", b)
    if a > b:
        raise ValueError(f"uniform: the lower bound {a} is above the upper bound {b}. Swap them.")
    return generator("uniform: seed", seed).uniform(a, b, _lengths("uniform", shape))


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
    shape, inputs, outputs = _fans("xavier_normal", shape)
    gain = number("xavier_normal: gain", gain, least=0)
    rng = generator("xavier_normal: seed", seed)
    return normal(shape, std=gain * math.sqrt(2 / (inputs + outputs)), seed=rng)


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
    shape, inputs, outputs = _fans("xavier_uniform", shape)
    bound = number("xavier_uniform: gain", gain, least=0) * math.sqrt(6 / (inputs + outputs))
    return uniform(shape, -bound, bound, generator("xavier_uniform: seed", seed))


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
    shape, inputs, _ = _fans("kaiming_normal", shape)
    gain = number("kaiming_normal: gain", gain, least=0)
    rng = generator("kaiming_normal: seed", seed)
    return normal(shape, std=gain / math.sqrt(inputs), seed=rng)


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
    shape, inputs, _ = _fans("kaiming_uniform", shape)
    bound = number("kaiming_uniform: gain", gain, least=0) * math.sqrt(3 / inputs)
    return uniform(shape, -bound, bound, generator("kaiming_uniform: seed", seed))


def _lengths(title: str, shape: Shape) -> tuple[int, ...]:
    return new_shape(title, whole_numbers([shape], title))


def _fans(title: str, shape: Shape) -> tuple[tuple[int, ...], int, int]:
    """Return the shape, how many inputs each output sees, and how many outputs each input feeds."""
    lengths = _lengths(title, shape)
    if len(lengths) < 2 or 0 in lengths:
        raise ValueError(
            f"{title}: a weight of shape {lengths} has no inputs and outputs to go by; give at "
            "least (outputs, inputs). Biases usually start at zeros."
        )
    kernel = math.prod(lengths[2:])
    return lengths, lengths[1] * kernel, lengths[0] * kernel
