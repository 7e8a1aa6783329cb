"""Sliders: a real number in a range, in equal steps or in equal factors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

import ipywidgets as widgets
import numpy as np

from nnlib.checks import flag, number
from nnlib.live.controls.checks import check_range, check_step, in_range
from nnlib.live.controls.control import Control, appearance


@dataclass(frozen=True, eq=False, kw_only=True)
class Slider(Control):
    """A real number in a range; see `slider`."""

    min: float
    max: float
    step: float

    kind: ClassVar[str] = "slider"

    def validate(self, value: Any) -> float:
        """Return the number as a float."""
        given = float(number(self._title(), value))
        return in_range(given, self.min, self.max, self._title())

    def random(self, rng: np.random.Generator) -> float:
        """Draw one of the positions."""
        count = math.floor((self.max - self.min) / self.step) + 1
        return self.validate(round(self.min + self.step * rng.integers(0, count), self.decimals))

    def ends(self) -> list[float]:
        """Return the two ends."""
        return [self.min, self.max]

    @property
    def decimals(self) -> int:
        """How many digits after the point it takes to write any position."""
        return max(_decimals(number) for number in (self.step, self.min, self.initial))

    def read(self, widget: widgets.Widget) -> float:
        """Read the position from the widget.

        The widget computes it as min + k·step, with rounding errors: 4.000000000000002 for 4. A
        neuron with a step notices.
        """
        return self.validate(round(widget.value, self.decimals))

    def widget(self) -> widgets.Widget:
        """Make a FloatSlider."""
        return widgets.FloatSlider(
            value=self.initial,
            min=self.min,
            max=self.max,
            step=self.step,
            readout_format=f".{self.decimals}f",
            **appearance(self.text),
        )

    def _spec(self) -> dict[str, Any]:
        return {
            "initial": self.initial,
            "min": self.min,
            "max": self.max,
            "step": self.step,
            "decimals": self.decimals,
        }


@dataclass(frozen=True, eq=False, kw_only=True)
class LogSlider(Slider):
    """A positive number at one of several round positions, a tenth of a decade apart.

    ipywidgets' own FloatLogSlider moves in equal steps of the exponent, so that a reader meets
    0.0501 and not 0.05, and the page would not start at the value that Python starts at.
    """

    positions: tuple[float, ...]

    trait: ClassVar[str] = "index"

    def random(self, rng: np.random.Generator) -> float:
        """Draw one of the positions."""
        return self.positions[rng.integers(len(self.positions))]

    def widget(self) -> widgets.Widget:
        """Make a SelectionSlider of the positions."""
        return widgets.SelectionSlider(
            options=[(f"{position:g}", position) for position in self.positions],
            value=self.initial,
            **appearance(self.text),
        )

    def read(self, widget: widgets.Widget) -> float:
        """Read the position from the widget."""
        return self.positions[widget.index]

    def write(self, widget: widgets.Widget, value: Any) -> None:
        """Show the position nearest to ``value`` on the widget."""
        value = self.validate(value)
        widget.index = min(
            range(len(self.positions)),
            key=lambda k: abs(math.log(self.positions[k] / value)),
        )

    def _spec(self) -> dict[str, Any]:
        return {**super()._spec(), "log": True, "positions": list(self.positions)}


def slider(
    value: float,
    min: float,
    max: float,
    step: float | None = None,
    *,
    label: str | None = None,
    log: bool = False,
) -> Slider:
    """Let the reader choose a real number; it arrives as a tensor of shape ().

    Parameters
    ----------
    value : float
        The value at the start.
    min, max : float
        The ends of the range.
    step : float, optional
        The distance between two positions: by default a round number (1, 2 or 5 times a power
        of ten) that gives 50 to 200 positions.
    label : str, optional
        The text next to the slider; by default the control's name.
    log : bool, default False
        Whether equal distances mean equal factors, as learning rates want it. A log slider has
        positions such as 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6 and 8 in each decade, and takes no step.

    Raises
    ------
    TypeError
        When a number is not a number.
    ValueError
        When min is not below max, value lies outside or between two positions, step is not
        positive, or a log slider reaches zero or is given a step.

    Examples
    --------
    >>> slider(3, -4, 4).step
    0.1
    >>> slider(0.1, 0.001, 10, log=True).validate(2)
    2.0
    """
    given = {"value": value, "min": min, "max": max}
    value, min, max = (float(number(f"slider: {name}", n)) for name, n in given.items())
    check_range("slider", value, min, max)
    if flag("slider: log", log):
        return _log_slider(value, min, max, step, label)
    step = _round_step(min, max, value) if step is None else float(number("slider: step", step))
    check_step("slider", step, min, max)
    if not _divides(step, value - min):
        raise ValueError(
            f"slider: value={value:g} lies between two positions, since from min={min:g} on they "
            f"are step={step:g} apart: the page would start elsewhere. Change value, min or step."
        )
    return Slider(initial=value, min=min, max=max, step=step, label=label)


def _log_slider(
    value: float, min: float, max: float, step: float | None, label: str | None
) -> LogSlider:
    if min <= 0:
        raise ValueError(
            f"slider: a log slider multiplies, so it never reaches min={min:g}. "
            "Give a min above 0, such as 0.001, or leave log=True out."
        )
    if step is not None:
        raise ValueError(
            f"slider: a log slider has fixed positions and takes no step={step:g}. "
            "Leave step out, or leave log=True out."
        )
    decades = range(math.floor(math.log10(min)), math.ceil(math.log10(max)) + 1)
    round_numbers = {float(f"{digits}e{decade}") for decade in decades for digits in _ROUND}
    within = {number for number in round_numbers if min < number < max}
    positions = tuple(sorted(within | {min, value, max}))
    return LogSlider(initial=value, min=min, max=max, step=0.1, label=label, positions=positions)


# About a tenth of a decade apart.
_ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)


def _round_step(low: float, high: float, start: float) -> float:
    """Return 1, 2 or 5 times a power of ten that gives 50 to 200 positions.

    Of those, the nearest to 100 positions on whose grid the start and the end lie; without one,
    the nearest.
    """
    span = high - low
    exponent = math.floor(math.log10(span))
    candidates = [
        float(f"{digit}e{power}")
        for power in range(exponent - 3, exponent + 1)
        for digit in (1, 2, 5)
    ]
    fine = [step for step in candidates if 50 * (1 - 1e-9) <= span / step <= 200]
    fine.sort(key=lambda step: abs(math.log(span / step / 100)))
    on_grid = (step for step in fine if _divides(step, start - low) and _divides(step, span))
    return next(on_grid, fine[0])


def _divides(step: float, distance: float) -> bool:
    return math.isclose(round(distance / step) * step, distance, rel_tol=1e-9, abs_tol=1e-12)


def _decimals(number: float) -> int:
    """Return how many digits after the point it takes to write a number."""
    return min(12, max(0, -int(Decimal(f"{number:.10g}").normalize().as_tuple().exponent)))
