"""The table of marks: how each is drawn, and how far it reaches.

The page has the same table in ``front/drawing/marks.js``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.axes import Axes

from nnlib.live.still import bars, cells, curves, fields, points
from nnlib.live.still.graph import draw_graph
from nnlib.live.still.mark import Extent, Mark, extent_of_place, no_extent
from nnlib.live.still.network import draw_network


class MarkType(NamedTuple):
    """One row of the table."""

    draw: Callable[[Axes, Mark, float], None]
    extent: Callable[[Mark], Extent]


MARKS = {
    "line": MarkType(curves.draw_line, extent_of_place),
    "points": MarkType(points.draw_points, points.extent_of_points),
    "heatmap": MarkType(fields.draw_heatmap, fields.extent_of_cells),
    "contour": MarkType(fields.draw_contour, fields.extent_of_field),
    "bars": MarkType(bars.draw_bars, bars.extent_of_bars),
    "arrows": MarkType(curves.draw_arrows, curves.extent_of_arrows),
    "text": MarkType(points.draw_text, no_extent),
    "rule": MarkType(curves.draw_rule, curves.extent_of_rule),
    "segments": MarkType(curves.draw_segments, curves.extent_of_segments),
    "area": MarkType(curves.draw_area, curves.extent_of_area),
    "matrix": MarkType(cells.draw_matrix, cells.extent_of_table),
    "image": MarkType(cells.draw_image, cells.extent_of_table),
    "network": MarkType(draw_network, no_extent),
    "graph": MarkType(draw_graph, no_extent),
    "handle": MarkType(points.draw_handle, extent_of_place),
    "editable": MarkType(points.draw_editable, points.extent_of_points),
    "pad": MarkType(cells.draw_pad, cells.extent_of_table),
}
