"""Marks that are tables of cells: matrix, image and pad. The first row is on top."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from nnlib.live.label import mathtext
from nnlib.live.palette import COLORS, PAPER, SPINE
from nnlib.live.still.colors import colormap, readable_on
from nnlib.live.still.mark import PIXEL, Extent, Mark
from nnlib.live.template import format_number, with_minus


def extent_of_table(mark: Mark) -> Extent:
    """Reach to the outer edges of the table."""
    # Column j lies around x = j, row i around y = i, the first row on top.
    height, width = mark.data["values"].shape
    return Extent(
        x_edge=np.array([-0.5, width - 0.5]),
        y_edge=np.array([-0.5, height - 0.5]),
    )


def _paint_table(ax: Axes, mark: Mark, level: float) -> None:
    values = mark.data["values"]
    cmap, norm = colormap(mark.style, values)
    height, width = values.shape
    ax.imshow(
        np.ma.masked_invalid(values),
        cmap=cmap,
        norm=norm,
        aspect="auto",
        # The axis is turned over later, for all marks of the panel.
        origin="lower",
        extent=(-0.5, width - 0.5, -0.5, height - 0.5),
        interpolation="nearest",
        zorder=level,
    )


def draw_matrix(ax: Axes, mark: Mark, level: float) -> None:
    """Draw a matrix."""
    _paint_table(ax, mark, level)
    values, style = mark.data["values"], mark.style
    cmap, norm = colormap(style, values)
    rows, columns = values.shape
    # Gaps of paper between the cells.
    for edge in np.arange(1, columns) - 0.5:
        ax.axvline(edge, color=PAPER, linewidth=2 * PIXEL, zorder=level)
    for edge in np.arange(1, rows) - 0.5:
        ax.axhline(edge, color=PAPER, linewidth=2 * PIXEL, zorder=level)
    size = np.clip(120 / max(rows, columns), 7, 13) * PIXEL
    for row, column in np.ndindex(rows, columns):
        value = float(values[row, column])
        color = readable_on(cmap(norm(value))[:3]) if np.isfinite(value) else COLORS["ink"]
        text = with_minus(format_number(value, style["format"]))
        ax.text(
            column, row, text, color=color, fontsize=size, ha="center", va="center", zorder=level
        )
    ax.set_axis_on()
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
    ax.tick_params(length=0)
    ax.tick_params(axis="x", labeltop=True, labelbottom=False)
    for axis, names in ((ax.xaxis, style.get("columns", [])), (ax.yaxis, style.get("rows", []))):
        axis.set_ticks(np.arange(len(names)), [mathtext(name) for name in names])


def draw_image(ax: Axes, mark: Mark, level: float) -> None:
    """Draw an image."""
    _paint_table(ax, mark, level)
    height, width = mark.data["values"].shape
    frame = Rectangle((-0.5, -0.5), width, height, fill=False, edgecolor=SPINE)
    frame.set(linewidth=PIXEL, zorder=level, clip_on=False)
    ax.add_patch(frame)


def draw_pad(ax: Axes, mark: Mark, level: float) -> None:
    """Draw a pad."""
    style = {"cmap": "gray", "vmin": 0, "vmax": 1}
    draw_image(ax, mark._replace(style=style), level)
