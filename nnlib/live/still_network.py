"""A network in matplotlib: columns of circles, joined by links as wide as their weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from nnlib.live.palette import COLORS, PAPER
from nnlib.live.template import format_number

# More links than this, and numbers on them would only cover each other.
MOST_NUMBERED_LINKS = 12
MOST_NUMBERED_NODES = 8


def draw_network(
    ax: Axes, data: dict[str, np.ndarray], style: dict[str, Any], pixel: float
) -> None:
    """Draw the network whose values are ``a0, a1, …`` and whose weights are ``w0, w1, …``."""
    layers = [data[f"a{layer}"] for layer in range(sum(name[0] == "a" for name in data))]
    weights = [data[f"w{layer}"] for layer in range(len(layers) - 1)]
    places = [_column(layer, len(values)) for layer, values in enumerate(layers)]
    tallest = max(len(values) for values in layers)
    radius = float(np.clip(130 / tallest, 4, 25))
    ax.set_xlim(-0.45, len(layers) - 0.55)
    ax.set_ylim(-0.6 * tallest, 0.6 * tallest)

    numbered = sum(w.size for w in weights) <= MOST_NUMBERED_LINKS
    for start, end, w in zip(places, places[1:], weights, strict=False):
        _draw_links(ax, start, end, w, style["format"] if numbered else None, pixel)
    for layer, (place, values) in enumerate(zip(places, layers, strict=True)):
        ax.scatter(
            *place.T,
            s=(2 * radius * pixel) ** 2,
            color=PAPER,
            edgecolors=COLORS["ink"],
            linewidths=1.5 * pixel,
            zorder=3,
        )
        if tallest <= MOST_NUMBERED_NODES:
            for (x, y), value in zip(place, values, strict=True):
                _write(ax, x, y, format_number(float(value), style["format"]), 12 * pixel, zorder=4)
            biases = data.get(f"b{layer - 1}", ())
            for (x, y), bias in zip(place, biases, strict=False):
                text = f"b = {format_number(float(bias), style['format'])}"
                _annotate(ax, x, y, 0, -(radius + 9) * pixel, text, "center", COLORS["gray"], pixel)
        _name_nodes(ax, layer, len(layers), place, style, radius * pixel, pixel)


def _column(layer: int, count: int) -> np.ndarray:
    """Return the places of a layer's nodes, the first on top, centred on the middle."""
    return np.column_stack([np.full(count, float(layer)), (count - 1) / 2 - np.arange(count)])


def _draw_links(
    ax: Axes, start: np.ndarray, end: np.ndarray, w: np.ndarray, spec: str | None, pixel: float
) -> None:
    largest = np.abs(w[np.isfinite(w)]).max(initial=0) or 1
    for (row, column), weight in np.ndenumerate(w):
        negative = weight < 0
        strength = abs(weight) / largest if np.isfinite(weight) else 0
        ax.add_collection(
            LineCollection(
                [[start[column], end[row]]],
                colors=COLORS["orange" if negative else "blue"],
                linewidths=(0.6 + 5 * strength) * pixel,
                # Dashes say the sign again, for those who do not see the colour.
                linestyles=[(0, (3, 1.5)) if negative else "-"],
                alpha=0.35 + 0.55 * strength,
                zorder=2,
            ),
            autolim=False,
        )
        if spec is not None:
            # Links that meet in a node are farthest apart near their start.
            x, y = start[column] + (0.3 + 0.1 * (row % 2)) * (end[row] - start[column])
            box = {"boxstyle": "round,pad=0.12", "facecolor": PAPER, "edgecolor": "none"}
            _write(ax, x, y, format_number(float(weight), spec), 10.5 * pixel, zorder=2.5, bbox=box)


def _name_nodes(
    ax: Axes,
    layer: int,
    layers: int,
    place: np.ndarray,
    style: dict[str, Any],
    radius: float,
    pixel: float,
) -> None:
    if "labels" not in style:
        return
    gap = radius + 6 * pixel
    side, dx, dy = "center", 0.0, gap + 3 * pixel
    if layer == 0:
        side, dx, dy = "right", -gap, 0.0
    elif layer == layers - 1:
        side, dx, dy = "left", gap, 0.0
    for (x, y), name in zip(place, style["labels"][layer], strict=True):
        _annotate(ax, x, y, dx, dy, name, side, COLORS["ink"], pixel)


def _write(ax: Axes, x: float, y: float, text: str, size: float, **options: Any) -> None:
    ax.text(x, y, text, fontsize=size, ha="center", va="center", **options)


def _annotate(
    ax: Axes,
    x: float,
    y: float,
    dx: float,
    dy: float,
    text: str,
    side: str,
    color: str,
    pixel: float,
) -> None:
    ax.annotate(
        text,
        (x, y),
        xytext=(dx, dy),
        textcoords="offset points",
        ha=side,
        va="center",
        color=color,
        fontsize=12 * pixel,
        zorder=4,
        annotation_clip=False,
    )
