"""Lengths and axes as a learner writes them, checked against a shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlib.checks import whole

Shape = tuple[int, ...]


def whole_numbers(values: Sequence[Any], op: str) -> Shape:
    """Return the whole numbers of ``f(2, 3)`` and of ``f((2, 3))`` alike.

    Examples
    --------
    >>> whole_numbers([2, 3], "zeros"), whole_numbers([(2, 3)], "zeros")
    ((2, 3), (2, 3))
    """
    if len(values) == 1:
        (first,) = values
        if isinstance(first, (list, tuple)) or (isinstance(first, np.ndarray) and first.ndim):
            values = list(first)
    # Shapes are read at every operation, so a plain whole number passes at once.
    return tuple([v if type(v) is int else whole(f"{op}: a length or axis", v) for v in values])


def axis_of(shape: Shape, dim: int, op: str) -> int:
    """Return an axis, counted from the first; a negative one is counted from the last.

    Examples
    --------
    >>> axis_of((2, 3), -1, "sum")
    1
    """
    axis = dim if type(dim) is int else whole(f"{op}: the axis dim", dim)
    if not shape:
        raise ValueError(f"{op}: a single number of shape () has no axis {dim}.")
    if not -len(shape) <= axis < len(shape):
        raise ValueError(
            f"{op}: there is no axis {axis} in a tensor of shape {shape}; "
            f"its axes are 0 to {len(shape) - 1}, or −1 for the last."
        )
    return axis % len(shape)


def axes_of(shape: Shape, dim: int | Sequence[int] | None, op: str) -> Shape:
    """Return axes in order, all of them for None.

    Examples
    --------
    >>> axes_of((2, 3), None, "sum"), axes_of((2, 3), -1, "sum")
    ((0, 1), (1,))
    """
    if dim is None:
        return tuple(range(len(shape)))
    axes = sorted(axis_of(shape, axis, op) for axis in whole_numbers([dim], op))
    if len(set(axes)) < len(axes):
        raise ValueError(f"{op}: dim={dim} names an axis of shape {shape} twice.")
    return tuple(axes)


def refuse_empty(shape: Shape, axes: Sequence[int], op: str) -> None:
    """Raise a ValueError when there is no number along these axes."""
    if 0 in [shape[axis] for axis in axes]:
        raise ValueError(
            f"{op} of no numbers: the tensor has shape {shape}. Check that data arrived."
        )
