"""What a link to a page shows where it is shared: the page's title, and what the page is about.

Messengers, forums and search engines read it from the page's head.
"""

import textwrap
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

LONGEST = 200


def description(doctree: nodes.document) -> str:
    """What the page is about: what its front matter says, or else its first paragraph.

    A formula would be read as its source, so a paragraph without one is preferred.
    """
    for meta in doctree.findall(nodes.meta):
        if meta.get("name") == "description":
            return meta["content"]
    paragraphs = [
        paragraph
        for paragraph in doctree.findall(nodes.paragraph)
        if isinstance(paragraph.parent, (nodes.document, nodes.section))
    ]
    paragraphs.sort(key=lambda paragraph: any(paragraph.findall(nodes.math)))
    return textwrap.shorten(paragraphs[0].astext(), LONGEST, placeholder=" …") if paragraphs else ""


def on_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Put the tags where every theme shows what the page itself says of it."""
    if doctree is None:  # the search, the index
        return
    about = description(doctree)
    tags = {
        "og:title": app.env.titles[pagename].astext(),
        "og:description": about,
        "og:url": context["pageurl"],
        "og:type": "website" if pagename == app.config.root_doc else "article",
        "og:site_name": app.config.html_title,
    }
    found = [("property", name, text) for name, text in tags.items() if text]
    if about and 'name="description"' not in context["metatags"]:
        found.insert(0, ("name", "description", about))
    context["metatags"] += "".join(
        f'\n<meta {kind}="{name}" content="{escape(text)}">' for kind, name, text in found
    )


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("html-page-context", on_page)
