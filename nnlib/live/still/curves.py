"""Marks made of strokes: line, area, segments, rule, arrows."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import FancyArrowPatch

from nnlib.live.palette import COLORS
from nnlib.live.still.mark import PIXEL, Extent, Mark, stroke


def draw_line(ax: Axes, mark: Mark, level: float) -> None:
    """Draw a line."""
    ax.plot(
        mark.data["x"],
        mark.data["y"],
        **stroke(mark.style),
        alpha=mark.style["alpha"],
        label=mark.label,
        zorder=level,
        solid_capstyle="round",
        solid_joinstyle="round",
    )


def extent_of_area(mark: Mark) -> Extent:
    """Reach to both sides of the area."""
    base = mark.data["base"]
    if base.ndim:
        return Extent(mark.data["x"], np.concatenate([mark.data["y"], base]))
    return Extent(mark.data["x"], mark.data["y"], y_edge=base.reshape(1))


def draw_area(ax: Axes, mark: Mark, level: float) -> None:
    """Draw an area."""
    ax.fill_between(
        mark.data["x"],
        mark.data["y"],
        mark.data["base"],
        color=COLORS[mark.style["color"]],
        alpha=mark.style["alpha"],
        linewidth=0,
        label=mark.label,
        zorder=level,
    )


def extent_of_segments(mark: Mark) -> Extent:
    """Reach to the segments' ends."""
    x0, y0, x1, y1 = (mark.data[name] for name in ("x0", "y0", "x1", "y1"))
    return Extent(np.concatenate([x0, x1]), np.concatenate([y0, y1]))


def draw_segments(ax: Axes, mark: Mark, level: float) -> None:
    """Draw segments."""
    x0, y0, x1, y1 = (mark.data[name] for name in ("x0", "y0", "x1", "y1"))
    lines = np.stack([np.column_stack([x0, y0]), np.column_stack([x1, y1])], axis=1)
    pen = stroke(mark.style)
    ax.add_collection(
        LineCollection(
            list(lines),
            colors=pen["color"],
            linewidths=pen["linewidth"],
            linestyles=[pen["linestyle"]],
            label=mark.label,
            zorder=level,
        ),
        autolim=False,
    )


def extent_of_rule(mark: Mark) -> Extent:
    """Reach to the rule."""
    at = np.atleast_1d(mark.data["at"])
    return Extent(y=at) if mark.style["orientation"] == "horizontal" else Extent(x=at)


def draw_rule(ax: Axes, mark: Mark, level: float) -> None:
    """Draw a rule."""
    draw = ax.axhline if mark.style["orientation"] == "horizontal" else ax.axvline
    if np.isfinite(mark.data["at"]):
        draw(float(mark.data["at"]), **stroke(mark.style), label=mark.label, zorder=level)


def extent_of_arrows(mark: Mark) -> Extent:
    """Reach to the arrows' ends."""
    arrows = np.stack([mark.data[name] for name in ("x", "y", "dx", "dy")])
    x, y, dx, dy = arrows[:, np.isfinite(arrows).all(axis=0)]
    return Extent(np.concatenate([x, x + dx]), np.concatenate([y, y + dy]))


def draw_arrows(ax: Axes, mark: Mark, level: float) -> None:
    """Draw arrows."""
    x, y, dx, dy = (mark.data[name] for name in ("x", "y", "dx", "dy"))
    pen = stroke(mark.style)
    drawable = np.isfinite(x + y + dx + dy) & ((dx != 0) | (dy != 0))
    for position in np.flatnonzero(drawable):
        start = (x[position], y[position])
        arrow = FancyArrowPatch(
            start,
            (start[0] + dx[position], start[1] + dy[position]),
            arrowstyle="-|>,head_length=0.45,head_width=0.22",
            mutation_scale=(8 + 3 * mark.style["width"]) * PIXEL,
            shrinkA=0,
            shrinkB=0,
            joinstyle="miter",
            zorder=level,
            **pen,
        )
        ax.add_patch(arrow)
        arrow.set_clip_path(ax.patch)
    if mark.label is not None:
        ax.plot([], [], **pen, label=mark.label)
