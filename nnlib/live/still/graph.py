"""A computational graph: operations as cards with their values and gradients, joined by edges.

The page draws the same in ``front/drawing/graph.js``.
"""

from __future__ import annotations

import textwrap
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path

from nnlib.live.label import literal, mathtext
from nnlib.live.notation import spell
from nnlib.live.palette import COLORS, MUTED, PAPER, SPINE
from nnlib.live.still.colors import mix
from nnlib.live.still.mark import PIXEL, Mark
from nnlib.live.template import format_number, with_minus

TEXT = 13
ROW = 18
INSET = 4
LEAST_SCALE = 0.8
LARGEST_SCALE = 1.2
MOST_SHOWN = 3
# The widest drawing, and the rule above it, in pixels of the page.
WIDTH = 740
LINE = 20
LETTER = 7.0
RULE_GAP = 14

# What lies over what.
EDGES, GLOW, CARDS, ROWS, WORDS = 1.0, 1.2, 1.4, 1.5, 1.6


class View(NamedTuple):
    """A drawing, its scale, and the rule above it."""

    drawing: dict[str, Any]
    scale: float
    downward: bool
    lead: str
    lines: list[str]

    @property
    def head(self) -> float:
        """The height of the rule, in the drawing's pixels."""
        return (LINE * (len(self.lines) + 1) + RULE_GAP) / self.scale

    @property
    def size(self) -> tuple[float, float]:
        """The width and the height of everything, in pixels of the page."""
        height = self.drawing["height"] + self.head
        return self.drawing["width"] * self.scale, height * self.scale


def view_graph(mark: Mark) -> View:
    """Choose the direction and the scale that suit a page, and break the rule into lines."""
    style = mark.style
    fits = style["across"]["width"] * LEAST_SCALE <= WIDTH
    drawing = style["across" if fits else "down"]
    scale = min(LARGEST_SCALE, WIDTH / drawing["width"])
    lead, text = _rule(mark)
    letters = int(max(drawing["width"] * scale, 440) / LETTER)
    return View(drawing, scale, not fits, lead, textwrap.wrap(text, letters))


def draw_graph(ax: Axes, mark: Mark, level: float) -> None:
    """Draw the graph as it is at the present step."""
    view = view_graph(mark)
    unit = view.scale * PIXEL
    ax.set_xlim(0, view.drawing["width"])
    ax.set_ylim(view.drawing["height"], -view.head)
    ax.set_aspect("equal", adjustable="box")
    moment = _Moment.of(mark)
    _write_rule(ax, view, moment)
    for number, edge in enumerate(mark.style["edges"]):
        _draw_edge(ax, edge, view, number, moment, unit)
    for number, node in enumerate(mark.style["nodes"]):
        _draw_node(ax, mark, node, number, view, moment, unit)


class _Moment(NamedTuple):
    """What a step shows: the step itself, and whose value and whose gradient is known."""

    current: dict[str, Any] | None
    forward: set[int]
    backward: set[int]

    @classmethod
    def of(cls, mark: Mark) -> _Moment:
        steps = mark.style["steps"]
        step = _step(mark)
        done = steps[: max(0, step)]
        return cls(
            steps[step - 1] if 1 <= step <= len(steps) else None,
            {s["node"] for s in done if s["phase"] == "forward"},
            {s["node"] for s in done if s["phase"] == "backward"},
        )

    @property
    def accent(self) -> str:
        forward = self.current is not None and self.current["phase"] == "forward"
        return COLORS["blue" if forward else "orange"]


def _step(mark: Mark) -> int:
    beyond = len(mark.style["steps"]) + 1
    return int(min(np.floor(mark.data["step"]), beyond)) if "step" in mark.data else beyond


