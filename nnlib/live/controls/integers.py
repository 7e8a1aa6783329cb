"""Integer sliders: a whole number in a range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import ipywidgets as widgets
import numpy as np

from nnlib.checks import whole
from nnlib.live.controls.checks import check_position, check_range, check_step, in_range
from nnlib.live.controls.control import Control, appearance


@dataclass(frozen=True, eq=False, kw_only=True)
class Integer(Control):
    """A whole number in a range; see `integer`."""

    min: int
    max: int
    step: int

    kind: ClassVar[str] = "integer"

    def validate(self, value: Any) -> int:
        """Return the number as an int."""
        return int(in_range(whole(self._title(), value), self.min, self.max, self._title()))

    def random(self, rng: np.random.Generator) -> int:
        """Draw one of the positions."""
        return int(self.min + self.step * rng.integers(0, (self.max - self.min) // self.step + 1))

    def ends(self) -> list[int]:
        """Return the two ends."""
        return [self.min, self.max]

    def widget(self) -> widgets.Widget:
        """Make an IntSlider."""
        return widgets.IntSlider(
            value=self.initial,
            min=self.min,
            max=self.max,
            step=self.step,
            readout_format="d",
            **appearance(self.text),
        )

    def _spec(self) -> dict[str, Any]:
        return {"initial": self.initial, "min": self.min, "max": self.max, "step": self.step}


def integer(value: int, min: int, max: int, step: int = 1, *, label: str | None = None) -> Integer:
    """Let the reader choose a whole number; it arrives as a tensor of shape ().

    Parameters
    ----------
    value : int
        The value at the start.
    min, max : int
        The ends of the range.
    step : int, default 1
        The distance between two positions.
    label : str, optional
        The text next to the slider; by default the control's name.

    Raises
    ------
    TypeError
        When a number is not whole.
    ValueError
        When min is not below max, value lies outside or between two positions, or step is not
        positive.

    Examples
    --------
    >>> integer(3, 1, 10).validate(7)
    7
    """
    given = {"value": value, "min": min, "max": max, "step": step}
    value, min, max, step = (whole(f"integer: {name}", number) for name, number in given.items())
    check_range("integer", value, min, max)
    check_step("integer", step, min, max)
    check_position("integer", value, min, step)
    return Integer(initial=value, min=min, max=max, step=step, label=label)
