"""What a page has around its text: the chapters, and the ways to open and to change it.

The templates in `book/theme` show it. Extensions bring scripts and style sheets for themes of every
kind; those that this one does without are left out.
"""

import re
from typing import Any
from urllib.parse import quote, urlsplit

from docutils import nodes
from sphinx.application import Sphinx

# By the beginning of their names. What they are for is in book.css and book.js, or in `details`.
NEEDLESS = re.compile(
    r"_static/(pygments\.css|basic\.css|mystnb\.|exercise\.css|documentation_options\.js|doctools\.js"
    r"|sphinx_highlight\.js)"
)
DESIGN = re.compile(r"_static/(sphinx-design|design-tabs)")


def chapters(app: Sphinx) -> list[dict[str, str]]:
    """The numbered chapters: each with its page, its number and its title."""
    found = [
        {"page": page, "number": str(numbers[""][0]), "title": app.env.titles[page].astext()}
        for page, numbers in app.env.toc_secnumbers.items()
        if numbers.get("") is not None and len(numbers[""]) == 1
    ]
    return sorted(found, key=lambda chapter: int(chapter["number"]))


def launches(options: dict[str, Any], path: str) -> list[dict[str, str]]:
    """Where a notebook can be opened and run.

    >>> repository = {"repository_url": "https://github.com/a/b", "repository_branch": "main"}
    >>> buttons = {"colab_url": "https://colab.research.google.com"}
    >>> launches({**repository, "launch_buttons": buttons}, "chapters/01.ipynb")[0]["address"]
    'https://colab.research.google.com/github/a/b/blob/main/chapters/01.ipynb'

    Colab opens notebooks from GitHub alone.

    >>> elsewhere = {"repository_url": "https://gitlab.com/a/b", "launch_buttons": buttons}
    >>> launches(elsewhere, "chapters/01.ipynb")
    []
    """
    repository, branch = (
        options.get("repository_url", ""),
        options.get("repository_branch") or "main",
    )
    buttons = options.get("launch_buttons") or {}
    name = urlsplit(repository).path.strip("/").removesuffix(".git")
    hosts = {"github.com": "gh", "gitlab.com": "gl"}
    host = hosts.get(urlsplit(repository).hostname or "")
    lab = buttons.get("notebook_interface") == "jupyterlab"
    places = []
    if host and (binder := buttons.get("binderhub_url")):
        where = quote(name, safe="") if host == "gl" else name
        view = "lab/tree" if lab else "tree"
        address = f"{binder.rstrip('/')}/v2/{host}/{where}/{branch}?urlpath={view}/{quote(path)}"
        places.append({"name": "Binder", "address": address})
    if host == "gh" and (colab := buttons.get("colab_url")):
        address = f"{colab.rstrip('/')}/github/{name}/blob/{branch}/{quote(path)}"
        places.append({"name": "Colab", "address": address})
    if repository and (hub := buttons.get("jupyterhub_url")):
        view = "lab/tree" if lab else "tree"
        inside = quote(f"{view}/{name.split('/')[-1]}/{path}", safe="")
        address = (
            f"{hub.rstrip('/')}/hub/user-redirect/git-pull?repo={quote(repository, safe='')}"
            f"&urlpath={inside}&branch={branch}"
        )
        places.append({"name": "JupyterHub", "address": address})
    return places


def on_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Give the templates what they show, and take away what they do without."""
    options = app.config.html_theme_options
    suffix = context.get("page_source_suffix", "")
    folder = options.get("path_to_docs", "").strip("./")
    path = "/".join(filter(None, (folder, f"{pagename}{suffix}")))
    repository = options.get("repository_url", "").rstrip("/")
    branch = options.get("repository_branch") or "main"
    context["author"] = app.config.author
    context["chapters"] = chapters(app)
    context["launches"] = launches(options, path) if suffix == ".ipynb" else []
    context["edit_address"] = f"{repository}/edit/{branch}/{path}" if doctree and repository else ""
    issue = quote(f"Issue on page {pagename}")
    context["issue_address"] = f"{repository}/issues/new?title={issue}" if repository else ""
    # The page itself is the first entry of its own contents.
    context["has_sections"] = context.get("toc", "").count("<li>") > 2
    context["has_explorers"] = 'class="live' in context.get("body", "")


def slim(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Leave out what no page needs, and what this one does without."""
    has_design = "sd-" in context.get("body", "")
    for kind in ("css_files", "script_files"):
        context[kind] = [
            file
            for file in context[kind]
            if not NEEDLESS.match(name := str(getattr(file, "filename", file) or ""))
            and (has_design or not DESIGN.match(name))
        ]


def setup(app: Sphinx) -> None:
    """Register the handlers; the second sees what all others have brought."""
    app.connect("html-page-context", on_page, priority=600)
    app.connect("html-page-context", slim, priority=900)
