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

from nnlib.live.graph.notation import spell
from nnlib.live.label import count_letters, literal, mathtext
from nnlib.live.palette import COLORS, MUTED, PAPER, SPINE
from nnlib.live.still.colors import mix
from nnlib.live.still.mark import PIXEL, Mark
from nnlib.live.template import format_number, with_minus

TEXT = 13
ROW = 18
INSET = 4
LETTER = 7.8
LEAST_SCALE = 0.8
LARGEST_SCALE = 1.2
# The widest drawing, and the rule above it, in pixels of the page.
WIDTH = 740
LINE = 20
RULE_LETTER = 7.0
RULE_GAP = 14

_COLOR_OF = {"forward": "blue", "backward": "orange"}
_NO_STEP: dict[str, Any] = {"phase": "", "node": None, "values": [], "gradients": []}

# What lies over what.
GLOW, EDGES, CARDS, ROWS, WORDS = 1.0, 1.2, 1.4, 1.5, 1.6


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
    lead, text = rule_of(mark)
    letters = int(max(drawing["width"] * scale, 440) / RULE_LETTER)
    return View(drawing, scale, not fits, lead, textwrap.wrap(text, letters))


def rule_of(mark: Mark) -> tuple[str, str]:
    """Return what stands above the drawing: which step it is, and its rule with numbers."""
    style, step = mark.style, _step(mark)
    if step <= 0:
        words = style["before"]
    elif step > len(style["steps"]):
        words = style["after"]
    else:
        words = style["steps"][step - 1]
    numbers = {name: float(values.flat[0]) for name, values in mark.data.items()}
    return words["lead"], spell(words["text"], numbers)


def draw_graph(ax: Axes, mark: Mark, level: float) -> None:
    """Draw the graph as it is at the present step."""
    view = view_graph(mark)
    ax.set_xlim(0, view.drawing["width"])
    ax.set_ylim(view.drawing["height"], -view.head)
    ax.set_aspect("equal", adjustable="box")
    _GraphDrawing(ax, mark, view).draw()


def _step(mark: Mark) -> int:
    beyond = len(mark.style["steps"]) + 1
    return int(min(np.floor(mark.data["step"]), beyond)) if "step" in mark.data else beyond


