"""The book's typefaces, cut down to the characters that its pages hold.

They come whole from npm, in all weights and for all alphabets, and are a hundred times too large
for a page. When the pages are written, each face keeps the characters that occur on any of them,
and the weights that the style sheet names (`book/theme/static/typefaces.css`).

The licence reserves the name "Source" for the originals, so what is cut has names of its own.
"""

import hashlib
import io
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from sphinx.application import Sphinx
from sphinx.util import logging

PACKAGES = Path(__file__).parents[1] / "page" / "node_modules"

# What a style sheet or a script may add to any page, and what readers type.
ALWAYS = {chr(code) for code in range(0x20, 0x7F)} | set("–—‘’“”•…−✓✗")
ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
FEATURES = ["ccmp", "kern", "liga", "lnum", "locl", "mark", "ssty", "tnum"]

# As in the style sheet's `unicode-range`.
LETTER = re.compile("[0-9A-Za-zÀ-ɏͰ-Ͽ]")
HEADING = re.compile(r"<h[12].*?</h[12]>", re.S)


class Face(NamedTuple):
    """A file of the book's: where it is cut from, and where it stands on each axis."""

    name: str
    package: str
    path: str
    axes: dict[str, float | tuple[float, float]]
    part: str = "text"  # or what else its characters are taken from: headings, or signs of formulas


FACES = (
    Face(
        "serif",
        "source-serif",
        "VAR/SourceSerif4Variable-Roman.ttf",
        {"opsz": 18, "wght": (400, 700)},
    ),
    Face(
        "serif-italic",
        "source-serif",
        "VAR/SourceSerif4Variable-Italic.ttf",
        {"opsz": 18, "wght": 400},
    ),
    Face(
        "display",
        "source-serif",
        "VAR/SourceSerif4Variable-Roman.ttf",
        {"opsz": 40, "wght": 540},
        "headings",
    ),
    Face("sans", "source-sans", "VF/SourceSans3VF-Upright.ttf", {"wght": (400, 700)}),
    Face("mono", "source-code-pro", "VF/SourceCodeVF-Upright.ttf", {"wght": 400}),
    Face(
        "maths",
        "@fontsource/noto-sans-math",
        "files/noto-sans-math-latin-400-normal.woff",
        {},
        "signs",
    ),
)


def characters(texts: Iterable[str]) -> set[str]:
    r"""The characters of some texts, those that JSON escapes among them, and the basic ones.

    >>> sorted(characters(["ŷ", r'{"label": "\u2081"}']) - ALWAYS)
    ['ŷ', '₁']
    """
    found = set(ALWAYS)
    for text in texts:
        found.update(text, (chr(int(code, 16)) for code in ESCAPED.findall(text)))
    return found


def parts(pages: Iterable[str]) -> dict[str, str]:
    """The characters of the pages, of their headings, and those that are no letters of a text."""
    texts = list(pages)
    text = characters(texts)
    headings = characters(heading for page in texts for heading in HEADING.findall(page))
    signs = {sign for sign in text if not LETTER.match(sign)}
    found = {"text": text, "headings": headings, "signs": signs}
    return {part: "".join(sorted(wanted)) for part, wanted in found.items()}


def cut(face: Face, wanted: str) -> bytes:
    """A face with the wanted characters alone, as a WOFF2 file."""
    options = Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 13, 14])
    subsetter = Subsetter(options)
    subsetter.populate(text=wanted)
    whole, small, packed = TTFont(PACKAGES / face.package / face.path), io.BytesIO(), io.BytesIO()
    subsetter.subset(whole)
    whole.save(small)
    font = TTFont(small)
    if face.axes:
        instantiateVariableFont(font, face.axes, inplace=True)
    for name in (1, 4, 6):
        font["name"].setName(f"Book-{face.name}", name, 3, 1, 0x409)
    font.flavor = "woff2"
    font.save(packed)
    return packed.getvalue()


def write(app: Sphinx, exception: Exception | None) -> None:
    """Lay the faces and their licences beside the pages; what was cut before is kept."""
    if exception is not None or app.builder.format != "html":
        return
    pages = [*app.outdir.rglob("*.html"), *app.outdir.glob("_static/*/*.js")]
    wanted = parts(page.read_text(encoding="utf-8") for page in pages)
    target = Path(app.outdir, "_static", "typefaces")
    target.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        package = PACKAGES / face.package
        sign = repr((face, wanted[face.part], (package / "package.json").read_bytes()))
        kept = Path(app.doctreedir, f"{hashlib.sha256(sign.encode()).hexdigest()[:16]}.woff2")
        if not kept.exists():
            logging.getLogger(__name__).info("cutting the typeface %s", face.name)
            kept.write_bytes(cut(face, wanted[face.part]))
        shutil.copy(kept, target / f"{face.name}.woff2")
        (licence,) = package.glob("LICENSE*")
        shutil.copy(licence, target / f"{package.name}.LICENSE.txt")


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("build-finished", write)
