"""Warnings that name the cell of a notebook, not the line that MyST-NB counts it by.

Line 4 of cell 2 is line 20004 to MyST-NB.
"""

import logging
import re

from sphinx.application import Sphinx
from sphinx.util.logging import NAMESPACE

PLACE = re.compile(r"(?<=\.ipynb):(\d+)(\d{4})\b")


def named(location: str) -> str:
    """The place of a warning, with the cell.

    >>> named("chapters/01-neuron.ipynb:20004")
    'chapters/01-neuron.ipynb, cell 2, line 4'
    >>> named("intro.md:12")
    'intro.md:12'
    """
    return PLACE.sub(lambda found: f", cell {found[1]}, line {int(found[2])}", location)


def name_cell(record: logging.LogRecord) -> bool:
    """Rewrite where a warning is from, which Sphinx has made a text by now; keep all warnings."""
    if isinstance(location := getattr(record, "location", None), str):
        record.location = named(location)
    return True


def setup(app: Sphinx) -> None:
    """Let each of Sphinx's own handlers name the cell before it prints."""
    for handler in logging.getLogger(NAMESPACE).handlers:
        handler.addFilter(name_cell)
