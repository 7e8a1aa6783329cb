"""The built book: its pages and their explorers."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from book.live_book.publication import book_address
from tools.published import Published

ROOT = Path(__file__).resolve().parents[2]
HTML = ROOT / "_build" / "html"

# What those who host the book are told to send with every page, the content security policy.
HEADERS = dict(
    line.strip().split(": ", 1)
    for line in (ROOT / "book" / "_headers").read_text(encoding="utf-8").splitlines()
    if line.startswith("  ")
)
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
ADDRESS = book_address(
    CONFIG.get("html", {}).get("baseurl", ""), CONFIG.get("repository", {}).get("url", "")
)
# As on a project site of GitHub Pages, the book need not be at its server's root.
SUBPATH = urlsplit(ADDRESS).path or "/"
STATE = re.compile(
    r'<script type="application/vnd.jupyter.widget-state\+json">(.*?)</script>', re.DOTALL
)


@cache
def pages() -> list[str]:
    """The pages that readers open, relative to the book's root."""
    if not (HTML / "index.html").exists():
        raise FileNotFoundError("There is no book in _build/html to test. Run `make book` first.")
    special = {"index.html", "404.html"}  # a redirect, and a page with a test of its own
    paths = (path.relative_to(HTML).as_posix() for path in HTML.rglob("*.html"))
    return sorted(path for path in paths if path not in special and "_static" not in path)


def page_source(page: str) -> str:
    return (HTML / page).read_text(encoding="utf-8")


def state_of(source: str) -> dict[str, Any]:
    """The widget models that a page holds, or that it loads, by their ids."""
    models = {}
    for found in STATE.finditer(source):
        state = json.loads(found[1].replace(r"<\/script>", "</script>"))
        if isinstance(state, str):
            script = (HTML / "_static" / "states" / f"{state}.js").read_text(encoding="utf-8")
            state = json.loads(json.loads(script.partition("] = ")[2].rstrip(";\n")))
        models |= state["state"]
    return models


@cache
def specs_on(page: str) -> list[dict[str, Any]]:
    """What the page holds of each of its explorers."""
    states = [model["state"] for model in state_of(page_source(page)).values()]
    return [state["spec"] for state in states if "spec" in state]


def explorers_on(page: str) -> list[str]:
    """The names of the explorers on a page."""
    return [spec["name"] for spec in specs_on(page)]


@cache
def published(page: str) -> dict[str, Published]:
    """The explorers of a page, by name, as Python computes them."""
    return {spec["name"]: Published(spec) for spec in specs_on(page)}


def all_explorers() -> list[tuple[str, str]]:
    return [(page, name) for page in pages() for name in explorers_on(page)]
