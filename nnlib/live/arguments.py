"""What a mark accepts: data become tensors of a checked shape, styles are checked against choices.

An error names the mark, the argument, what was met and what is wanted, because it is read by an
author who has just written the call.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlib import checks
from nnlib.live.palette import COLORS
from nnlib.tensor import Tensor, apply

# --- data -----------------------------------------------------------------------------------------


def tensor(value: Any, title: str) -> Tensor:
    """Return data as a tensor; a list may mix numbers and tensors of one number each.

    Examples
    --------
    >>> tensor([Tensor(1.0) + 1, 5], "line: x")
    Tensor([2.0, 5.0], from cat)
    """
    if isinstance(value, Tensor):
        return value
    if isinstance(value, (list, tuple)) and any(isinstance(entry, Tensor) for entry in value):
        return apply("cat", *[scalar(entry, title).reshape(1) for entry in value], dim=0)
    try:
        return Tensor(value)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{title}: {error}") from error


def scalar(value: Any, title: str) -> Tensor:
    """Return a tensor of shape (); any shape that holds one number will do.

    Examples
    --------
    >>> scalar([2.0], "text: x").shape
    ()
    """
    data = tensor(value, title)
    if data.size != 1:
        raise ValueError(f"{title} has shape {data.shape}: give a single number, of shape ().")
    return data if data.shape == () else data.reshape(())


def vector(value: Any, title: str) -> Tensor:
    """Return a tensor of shape (n,); a row, a column or a single number will do.

    Examples
    --------
    >>> vector([[1.0], [2.0]], "line: y").shape
    (2,)
    """
    data = tensor(value, title)
    if sum(length != 1 for length in data.shape) > 1:
        raise ValueError(
            f"{title} has shape {data.shape}: give a vector of shape (n,), for example one column, "
            "such as X[:, 0]."
        )
    return data if data.ndim == 1 else data.reshape(data.size)


def vectors(mark: str, /, **values: Any) -> dict[str, Tensor]:
    """Return vectors that belong together, all of one length.

    Examples
    --------
    >>> vectors("line", x=[1, 2, 3], y=[1, 2, 3, 4])
    Traceback (most recent call last):
    ...
    ValueError: line: x has shape (3,), y has shape (4,): give both the same length.
    """
    data = {name: vector(value, f"{mark}: {name}") for name, value in values.items()}
    if len({column.shape for column in data.values()}) > 1:
        met = ", ".join(f"{name} has shape {column.shape}" for name, column in data.items())
        which = "both" if len(data) == 2 else "all"
        raise ValueError(f"{mark}: {met}: give {which} the same length.")
    return data


def matrix(value: Any, title: str) -> Tensor:
    """Return a tensor of shape (rows, columns)."""
    data = tensor(value, title)
    if data.ndim != 2 or 0 in data.shape:
        raise ValueError(
            f"{title} has shape {data.shape}: give rows and columns, of shape (r, c). "
            "A vector becomes one row with reshape(1, -1)."
        )
    return data


def field(mark: str, x: Any, y: Any, z: Any) -> dict[str, Tensor]:
    """Return a field z (ny, nx) over a grid given by x (nx,) and y (ny,).

    x may also be a row (1, nx) or the full grid (ny, nx), and y a column (ny, 1) or the full grid.
    """
    x, y = _grid_line(mark, "x", x, axis=1), _grid_line(mark, "y", y, axis=0)
    z = tensor(z, f"{mark}: z")
    wanted = (y.size, x.size)
    if z.shape != wanted:
        cure = (
            "it lies on its side: use z.T"
            if z.shape == wanted[::-1]
            else "compute it from x of shape (1, nx) and y of shape (ny, 1)"
        )
        raise ValueError(
            f"{mark}: x has shape {x.shape}, y has shape {y.shape}, z has shape {z.shape}: z must "
            f"have shape {wanted}, a row for each y and a column for each x; {cure}."
        )
    return {"x": x, "y": y, "z": z}


def _grid_line(mark: str, name: str, value: Any, axis: int) -> Tensor:
    data = tensor(value, f"{mark}: {name}")
    if data.ndim == 2 and min(data.shape) > 1:
        line = data[0, :] if axis == 1 else data[:, 0]
        across = data._value - (data._value[:1, :] if axis == 1 else data._value[:, :1])
        if across.any():
            raise ValueError(
                f"{mark}: {name} is a grid of shape {data.shape} whose "
                f"{'rows' if axis == 1 else 'columns'} differ. Make the grid with "
                "np.meshgrid(x, y), or give the vectors themselves."
            )
    else:
        line = vector(data, f"{mark}: {name}")
    if not in_equal_steps(line._value) and not in_equal_ratios(line._value):
        raise ValueError(
            f"{mark}: {name} must rise in equal steps, with at least two values. "
            "Use linspace(start, end, n); for a log axis, 10 ** linspace(low, high, n)."
        )
    return line


def in_equal_steps(values: np.ndarray) -> bool:
    """Whether numbers rise by the same step each time, as the grid of a linear axis does.

    Examples
    --------
    >>> in_equal_steps(np.array([0.0, 0.5, 1.0])), in_equal_steps(np.array([1.0, 2.0, 4.0]))
    (True, False)
    """
    steps = np.diff(values)
    return len(steps) > 0 and steps[0] > 0 and np.allclose(steps, steps[0], rtol=1e-6, atol=0)


def in_equal_ratios(values: np.ndarray) -> bool:
    """Whether numbers above 0 rise by the same factor, as the grid of a log axis does.

    Examples
    --------
    >>> in_equal_ratios(np.array([1.0, 2.0, 4.0])), in_equal_ratios(np.array([0.0, 0.5, 1.0]))
    (True, False)
    """
    return bool((values > 0).all()) and in_equal_steps(np.log(values))


# --- styles ---------------------------------------------------------------------------------------


def color(mark: str, value: Any) -> str:
    """Return the name of a colour; names, because each has a light and a dark form."""
    return checks.one_of(f"{mark}: color", value, COLORS)


def number(
    mark: str, name: str, value: Any, low: float = -math.inf, high: float = math.inf
) -> float:
    """Return a style's number, which is fixed, unlike data.

    Examples
    --------
    >>> number("line", "alpha", 1.5, 0, 1)
    Traceback (most recent call last):
    ...
    ValueError: line: alpha=1.5 lies outside 0 to 1.
    """
    if isinstance(value, Tensor) and value.live is not None:
        raise TypeError(
            f"{mark}: {name} is a fixed setting and cannot follow the control {value.live!r}. "
            "Give a plain number; only data follow the controls."
        )
    fixed = float(checks.number(f"{mark}: {name}", value))
    if not low <= fixed <= high:
        reach = f"above {low:g}" if high == math.inf else f"{low:g} to {high:g}"
        raise ValueError(f"{mark}: {name}={fixed:g} lies outside {reach}.")
    return int(fixed) if fixed.is_integer() else fixed


def color_limits(mark: str, vmin: Any, vmax: Any) -> dict[str, float]:
    """Return the limits of a colour map, those that were given."""
    limits = {
        name: number(mark, name, value)
        for name, value in (("vmin", vmin), ("vmax", vmax))
        if value is not None
    }
    if len(limits) == 2 and limits["vmin"] >= limits["vmax"]:
        raise ValueError(
            f"{mark}: vmin={limits['vmin']:g} is not below vmax={limits['vmax']:g}. Swap them."
        )
    return limits


def names(mark: str, argument: str, values: Sequence[Any], count: int) -> list[str]:
    """Return a name for each of ``count`` things."""
    given = checks.several(f"{mark}: {argument}", values, '["a", "b"]')
    if len(given) != count:
        raise ValueError(
            f"{mark}: {argument} must be a list of {count} names, not {len(given)} of them. "
            "Give one for each."
        )
    return [text(f"{mark}: {argument}", value) for value in given]


def text(title: str, value: Any) -> str:
    """Return a text that is shown; a number is written out.

    Examples
    --------
    >>> text("line: label", "loss"), text("line: label", 3)
    ('loss', '3')
    """
    if isinstance(value, str) or checks.is_number(value):
        return str(value)
    raise TypeError(f"{title} is a text, met {checks.brief(value)}. Write it in quotes.")
