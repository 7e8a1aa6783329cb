"""What the drawing of every mark starts from: its numbers, how far it reaches, its strokes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.patheffects import withStroke

from nnlib.live.palette import COLORS, PAPER

# A figure is 7.2 inches wide and stands for a page of 760 pixels. Styles count in pixels.
INCHES_PER_PIXEL = 7.2 / 760
PIXEL = 72 * INCHES_PER_PIXEL

DASH_PATTERNS: dict[str, Any] = {"solid": "-", "dashed": (0, (3.2, 2.2)), "dotted": (0, (1, 1.6))}

# Limits go no further: larger numbers could not even be subtracted from each other.
LARGEST = 1e300

# Sets words off from what is behind them.
HALO = withStroke(linewidth=3 * PIXEL, foreground=PAPER)

NOWHERE = np.empty(0)


class Mark(NamedTuple):
    """A mark with its numbers in place of keys."""

    type: str
    data: dict[str, np.ndarray]
    style: dict[str, Any]
    label: str | None


class Extent(NamedTuple):
    """The numbers that a mark needs in view; where an edge is the outermost, no margin is left."""

    x: np.ndarray = NOWHERE
    y: np.ndarray = NOWHERE
    x_edge: np.ndarray = NOWHERE
    y_edge: np.ndarray = NOWHERE


def extent_of_place(mark: Mark) -> Extent:
    """Reach to the place itself."""
    return Extent(np.atleast_1d(mark.data["x"]), np.atleast_1d(mark.data["y"]))


def no_extent(mark: Mark) -> Extent:
    """Reach nowhere."""
    # Words stand next to what widens the axes; a network brings its own coordinates.
    return Extent()


def stroke(style: dict[str, Any]) -> dict[str, Any]:
    """Return a style's stroke as matplotlib's arguments."""
    return {
        "color": COLORS[style["color"]],
        "linewidth": style["width"] * PIXEL,
        "linestyle": DASH_PATTERNS[style.get("dash", "solid")],
    }
