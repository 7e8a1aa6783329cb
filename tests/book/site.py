"""The built book: its pages, its explorers, and the same explorers in Python."""

import json
import linecache
import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import torch
from IPython.core.inputtransformer2 import TransformerManager

from nnlib.live import Explorer

ROOT = Path(__file__).resolve().parents[2]
HTML = ROOT / "_build" / "html"
EXECUTED = ROOT / "_build" / "jupyter_execute"
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
    """The widget models that a page holds, by their ids."""
    found = STATE.search(source)
    return json.loads(found[1].replace(r"<\/script>", "</script>"))["state"] if found else {}


@cache
def explorers_on(page: str) -> list[str]:
    """The names of the explorers on a page."""
    models = state_of(page_source(page)).values()
    return [model["state"]["spec"]["name"] for model in models if "spec" in model["state"]]


def all_explorers() -> list[tuple[str, str]]:
    return [(page, name) for page in pages() for name in explorers_on(page)]


@cache
def explorers_in_python(page: str) -> dict[str, Explorer]:
    """The explorers that the page's code makes, by name, from running that code here."""
    notebook = nbformat.read(EXECUTED / page.replace(".html", ".ipynb"), as_version=4)
    magics = TransformerManager()
    namespace: dict[str, Any] = {"__name__": "__main__", "display": lambda *shown: None}
    # Another page's code may have changed what a new kernel starts with.
    torch.set_default_dtype(torch.float32)
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            source, file = magics.transform_cell(cell.source), f"<{page}, cell {number}>"
            # As in a kernel, a cell can read the code of those before it.
            linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
            exec(compile(source, file, "exec"), namespace)
    return {value.name: value for value in namespace.values() if isinstance(value, Explorer)}
