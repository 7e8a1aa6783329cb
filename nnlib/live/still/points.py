"""Marks at single places: points, editable points, handles and text."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from nnlib.live.label import mathtext
from nnlib.live.palette import CLASS_COLORS, CLASS_MARKERS, COLORS, MUTED, PAPER
from nnlib.live.still.colors import colormap
from nnlib.live.still.mark import HALO, PIXEL, Extent, Mark
from nnlib.live.template import fill, with_minus

SHAPES = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D", "cross": "X"}
# Shapes of one area look equally large.
SHAPE_AREAS = {"circle": 1, "square": 0.79, "triangle": 1.2, "diamond": 0.82, "cross": 1.1}
# No figure is larger; what is would only fill it.
LARGEST_POINT = 1000


def extent_of_points(mark: Mark) -> Extent:
    """Reach to the points that are shown."""
    shown = _shown(mark)
    return Extent(mark.data["x"][shown], mark.data["y"][shown])


def _shown(mark: Mark) -> np.ndarray:
    x, y = mark.data["x"], mark.data["y"]
    return np.isfinite(x) & np.isfinite(y) & (mark.data.get("mask", np.ones(len(x))) != 0)


def draw_points(ax: Axes, mark: Mark, level: float) -> None:
    """Draw points."""
    style, shown = mark.style, _shown(mark)
    size = np.broadcast_to(mark.data.get("size", style.get("size", 5)), shown.shape)
    shown = shown & (size > 0) & (size < LARGEST_POINT)
    c = mark.data.get("c")
    if c is None:
        _scatter(ax, mark, shown, size, level, style["marker"], color=COLORS[style["color"]])
    elif "cmap" in style:
        cmap, norm = colormap(style, c)
        colors = {"c": c[shown], "cmap": cmap, "norm": norm, "edgecolors": MUTED}
        _scatter(ax, mark, shown, size, level, style["marker"], **colors)
    else:
        for index, (name, marker) in enumerate(zip(CLASS_COLORS, CLASS_MARKERS, strict=True)):
            of_class = shown & (np.round(c) == index)
            _scatter(ax, mark, of_class, size, level, marker, color=COLORS[name])


def _scatter(
    ax: Axes,
    mark: Mark,
    shown: np.ndarray,
    size: np.ndarray,
    level: float,
    marker: str,
    **colors: Any,
) -> None:
    if not shown.any():
        return
    ax.scatter(
        mark.data["x"][shown],
        mark.data["y"][shown],
        s=SHAPE_AREAS[marker] * (2 * PIXEL * size[shown]) ** 2,
        marker=SHAPES[marker],
        alpha=mark.style.get("alpha", 1),
        label=mark.label,
        zorder=level,
        linewidths=PIXEL,
        # A thin rim keeps points apart from each other and from what is behind them.
        **{"edgecolors": PAPER, **colors},
    )


def draw_editable(ax: Axes, mark: Mark, level: float) -> None:
    """Draw an editable."""
    style = {"size": 7, "color": "blue", "marker": "circle", **mark.style}
    draw_points(ax, mark._replace(style=style), level)


def draw_handle(ax: Axes, mark: Mark, level: float) -> None:
    """Draw a handle."""
    color = COLORS[mark.style["color"]]
    place = (mark.data["x"], mark.data["y"])
    ax.scatter(*place, s=(26 * PIXEL) ** 2, color=color, alpha=0.22, linewidths=0, zorder=level)
    ax.scatter(
        *place,
        s=(14 * PIXEL) ** 2,
        color=color,
        edgecolors=PAPER,
        linewidths=2 * PIXEL,
        zorder=level,
    )


def draw_text(ax: Axes, mark: Mark, level: float) -> None:
    """Draw a text."""
    style = mark.style
    values = [float(mark.data[f"v{k}"]) for k in range(sum(n[0] == "v" for n in mark.data))]
    place = (float(mark.data["x"]), float(mark.data["y"]))
    share = (ax.transData - ax.transAxes).transform(place)
    # Words may stand beside the plot, but not on the next one.
    if not ((share > -0.15) & (share < 1.15)).all():
        return
    words = ax.annotate(
        mathtext(with_minus(fill(style["template"], values))),
        place,
        xytext=(style["dx"] * PIXEL, -style["dy"] * PIXEL),
        textcoords="offset points",
        color=COLORS[style["color"]],
        fontsize=style["size"] * PIXEL,
        ha={"start": "left", "middle": "center", "end": "right"}[style["anchor"]],
        va="center",
        annotation_clip=False,
        path_effects=[HALO],
        zorder=level,
    )
    words.set_in_layout(False)
