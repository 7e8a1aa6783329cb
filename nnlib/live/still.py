"""The still: a picture as a PNG, for GitHub, print, and readers without JavaScript.

Drawn by matplotlib from the same panels and marks as in the page, always light, always the same
bytes for the same numbers, whatever the reader's matplotlib settings are.
"""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import MaxNLocator

from nnlib.live.palette import COLORS, PAPER
from nnlib.live.still_marks import INCHES_PER_PIXEL, MARKS, PIXEL, Extent, Mark
from nnlib.live.template import fill

DPI = 110
WIDTH = 760
MOST_IN_A_ROW = 3
MARGIN = 0.04

_STYLE = {
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "font.family": "DejaVu Sans",
    "font.size": 12 * PIXEL,
    "text.color": COLORS["ink"],
    "axes.labelcolor": COLORS["ink"],
    "axes.titlesize": 13 * PIXEL,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": COLORS["ink"],
    "axes.labelsize": 12.5 * PIXEL,
    "axes.edgecolor": COLORS["gray"],
    "axes.linewidth": PIXEL,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#e8eaed",
    "grid.linewidth": 0.8 * PIXEL,
    "xtick.color": COLORS["gray"],
    "ytick.color": COLORS["gray"],
    "xtick.labelcolor": "#4b5563",
    "ytick.labelcolor": "#4b5563",
    "xtick.labelsize": 11.5 * PIXEL,
    "ytick.labelsize": 11.5 * PIXEL,
    "xtick.major.size": 4 * PIXEL,
    "ytick.major.size": 4 * PIXEL,
    "legend.fontsize": 12 * PIXEL,
    "legend.frameon": True,
    "legend.framealpha": 0.88,
    "legend.edgecolor": "none",
    "legend.facecolor": PAPER,
    "lines.dash_capstyle": "round",
}


def draw_still(part: Mapping[str, Any], values: Mapping[str, np.ndarray], title: str = "") -> bytes:
    """Draw a picture as a PNG.

    Parameters
    ----------
    part : mapping
        ``{"panels": […], "caption": …}`` as `Picture.spec` describes them.
    values : mapping of str to numpy.ndarray
        The numbers behind the keys.
    title : str, optional
        What stands above the panels.

    Returns
    -------
    bytes
        A PNG file, about 800 pixels wide.
    """
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE)
        return _png(_figure(part, values, title))


def _figure(part: Mapping[str, Any], values: Mapping[str, np.ndarray], title: str) -> Figure:
    rows = _rows(part["panels"])
    heights = [max(panel["height"] for panel in row) for row in rows]
    caption = _caption(part["caption"], values)
    room = 26 * bool(title) + 18 * len(caption)
    figure = Figure(
        figsize=(WIDTH * INCHES_PER_PIXEL, (sum(heights) + room) * INCHES_PER_PIXEL),
        layout="constrained",
        facecolor=PAPER,
    )
    FigureCanvasAgg(figure)
    if title:
        figure.suptitle(title, x=0.012, ha="left", fontsize=14 * PIXEL, fontweight="bold")
    if caption:
        figure.supxlabel("\n".join(caption), x=0.012, ha="left", fontsize=12.5 * PIXEL)
    strips = np.atleast_1d(figure.subfigures(len(rows), 1, height_ratios=heights))
    for strip, row in zip(strips, rows, strict=True):
        _draw_row(strip, row, values)
    return figure


