"""Small repairs to what Sphinx and its extensions write, so that screen readers get along with it.

axe-core found each of these; the tests of the pages run it, and tell when a repair is missing.
"""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

REPAIRS = (
    # A list of citations has more in it than items.
    (re.compile(r'<div role="list" class="citation-list">'), '<div class="citation-list">'),
    # What is empty heads nothing.
    (re.compile(r"<th(?P<classes>[^>]*)>(?P<empty>(<p></p>)?)</th>"), r"<td\g<classes>></td>"),
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
