"""The state of a page's widgets, made fit for a page.

Each explorer carries the text of the whole front end, since it must work in a notebook as well. On
a page the copies become one file in `_static/modules`, and the state names its address; `live.js`
makes that absolute. A page without widgets loads nothing.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.core.render import sanitize_script_content
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx

STATE = "ipywidgets_state"  # MyST-NB's name for the script that holds the state
SUFFIXES = {"_esm": ".js", "_css": ".css"}


def move_out(state: dict[str, Any], folder: Path) -> dict[str, list[str]]:
    """Write the modules and styles of the models in a widget state to files named by content.

    Parameters
    ----------
    state
        Widget state as a notebook holds it. Changed in place: where the text was, there is the
        file's name.
    folder
        Where the files are written.

    Returns
    -------
    dict
        The names written for `_esm` and for `_css`, in the order met.
    """
    names: dict[str, list[str]] = {key: [] for key in SUFFIXES}
    for model in state["state"].values():
        for key, suffix in SUFFIXES.items():
            text = model["state"].get(key)
            if text:
                name = hashlib.sha256(text.encode()).hexdigest()[:16] + suffix
                folder.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text, encoding="utf-8")
                model["state"][key] = name
                if name not in names[key]:
                    names[key].append(name)
    return names


def on_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Take the state out of MyST-NB's hands, put a smaller one on the page, and load the widgets."""
    scripts = NbMetadataCollector.get_js_files(app.env, pagename)
    if STATE not in scripts:
        return
    _, script = scripts.pop(STATE)
    state = json.loads(script["body"])
    names = move_out(state, Path(app.outdir) / "_static" / "modules")

    def address(name: str) -> str:
        return context["pathto"](f"_static/modules/{name}", resource=True)

    for model in state["state"].values():
        for key in SUFFIXES:
            if model["state"].get(key):
                model["state"][key] = "asset:" + address(model["state"][key])
    context["body"] += (
        f'<script type="{script["type"]}">{sanitize_script_content(json.dumps(state))}</script>'
    )
    app.add_css_file("live.css")
    app.add_js_file("live.js", type="module")
    context["metatags"] += "".join(
        [f'<link rel="modulepreload" href="{address(name)}">' for name in names["_esm"]]
        + [f'<link rel="stylesheet" href="{address(name)}">' for name in names["_css"]]
    )


def setup(app: Sphinx) -> None:
    """Register the handler, ahead of MyST-NB's own."""
    app.connect("html-page-context", on_page, priority=400)