def _rows(panels: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Break the panels into rows of about the same width."""
    total = sum(panel["width"] for panel in panels)
    widest = math.ceil(total / math.ceil(total / MOST_IN_A_ROW))
    rows: list[list[Mapping[str, Any]]] = [[]]
    for panel in panels:
        if rows[-1] and sum(p["width"] for p in rows[-1]) + panel["width"] > widest:
            rows.append([])
        rows[-1].append(panel)
    return rows


def _caption(caption: Mapping[str, Any] | None, values: Mapping[str, np.ndarray]) -> list[str]:
    if caption is None:
        return []
    numbers = {name: float(values[key]) for name, key in caption["values"].items()}
    text = fill(caption["template"], numbers)
    return [line for part in text.splitlines() for line in textwrap.wrap(part, 108) or [""]]


def _draw_row(
    strip: SubFigure, row: Sequence[Mapping[str, Any]], values: Mapping[str, np.ndarray]
) -> None:
    ratios = [panel["width"] for panel in row]
    axes = strip.subplots(1, len(row), width_ratios=ratios, squeeze=False)[0]
    for ax, panel in zip(axes, row, strict=True):
        _draw_panel(ax, panel, values)


def _draw_panel(ax: Axes, panel: Mapping[str, Any], values: Mapping[str, np.ndarray]) -> None:
    marks = [_with_numbers(mark, values) for mark in panel["marks"]]
    ax.set(title=panel["title"], xlabel=panel["xlabel"], ylabel=panel["ylabel"])
    extents = [reach(mark) for mark in marks if (reach := MARKS[mark.type].extent)]
    if not panel["axes"] or not extents:
        ax.set_axis_off()
    if any(mark.type == "heatmap" for mark in marks):
        ax.grid(False)
    if extents:
        _set_scale(ax, panel, extents, values)
    for position, mark in enumerate(marks):
        # From 1 on, below the axes' own lines and ticks.
        MARKS[mark.type].draw(ax, mark, 1 + position / max(len(marks), 1))
    if panel["legend"] and any(mark.label for mark in marks if mark.type != "heatmap"):
        _draw_legend(ax)


def _with_numbers(mark: Mapping[str, Any], values: Mapping[str, np.ndarray]) -> Mark:
    data = {name: np.asarray(values[key], dtype=np.float64) for name, key in mark["data"].items()}
    return Mark(mark["type"], data, mark["style"], mark["label"])


def _draw_legend(ax: Axes) -> None:
    handles, labels = ax.get_legend_handles_labels()
    # One entry a label: a mark of several classes is drawn in several parts.
    once = dict(zip(reversed(labels), reversed(handles), strict=True))
    names = list(dict.fromkeys(labels))
    ax.legend([once[name] for name in names], names, handlelength=1.6)


def _set_scale(
    ax: Axes, panel: Mapping[str, Any], extents: list[Extent], values: Mapping[str, np.ndarray]
) -> None:
    ax.set(xscale=panel["xscale"], yscale=panel["yscale"])
    for axis, locate in (("x", ax.xaxis), ("y", ax.yaxis)):
        if panel[f"{axis}scale"] == "linear":
            locate.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
        soft = np.concatenate([getattr(extent, axis) for extent in extents])
        hard = np.concatenate([getattr(extent, f"{axis}_edge") for extent in extents])
        given = panel[f"{axis}lim"]
        limits = values[given] if isinstance(given, str) else given
        if limits is None or not np.isfinite(limits).all() or limits[0] >= limits[1]:
            limits = find_limits(soft, hard, panel[f"{axis}scale"])
        ax.set(**{f"{axis}lim": tuple(limits), f"autoscale{axis}_on": False})
    if panel["aspect"] == "equal":
        ax.set_aspect("equal", adjustable="box")


def find_limits(soft: np.ndarray, hard: np.ndarray, scale: str) -> tuple[float, float]:
    """Return limits that show all numbers, with a margin around the soft ones.

    Examples
    --------
    >>> low, high = find_limits(np.array([0.0, 100.0]), np.array([]), "linear")
    >>> round(low), round(high)
    (-4, 104)
    >>> find_limits(np.array([2.0]), np.array([0.0]), "linear")
    (0.0, 2.08)
    >>> find_limits(np.array([np.nan]), np.array([]), "linear")
    (0.0, 1.0)
    """
    if scale == "log":
        with np.errstate(all="ignore"):
            soft, hard = np.log10(soft), np.log10(hard)
    soft, hard = soft[np.isfinite(soft)], hard[np.isfinite(hard)]
    everything = np.concatenate([soft, hard])
    if not everything.size:
        low, high = (0.0, 1.0) if scale == "linear" else (-1.0, 1.0)
    else:
        margin = MARGIN * np.ptp(everything)
        low = float(min(everything.min(), (soft - margin).min(initial=np.inf)))
        high = float(max(everything.max(), (soft + margin).max(initial=-np.inf)))
        if low == high:
            low, high = low - 0.5, high + 0.5
    return (10**low, 10**high) if scale == "log" else (low, high)


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    # Matplotlib's version in the file would make it differ from machine to machine.
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()
