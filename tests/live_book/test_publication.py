import pytest
from sphinx.application import Sphinx

from book.live_book.publication import FOREIGN, book_address

GITLAB = "https://gitlab.com/school/book"


@pytest.fixture(autouse=True)
def not_in_a_job_of_gitlab(monkeypatch):
    monkeypatch.delenv("CI_PAGES_URL", raising=False)


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.com/Someone/Book", "https://someone.github.io/Book/"),
        ("https://github.com/someone/book.git", "https://someone.github.io/book/"),
        ("https://github.com/Someone/someone.github.io/", "https://someone.github.io/"),
        (GITLAB, "https://school.gitlab.io/book/"),
        ("https://gitlab.com/School/maths/nets/book", "https://school.gitlab.io/maths/nets/book/"),
        ("https://gitlab.com/school/school.gitlab.io", "https://school.gitlab.io/"),
        ("https://gitlab.example.org/school/book", ""),
        ("https://codeberg.org/someone/book", ""),
        ("https://github.com/someone", ""),
        ("https://github.com/someone/book/tree/main", ""),
        ("https://github.com", ""),
        ("git@github.com:someone/book.git", ""),
        ("", ""),
    ],
)
def test_an_address_follows_from_a_repository_only_where_the_host_has_a_rule(repository, address):
    assert book_address("", repository) == address


def test_what_the_author_says_comes_first(monkeypatch):
    monkeypatch.setenv("CI_PAGES_URL", "https://book-1a2b3c.gitlab.io")
    assert book_address("https://nets.example.org/book", GITLAB) == "https://nets.example.org/book/"


def test_a_job_of_gitlab_knows_better_than_the_repository(monkeypatch):
    monkeypatch.setenv("CI_PAGES_URL", "https://book-1a2b3c.gitlab.io")
    assert book_address("", GITLAB) == "https://book-1a2b3c.gitlab.io/"


def plain_sphinx(folder, **settings):
    """Build a page by Sphinx alone, without Jupyter Book, and return it."""
    (folder / "index.md").write_text("# A page\n\nOf a book.\n", encoding="utf-8")
    settings = {
        "project": "A book",
        "extensions": ["myst_nb", "book.live_book.publication"],
        "html_theme": "basic",
    } | settings
    (folder / "conf.py").write_text(
        "".join(f"{name} = {value!r}\n" for name, value in settings.items()), encoding="utf-8"
    )
    app = Sphinx(folder, folder, folder / "html", folder / "tree", "html", None, None)
    app.build()
    assert app.statuscode == 0
    return (folder / "html" / "index.html").read_text(encoding="utf-8")


def test_plain_sphinx_builds_a_book_without_an_address(tmp_path):
    page = plain_sphinx(tmp_path, extensions=["myst_nb", "book.live_book"])
    assert "canonical" not in page
    assert '<meta property="og:title" content="A page">' in page


def test_plain_sphinx_uses_the_address_that_it_is_given(tmp_path):
    page = plain_sphinx(tmp_path, html_baseurl="https://nets.example.org")
    assert '<link rel="canonical" href="https://nets.example.org/index.html"' in page
    assert (tmp_path / "html" / "sitemap.xml").exists()


def test_jupyter_books_own_repository_is_no_address(tmp_path):
    options = {"repository_url": FOREIGN}
    assert "canonical" not in plain_sphinx(tmp_path, html_theme_options=options)
