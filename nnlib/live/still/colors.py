"""Colour maps for matplotlib, mixed as the page mixes them in ``front/drawing/colormap.js``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from matplotlib.colors import Colormap, ListedColormap, Normalize, to_rgb

from nnlib.live.palette import CLASS_COLORS, COLORS, PAPER, SEQUENCE
from nnlib.live.still.mark import LARGEST

# Oklab (B. Ottosson, 2020), in which equal steps look equal.
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.793617785, -0.0040720468],
        [1.9779984951, -2.428592205, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.808675766],
    ]
)


def _to_linear(rgb: np.ndarray) -> np.ndarray:
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def _to_oklab(color: Any) -> np.ndarray:
    return _TO_LAB @ np.cbrt(_TO_CONES @ _to_linear(np.array(to_rgb(color))))


def _from_oklab(lab: np.ndarray) -> np.ndarray:
    linear = np.linalg.solve(_TO_CONES, np.linalg.solve(_TO_LAB, lab) ** 3)
    bent = 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055
    return np.clip(np.where(linear <= 0.0031308, 12.92 * linear, bent), 0, 1)


def mix(first: Any, second: Any, weight: float) -> np.ndarray:
    """Mix two colours; 0 gives the first, 1 the second."""
    return _from_oklab((1 - weight) * _to_oklab(first) + weight * _to_oklab(second))


# A map's places whose number is not finite.
MISSING = mix(PAPER, COLORS["ink"], 0.3)


@cache
def color_table(name: str) -> ListedColormap:
    """Return a colour map by name; that of classes has one colour for each."""
    if name == "class":
        return ListedColormap([mix(COLORS[color], PAPER, 0.62) for color in CLASS_COLORS])
    blue, orange, neutral = COLORS["blue"], COLORS["orange"], mix(PAPER, COLORS["ink"], 0.03)
    stops: dict[str, Sequence[Any]] = {
        "diverging": (orange, mix(orange, neutral, 0.55), neutral, mix(blue, neutral, 0.55), blue),
        "sequential": SEQUENCE,
        "gray": (PAPER, COLORS["ink"]),
    }
    labs = np.array([_to_oklab(color) for color in stops[name]])
    places = np.linspace(0, len(labs) - 1, 256)
    steps = np.array([np.interp(places, np.arange(len(labs)), part) for part in labs.T])
    return ListedColormap([_from_oklab(lab) for lab in steps.T])


def colormap(style: dict[str, Any], values: np.ndarray) -> tuple[Colormap, Normalize]:
    """Return a mark's colour map, and the limits between which it runs."""
    table = color_table(style["cmap"])
    if style["cmap"] == "class":
        return table, Normalize(-0.5, len(CLASS_COLORS) - 0.5)
    finite = values[np.abs(values) < LARGEST]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if style["cmap"] == "diverging":
        reach = max(abs(low), abs(high))
        high = style.get("vmax", -style["vmin"] if "vmin" in style else reach)
        low = style.get("vmin", -high)
        return table, Normalize(low, high) if low < high else Normalize(-1, 1)
    low, high = style.get("vmin", low), style.get("vmax", high)
    return table, Normalize(low, high) if low < high else Normalize(low - 0.5, low + 0.5)


def readable_on(background: Any) -> str:
    """Return ink or paper, whichever contrasts more (relative luminance of WCAG 2).

    Examples
    --------
    >>> readable_on("#ffffff") == COLORS["ink"], readable_on("#0a2c4d") == PAPER
    (True, True)
    """
    own, ink, paper = (
        float(_to_linear(np.array(to_rgb(color))) @ [0.2126, 0.7152, 0.0722]) + 0.05
        for color in (background, COLORS["ink"], PAPER)
    )
    return COLORS["ink"] if own * own > ink * paper else PAPER
