"""The stills in the committed chapters are those that their code draws, as the book's build ran it.

The other outputs are compared by nbval, which leaves images out.
"""

from pathlib import Path

import nbformat
import pytest

from tests.book.site import ROOT
from tools.stills import TOLERANCE, difference, stills_of

EXECUTED = ROOT / "_build" / "jupyter_execute" / "chapters"
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))


def stills_by_cell(path: Path) -> dict[str, list[str]]:
    cells = enumerate(nbformat.read(path, as_version=4).cells, start=1)
    found = {f"cell {k}": stills_of(nbformat.v4.new_notebook(cells=[c])) for k, c in cells}
    return {cell: stills for cell, stills in found.items() if stills}


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_a_chapter_shows_the_stills_that_its_code_draws(chapter):
    shown, drawn = stills_by_cell(chapter), stills_by_cell(EXECUTED / chapter.name)
    stale = dict.fromkeys(shown.keys() ^ drawn.keys(), "has a still on one side alone")
    for cell in shown.keys() & drawn.keys():
        levels = max(map(difference, shown[cell], drawn[cell]))
        if len(shown[cell]) != len(drawn[cell]) or levels > TOLERANCE:
            stale[cell] = f"its still differs by {levels:.0f} levels"
    assert stale == {}, "run `make notebooks`"
