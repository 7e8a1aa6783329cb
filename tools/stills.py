"""Whether two stills show the same, though another machine has painted one of them.

Processors differ in the last bit of a sum, which makes a colour one grey level lighter; and a
picture with few colours has a palette, which then gives single pixels at an edge another of its
colours. So pictures are compared by the mean colour of small squares. There machines differ by one
level of 255, and a line in another colour or a label in italics makes ten and more.
"""

import base64
import io
from functools import cache

import numpy as np
from nbformat import NotebookNode
from PIL import Image

SQUARE = 8  # pixels
TOLERANCE = 3  # levels of 255
PNG = "image/png"


@cache
def _squares(still: str) -> np.ndarray:
    """The mean colours of a still's squares; the last ones are narrower."""
    with Image.open(io.BytesIO(base64.b64decode(still))) as image:
        pixels = np.asarray(image.convert("RGB"), dtype=float)
    starts = [np.arange(0, length, SQUARE) for length in pixels.shape[:2]]
    sums = np.add.reduceat(np.add.reduceat(pixels, starts[0], axis=0), starts[1], axis=1)
    sizes = [np.diff([*start, length]) for start, length in zip(starts, pixels.shape, strict=False)]
    return sums / np.multiply.outer(*sizes)[:, :, None]


def difference(one: str, other: str) -> float:
    """How many levels two stills differ by, in base64 as notebooks hold them.

    Infinite for stills of different sizes; to be held against `TOLERANCE`.
    """
    a, b = _squares(one), _squares(other)
    return float(np.abs(a - b).max()) if a.shape == b.shape else np.inf


def stills_of(notebook: NotebookNode) -> list[str]:
    """The stills in a notebook's outputs, from top to bottom."""
    return [bundle[PNG] for bundle in _bundles(notebook)]


def keep_stills(notebook: NotebookNode, known: list[str]) -> None:
    """Put a known still in the place of each one that shows the same.

    So a notebook that is executed on another machine changes only where what it shows does, and
    branches merge.
    """
    for bundle in _bundles(notebook):
        nearest = min(known, key=lambda still: difference(still, bundle[PNG]), default=bundle[PNG])
        if difference(nearest, bundle[PNG]) <= TOLERANCE:
            bundle[PNG] = nearest


def _bundles(notebook: NotebookNode) -> list[NotebookNode]:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.data for output in outputs if PNG in output.get("data", {})]
