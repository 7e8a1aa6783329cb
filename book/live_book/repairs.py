"""Small repairs to what the theme and MyST-NB write, so that screen readers get along with it.

axe-core found each of these; the tests of the pages run it, and tell when a repair is missing.
"""

from pathlib import Path

from sphinx.application import Sphinx

REPAIRS = {
    # A name that differs from the text on a button is no name for those who speak to the page.
    '<summary aria-label="Toggle hidden content">': "<summary>",
    'title="Search" aria-label="Search" data-bs-placement': "data-bs-placement",
    ' title="Light"></i>': "></i>",
    ' title="Dark"></i>': "></i>",
    ' title="System Settings"></i>': "></i>",
    # A list of citations has more in it than items.
    '<div role="list" class="citation-list">': '<div class="citation-list">',
}


def repair(app: Sphinx, exception: Exception | None) -> None:
    """Rewrite the pages."""
    if exception is not None or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        repaired = page
        for found, better in REPAIRS.items():
            repaired = repaired.replace(found, better)
        if repaired != page:
            path.write_text(repaired, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("build-finished", repair)
