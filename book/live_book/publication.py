"""Where the book is published, which follows from the repository's address in `_config.yml`.

From it come the pages' canonical addresses and the page for addresses that lead nowhere. A server
sends that page for an address at any depth, so it cannot use relative links as all others do; it
stands alone and knows the book's root.
"""

from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.config import Config

TEMPLATE = Path(__file__).with_name("404.html")


def pages_address(repository: str) -> str:
    """The address of a repository's GitHub Pages.

    >>> pages_address("https://github.com/Someone/book")
    'https://someone.github.io/book/'
    >>> pages_address("https://github.com/someone/someone.github.io")
    'https://someone.github.io/'
    """
    owner, name = urlsplit(repository).path.strip("/").removesuffix(".git").split("/")
    site = f"{owner.lower()}.github.io"
    return f"https://{site}/" if name.lower() == site else f"https://{site}/{name}/"


def set_address(app: Sphinx, config: Config) -> None:
    """Tell Sphinx the address, unless `_config.yml` has another in `html: baseurl`."""
    if not config.html_baseurl:
        config.html_baseurl = pages_address(config.html_theme_options["repository_url"])


def write_not_found(app: Sphinx, exception: Exception | None) -> None:
    """Write `404.html`."""
    if exception is None and app.builder.name == "html":
        page = TEMPLATE.read_text(encoding="utf-8")
        page = page.replace("{title}", escape(app.config.html_title))
        page = page.replace("{root}", escape(urlsplit(app.config.html_baseurl).path))
        (Path(app.outdir) / "404.html").write_text(page, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Register the two."""
    app.connect("config-inited", set_address)
    app.connect("build-finished", write_not_found)
