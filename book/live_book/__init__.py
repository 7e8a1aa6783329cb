"""The Sphinx side of the book: what `_config.yml` loads as a local extension.

`executions`
    has notebooks executed again after a change in nnlib.
`stills`
    puts an explorer's still image where the live one will be.
`states`
    takes what all explorers share out of the pages, and has a page load its widgets.
`formulas`
    sets formulas while the book is built.
`folds`
    folds code, solutions and dropdowns without a script.
`api`
    documents the public names of nnlib.
`search`
    lists the texts that the search finds.
`shell`
    gives the templates in `book/theme` what they show around a text.
`typefaces`
    cuts the book's typefaces down to the characters of its pages.
`publication`
    knows where the book is published, and makes the sitemap and the page for wrong addresses.
`preview`
    says what a link to a page shows where it is shared.
`names`
    gives pages the names that `_config.yml` has.
`cells`
    lets a warning name the cell of a notebook.
`repairs`
    mends what Sphinx writes where screen readers stumble.
"""

from typing import Any

from sphinx.application import Sphinx

from . import (
    api,
    cells,
    executions,
    folds,
    formulas,
    names,
    preview,
    publication,
    repairs,
    search,
    shell,
    states,
    stills,
    typefaces,
)

PARTS = (
    *(executions, stills, states, formulas, folds, api, search, shell, typefaces),
    *(publication, preview, names, cells, repairs),
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the parts of the extension with Sphinx."""
    for part in PARTS:
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
