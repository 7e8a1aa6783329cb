"""The colours of all pictures: safe for colour-blind readers, at least 3:1 against the page.

The page has the same light colours in ``front/theme.js``; a test compares the two.
"""

from __future__ import annotations

COLORS = {
    "blue": "#0b6fb8",
    "orange": "#c2560a",
    "green": "#00805e",
    "purple": "#a8558a",
    "red": "#c0392b",
    "sky": "#2a8fc7",
    "yellow": "#9a7d00",
    "gray": "#6b7280",
    "ink": "#1f2933",
}

# A class has a colour and a shape, so that colour is never the only sign.
CLASS_COLORS = ("blue", "orange", "green", "purple", "red", "sky")
CLASS_MARKERS = ("circle", "square", "triangle", "diamond", "cross", "circle")
MARKERS = ("circle", "square", "triangle", "diamond", "cross")
DASHES = ("solid", "dashed", "dotted")

PAPER = "#ffffff"

# Colours between which a map runs straight, in sRGB.
STOPS = {
    "diverging": (COLORS["orange"], "#f4f5f7", COLORS["blue"]),
    "sequential": ("#f4f5f7", COLORS["blue"], "#0a2c4d"),
    "gray": (PAPER, COLORS["ink"]),
}
COLORMAPS = (*STOPS, "class")
