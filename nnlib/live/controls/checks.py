"""What several controls check: the numbers that an author or a reader gives."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.checks import brief
from nnlib.masks import refuse_masked
from nnlib.tensor import as_tensor

# Widgets and readouts count positions and digits; beyond these they fail.
SHORTEST, LONGEST = 1e-9, 1e15


def array(value: Any, title: str) -> np.ndarray:
    """Return an array of finite floats, a copy."""
    refuse_masked(value)
    try:
        copied = as_tensor(value).data.copy()
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"{title}: numbers are wanted, in rows of equal length, not {brief(value)}."
        ) from error
    if not np.isfinite(copied).all():
        raise ValueError(f"{title}: finite numbers are wanted, but there is nan or infinity.")
    return copied


def in_range(value: float, low: float, high: float, title: str) -> float:
    """Return a value inside the range, moved onto an end that it passes by a rounding error."""
    # A position computed as min + k·step may pass the end so.
    slack = 1e-9 * (high - low)
    if not low - slack <= value <= high + slack:
        raise ValueError(
            f"{title}: {value:g} lies outside {low:g} to {high:g}. "
            "Give a value in this range, or widen the control's min and max."
        )
    return min(max(value, low), high)


def check_range(kind: str, value: float, min: float, max: float) -> None:
    """Refuse a range that does not rise, is out of all proportion, or does not hold its start."""
    if min >= max:
        raise ValueError(f"{kind}: min={min:g} is not below max={max:g}. Swap or change them.")
    if not SHORTEST <= max - min <= LONGEST:
        raise ValueError(
            f"{kind}: the range of {max - min:g} from min={min:g} to max={max:g} is too "
            f"{'short' if max - min < SHORTEST else 'long'} for a widget. Compute in other units."
        )
    if not min <= value <= max:
        raise ValueError(
            f"{kind}: value={value:g} lies outside min={min:g} to max={max:g}. "
            "Start inside the range, or widen it. The order is value, min, max."
        )


def check_step(kind: str, step: float, low: float, high: float) -> None:
    """Refuse a step that does not move, or that is longer than the range."""
    if step <= 0:
        raise ValueError(f"{kind}: step={step:g} does not move. Give a step above 0.")
    if step > high - low:
        raise ValueError(
            f"{kind}: step={step:g} is longer than the whole range of {high - low:g}. "
            "Give a smaller step."
        )


def check_position(kind: str, value: int, min: int, step: int) -> None:
    """Refuse a start between two positions."""
    if (value - min) % step:
        raise ValueError(
            f"{kind}: value={value} lies between two positions, since from min={min} on they "
            f"are step={step} apart: the page would start elsewhere. Change value, min or step."
        )