def _rule(mark: Mark) -> tuple[str, str]:
    """Return what stands above the drawing: which step it is, and its rule with numbers."""
    style, step = mark.style, _step(mark)
    steps = style["steps"]
    if 1 <= step <= len(steps):
        numbers = {k: float(v.flat[0]) for k, v in mark.data.items()}
        phase = steps[step - 1]["phase"].capitalize()
        return f"{phase}, step {step} of {len(steps)}", spell(steps[step - 1]["text"], numbers)
    if step <= 0:
        return f"Step 0 of {len(steps)}", "Only the leaves have values yet."
    if any(s["phase"] == "backward" for s in steps):
        text = f"Every value, and below it the gradient of {style['root']} with respect to it."
        return "All steps", text
    return "All steps", "Every value."


def _write_rule(ax: Axes, view: View, moment: _Moment) -> None:
    line, unit = LINE / view.scale, view.scale * PIXEL
    top = -view.head
    bar = [(2, top), (2, top + line * (len(view.lines) + 1))]
    color = moment.accent if moment.current else SPINE
    ax.plot(*zip(*bar, strict=True), color=color, linewidth=4 * PIXEL, solid_capstyle="butt")
    for k, text in enumerate([view.lead, *view.lines]):
        words = mathtext(text, formula=moment.current is not None) if k else literal(text)
        look = {} if k else {"fontweight": "bold", "color": MUTED}
        size = (14 if k else 12) * unit / view.scale
        spot = (14 / view.scale, top + (k + 0.5) * line)
        ax.text(*spot, words, fontsize=size, va="center", zorder=WORDS, **look)


# --- edges ----------------------------------------------------------------------------------------


def _draw_edge(
    ax: Axes, edge: dict[str, Any], view: View, number: int, moment: _Moment, unit: float
) -> None:
    current = moment.current or {"phase": "", "node": -1, "gradients": []}
    forwards = current["phase"] == "forward" and current["node"] == edge["target"]
    backwards = (
        current["phase"] == "backward"
        and edge["backward"]
        and current["node"] == edge["source"]
        and edge["target"] in current["gradients"]
    )
    color = moment.accent if forwards or backwards else SPINE
    route = view.drawing["routes"][number]
    vertices, codes = [route[0]], [Path.MOVETO]
    for (x0, y0), (x1, y1) in pairwise(route):
        mx, my = (x0 + x1) / 2, (y0 + y1) / 2
        bends = [(x0, my), (x1, my)] if view.downward else [(mx, y0), (mx, y1)]
        vertices += [*bends, (x1, y1)]
        codes += [Path.CURVE4] * 3
    look = {"alpha": 1 if forwards or backwards or edge["target"] in moment.forward else 0.55}
    width = (2.5 if forwards or backwards else 1.4) * unit
    line = {"fill": False, "edgecolor": color, "linewidth": width, "zorder": EDGES, **look}
    ax.add_patch(PathPatch(Path(vertices, codes), **line))
    way = np.array([0, 1] if view.downward else [1, 0])
    end, way = (route[0], -way) if backwards else (route[-1], way)
    length = 9 if forwards or backwards else 7
    side = np.array([-way[1], way[0]]) * length / 2
    tip = [end, end - way * length + side, end - way * length - side]
    ax.fill(*zip(*tip, strict=True), color=color, linewidth=0, zorder=EDGES, **look)


# --- nodes ----------------------------------------------------------------------------------------


