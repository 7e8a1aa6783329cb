"""One panel in matplotlib: its limits, ticks, marks and legend."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.legend_handler import HandlerTuple
from matplotlib.ticker import (
    FuncFormatter,
    LogFormatterMathtext,
    LogLocator,
    MaxNLocator,
    NullFormatter,
)

from nnlib.live.label import mathtext
from nnlib.live.palette import MUTED, SPINE
from nnlib.live.still.mark import LARGEST, PIXEL, Extent, Mark
from nnlib.live.still.marks import MARKS

MARGIN = 0.04
# Powers of ten with more zeros than this are written as powers.
MOST_ZEROS = 4
# Sizes of the legend, in pixels.
LEGEND_LINE = 20
LEGEND_SWATCH = 36
LEGEND_LETTER = 7.2


class StillPanel(NamedTuple):
    """A panel with numbers in place of keys."""

    options: Mapping[str, Any]
    marks: list[Mark]
    xlim: tuple[float, float]
    ylim: tuple[float, float]

    @classmethod
    def of(cls, spec: Mapping[str, Any], values: Mapping[str, np.ndarray]) -> StillPanel:
        """Look up a panel's numbers and find its limits."""
        marks = [_with_numbers(mark, values) for mark in spec["marks"]]
        extents = [MARKS[mark.type].extent(mark) for mark in marks]
        xlim, ylim = (_limits(spec, axis, extents, values) for axis in "xy")
        return cls(spec, marks, xlim, ylim)

    def first(self, *types: str) -> Mark | None:
        """Return the first mark of the given types."""
        return next((mark for mark in self.marks if mark.type in types), None)

    @property
    def has_axes(self) -> bool:
        """Whether there are coordinates to read off."""
        return self.options["axes"] and not self.first("matrix", "image", "pad", "network", "graph")

    @property
    def has_gradient(self) -> bool:
        """Whether there are smooth changes of colour."""
        return any("cmap" in mark.style or mark.type == "pad" for mark in self.marks)

    @property
    def is_blank(self) -> bool:
        """Whether no mark has numbers that could be drawn."""
        columns = [[a for a in mark.data.values() if a.size] for mark in self.marks]
        return bool(columns) and all(
            any(not np.isfinite(column).any() for column in data) for data in columns
        )


def draw_panel(ax: Axes, panel: StillPanel, width: float) -> None:
    """Draw a panel into a pair of axes about so many pixels wide."""
    options = panel.options
    ax.set_anchor("NW")
    if panel.has_axes:
        _draw_axes(ax, panel)
    else:
        ax.set_axis_off()
    ax.set(xscale=options["xscale"], yscale=options["yscale"])
    ax.set(xlim=panel.xlim, ylim=panel.ylim, autoscale_on=False)
    _set_ticks(ax.xaxis, *panel.xlim, log=options["xscale"] == "log")
    _set_ticks(ax.yaxis, *panel.ylim, log=options["yscale"] == "log")
    for position, mark in enumerate(panel.marks):
        # From 1 on, below the axes' own lines and ticks.
        MARKS[mark.type].draw(ax, mark, 1 + position / len(panel.marks))
    bars = panel.first("bars")
    if panel.first("image", "pad", "matrix") or (bars and bars.style["horizontal"]):
        # Rows are read from the top down.
        ax.invert_yaxis()
    if options["aspect"] == "equal" or panel.first("image", "pad"):
        ax.set_aspect("equal", adjustable="box")
    lines = _draw_legend(ax, width) if options["legend"] else 0
    ax.set_title(mathtext(options["title"]), pad=(6 + LEGEND_LINE * lines) * PIXEL)
    if panel.is_blank:
        words = ax.text(0.5, 0.5, "No finite numbers to draw", ha="center", color=MUTED)
        words.set_transform(ax.transAxes)


def _with_numbers(mark: Mapping[str, Any], values: Mapping[str, np.ndarray]) -> Mark:
    data = {name: np.asarray(values[key], dtype=np.float64) for name, key in mark["data"].items()}
    return Mark(mark["type"], data, mark["style"], mark["label"])


