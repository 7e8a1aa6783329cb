"""Pads: a grid of numbers to draw on in the picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from nnlib.checks import whole
from nnlib.live.controls.checks import array
from nnlib.live.controls.control import Control

# Finer than a screen shows.
MOST_CELLS = 100_000


@dataclass(frozen=True, eq=False, kw_only=True)
class Pad(Control):
    """A grid of numbers from 0 to 1 to draw on; see `pad`."""

    height: int
    width: int

    kind: ClassVar[str] = "pad"
    trait: ClassVar[None] = None

    @property
    def tensor_shape(self) -> tuple[int, int]:  # type: ignore[override]
        """(height, width)."""
        return (self.height, self.width)

    def validate(self, value: Any) -> np.ndarray:
        """Return the drawing as an array."""
        grid = array(value, self._title())
        if grid.shape != self.tensor_shape:
            raise ValueError(
                f"{self._title()}: the drawing has shape {grid.shape}, but the pad has shape "
                f"{self.tensor_shape}. Give {self.height} rows of {self.width} numbers."
            )
        if not ((grid >= 0) & (grid <= 1)).all():
            raise ValueError(
                f"{self._title()}: a pad holds numbers from 0 (paper) to 1 (ink), but the "
                f"drawing goes from {grid.min():g} to {grid.max():g}. Scale it first."
            )
        return grid

    def random(self, rng: np.random.Generator) -> np.ndarray:
        """Draw a number in about half of the cells."""
        return rng.random(self.tensor_shape) * rng.integers(0, 2, self.tensor_shape)

    def ends(self) -> list[np.ndarray]:
        """Return an empty pad and a full one."""
        return [np.zeros(self.tensor_shape), np.ones(self.tensor_shape)]

    def _spec(self) -> dict[str, Any]:
        return {"initial": self.initial.tolist(), "height": self.height, "width": self.width}


def pad(height: int, width: int, *, value: Any = None, label: str | None = None) -> Pad:
    """Let the reader draw on a grid; it arrives as a tensor of shape (height, width).

    Show it with ``picture.pad(ink)``. Numbers go from 0 (paper) to 1 (ink).

    Parameters
    ----------
    height, width : int
        The numbers of rows and columns.
    value : array_like, shape (height, width), optional
        The drawing at the start; by default empty.
    label : str, optional
        What the pad is, for readers who do not see it; by default the control's name.

    Raises
    ------
    TypeError
        When height or width is not a whole number.
    ValueError
        When height or width is not positive, there are more than 100,000 cells, or value has
        another shape or leaves 0 to 1.

    Examples
    --------
    >>> pad(2, 3).initial.tolist()
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    height, width = whole("pad: height", height), whole("pad: width", width)
    if height < 1 or width < 1:
        raise ValueError(
            f"pad: {height} by {width} leaves nothing to draw on. Give at least 1 row and 1 column."
        )
    if height * width > MOST_CELLS:
        raise ValueError(
            f"pad: {height} by {width} cells are more than a page can draw. Give at most "
            f"{MOST_CELLS:,} in all."
        )
    control = Pad(initial=None, height=height, width=width, label=label)
    start = np.zeros((height, width)) if value is None else value
    return replace(control, initial=control.validate(start))
