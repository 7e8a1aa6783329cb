"""The Sphinx side of the book: what `_config.yml` loads as a local extension.

`stills`
    puts an explorer's still image where the live one will be.
`states`
    takes what all explorers share out of the pages, and has a page load its widgets.
`api`
    documents the public names of nnlib.
`typefaces`
    cuts the book's typefaces down to the characters of its pages.
`publication`
    knows where the book is published, and makes the page for wrong addresses.
`repairs`
    mends what the theme writes where screen readers stumble.
"""

from typing import Any

from sphinx.application import Sphinx

from . import api, publication, repairs, states, stills, typefaces


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the parts of the extension with Sphinx."""
    for part in (stills, states, api, publication, repairs, typefaces):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
