"""How the panels of a still are arranged: in rows, each panel no larger than it can fill.

Lengths are pixels of the page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from nnlib.live.still.axes import LEGEND_LINE, StillPanel
from nnlib.live.still.graph import view_graph

WIDTH = 760
MOST_IN_A_ROW = 3
CELL_WIDTH = 72
CELL_HEIGHT = 40

# About what stands around a panel's box: titles, gaps, ticks and labels, a colour bar.
TITLE = 28
GAP = 14
TICKS = 40
COLORBAR = 64


class Row(NamedTuple):
    """Panels side by side: the widths of their boxes, and what the whole row takes."""

    panels: list[StillPanel]
    box_widths: list[float]
    box_heights: list[float]
    width: float
    height: float


def arrange(panels: Sequence[StillPanel]) -> list[Row]:
    """Break the panels into rows of about the same width, and find their sizes."""
    total = sum(panel.options["width"] for panel in panels)
    widest = math.ceil(total / math.ceil(total / MOST_IN_A_ROW))
    rows: list[list[StillPanel]] = [[]]
    for panel in panels:
        taken = sum(p.options["width"] for p in rows[-1])
        if rows[-1] and taken + panel.options["width"] > widest:
            rows.append([])
        rows[-1].append(panel)
    return [_arrange_row(row) for row in rows]


def _arrange_row(panels: list[StillPanel]) -> Row:
    around = [_around(panel) for panel in panels]
    heights = [_tallest(panel) - high for panel, (_, high) in zip(panels, around, strict=True)]
    free = WIDTH - sum(wide for wide, _ in around)
    widths: dict[int, float] = {}
    parts = {k: panel.options["width"] for k, panel in enumerate(panels)}
    for k, panel in enumerate(panels):
        fill = _widest(panel, heights[k])
        if fill < free * parts[k] / sum(p.options["width"] for p in panels):
            widths[k] = fill
    left = free - sum(widths.values())
    flexible = {k: part for k, part in parts.items() if k not in widths}
    widths |= {k: left * part / sum(flexible.values()) for k, part in flexible.items()}
    box_widths = [widths[k] for k in range(len(panels))]
    box_heights = [
        min(height, width / shape) if (shape := _shape(panel)) else height
        for panel, width, height in zip(panels, box_widths, heights, strict=True)
    ]
    return Row(
        panels,
        box_widths,
        box_heights,
        sum(box_widths) + sum(wide for wide, _ in around),
        max(box + high for box, (_, high) in zip(box_heights, around, strict=True)),
    )


def _around(panel: StillPanel) -> tuple[float, float]:
    """Return the width and the height of what stands around a panel's box."""
    options, matrix, heatmap = panel.options, panel.first("matrix"), panel.first("heatmap")
    wide = high = GAP
    high += TITLE * bool(options["title"])
    if options["legend"] and any(mark.label for mark in panel.marks):
        high += LEGEND_LINE
    if panel.has_axes:
        wide += TICKS + 18 * bool(options["ylabel"])
        high += TICKS // 2 + 18 * bool(options["xlabel"])
    if matrix:
        wide += 10 + 8 * max(map(len, matrix.style.get("rows", [""])))
        high += 23 * ("columns" in matrix.style)
    if heatmap and heatmap.style["colorbar"]:
        wide += COLORBAR
    return wide, high


def _tallest(panel: StillPanel) -> float:
    if graph := panel.first("graph"):
        return view_graph(graph).size[1] + _around(panel)[1]
    matrix = panel.first("matrix")
    rows = len(matrix.data["values"]) if matrix else math.inf
    return min(panel.options["height"], rows * CELL_HEIGHT + _around(panel)[1])


def _widest(panel: StillPanel, height: float) -> float:
    """Return the width that a panel of some height can fill."""
    if matrix := panel.first("matrix"):
        return matrix.data["values"].shape[1] * CELL_WIDTH
    if graph := panel.first("graph"):
        return view_graph(graph).size[0]
    shape = _shape(panel)
    return height * shape if shape else math.inf


def _shape(panel: StillPanel) -> float | None:
    """Return width / height of a panel's box, where that is fixed."""
    if panel.options["aspect"] == "equal" or panel.first("image", "pad"):
        (left, right), (low, high) = panel.xlim, panel.ylim
        return (right - left) / (high - low)
    return None
