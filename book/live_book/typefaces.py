"""The book's typefaces, cut down to the characters that its pages hold.

They come whole from npm, in all weights and for all alphabets, and are a hundred times too large
for a page. When the pages are written, each face keeps the characters that occur on any of them,
and the weights that the style sheet names (`book/static/typefaces.css`).

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
ALWAYS = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))} | set("–—‘’“”•…−✓✗")
ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
FEATURES = ["ccmp", "kern", "liga", "lnum", "locl", "mark", "tnum"]


class Face(NamedTuple):
    """A file of the book's: where it is cut from, and where it stands on each axis."""

    name: str
    package: str
    path: str
    axes: dict[str, float | tuple[float, float]]
    latin: bool = False  # for headings alone, whose other characters come from the text's face


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
        latin=True,
    ),
    Face("sans", "source-sans", "VF/SourceSans3VF-Upright.ttf", {"wght": (400, 700)}),
    Face("sans-italic", "source-sans", "VF/SourceSans3VF-Italic.ttf", {"wght": 400}),
    Face("mono", "source-code-pro", "VF/SourceCodeVF-Upright.ttf", {"wght": 400}),
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


def cut(face: Face, wanted: set[str]) -> bytes:
    """A face with the wanted characters alone, as a WOFF2 file."""
    options = Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 13, 14])
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(ALWAYS if face.latin else wanted))
    whole, small, packed = TTFont(PACKAGES / face.package / face.path), io.BytesIO(), io.BytesIO()
    subsetter.subset(whole)
    whole.save(small)
    font = instantiateVariableFont(TTFont(small), face.axes)
    for name in (1, 4, 6):
        font["name"].setName(f"Book-{face.name}", name, 3, 1, 0x409)
    font.flavor = "woff2"
    font.save(packed)
    return packed.getvalue()


def write(app: Sphinx, exception: Exception | None) -> None:
    """Lay the faces and their licences beside the pages; what was cut before is kept."""
    if exception is not None or app.builder.format != "html":
        return
    pages = [*app.outdir.rglob("*.html"), *app.outdir.glob("_static/assets/*.js")]
    wanted = characters(page.read_text(encoding="utf-8") for page in pages)
    target = Path(app.outdir, "_static", "typefaces")
    target.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        package = PACKAGES / face.package
        sign = repr((face, sorted(wanted), (package / "package.json").read_bytes()))
        kept = Path(app.doctreedir, f"{hashlib.sha256(sign.encode()).hexdigest()[:16]}.woff2")
        if not kept.exists():
            logging.getLogger(__name__).info("cutting the typeface %s", face.name)
            kept.write_bytes(cut(face, wanted))
        shutil.copy(kept, target / f"{face.name}.woff2")
        shutil.copy(package / "LICENSE.md", target / f"{face.package}.LICENSE.md")


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("build-finished", write)
