"""Where the book is published, which follows from the repository's address in `_config.yml`.

From it come the pages' canonical addresses, the sitemap, and the page for addresses that lead
nowhere. A server sends that page for an address at any depth, so it cannot use relative links as
all others do; it stands alone and knows the book's root.

What is not known is not guessed: a wrong address would send readers to a stranger.
"""

import os
from html import escape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from sphinx.application import Sphinx
from sphinx.config import Config

TEMPLATE = Path(__file__).with_name("404.html")

# Where the two hosts publish the pages of a repository, below a name that its owner gives.
HOSTS = {"github.com": "github.io", "gitlab.com": "gitlab.io"}

# Jupyter Book puts its own repository where `_config.yml` names none.
FOREIGN = "https://github.com/executablebooks/jupyter-book"


def pages_address(repository: str) -> str:
    """The address of a repository's GitHub or GitLab Pages; empty for any other host.

    >>> pages_address("https://github.com/Someone/book")
    'https://someone.github.io/book/'
    >>> pages_address("https://github.com/someone/someone.github.io")
    'https://someone.github.io/'
    >>> pages_address("https://gitlab.com/school/maths/book.git")
    'https://school.gitlab.io/maths/book/'
    >>> pages_address("https://git.example.org/someone/book")
    ''
    """
    parts = urlsplit(repository)
    owner, *names = parts.path.strip("/").removesuffix(".git").split("/")
    has_groups = parts.hostname == "gitlab.com"
    if parts.hostname not in HOSTS or not names or (len(names) > 1 and not has_groups):
        return ""
    site = f"{owner.lower()}.{HOSTS[parts.hostname]}"
    path = "/".join(names)
    return f"https://{site}/" if path.lower() == site else f"https://{site}/{path}/"


def book_address(baseurl: str, repository: str) -> str:
    """The address of the book's root, which ends in a slash; empty when it is not known.

    First comes what the author says. GitLab tells its jobs the address, which a setting of the
    project can make another than the repository's.
    """
    address = baseurl or os.environ.get("CI_PAGES_URL") or pages_address(repository)
    return f"{address.rstrip('/')}/" if address else ""


def set_address(app: Sphinx, config: Config) -> None:
    """Tell Sphinx the address, and forget a repository that is not the book's."""
    options = config.html_theme_options
    if options.get("repository_url") == FOREIGN:
        del options["repository_url"]
    config.html_baseurl = book_address(config.html_baseurl, options.get("repository_url", ""))


def write_not_found(app: Sphinx, exception: Exception | None) -> None:
    """Write `404.html`; a book without an address is taken to be at its server's root."""
    if exception is None and app.builder.name == "html":
        page = TEMPLATE.read_text(encoding="utf-8")
        page = page.replace("{title}", escape(app.config.html_title))
        page = page.replace("{root}", escape(urlsplit(app.config.html_baseurl).path or "/"))
        (Path(app.outdir) / "404.html").write_text(page, encoding="utf-8")


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Write `sitemap.xml`, which has to name pages by their whole address."""
    root = app.config.html_baseurl
    if exception is None and app.builder.name == "html" and root:
        pages = [app.builder.get_target_uri(page) for page in sorted(app.env.found_docs)]
        entries = [f"  <url><loc>{escape(urljoin(root, page))}</loc></url>\n" for page in pages]
        text = (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{''.join(entries)}</urlset>\n"
        )
        (Path(app.outdir) / "sitemap.xml").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("config-inited", set_address)
    app.connect("build-finished", write_not_found)
    app.connect("build-finished", write_sitemap)
