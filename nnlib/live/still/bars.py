"""Bars, upright or lying."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from nnlib.live.label import mathtext
from nnlib.live.palette import COLORS, SPINE
from nnlib.live.still.mark import HALO, NOWHERE, PIXEL, Extent, Mark
from nnlib.live.template import format_number, with_minus


def extent_of_bars(mark: Mark) -> Extent:
    """Reach to the bars' ends, and to the numbers written there."""
    height = mark.data["height"]
    base = mark.data.get("base")
    along = np.array([-0.5, len(height) - 0.5])
    if base is None:
        values, edge = height, np.zeros(1)
    else:
        values, edge = np.concatenate([base, base + height]), NOWHERE
    if "format" in mark.style:
        values = np.append(values, _room_for_numbers(values, edge, mark.style["horizontal"]))
    if mark.style["horizontal"]:
        return Extent(x=values, x_edge=edge, y_edge=along)
    return Extent(y=values, y_edge=edge, x_edge=along)


def _room_for_numbers(values: np.ndarray, edge: np.ndarray, horizontal: bool) -> np.ndarray:
    """Return how far the numbers at the bars' ends reach."""
    finite = np.append(values, edge)
    finite = finite[np.isfinite(finite)]
    room = (0.2 if horizontal else 0.06) * np.ptp(finite) if finite.size else 0
    return values + np.sign(values) * room


def draw_bars(ax: Axes, mark: Mark, level: float) -> None:
    """Draw bars."""
    style, height = mark.style, mark.data["height"]
    base = mark.data.get("base", np.zeros(len(height)))
    colors = [COLORS[name] for name in style.get("colors", [style.get("color")] * len(height))]
    places = np.arange(len(height))
    draw, axis = (ax.barh, ax.yaxis) if style["horizontal"] else (ax.bar, ax.xaxis)
    thickness: dict[str, Any] = {"height" if style["horizontal"] else "width": 0.72}
    start: dict[str, Any] = {"left" if style["horizontal"] else "bottom": base}
    draw(places, height, **thickness, **start, color=colors, label=mark.label, zorder=level)
    names = style.get("labels", [str(place) for place in places])
    axis.set_ticks(places, [mathtext(name) for name in names])
    axis.set_tick_params(length=0)
    axis.grid(visible=False)
    if "base" not in mark.data:
        zero = ax.axvline if style["horizontal"] else ax.axhline
        zero(0, color=SPINE, linewidth=PIXEL, zorder=level + 0.001)
    if "format" in style:
        for place, low, length in zip(places, base, height, strict=True):
            _write_at_end(ax, mark, level, float(place), float(low + length), float(length))


def _write_at_end(
    ax: Axes, mark: Mark, level: float, place: float, end: float, length: float
) -> None:
    if not np.isfinite(end):
        return
    outwards = (5 if length >= 0 else -5) * PIXEL
    horizontal = mark.style["horizontal"]
    alignment: dict[str, Any]
    if horizontal:
        alignment = {"ha": "left" if length >= 0 else "right", "va": "center_baseline"}
    else:
        alignment = {"ha": "center", "va": "bottom" if length >= 0 else "top"}
    words = ax.annotate(
        with_minus(format_number(length, mark.style["format"])),
        (end, place) if horizontal else (place, end),
        xytext=(outwards, 0) if horizontal else (0, outwards),
        textcoords="offset points",
        fontsize=12 * PIXEL,
        path_effects=[HALO],
        zorder=level + 1,
        **alignment,
    )
    # However long a number grows, the plot keeps its place.
    words.set_in_layout(False)
