"""The typefaces: the book brings them, and everything on its pages is set in them."""

import pytest
from fontTools.ttLib import TTFont

from tests.book.site import HTML

PAGES = ["intro.html", "chapters/01-neuron.html", "reference/api.html"]


def fonts_of(page, selector):
    """The fonts that an element is shown in, and whether the page brought them."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    session.send("DOM.getDocument")
    find = {"expression": f"document.querySelector({selector!r})"}
    found = session.send("Runtime.evaluate", find)["result"]["objectId"]
    node = session.send("DOM.requestNode", {"objectId": found})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    session.detach()
    return {font["familyName"]: font["isCustomFont"] for font in fonts}


@pytest.mark.parametrize("page", PAGES)
def test_text_headings_and_code_are_set_in_the_books_own_typefaces(page, open_page):
    visit = open_page(page).page
    visit.evaluate("document.fonts.ready.then(() => null)")
    for element in ("article section > p", "article h1", "article code, article pre"):
        fonts = fonts_of(visit, element)
        assert set(fonts.values()) == {True}, f"{element}: {fonts}"


def test_the_words_beside_a_slider_are_set_in_the_books_own_typeface(open_page):
    visit = open_page("intro.html").page
    for element in (".nn-explorer .widget-label", ".nn-explorer .nn-button"):
        fonts = fonts_of(visit, element)
        assert set(fonts.values()) == {True}, f"{element}: {fonts}"


def test_letters_with_hats_and_small_numbers_are_in_the_faces():
    for face in ("serif", "sans"):
        held = TTFont(HTML / "_static" / "typefaces" / f"{face}.woff2").getBestCmap()
        assert [letter for letter in "ŷ₁→−∂√≥σ" if ord(letter) not in held] == [], face


def test_each_typeface_has_its_licence_beside_it():
    folder = HTML / "_static" / "typefaces"
    for package in ("source-serif", "source-sans", "source-code-pro"):
        assert "SIL OPEN FONT LICENSE" in (folder / f"{package}.LICENSE.txt").read_text("utf-8")


def test_the_typefaces_are_small():
    sizes = [path.stat().st_size for path in (HTML / "_static" / "typefaces").glob("*.woff2")]
    assert len(sizes) == 6
    assert sum(sizes) < 150_000
