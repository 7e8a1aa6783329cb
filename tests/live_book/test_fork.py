"""A book under other names: what a teacher's fork has in its pages."""

import os
import re
from html import unescape

import pytest

from tests.live_book.small import SmallBook

FORK = {
    "title": "Netze & mehr",
    "author": "Eine Lehrerin",
    "logo": "square.svg",
    "repository": {"url": "https://gitlab.com/Schule/mathe/netze"},
}
ROOT = "https://schule.gitlab.io/mathe/netze/"
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>'


@pytest.fixture(scope="module", autouse=True)
def not_in_a_job_of_gitlab():
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CI_PAGES_URL", raising=False)
        yield


@pytest.fixture(scope="module")
def fork(tmp_path_factory):
    book = SmallBook(tmp_path_factory.mktemp("fork"), FORK, "What is one?")
    (book.folder / "square.svg").write_text(SQUARE, encoding="utf-8")
    assert book.build() == ""
    return book


def tags(page):
    """What the head of a page says of it."""
    found = re.findall(r'<meta (?:name|property)="([\w:]+)" content="(.*?)"', page)
    return {name: unescape(content) for name, content in found}


def canonical(page):
    return re.findall(r'<link rel="canonical" href="(.*?)"', page)


def test_the_front_page_has_the_books_title_and_author(fork):
    page = fork.page("intro.html")
    assert re.search(r"<h1>Netze &amp; mehr\b", page)
    assert "By Eine Lehrerin." in page
    assert "Neural Networks, Live" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def test_the_foot_of_each_page_names_the_author(fork):
    for name in ("intro.html", "chapters/one.html", "search.html"):
        assert "Eine Lehrerin" in fork.page(name).split("<footer")[1]


def test_each_page_knows_its_address(fork):
    for name in ("intro.html", "chapters/one.html"):
        page = fork.page(name)
        assert canonical(page) == [ROOT + name]
        assert tags(page)["og:url"] == ROOT + name


def test_a_link_to_the_front_page_shows_what_the_book_is(fork):
    shown = tags(fork.page("intro.html"))
    assert shown["og:type"] == "website"
    assert shown["og:title"] == shown["og:site_name"] == "Netze & mehr"
    # Not the first paragraph, which has a formula.
    assert shown["og:description"] == shown["description"] == "Figures that work, and “words”."


def test_a_link_to_a_chapter_shows_what_the_chapter_is(fork):
    shown = tags(fork.page("chapters/one.html"))
    assert shown["og:type"] == "article"
    assert (shown["og:title"], shown["og:site_name"]) == ("One", "Netze & mehr")
    assert shown["og:description"] == "What is one?"


def test_the_sitemap_names_each_page(fork):
    places = re.findall("<loc>(.*?)</loc>", fork.page("sitemap.xml"))
    assert places == [f"{ROOT}chapters/one.html", f"{ROOT}intro.html"]


def test_the_page_for_wrong_addresses_leads_to_the_books_root(fork):
    page = fork.page("404.html")
    assert '<a href="/mathe/netze/">' in page
    assert "<em>Netze &amp; mehr</em>" in page


def test_nothing_but_github_is_offered_to_colab(fork):
    assert "colab.research.google.com" not in fork.page("chapters/one.html")


@pytest.fixture(scope="module")
def nameless(tmp_path_factory):
    """A book that says nothing of a repository, with a link to a page that is not there."""
    buttons = ("use_edit_page_button", "use_repository_button", "use_issues_button")
    changes = {"repository": None, "html": dict.fromkeys(buttons, False)}
    text = "A first line,\nand a [link](nowhere.md)."
    book = SmallBook(tmp_path_factory.mktemp("nameless"), changes, text)
    book.warnings = book.build()
    return book


def test_a_book_without_a_repository_has_no_address_and_no_strangers(nameless):
    page = nameless.page("chapters/one.html")
    assert canonical(page) == []
    assert "og:url" not in tags(page)
    assert "executablebooks/jupyter-book" not in page
    assert not (nameless.html / "sitemap.xml").exists()
    assert '<a href="/">' in nameless.page("404.html")


def test_a_warning_names_the_cell_of_a_notebook(nameless):
    assert nameless.warnings.count("WARNING") == 1
    place = os.path.join("chapters", "one.ipynb") + ", cell 2, line 2: WARNING: "
    assert place in nameless.warnings
