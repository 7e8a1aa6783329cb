"""Random numbers that are a function of their seed, so that a control can choose them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from nnlib.checks import new_shape
from nnlib.functional import arange
from nnlib.shapes import whole_numbers
from nnlib.tensor import Tensor, TensorLike, setting

__all__ = ["rand"]

# The largest prime below 2²⁶: squares of what is below it are whole numbers that floats hold.
_PRIME = 67_108_859
# Large odd numbers without a pattern, which spread places and seeds over the whole range.
_PLACE, _SEED, _SHIFT = 40_503_713, 23_874_719, 12_345_701
_ROUNDS = 4


def rand(size: int | Sequence[int], seed: TensorLike) -> Tensor:
    """Return numbers spread evenly over [0, 1), always the same ones for the same seed.

    Unlike numpy's, these are recorded: with a control as the seed, the reader of an explorer
    draws anew, and the page draws what Python draws, to the last bit.

    Parameters
    ----------
    size : int or sequence of int
        The shape of the result.
    seed : Tensor or int
        A whole number from 0 to about a million.

    Returns
    -------
    Tensor
        Numbers of shape ``size``; they have no gradient worth having.

    Notes
    -----
    Counter-based, as in Salmon et al. (2011): place and seed are mixed by xₖ₊₁ = (xₖ² + c) mod p,
    in whole numbers that a float64 holds exactly. Good enough for figures, not for secrets.
    Taught in chapter 6.

    Examples
    --------
    >>> rand(3, seed=0)
    Tensor([0.2193, 0.208, 0.4704], from div)
    >>> rand(3, seed=1)
    Tensor([0.3852, 0.0771, 0.9576], from div)
    """
    shape = new_shape("rand", whole_numbers([size], "rand"))
    place = arange(math.prod(shape)).reshape(shape)
    shift = _remainder(place * _PLACE + _SHIFT)
    x = _remainder(shift + setting("rand: seed", seed, least=0) * _SEED)
    for _ in range(_ROUNDS):
        x = _remainder(x * x + shift)
    return x / _PRIME


def _remainder(x: Tensor) -> Tensor:
    # Quicker in a page than %, and as exact: x / p is far from the next whole number, or on it.
    return x - (x / _PRIME).floor() * _PRIME