def _draw_axes(ax: Axes, panel: StillPanel) -> None:
    options = panel.options
    # A short label stands upright, as its letter does in the text.
    upright: dict[str, Any] = {"rotation": 0, "ha": "right"} if len(options["ylabel"]) <= 2 else {}
    ax.set_xlabel(mathtext(options["xlabel"]))
    ax.set_ylabel(mathtext(options["ylabel"]), **upright)
    if panel.first("heatmap"):
        ax.grid(visible=False)
    if panel.first("heatmap", "bars"):
        return
    zero: dict[str, Any] = {"color": SPINE, "linewidth": PIXEL, "zorder": 0.9}
    if panel.xlim[0] < 0 < panel.xlim[1]:
        ax.axvline(0, **zero)
    if panel.ylim[0] < 0 < panel.ylim[1]:
        ax.axhline(0, **zero)


def _draw_legend(ax: Axes, width: float) -> int:
    """Draw the legend above the plot and return how many lines it takes."""
    # A mark of several classes is drawn in several parts, which share an entry.
    parts: dict[str, list[Any]] = {}
    for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
        parts.setdefault(label, []).append(handle)
    if not parts:
        return 0
    sizes = [LEGEND_SWATCH + LEGEND_LETTER * len(label) for label in parts]
    columns = len(parts) if sum(sizes) <= width else max(1, int(width / max(sizes)))
    ax.legend(
        [tuple(handles[:2]) for handles in parts.values()],
        [mathtext(label) for label in parts],
        handler_map={tuple: HandlerTuple(ndivide=None)},
        ncols=columns,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        borderpad=0.2,
        borderaxespad=0.2,
        handlelength=1.6,
        handletextpad=0.5,
        columnspacing=1.2,
        labelspacing=0.35,
    )
    return math.ceil(len(parts) / columns)


# --- scales ---------------------------------------------------------------------------------------


def _limits(
    spec: Mapping[str, Any],
    axis: str,
    extents: Sequence[Extent],
    values: Mapping[str, np.ndarray],
) -> tuple[float, float]:
    """Return an axis's limits: those given where they make sense, or else those of the data."""
    given = spec[f"{axis}lim"]
    limits = values[given] if isinstance(given, str) else given
    if limits is not None and (np.abs(limits) < LARGEST).all() and limits[0] < limits[1]:
        return float(limits[0]), float(limits[1])
    shown = np.concatenate([getattr(extent, axis) for extent in extents] or [[]])
    edges = np.concatenate([getattr(extent, f"{axis}_edge") for extent in extents] or [[]])
    return find_limits(shown, edges, spec[f"{axis}scale"])


def find_limits(shown: np.ndarray, edges: np.ndarray, scale: str) -> tuple[float, float]:
    """Return limits that hold all numbers, with a margin except where an edge is the outermost.

    Examples
    --------
    >>> find_limits(np.array([0.0, 50.0]), np.array([]), "linear")
    (-2.0, 52.0)
    >>> find_limits(np.array([50.0]), np.array([0.0]), "linear")
    (0.0, 52.0)
    >>> find_limits(np.array([np.nan]), np.array([]), "linear")
    (0.0, 1.0)
    >>> find_limits(np.array([1e308, 0.0, 50.0]), np.array([]), "linear")
    (-2.0, 52.0)
    """
    shown, edges = (numbers[np.abs(numbers) < LARGEST] for numbers in (shown, edges))
    log = scale == "log"
    if log:
        with np.errstate(all="ignore"):
            shown, edges = np.log10(shown), np.log10(edges)
    everything = np.concatenate([shown, edges])
    everything = everything[np.isfinite(everything)]
    if not everything.size:
        return (0.1, 10.0) if log else (0.0, 1.0)
    low, high = float(everything.min()), float(everything.max())
    # What differs only by rounding errors is one value.
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        below = above = 0.5
    else:
        below = 0 if low in edges else MARGIN * (high - low)
        above = 0 if high in edges else MARGIN * (high - low)
    low, high = low - below, high + above
    if log:
        return 10 ** max(low, -math.log10(LARGEST)), 10 ** min(high, math.log10(LARGEST))
    return low, high


def _set_ticks(axis: Axis, low: float, high: float, log: bool) -> None:
    """Put ticks at round numbers; a log axis has powers of ten, and with room also 2 and 5."""
    decades = math.log10(high / low) if log else 0
    if decades < 1:
        axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    else:
        axis.set_major_locator(LogLocator(subs=(1, 2, 5) if decades < 2 else (1,), numticks=7))
    if log:
        far = max(abs(math.log10(low)), abs(math.log10(high))) > MOST_ZEROS
        plain = FuncFormatter(lambda value, _: f"{value:g}")
        axis.set_major_formatter(LogFormatterMathtext() if far else plain)
        axis.set_minor_formatter(NullFormatter())
