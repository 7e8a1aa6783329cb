"""Players: time as an input, a whole number that can run by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import ipywidgets as widgets

from nnlib.checks import flag, whole
from nnlib.live.controls.checks import check_position, check_range, check_step
from nnlib.live.controls.integers import Integer


@dataclass(frozen=True, eq=False, kw_only=True)
class Play(Integer):
    """Time as an input: a whole number that can run by itself; see `play`."""

    interval: int
    fast: bool

    kind: ClassVar[str] = "play"

    def widget(self) -> widgets.Widget:
        """Make a Play button and an IntSlider that move together."""
        slider = super().widget()
        button = widgets.Play(
            value=self.initial,
            min=self.min,
            max=self.max,
            step=self.step,
            interval=self.interval,
            show_repeat=False,
            description=self.text,
        )
        # front/controls.js links the two where they stand, so that it runs without a kernel.
        slider.layout.flex = "1 1 12rem"
        button.layout.flex = "0 0 auto"
        return widgets.HBox([button, slider], layout=widgets.Layout(flex_flow="row wrap"))

    def source(self, widget: widgets.Widget) -> widgets.Widget:
        """Return the slider, which holds the value."""
        return widget.children[1]

    def _spec(self) -> dict[str, Any]:
        return {**super()._spec(), "interval": self.interval, "fast": self.fast}


def play(
    max: int,
    *,
    value: int = 0,
    step: int = 1,
    interval: int = 50,
    fast: bool = False,
    label: str | None = "step",
) -> Play:
    """Let the reader run, pause and scrub time; it arrives as a tensor of shape ().

    Made for the count of `nnlib.live.fold`: the state after n steps is a function of n.

    Parameters
    ----------
    max : int
        The last step; the first is 0.
    value : int, default 0
        The step shown at the start.
    step : int, default 1
        How many steps one tick advances.
    interval : int, default 50
        The time between two ticks, in milliseconds.
    fast : bool, default False
        Whether there is a button "Fast", which starts the player and lets a tick advance as many
        steps as the page can compute in a frame. Made for long trainings.
    label : str, default "step"
        The text next to the slider.

    Raises
    ------
    TypeError
        When a number is not whole.
    ValueError
        When max is not above 0, value lies outside or between two positions, or step or
        interval is not positive.

    Examples
    --------
    >>> play(500).validate(20)
    20
    """
    given = {"max": max, "value": value, "step": step, "interval": interval}
    max, value, step, interval = (whole(f"play: {name}", n) for name, n in given.items())
    check_range("play", value, 0, max)
    check_step("play", step, 0, max)
    check_position("play", value, 0, step)
    if interval <= 0:
        raise ValueError(
            f"play: interval={interval} is no time at all. Give the milliseconds between two "
            "ticks, such as 50."
        )
    return Play(
        initial=value,
        min=0,
        max=max,
        step=step,
        interval=interval,
        fast=flag("play: fast", fast),
        label=label,
    )
