"""The front end as one module text, the form in which anywidget hands it to a page.

The modules in ``front/`` import each other by relative addresses. anywidget sends a single text,
so they are joined: each module once, after those it imports, without the import lines and the
``export`` words that the joined text no longer needs. Top-level names are therefore unique over
all modules; the browser refuses the joined text otherwise.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from posixpath import dirname, join, normpath

_FRONT = files("nnlib.live") / "front"
_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.{1,2}/[\w/]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


@cache
def module_text() -> str:
    """Return the front end's modules, joined into the text of one ES module."""
    return "\n".join(_without_links(_read(name)) for name in _in_order("widget"))


@cache
def style_text() -> str:
    """Return the front end's style sheet."""
    return (_FRONT / "front.css").read_text(encoding="utf-8")


def _read(name: str) -> str:
    return (_FRONT / f"{name}.js").read_text(encoding="utf-8")


def _in_order(entry: str) -> list[str]:
    """Return the modules that the entry needs, each after those it imports."""
    order: list[str] = []

    def visit(name: str) -> None:
        if name not in order:
            for address in _IMPORT.findall(_read(name)):
                visit(normpath(join(dirname(name), address)))
            order.append(name)

    visit(entry)
    return order


def _without_links(text: str) -> str:
    return _EXPORT.sub("", _IMPORT.sub("", text))
