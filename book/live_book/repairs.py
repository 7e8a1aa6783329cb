"""Small repairs to what Sphinx and its extensions write: for screen readers, and for weight.

axe-core found most of these; the tests of the pages run it, and tell when a repair is missing.
"""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

REPAIRS = (
    # A list of citations has more in it than items.
    (re.compile(r'<div role="list" class="citation-list">'), '<div class="citation-list">'),
    (re.compile(r' role="doc-biblioentry"'), ""),  # a role of the past
    # What is empty heads nothing.
    (re.compile(r"<th(?P<classes>[^>]*)>(?P<empty>(<p></p>)?)</th>"), r"<td\g<classes>></td>"),
    # Most pieces of code have no colour of their own, and are a third of a page's text.
    (re.compile(r'<span class="(?:n|p|o|w|nn|na|nv|bp|pm|go|gh)">([^<]*)</span>'), r"\1"),
    # A table that is wider than its place scrolls in it.
    (re.compile(r"(?=<table)"), '<div class="table">'),
    (re.compile(r"(?<=</table>)"), "</div>"),
)


def on_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Mend the text of a page."""
    for found, better in REPAIRS:
        context["body"] = found.sub(better, context.get("body", ""))


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("html-page-context", on_page)
