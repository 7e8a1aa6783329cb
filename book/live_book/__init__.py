"""The Sphinx side of the book: what `_config.yml` loads as a local extension.

`executions`
    has notebooks executed again after a change in nnlib.
`stills`
    puts an explorer's still image where the live one will be.
`states`
    takes what all explorers share out of the pages, and has a page load its widgets.
`api`
    documents the public names of nnlib.
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
    mends what the theme writes where screen readers stumble.
"""

from typing import Any

from sphinx.application import Sphinx

from . import (
    api,
    cells,
    executions,
    names,
    preview,
    publication,
    repairs,
    states,
    stills,
    typefaces,
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the parts of the extension with Sphinx."""
    parts = (
        *(executions, stills, states, api, typefaces),
        *(publication, preview, names, cells, repairs),
    )
    for part in parts:
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