class _GraphDrawing:
    """What all parts of a drawing need: where, what, how large, and which step it is."""

    def __init__(self, ax: Axes, mark: Mark, view: View) -> None:
        self.ax, self.view = ax, view
        self.data, self.style = mark.data, mark.style
        self.unit = view.scale * PIXEL
        steps, step = mark.style["steps"], _step(mark)
        done = steps[: max(0, step)]
        self.known = {(s["phase"], s["node"]) for s in done}
        self.current = steps[step - 1] if 1 <= step <= len(steps) else _NO_STEP
        self.accent = COLORS[_COLOR_OF.get(self.current["phase"], "gray")]

    def draw(self) -> None:
        self.write_rule()
        for edge, route in zip(self.style["edges"], self.view.drawing["routes"], strict=True):
            self.draw_edge(edge, route)
        for number, node in enumerate(self.style["nodes"]):
            self.draw_node(number, node)

    def uses(self, phase: str, number: int) -> bool:
        """Whether the step computes or reads a node's value (forward) or gradient (backward)."""
        read = self.current["values" if phase == "forward" else "gradients"]
        return number in read or (self.current["phase"], self.current["node"]) == (phase, number)

    # --- the rule and the edges -----------------------------------------------------------------

    def write_rule(self) -> None:
        view = self.view
        line, top = LINE / view.scale, -view.head
        bar = ([2, 2], [top, top + line * (len(view.lines) + 1)])
        is_formula = self.current is not _NO_STEP
        color = self.accent if is_formula else SPINE
        self.ax.plot(*bar, color=color, linewidth=4 * PIXEL, solid_capstyle="butt")
        look: dict[str, Any] = {"va": "center", "zorder": WORDS}
        left = 14 / view.scale
        lead = {**look, "fontweight": "bold", "color": MUTED, "fontsize": 12 * PIXEL}
        self.ax.text(left, top + 0.5 * line, literal(view.lead), **lead)
        for k, text in enumerate(view.lines):
            words = mathtext(text, formula=is_formula)
            self.ax.text(left, top + (k + 1.5) * line, words, fontsize=14 * PIXEL, **look)

    def draw_edge(self, edge: dict[str, Any], route: list[list[float]]) -> None:
        phase, node = self.current["phase"], self.current["node"]
        forwards = (phase, node) == ("forward", edge["target"])
        backwards = (
            (phase, node) == ("backward", edge["source"])
            and edge["backward"]
            and edge["target"] in self.current["gradients"]
        )
        vertices, codes = [route[0]], [Path.MOVETO]
        for (x0, y0), (x1, y1) in pairwise(route):
            mx, my = (x0 + x1) / 2, (y0 + y1) / 2
            bends = [[x0, my], [x1, my]] if self.view.downward else [[mx, y0], [mx, y1]]
            vertices += [*bends, [x1, y1]]
            codes += [Path.CURVE4] * 3
        active = forwards or backwards
        reached = active or ("forward", edge["target"]) in self.known
        look: dict[str, Any] = {
            "color": self.accent if active else SPINE,
            "alpha": 1 if reached else 0.55,
            "zorder": EDGES,
        }
        width = (2.5 if active else 1.4) * self.unit
        self.ax.add_patch(PathPatch(Path(vertices, codes), fill=False, linewidth=width, **look))
        # The arrow points the way that numbers take: with the computation, or back.
        way = np.array([0, 1] if self.view.downward else [1, 0])
        end, way = (route[0], -way) if backwards else (route[-1], way)
        length = 9 if active else 7
        back, side = end - way * length, way[::-1] * length / 2
        tip = np.array([end, back + side, back - side])
        self.ax.fill(tip[:, 0], tip[:, 1], linewidth=0, **look)

    # --- nodes ----------------------------------------------------------------------------------

    def draw_node(self, number: int, node: dict[str, Any]) -> None:
        x, y = self.view.drawing["centres"][number]
        left, top = x - node["width"] / 2, y - node["height"] / 2
        self.draw_card(number, node, left, top)
        if node["text"]:
            self.write(x, y, node["text"])
            return
        self.draw_head(node, x, left, top)
        row = top + INSET + ROW
        if node["grid"] is None:
            shape = " × ".join(map(str, node["shape"]))
            self.write(x, row + ROW / 2, shape, 12, color=MUTED)
            row += ROW
        lines, columns = node["grid"] or (1, 1)
        for phase, kind in (("forward", "v"), ("backward", "g")):
            numbers = self.data.get(f"{kind}{number}")
            if numbers is None:
                continue
            used, color = self.uses(phase, number), COLORS[_COLOR_OF[phase]]
            inner = node["width"] - 2 * INSET
            strip: dict[str, Any] = {
                "facecolor": mix(PAPER, color, 0.3 if used else 0.09),
                "zorder": ROWS,
            }
            self.box(left + INSET, row + 1, inner, lines * ROW - 2, 4, linewidth=0, **strip)
            given = phase == "forward" and node["kind"] != "operation"
            if given or (phase, number) in self.known:
                ink = COLORS["ink"] if used else mix(color, COLORS["ink"], 0.2)
                self.write_numbers(numbers, node, columns, x, row, ink)
            row += lines * ROW

    def draw_card(self, number: int, node: dict[str, Any], left: float, top: float) -> None:
        size = (node["width"], node["height"])
        is_operation, is_present = node["kind"] == "operation", self.current["node"] == number
        is_read = number in self.current["values"] + self.current["gradients"]
        corner = node["height"] / 2 if node["kind"] == "constant" else 7
        if is_present:
            glow: dict[str, Any] = {
                "fill": False,
                "edgecolor": mix(PAPER, self.accent, 0.3),
                "zorder": GLOW,
            }
            self.box(left, top, *size, corner, linewidth=9 * self.unit, **glow)
        reached = not is_operation or ("forward", number) in self.known
        self.box(
            left,
            top,
            *size,
            corner,
            facecolor=PAPER if is_operation else mix(PAPER, COLORS["ink"], 0.07),
            edgecolor=self.accent if is_present or is_read else SPINE,
            linewidth=(2.5 if is_present else 2 if is_read else 1.2) * self.unit,
            linestyle="-" if reached else (0, (3, 2)),
            zorder=CARDS,
        )

    def draw_head(self, node: dict[str, Any], x: float, left: float, top: float) -> None:
        """Write a leaf's name, or an operation's symbol and, beside it, the name of its result."""
        middle = top + INSET + ROW / 2
        name, symbol = mathtext(node["name"]), mathtext(node["symbol"])
        if node["kind"] != "operation":
            self.write(x, middle, name, TEXT + 1, fontweight="bold")
            return
        badge: float = max(18, LETTER * count_letters(node["symbol"]) + 8)
        around = (node["width"] - badge - LETTER * count_letters(node["name"])) / 3
        tint = mix(PAPER, COLORS["ink"], 0.14)
        self.box(left + around, middle - 8, badge, 16, 8, facecolor=tint, linewidth=0, zorder=ROWS)
        self.write(left + around + badge / 2, middle, symbol, fontweight="bold")
        self.write(left + node["width"] - around, middle, name, ha="right", fontweight="bold")

    def write_numbers(
        self,
        numbers: np.ndarray,
        node: dict[str, Any],
        columns: int,
        x: float,
        top: float,
        color: Any,
    ) -> None:
        """Write numbers in rows, each as large as fits."""
        pitch = (node["width"] - 2 * INSET) / columns
        for k, number in enumerate(numbers.flat):
            text = with_minus(format_number(float(number), self.style["format"]))
            text = text if node["grid"] else f"‖·‖ {text}"
            middle = x + (k % columns - (columns - 1) / 2) * pitch
            size = min(TEXT, TEXT * (pitch - 2) / (LETTER * len(text)))
            self.write(middle, top + (k // columns + 0.5) * ROW, text, size, color=color)

    def box(
        self, left: float, top: float, width: float, height: float, corner: float, **look: Any
    ) -> None:
        shape = f"round,pad=0,rounding_size={corner}"
        self.ax.add_patch(FancyBboxPatch((left, top), width, height, boxstyle=shape, **look))

    def write(self, x: float, y: float, text: str, size: float = TEXT, **look: Any) -> None:
        look = {"ha": "center", "va": "center", "zorder": WORDS, **look}
        self.ax.text(x, y, text, fontsize=size * self.unit, **look)
