"""What the search finds: the text of every section, in one script that a page loads when asked.

A script, unlike a file that is fetched, also loads when the book is opened from a folder. It holds
the texts themselves, so that results come with excerpts and no page is fetched for them. They are
taken from the finished pages: what is found is what readers see.
"""

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from sphinx.application import Sphinx

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# Code and numbers are in the way of what they are about.
SKIPPED = {"script", "style", "pre", "button", "svg"}
# What is for few readers, or is no text: links to headings, the note where there is no JavaScript,
# folds of code, and the rooms that wait for explorers.
SKIPPED_CLASSES = {"headerlink", "scriptless", "hidden-cell", "room"}
APART = {"p", "li", "td", "th", "dt", "dd", "div", "summary", "br", "math"}


@dataclass
class Entry:
    """A section, or an entry of the glossary or the reference: where it is, and its words."""

    anchor: str
    heading: str = ""
    text: str = ""


class Reader(HTMLParser):
    """Reads a page's article, entry by entry.

    >>> page = Reader()
    >>> part = '<section id="b"><h2>B<a class="headerlink">#</a></h2>two</section>'
    >>> page.feed(f'<article><section id="a"><h1>A</h1>one{part}</section></article>')
    >>> [(entry.anchor, entry.heading, entry.text) for entry in page.entries]
    [('', 'A', 'one'), ('b', 'B', 'two')]

    What is hidden from readers is not found.

    >>> page = Reader()
    >>> note = '<p class="note scriptless">This page needs <a href="">JavaScript</a>.</p>'
    >>> page.feed(f'<article>{note}<div class="room"><div>Reset</div></div>text</article>')
    >>> page.entries[0].text
    'text'
    """

    def __init__(self) -> None:
        super().__init__()
        self.entries = [Entry("")]
        self._open: list[Entry] = []  # one for each section and list of definitions around
        self._entry = self.entries[0]
        self._skipped: list[str] = []  # the elements around that are skipped
        self._is_inside = self._is_heading = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Go into an element."""
        given = {name: value or "" for name, value in attributes}
        classes = given.get("class", "").split()
        if self._skipped or tag in SKIPPED or not SKIPPED_CLASSES.isdisjoint(classes):
            self._skipped.append(tag)
            return
        if tag == "article":
            self._is_inside = True
        if tag in ("section", "dl"):
            self._open.append(self._entry)
        is_part = tag == "dt" or (tag == "section" and len(self._open) > 1)
        if is_part and "id" in given:
            self._entry = Entry(given["id"])
            self.entries.append(self._entry)
        if tag in HEADINGS or (tag == "dt" and "id" in given):
            self._is_heading = True
        if tag in APART:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        """Come out of it."""
        if self._skipped:
            # What has no end of its own ends with what is around it.
            while tag in self._skipped and self._skipped.pop() != tag:
                pass
            return
        if tag == "article":
            self._is_inside = False
        if tag in ("section", "dl") and self._open:
            self._entry = self._open.pop()
        if tag in HEADINGS or tag == "dt":
            self._is_heading = False

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if self._skipped or not self._is_inside:
            return
        if self._is_heading:
            self._entry.heading += data
        else:
            self._entry.text += data


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the texts of all pages: an address, the page, the heading (of a part), the text."""
    if exception is not None or app.builder.format != "html":
        return
    found = []
    for name in sorted(app.env.found_docs):
        page = Reader()
        page.feed(Path(app.builder.get_outfilename(name)).read_text(encoding="utf-8"))
        title, address = app.env.titles[name].astext(), app.builder.get_target_uri(name)
        for entry in page.entries:
            heading, text = (" ".join(part.split()) for part in (entry.heading, entry.text))
            if entry.anchor:
                found.append((f"{address}#{entry.anchor}", title, heading, text))
            else:
                found.append((address, title, "", text))
    lines = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, "_static", "texts.js").write_text(f"bookTexts = {lines};\n", encoding="utf-8")


def start(app: Sphinx) -> None:
    """Do without Sphinx's own search."""
    if app.builder.format == "html":
        app.builder.search = False


def page(app: Sphinx) -> list[tuple[str, dict, str]]:
    """The page of the search, for those who open it by its address."""
    return [("search", {}, "search.html")]


def setup(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("builder-inited", start)
    app.connect("html-collect-pages", page)
    app.connect("build-finished", write)