def _draw_node(
    ax: Axes,
    mark: Mark,
    node: dict[str, Any],
    number: int,
    view: View,
    moment: _Moment,
    unit: float,
) -> None:
    x, y = view.drawing["centres"][number]
    width, height = node["width"], node["height"]
    left, top = x - width / 2, y - height / 2
    current = moment.current
    present = current is not None and current["node"] == number
    read = current is not None and number in current["values"] + current["gradients"]
    operation = node["kind"] == "operation"
    known = not operation or number in moment.forward
    corner = height / 2 if node["kind"] == "constant" else 7
    if present:
        glow = {"facecolor": "none", "edgecolor": mix(PAPER, moment.accent, 0.3)}
        _box(ax, left, top, width, height, corner, linewidth=9 * unit, zorder=GLOW, **glow)
    _box(
        ax,
        left,
        top,
        width,
        height,
        corner,
        facecolor=PAPER if operation else mix(PAPER, COLORS["ink"], 0.07),
        edgecolor=moment.accent if present or read else SPINE,
        linewidth=(2.5 if present else 2 if read else 1.2) * unit,
        linestyle="-" if known or present else (0, (3, 2)),
        zorder=CARDS,
    )
    value, gradient = mark.data[f"v{number}"], mark.data.get(f"g{number}")
    if node["kind"] == "constant" and not node["shape"]:
        _write(ax, x, y, with_minus(format_number(float(value), ".4g")), TEXT * unit)
        return
    _draw_head(ax, node, x, left, top, unit)
    row = top + INSET + ROW
    rows, columns = _grid(node["shape"])
    many = max(rows, columns) > MOST_SHOWN
    if many:
        _write(ax, x, row + ROW / 2, " × ".join(map(str, node["shape"])), 12 * unit, color=MUTED)
        row += ROW
    lines = 1 if many else rows
    for color, numbers, reached in (
        ("blue", value, known),
        ("orange", gradient, number in moment.backward),
    ):
        if numbers is None:
            continue
        tint = mix(PAPER, COLORS[color], 0.1)
        inner = width - 2 * INSET
        strip = {"facecolor": tint, "edgecolor": "none", "zorder": ROWS}
        _box(ax, left + INSET, row + 1, inner, lines * ROW - 2, 4, **strip)
        if reached:
            shape = (1, 1) if many else (rows, columns)
            for (i, j), entry in np.ndenumerate(numbers.reshape(shape)):
                text = with_minus(format_number(float(entry), mark.style["format"]))
                text = f"‖·‖ {text}" if many else text
                pitch = inner / shape[1]
                spot = (x + (j - (shape[1] - 1) / 2) * pitch, row + (i + 0.5) * ROW)
                size = min(TEXT, TEXT * (pitch - 2) / (8.3 * len(text)))
                _write(ax, *spot, text, size * unit, color=COLORS[color])
        row += lines * ROW


def _draw_head(
    ax: Axes, node: dict[str, Any], x: float, left: float, top: float, unit: float
) -> None:
    """Write a leaf's name, or an operation's symbol and, beside it, the name of its result."""
    middle = top + INSET + ROW / 2
    bold = {"fontweight": "bold"}
    name, symbol = mathtext(node["name"]), mathtext(node["symbol"])
    if node["kind"] != "operation":
        _write(ax, x, middle, name, (TEXT + 1) * unit, **bold)
        return
    badge = max(18, 7.5 * len(node["symbol"]) + 8)
    around = (node["width"] - badge - 7.5 * len(node["name"])) / 3
    tint = {"facecolor": mix(PAPER, COLORS["ink"], 0.14), "edgecolor": "none", "zorder": ROWS}
    _box(ax, left + around, middle - 8, badge, 16, 8, **tint)
    _write(ax, left + around + badge / 2, middle, symbol, TEXT * unit, **bold)
    end = left + node["width"] - around
    ax.text(end, middle, name, fontsize=TEXT * unit, ha="right", va="center", zorder=WORDS, **bold)


def _box(
    ax: Axes, left: float, top: float, width: float, height: float, corner: float, **look: Any
) -> None:
    shape = f"round,pad=0,rounding_size={corner}"
    ax.add_patch(FancyBboxPatch((left, top), width, height, boxstyle=shape, **look))


def _write(ax: Axes, x: float, y: float, text: str, size: float, **look: Any) -> None:
    ax.text(x, y, text, fontsize=size, ha="center", va="center", zorder=WORDS, **look)


def _grid(shape: list[int]) -> tuple[int, int]:
    return int(np.prod(shape[:-1])), shape[-1] if shape else 1
