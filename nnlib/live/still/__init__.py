"""The still: a picture as a PNG, for GitHub, print, and readers without JavaScript.

Drawn by matplotlib from the same panels and marks as in the page, always light, always the same
bytes for the same numbers, whatever the reader's matplotlib settings are.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from PIL import Image

from nnlib.live.label import literal
from nnlib.live.palette import COLORS, FAINT, MUTED, PAPER, SPINE
from nnlib.live.still.axes import StillPanel, draw_panel
from nnlib.live.still.layout import Row, arrange
from nnlib.live.still.mark import INCHES_PER_PIXEL, PIXEL
from nnlib.live.template import fill, with_minus

DPI = 110
# Room for a title or a caption, in pixels of the page.
LEAST_WIDTH = 440
LINE = 18
LETTER = 7.1
BOLD_LETTER = 9.0
GAP = 14

_STYLE: dict[Any, Any] = {
    "mathtext.fontset": "custom",
    "mathtext.rm": "DejaVu Sans",
    "mathtext.it": "DejaVu Serif:italic",
    "mathtext.cal": "DejaVu Sans",
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
    "axes.edgecolor": SPINE,
    "axes.linewidth": PIXEL,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.8 * PIXEL,
    "xtick.color": SPINE,
    "ytick.color": SPINE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "xtick.labelsize": 11.5 * PIXEL,
    "ytick.labelsize": 11.5 * PIXEL,
    "xtick.major.size": 4 * PIXEL,
    "ytick.major.size": 4 * PIXEL,
    "legend.fontsize": 12 * PIXEL,
    "legend.frameon": False,
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
        A PNG file, at most about 800 pixels wide.
    """
    # What is not finite, or too large to be drawn, is left out of the drawing.
    with matplotlib.rc_context(), np.errstate(all="ignore"):
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE)
        panels = [StillPanel.of(panel, values) for panel in part["panels"]]
        caption = _caption(part["caption"], values)
        pixels = _pixels(_figure(panels, title, caption))
    return _png(pixels, few_colors=not any(panel.has_gradient for panel in panels))


def _figure(panels: list[StillPanel], title: str, caption: str) -> Figure:
    rows = arrange(panels)
    width = max(LEAST_WIDTH, *(row.width for row in rows))
    above = _wrapped(title, width / BOLD_LETTER)
    below = _wrapped(caption, width / LETTER)
    height = sum(row.height for row in rows) + LINE * (len(above) + len(below))
    height += GAP * (bool(above) + bool(below))
    figure = Figure(
        figsize=(width * INCHES_PER_PIXEL, height * INCHES_PER_PIXEL),
        layout="constrained",
        facecolor=PAPER,
    )
    left = 0.5 * GAP / width
    if above:
        figure.suptitle("\n".join(above), x=left, ha="left", fontsize=14 * PIXEL, fontweight="bold")
    if below:
        figure.supxlabel("\n".join(below), x=left, ha="left", fontsize=12.5 * PIXEL)
    strips = figure.add_gridspec(len(rows), 1, height_ratios=[row.height for row in rows])
    for position, row in enumerate(rows):
        _draw_row(figure.add_subfigure(strips[position]), row, width)
    return figure


def _draw_row(strip: SubFigure, row: Row, width: float) -> None:
    # What the panels of a row leave over stays empty on the right.
    rest = [width - row.width] if width - row.width > GAP else []
    grid = strip.add_gridspec(1, len(row.panels) + len(rest), width_ratios=row.box_widths + rest)
    for position, panel in enumerate(row.panels):
        ax = strip.add_subplot(grid[position])
        draw_panel(ax, panel, row.box_widths[position])
        if panel.first("matrix"):
            ax.set_box_aspect(row.box_heights[position] / row.box_widths[position])


def _caption(caption: Mapping[str, Any] | None, values: Mapping[str, np.ndarray]) -> str:
    if caption is None:
        return ""
    numbers = {name: float(values[key]) for name, key in caption["values"].items()}
    return with_minus(fill(caption["template"], numbers))


def _wrapped(text: str, letters: float) -> list[str]:
    lines = [line for part in text.splitlines() for line in textwrap.wrap(part, int(letters))]
    return [literal(line) for line in lines]


def _pixels(figure: Figure) -> np.ndarray:
    figure.set_dpi(DPI)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3]


def _png(pixels: np.ndarray, few_colors: bool) -> bytes:
    image = Image.fromarray(pixels)
    if few_colors:
        # Lines and points do with a palette, which makes a third of the bytes; gradients do not.
        image = image.quantize(256, kmeans=2, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    image.save(buffer, format="png", optimize=True)
    return buffer.getvalue()
