"""Switches: on or off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import ipywidgets as widgets
import numpy as np

from nnlib.checks import flag
from nnlib.live.controls.control import Control, appearance


@dataclass(frozen=True, eq=False, kw_only=True)
class Switch(Control):
    """On or off; see `switch`."""

    kind: ClassVar[str] = "switch"

    def validate(self, value: Any) -> bool:
        """Return True or False; 1 and 0 will do as well."""
        return flag(self._title(), value)

    def random(self, rng: np.random.Generator) -> bool:
        """Draw True or False."""
        return bool(rng.integers(2))

    def ends(self) -> list[bool]:
        """Return both."""
        return [False, True]

    def widget(self) -> widgets.Widget:
        """Make a Checkbox."""
        return widgets.Checkbox(value=self.initial, indent=False, **appearance(self.text))


def switch(value: bool = False, *, label: str | None = None) -> Switch:
    """Let the reader turn something on or off; it arrives as a tensor, 0 or 1, of shape ().

    Parameters
    ----------
    value : bool, default False
        Whether it is on at the start.
    label : str, optional
        The text next to the box; by default the control's name.

    Raises
    ------
    TypeError
        When value is neither true nor false.

    Examples
    --------
    >>> switch(True).initial
    True
    """
    control = Switch(initial=False, label=label)
    return replace(control, initial=control.validate(value))
