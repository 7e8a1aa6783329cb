"""Each mark in matplotlib: how far it reaches, and how it is drawn.

The page has the same table in ``front/marks.js``. Lengths in a mark's style are pixels of the page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.patheffects import withStroke

from nnlib.live.arguments import in_equal_steps
from nnlib.live.label import mathtext
from nnlib.live.palette import CLASS_COLORS, CLASS_MARKERS, COLORS, MUTED, PAPER, SPINE
from nnlib.live.still_colors import colormap, readable_on
from nnlib.live.still_network import draw_network
from nnlib.live.template import fill, format_number, with_minus

# A figure is 7.2 inches wide and stands for a page of 760 pixels.
INCHES_PER_PIXEL = 7.2 / 760
PIXEL = 72 * INCHES_PER_PIXEL

SHAPES = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D", "cross": "X"}
# Shapes of one area look equally large.
SHAPE_AREAS = {"circle": 1, "square": 0.79, "triangle": 1.2, "diamond": 0.82, "cross": 1.1}
# No figure is larger; what is would only fill it.
LARGEST_POINT = 1000
DASH_PATTERNS: dict[str, Any] = {"solid": "-", "dashed": (0, (3.2, 2.2)), "dotted": (0, (1, 1.6))}

# Sets words off from what is behind them.
HALO = withStroke(linewidth=3 * PIXEL, foreground=PAPER)

_NOWHERE = np.empty(0)


class Mark(NamedTuple):
    """A mark with its numbers in place of keys."""

    type: str
    data: dict[str, np.ndarray]
    style: dict[str, Any]
    label: str | None


class Extent(NamedTuple):
    """The numbers that a mark needs in view; where an edge is the outermost, no margin is left."""

    x: np.ndarray = _NOWHERE
    y: np.ndarray = _NOWHERE
    x_edge: np.ndarray = _NOWHERE
    y_edge: np.ndarray = _NOWHERE


class MarkType(NamedTuple):
    """One row of the table."""

    draw: Callable[[Axes, Mark, float], None]
    extent: Callable[[Mark], Extent]


# --- extents --------------------------------------------------------------------------------------


def _extent_of_points(mark: Mark) -> Extent:
    shown = _shown(mark)
    return Extent(mark.data["x"][shown], mark.data["y"][shown])


def _shown(mark: Mark) -> np.ndarray:
    x, y = mark.data["x"], mark.data["y"]
    return np.isfinite(x) & np.isfinite(y) & (mark.data.get("mask", np.ones(len(x))) != 0)


def _extent_of_place(mark: Mark) -> Extent:
    return Extent(np.atleast_1d(mark.data["x"]), np.atleast_1d(mark.data["y"]))


def _extent_of_cells(mark: Mark) -> Extent:
    return Extent(x_edge=_edges(mark.data["x"]), y_edge=_edges(mark.data["y"]))


def _extent_of_field(mark: Mark) -> Extent:
    return Extent(x_edge=mark.data["x"], y_edge=mark.data["y"])


def _extent_of_bars(mark: Mark) -> Extent:
    height = mark.data["height"]
    base = mark.data.get("base")
    along = np.array([-0.5, len(height) - 0.5])
    if base is None:
        values, edge = height, np.zeros(1)
    else:
        values, edge = np.concatenate([base, base + height]), _NOWHERE
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


def _extent_of_arrows(mark: Mark) -> Extent:
    arrows = np.stack([mark.data[name] for name in ("x", "y", "dx", "dy")])
    x, y, dx, dy = arrows[:, np.isfinite(arrows).all(axis=0)]
    return Extent(np.concatenate([x, x + dx]), np.concatenate([y, y + dy]))


def _extent_of_segments(mark: Mark) -> Extent:
    x0, y0, x1, y1 = (mark.data[name] for name in ("x0", "y0", "x1", "y1"))
    return Extent(np.concatenate([x0, x1]), np.concatenate([y0, y1]))


def _extent_of_area(mark: Mark) -> Extent:
    base = mark.data["base"]
    if base.ndim:
        return Extent(mark.data["x"], np.concatenate([mark.data["y"], base]))
    return Extent(mark.data["x"], mark.data["y"], y_edge=base.reshape(1))


def _extent_of_table(mark: Mark) -> Extent:
    # Column j lies around x = j, row i around y = i, the first row on top.
    height, width = mark.data["values"].shape
    return Extent(
        x_edge=np.array([-0.5, width - 0.5]),
        y_edge=np.array([-0.5, height - 0.5]),
    )


def _no_extent(mark: Mark) -> Extent:
    # Words stand next to what widens the axes; a network brings its own coordinates.
    return Extent()


def _extent_of_rule(mark: Mark) -> Extent:
    at = np.atleast_1d(mark.data["at"])
    return Extent(y=at) if mark.style["orientation"] == "horizontal" else Extent(x=at)


# --- lines and points -----------------------------------------------------------------------------


def _stroke(style: dict[str, Any]) -> dict[str, Any]:
    return {
        "color": COLORS[style["color"]],
        "linewidth": style["width"] * PIXEL,
        "linestyle": DASH_PATTERNS[style.get("dash", "solid")],
    }


def _draw_line(ax: Axes, mark: Mark, level: float) -> None:
    ax.plot(
        mark.data["x"],
        mark.data["y"],
        **_stroke(mark.style),
        alpha=mark.style["alpha"],
        label=mark.label,
        zorder=level,
        solid_capstyle="round",
        solid_joinstyle="round",
    )


def _draw_points(ax: Axes, mark: Mark, level: float) -> None:
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


def _draw_editable(ax: Axes, mark: Mark, level: float) -> None:
    style = {"size": 7, "color": "blue", "marker": "circle", **mark.style}
    _draw_points(ax, mark._replace(style=style), level)


def _draw_handle(ax: Axes, mark: Mark, level: float) -> None:
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


def _draw_segments(ax: Axes, mark: Mark, level: float) -> None:
    x0, y0, x1, y1 = (mark.data[name] for name in ("x0", "y0", "x1", "y1"))
    lines = np.stack([np.column_stack([x0, y0]), np.column_stack([x1, y1])], axis=1)
    stroke = _stroke(mark.style)
    ax.add_collection(
        LineCollection(
            list(lines),
            colors=stroke["color"],
            linewidths=stroke["linewidth"],
            linestyles=[stroke["linestyle"]],
            label=mark.label,
            zorder=level,
        ),
        autolim=False,
    )


def _draw_arrows(ax: Axes, mark: Mark, level: float) -> None:
    x, y, dx, dy = (mark.data[name] for name in ("x", "y", "dx", "dy"))
    stroke = _stroke(mark.style)
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
            **stroke,
        )
        ax.add_patch(arrow)
        arrow.set_clip_path(ax.patch)
    if mark.label is not None:
        ax.plot([], [], **stroke, label=mark.label)


def _draw_rule(ax: Axes, mark: Mark, level: float) -> None:
    draw = ax.axhline if mark.style["orientation"] == "horizontal" else ax.axvline
    if np.isfinite(mark.data["at"]):
        draw(float(mark.data["at"]), **_stroke(mark.style), label=mark.label, zorder=level)


def _draw_area(ax: Axes, mark: Mark, level: float) -> None:
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


def _draw_text(ax: Axes, mark: Mark, level: float) -> None:
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


# --- bars -----------------------------------------------------------------------------------------


def _draw_bars(ax: Axes, mark: Mark, level: float) -> None:
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


# --- fields and grids -----------------------------------------------------------------------------


def _edges(centres: np.ndarray) -> np.ndarray:
    """Return where the cells around centres in equal steps, or in equal ratios, begin and end."""
    if not in_equal_steps(centres):
        return np.exp(_edges(np.log(centres)))
    half = (centres[-1] - centres[0]) / (len(centres) - 1) / 2
    return np.linspace(centres[0] - half, centres[-1] + half, len(centres) + 1)


def _draw_heatmap(ax: Axes, mark: Mark, level: float) -> None:
    z, style = mark.data["z"], mark.style
    cmap, norm = colormap(style, z)
    cells = ax.pcolormesh(
        _edges(mark.data["x"]),
        _edges(mark.data["y"]),
        np.ma.masked_invalid(z),
        cmap=cmap,
        norm=norm,
        alpha=style["alpha"],
        zorder=level,
        rasterized=True,
    )
    if style["colorbar"]:
        beside = ax.inset_axes((1.03, 0, 0.045, 1))
        bar = ax.figure.colorbar(cells, cax=beside)
        bar.outline.set_visible(False)
        bar.ax.tick_params(length=0)
        if mark.label is not None:
            bar.set_label(mathtext(mark.label))


def _draw_contour(ax: Axes, mark: Mark, level: float) -> None:
    z = np.ma.masked_invalid(mark.data["z"])
    levels = [v for v in mark.style["levels"] if z.count() and z.min() < v < z.max()]
    stroke = _stroke(mark.style)
    if levels:
        ax.contour(
            mark.data["x"],
            mark.data["y"],
            z,
            levels=levels,
            colors=stroke["color"],
            linewidths=stroke["linewidth"],
            linestyles=[stroke["linestyle"]],
            zorder=level,
        )
    if mark.label is not None:
        ax.plot([], [], **stroke, label=mark.label)


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


def _draw_matrix(ax: Axes, mark: Mark, level: float) -> None:
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


def _draw_image(ax: Axes, mark: Mark, level: float) -> None:
    _paint_table(ax, mark, level)
    height, width = mark.data["values"].shape
    frame = Rectangle((-0.5, -0.5), width, height, fill=False, edgecolor=SPINE)
    frame.set(linewidth=PIXEL, zorder=level, clip_on=False)
    ax.add_patch(frame)


def _draw_pad(ax: Axes, mark: Mark, level: float) -> None:
    style = {"cmap": "gray", "vmin": 0, "vmax": 1}
    _draw_image(ax, mark._replace(style=style), level)


def _draw_network(ax: Axes, mark: Mark, level: float) -> None:
    draw_network(ax, mark.data, mark.style, PIXEL)


MARKS = {
    "line": MarkType(_draw_line, _extent_of_place),
    "points": MarkType(_draw_points, _extent_of_points),
    "heatmap": MarkType(_draw_heatmap, _extent_of_cells),
    "contour": MarkType(_draw_contour, _extent_of_field),
    "bars": MarkType(_draw_bars, _extent_of_bars),
    "arrows": MarkType(_draw_arrows, _extent_of_arrows),
    "text": MarkType(_draw_text, _no_extent),
    "rule": MarkType(_draw_rule, _extent_of_rule),
    "segments": MarkType(_draw_segments, _extent_of_segments),
    "area": MarkType(_draw_area, _extent_of_area),
    "matrix": MarkType(_draw_matrix, _extent_of_table),
    "image": MarkType(_draw_image, _extent_of_table),
    "network": MarkType(_draw_network, _no_extent),
    "handle": MarkType(_draw_handle, _extent_of_place),
    "editable": MarkType(_draw_editable, _extent_of_points),
    "pad": MarkType(_draw_pad, _extent_of_table),
}
