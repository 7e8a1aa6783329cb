"""Fonts that no machine has, and a browser that knows no others.

They are made of the DejaVu Sans that comes with matplotlib, so they look the same everywhere.
"""

from __future__ import annotations

import os
from pathlib import Path

import matplotlib
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser

from tools import chromium

# How wide letters are, in those of DejaVu Sans, which are wide already: Arial's have 0.85, those of
# its narrow sister 0.7.
WIDTHS = {"wide": 1.25, "narrow": 0.6}

# Latin, combining accents and Greek, punctuation, sub- and superscripts, arrows, mathematics.
CHARACTERS = [*range(0x20, 0x400), *range(0x2000, 0x2300), 0x1D40, 0x25B8, 0x25BE]

CONFIGURATION = """
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


def make_font(folder: Path, stretch: float) -> None:
    """Write the only font of a folder: DejaVu Sans, its letters stretched sideways."""
    font = TTFont(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")
    options = Options(hinting=False, layout_features=[])
    options.drop_tables += ["FFTM"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    glyphs, metrics = font["glyf"], font["hmtx"]
    for name in font.getGlyphOrder():
        glyph = glyphs[name]
        if glyph.isComposite():
            for part in glyph.components:
                part.x = round(part.x * stretch)
        elif glyph.numberOfContours:
            glyph.coordinates.scale((stretch, 1))
        advance, side = metrics[name]
        metrics[name] = (round(advance * stretch), round(side * stretch))
    font.save(folder / "font.ttf")


def launch_with_font(browser: Browser, folder: Path, stretch: float) -> Browser:
    """Start another browser like the one given, whatever fonts the machine has."""
    make_font(folder, stretch)
    configuration = folder / "fonts.conf"
    configuration.write_text(CONFIGURATION.strip().format(folder=folder))
    return browser.browser_type.launch(
        executable_path=chromium.executable(),
        args=chromium.ARGUMENTS,
        env={**os.environ, "FONTCONFIG_FILE": str(configuration)},
    )
