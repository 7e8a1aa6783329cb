"""The colours of all pictures: safe for colour-blind readers, at least 3:1 against the page.

The page has the same light colours in ``front/drawing/theme.js``; a test compares the two.
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

# The page itself, grid lines, axes, and the numbers along them.
PAPER = "#ffffff"
FAINT = "#e4e7eb"
SPINE = "#9aa3ad"
MUTED = "#56606b"

# From low to high values on light pages; the other maps are mixed from the colours above.
SEQUENCE = ("#f7f6e6", "#b5dcc4", "#4aa7b3", "#1f6098", "#132a52")
COLORMAPS = ("diverging", "sequential", "gray", "class")
