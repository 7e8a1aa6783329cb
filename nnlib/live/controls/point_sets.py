"""Points that the reader moves, adds and removes in the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from nnlib.checks import whole
from nnlib.live.controls.checks import array
from nnlib.live.controls.control import Control
from nnlib.live.palette import CLASS_COLORS
from nnlib.tensor import Tensor

# More could not be told apart, and every picture computes with as many.
MOST_POINTS = 100_000


@dataclass(frozen=True)
class PointSet:
    """The points of a `points` control as the author's function receives them.

    Attributes
    ----------
    x, y, c, mask : Tensor
        Coordinates, class indices, and 1 for each point that is there; all of shape (capacity,).
        Rows beyond the points that are there hold 0.
    control : str
        The control's name.
    classes : int
        How many classes there are.
    """

    x: Tensor
    y: Tensor
    c: Tensor
    mask: Tensor
    control: str
    classes: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Points(Control):
    """Points that the reader moves, adds and removes; see `points`."""

    capacity: int
    classes: int

    kind: ClassVar[str] = "points"
    trait: ClassVar[None] = None

    @property
    def tensor_shape(self) -> tuple[int]:  # type: ignore[override]
        """The shape of x, y, c and mask alike."""
        return (self.capacity,)

    def validate(self, value: Any) -> dict[str, np.ndarray]:
        """Return ``{"x": …, "y": …, "c": …}``; a tuple (x, y) or (x, y, c) will do as well."""
        columns = _columns(value, self._title())
        count = len(columns["x"])
        if count > self.capacity:
            raise ValueError(
                f"{self._title()}: {count} points are more than its capacity of {self.capacity}. "
                "Give fewer points, or raise capacity in points(...)."
            )
        outside = [c for c in columns["c"] if c not in range(self.classes)]
        if outside:
            raise ValueError(
                f"{self._title()}: the class index {outside[0]:g} is not one of "
                f"0 to {self.classes - 1}. Give class indices, or raise classes in points(...)."
            )
        return columns

    def random(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """Draw some points around the first ones."""
        count = int(rng.integers(0, self.capacity + 1))
        low, high = (
            [end(np.append(self.initial[axis], edge)) for axis in "xy"]
            for end, edge in ((np.min, -1.0), (np.max, 1.0))
        )
        x, y = rng.uniform(low, high, (count, 2)).T
        return self.validate((x, y, rng.integers(self.classes, size=count)))

    def ends(self) -> list[dict[str, np.ndarray]]:
        """Return no point, one alone, and as many as there is room for, all in one place."""
        counts = (0, 1, self.capacity)
        return [self.validate((np.ones(n), np.ones(n), np.zeros(n))) for n in counts]

    def inputs(self) -> dict[str, tuple[int, ...]]:
        """Name four inputs: x, y, c and mask."""
        return {f"{self.name}.{part}": self.tensor_shape for part in ("x", "y", "c", "mask")}

    def arrays(self, value: Any) -> dict[str, np.ndarray]:
        """Return the columns, padded with zeros up to the capacity."""
        columns = self.validate(value)
        columns["mask"] = np.ones(len(columns["x"]))
        padding = (0, self.capacity - len(columns["x"]))
        return {f"{self.name}.{part}": np.pad(column, padding) for part, column in columns.items()}

    def arrive(self, tensors: Mapping[str, Tensor]) -> PointSet:
        """Return a `PointSet`."""
        parts = {part: tensors[f"{self.name}.{part}"] for part in ("x", "y", "c", "mask")}
        return PointSet(**parts, control=self.name, classes=self.classes)

    def _spec(self) -> dict[str, Any]:
        initial = {part: column.tolist() for part, column in self.initial.items()}
        return {"initial": initial, "capacity": self.capacity, "classes": self.classes}


def points(
    x: Any,
    y: Any,
    c: Any = None,
    *,
    capacity: int = 100,
    classes: int = 2,
    label: str | None = None,
) -> Points:
    """Let the reader move, add and remove points; they arrive as a `PointSet`.

    Show them with ``picture.editable(data)``.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        The points at the start; ``points([], [])`` starts empty.
    c : array_like, shape (n,), optional
        Their class indices; by default all 0.
    capacity : int, default 100
        The largest number of points: the tensors that arrive have this length.
    classes : int, default 2
        How many classes a point can have.
    label : str, optional
        What the points are, for readers who do not see them; by default the control's name.

    Raises
    ------
    TypeError
        When capacity or classes is not a whole number.
    ValueError
        When x, y and c differ in length, a number is not finite, there are more points than
        capacity, capacity is above 100,000, or a class index is not below classes.

    Examples
    --------
    >>> control = points([0, 1], [2, 3], capacity=4).named("data")
    >>> control.arrays(control.initial)["data.mask"]
    array([1., 1., 0., 0.])
    """
    capacity = whole("points: capacity", capacity)
    classes = whole("points: classes", classes)
    if capacity < 1:
        raise ValueError(f"points: capacity={capacity} leaves no room. Give at least 1.")
    if capacity > MOST_POINTS:
        raise ValueError(
            f"points: capacity={capacity:,} is more than a page can draw and compute with. Give at "
            f"most {MOST_POINTS:,}."
        )
    if not 1 <= classes <= len(CLASS_COLORS):
        raise ValueError(
            f"points: classes={classes}, but there are colours for 1 to {len(CLASS_COLORS)} "
            "classes. Give a number in this range."
        )
    control = Points(initial=None, capacity=capacity, classes=classes, label=label)
    return replace(control, initial=control.validate((x, y) if c is None else (x, y, c)))


def _columns(value: Any, title: str) -> dict[str, np.ndarray]:
    if isinstance(value, Mapping):
        parts = dict(value)
    elif isinstance(value, (tuple, list)) and len(value) in (2, 3):
        parts = dict(zip("xyc", value, strict=False))
    else:
        raise TypeError(
            f"{title}: points are given as (x, y), as (x, y, c) or as a dictionary with these "
            f"keys, not as {value!r}."
        )
    if not {"x", "y"} <= parts.keys() <= {"x", "y", "c"}:
        raise ValueError(
            f"{title}: points have x, y and perhaps c, but the keys met are {', '.join(parts)}."
        )
    columns = {part: array(parts[part], f"{title}.{part}") for part in "xyc" if part in parts}
    columns.setdefault("c", np.zeros(columns["x"].shape))
    shapes = {part: column.shape for part, column in columns.items()}
    if len(set(shapes.values())) > 1 or columns["x"].ndim != 1:
        met = ", ".join(f"{part} has shape {shape}" for part, shape in shapes.items())
        raise ValueError(f"{title}: {met}: give lists of the same length, one number a point.")
    return columns
