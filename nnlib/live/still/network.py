"""A network in matplotlib: columns of circles, joined by links as wide as their weights."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.offsetbox import AnnotationBbox, OffsetImage
from matplotlib.patheffects import withStroke

from nnlib.live.label import mathtext
from nnlib.live.palette import COLORS, MUTED, PAPER
from nnlib.live.still.colors import MISSING, color_table, mix
from nnlib.live.still.mark import PIXEL, Mark
from nnlib.live.template import format_number, with_minus

# More links than this, and numbers on them would only cover each other.
MOST_NUMBERED_LINKS = 20
MOST_NUMBERED_NODES = 8

# What lies over what.
LINKS, NUMBERS, NODES, WORDS = 1.0, 1.2, 1.4, 1.6


def draw_network(ax: Axes, mark: Mark, level: float) -> None:
    """Draw the network whose values are ``a0, a1, …`` and whose weights are ``w0, w1, …``."""
    style = mark.style
    layers = _shown_layers(mark)
    weights = [layer.weights[:, : before.nodes] for before, layer in pairwise(layers)]
    tallest = max(1, *(layer.nodes for layer in layers))
    places = [_column(position, layer.nodes, tallest) for position, layer in enumerate(layers)]
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
    for position, (place, layer) in enumerate(zip(places, layers, strict=True)):
        if layer.values.ndim == 3:
            _draw_maps(ax, place, layer, radius)
        else:
            _draw_circles(
                ax, place, layer, radius, number if tallest <= MOST_NUMBERED_NODES else None
            )
        if layer.names is not None:
            names = [mathtext(name) for name in layer.names[: layer.nodes]]
            _name_nodes(ax, position, len(layers), place, names, radius)


class _Layer(NamedTuple):
    """A layer that is drawn: how many of its nodes, their values or maps, and what leads there."""

    nodes: int
    values: np.ndarray
    weights: np.ndarray
    biases: np.ndarray
    names: list[str] | None
    on: np.ndarray


def _shown_layers(mark: Mark) -> list[_Layer]:
    data, last = mark.data, sum(name[0] == "w" for name in mark.data)
    depth = data.get("layers", last - 1)
    counts = [len(data["a0"]), *data.get("neurons", [math.inf] * (last - 1))]
    counts.append(data.get("outputs", math.inf))
    layers = []
    for layer in range(last + 1):
        if depth < layer < last:
            continue
        values = data[f"a{layer}"]
        count = int(np.clip(counts[layer], 0, len(values)))
        layers.append(
            _Layer(
                count,
                values[:count],
                data.get(f"w{layer - 1}", np.empty((count, 0)))[:count],
                data.get(f"b{layer - 1}", np.empty(0))[:count],
                mark.style["labels"][layer] if "labels" in mark.style else None,
                data.get("inputs", np.ones(count)) if layer == 0 else np.ones(count),
            )
        )
    return layers


def _draw_circles(
    ax: Axes,
    place: np.ndarray,
    layer: _Layer,
    radius: float,
    number: Callable[[float], str] | None,
) -> None:
    ax.scatter(
        place[:, 0],
        place[:, 1],
        s=(2 * radius * PIXEL) ** 2,
        color=_tints(layer.values),
        edgecolors=MUTED,
        linewidths=1.5 * PIXEL,
        zorder=NODES,
    )
    if number is None:
        return
    size = min(12, 0.58 * radius) * PIXEL
    for spot, value in zip(place, layer.values, strict=True):
        _write(ax, spot, number(value), size, zorder=WORDS)
    for spot, bias in zip(place, layer.biases, strict=False):
        below = (0, -(radius + 8) * PIXEL)
        text = mathtext(f"b = {number(bias)}")
        _annotate(ax, spot, below, text, "center", min(11, 0.6 * radius) * PIXEL)


def _draw_maps(ax: Axes, place: np.ndarray, layer: _Layer, radius: float) -> None:
    """Draw in each node what it answers everywhere, the first row at the bottom.

    Where that is not finite the map is grey.
    """
    for spot, values, on in zip(place, layer.values, layer.on, strict=True):
        colors = color_table("diverging")(np.nan_to_num(values / _largest(values)) / 2 + 0.5)
        colors[~np.isfinite(values), :3] = MISSING
        picture = OffsetImage(
            colors,
            zoom=2 * radius * PIXEL / len(values),
            origin="lower",
            alpha=1 if on else 0.25,
        )
        frame = {"edgecolor": MUTED, "linewidth": PIXEL, "alpha": 1 if on else 0.25}
        ax.add_artist(AnnotationBbox(picture, spot, pad=0, bboxprops=frame, zorder=NODES))


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
