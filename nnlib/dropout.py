"""Dropout: neurons left out at random while training."""

from __future__ import annotations

import numpy as np

from nnlib.checks import generator
from nnlib.module import Module
from nnlib.tensor import Number, Tensor, TensorLike, as_tensor, setting

__all__ = ["Dropout"]


class Dropout(Module):
    """Set each number to 0 with probability p, and scale the others by 1 / (1 − p).

    Parameters
    ----------
    p : float, default 0.5
        The probability of being left out; at least 0 and below 1.
    seed : int or numpy.random.Generator, optional
        Where the random numbers come from; without one they differ each time.

    Raises
    ------
    ValueError
        When p is a plain number outside [0, 1).

    Notes
    -----
    In `Module.eval` mode nothing is left out. In an explorer the draw is recorded: the same
    numbers are left out each time. Srivastava et al. (2014). Taught in chapter 6.

    Examples
    --------
    >>> Dropout(0.5, seed=0)([1.0, 1.0, 1.0, 1.0]).tolist()
    [2.0, 0.0, 0.0, 0.0]
    """

    def __init__(self, p: Number = 0.5, seed: int | np.random.Generator | None = None) -> None:
        self.p = setting("Dropout: the probability p", p, least=0, below=1)
        self.rng = generator("Dropout: seed", seed)

    def forward(self, x: TensorLike) -> Tensor:
        """Return the input with some numbers left out, when training."""
        x = as_tensor(x, "Dropout")
        if not self.training:
            return x
        kept = Tensor(self.rng.uniform(size=x.shape)) >= self.p
        return x * kept / (1 - self.p)

    def extra_repr(self) -> str:
        """Return the probability."""
        return f"p={self.p!r}"
