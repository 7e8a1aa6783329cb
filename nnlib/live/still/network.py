"""A network in matplotlib: columns of circles, joined by links as wide as their weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.patheffects import withStroke

from nnlib.live.label import mathtext
from nnlib.live.palette import COLORS, MUTED, PAPER
from nnlib.live.still.colors import mix
from nnlib.live.still.mark import PIXEL, Mark
from nnlib.live.template import format_number, with_minus

# More links than this, and numbers on them would only cover each other.
MOST_NUMBERED_LINKS = 20
MOST_NUMBERED_NODES = 8

# What lies over what.
LINKS, NUMBERS, NODES, WORDS = 1.0, 1.2, 1.4, 1.6


def draw_network(ax: Axes, mark: Mark, level: float) -> None:
    """Draw the network whose values are ``a0, a1, …`` and whose weights are ``w0, w1, …``."""
    data, style = mark.data, mark.style
    layers = [data[f"a{layer}"] for layer in range(sum(name[0] == "a" for name in data))]
    weights = [data[f"w{layer}"] for layer in range(len(layers) - 1)]
    tallest = max(len(values) for values in layers)
    places = [_column(layer, len(values), tallest) for layer, values in enumerate(layers)]
    radius = float(np.clip(112 / tallest, 3, 23))
    ax.set_xlim(-0.45, len(layers) - 0.55)
    ax.set_ylim(-0.6 * tallest, 0.6 * tallest)

    def number(value: float) -> str:
        return with_minus(format_number(float(value), style["format"]))

    numbered = sum(w.size for w in weights) <= MOST_NUMBERED_LINKS
    largest = max(_largest(w) for w in weights)
    for start, end, w in zip(places, places[1:], weights, strict=False):
        _draw_links(ax, start, end, w / largest)
        if numbered:
            _write_weights(ax, start, end, w, number)
    for layer, (place, values) in enumerate(zip(places, layers, strict=True)):
        ax.scatter(
            place[:, 0],
            place[:, 1],
            s=(2 * radius * PIXEL) ** 2,
            color=_tints(values),
            edgecolors=MUTED,
            linewidths=1.5 * PIXEL,
            zorder=NODES,
        )
        if tallest <= MOST_NUMBERED_NODES:
            size = min(12, 0.58 * radius) * PIXEL
            for spot, value in zip(place, values, strict=True):
                _write(ax, spot, number(value), size, zorder=WORDS)
            for spot, bias in zip(place, data.get(f"b{layer - 1}", ()), strict=False):
                below = (0, -(radius + 8) * PIXEL)
                text = mathtext(f"b = {number(bias)}")
                _annotate(ax, spot, below, text, "center", min(11, 0.6 * radius) * PIXEL)
        if "labels" in style:
            names = [mathtext(name) for name in style["labels"][layer]]
            _name_nodes(ax, layer, len(layers), place, names, radius)


def _column(layer: int, count: int, tallest: int) -> np.ndarray:
    """Return the places of a layer's nodes, the first on top, centred on the middle."""
    spacing = min(1.6, tallest / count)
    heights = ((count - 1) / 2 - np.arange(count)) * spacing
    return np.column_stack([np.full(count, float(layer)), heights])


def _tints(values: np.ndarray) -> list[np.ndarray]:
    """Return a pale colour for each node, the stronger the larger its value in its layer."""
    largest = _largest(values)
    return [
        mix(PAPER, COLORS[_sign_color(v)], 0.34 * abs(v) / largest if np.isfinite(v) else 0)
        for v in values
    ]


def _largest(values: np.ndarray) -> float:
    return float(np.abs(values[np.isfinite(values)]).max(initial=0)) or 1.0


def _sign_color(value: float) -> str:
    return "orange" if value < 0 else "blue"


def _draw_links(ax: Axes, start: np.ndarray, end: np.ndarray, w: np.ndarray) -> None:
    """Draw links for weights, of which the largest of the network is 1."""
    weights = w.ravel()
    strengths = np.where(np.isfinite(weights), np.abs(weights), 0)
    links = LineCollection(
        [(start[column], end[row]) for row, column in np.ndindex(w.shape)],
        colors=[
            to_rgba(COLORS[_sign_color(weight)], 0.35 + 0.55 * strength)
            for weight, strength in zip(weights, strengths, strict=True)
        ],
        linewidths=(0.6 + 5 * strengths) * PIXEL,
        # Dashes say the sign again, for those who do not see the colour.
        linestyles=[(0, (3, 1.5)) if weight < 0 else "-" for weight in weights],
        zorder=LINKS,
    )
    ax.add_collection(links, autolim=False)


def _write_weights(
    ax: Axes, start: np.ndarray, end: np.ndarray, w: np.ndarray, number: Callable[[float], str]
) -> None:
    """Write each number on its link, where it is farthest from those already written."""
    taken = np.empty((0, 2))
    # A number is about five times as wide as it is high, and a column about five nodes wide.
    shape = np.array([5.0, 5.0])
    for row, column in np.ndindex(len(end), len(start)):
        spots = start[column] + np.linspace(0.25, 0.75, 11)[:, None] * (end[row] - start[column])
        distance = np.abs((spots[:, None] - taken) * shape).max(axis=2).min(axis=1, initial=3)
        spot = spots[np.argmax(distance)]
        taken = np.vstack([taken, spot])
        weight = float(w[row, column])
        look = {"color": COLORS[_sign_color(weight)], "fontweight": "bold", "zorder": NUMBERS}
        halo = withStroke(linewidth=3.5 * PIXEL, foreground=PAPER)
        _write(ax, spot, number(weight), 10.5 * PIXEL, path_effects=[halo], **look)


def _name_nodes(
    ax: Axes, layer: int, layers: int, place: np.ndarray, names: list[str], radius: float
) -> None:
    gap = (radius + 6) * PIXEL
    side, offset = "center", (0.0, gap + 3 * PIXEL)
    if layer == 0:
        side, offset = "right", (-gap, 0.0)
    elif layer == layers - 1:
        side, offset = "left", (gap, 0.0)
    for spot, name in zip(place, names, strict=True):
        _annotate(ax, spot, offset, name, side, 12.5 * PIXEL)


def _write(ax: Axes, spot: np.ndarray, text: str, size: float, **options: Any) -> None:
    ax.text(spot[0], spot[1], text, fontsize=size, ha="center", va="center", **options)


def _annotate(
    ax: Axes, spot: np.ndarray, offset: tuple[float, float], text: str, side: str, size: float
) -> None:
    ax.annotate(
        text,
        (spot[0], spot[1]),
        xytext=offset,
        textcoords="offset points",
        ha=side,
        va="center",
        fontsize=size,
        zorder=WORDS,
        annotation_clip=False,
    )
