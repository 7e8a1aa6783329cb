"""The state of a page's widgets, made fit for a page.

Each explorer carries the text of the whole front end, since it must work in a notebook as well. On
a page the copies become one file in `_static/assets`, named by its content, which all pages share.
The file is a plain script that holds the text as a string, so that a page works from a folder
as well as from a server. A page without widgets loads nothing.
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


def move_out(state: dict[str, Any], static: Path) -> list[str]:
    """Move the modules and styles of the models in a widget state to files named by content.

    Parameters
    ----------
    state
        Widget state as a notebook holds it. Changed in place: `_esm` becomes the name of the
        module's text in the page's `liveAssets`, and `_css` becomes empty.
    static
        The folder of static files.

    Returns
    -------
    list of str
        The files that a page with this state has to load, relative to `static`.
    """
    files = {}
    for model in state["state"].values():
        traits = model["state"]
        if "_esm" not in traits:
            continue
        module, style = traits["_esm"], traits.get("_css", "")
        name = hashlib.sha256(module.encode()).hexdigest()[:16]
        text = f"(window.liveAssets ??= {{}})[{json.dumps(name)}] = {json.dumps(module)};\n"
        files[f"assets/{name}.js"] = text
        traits["_esm"] = name
        if style:
            files[f"assets/{hashlib.sha256(style.encode()).hexdigest()[:16]}.css"] = style
            traits["_css"] = ""
    for path, text in files.items():
        (static / path).parent.mkdir(parents=True, exist_ok=True)
        (static / path).write_text(text, encoding="utf-8")
    return list(files)


def on_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Take the state from MyST-NB, put a smaller one on the page, and load the widgets."""
    scripts = NbMetadataCollector.get_js_files(app.env, pagename)
    if STATE not in scripts:
        return
    _, script = scripts.pop(STATE)
    state = json.loads(script["body"])
    app.add_css_file("live.css")
    for path in move_out(state, Path(app.outdir) / "_static"):
        if path.endswith(".css"):
            app.add_css_file(path)
        else:
            app.add_js_file(path, loading_method="defer")
    app.add_js_file("live.js", loading_method="defer")
    # The theme's icons look at every change of the page, which takes as long as drawing an
    # explorer. live.js tells them when there is something for them.
    app.add_js_file(None, body="window.FontAwesomeConfig = { observeMutations: false };")
    context["body"] += (
        f'<script type="{script["type"]}">{sanitize_script_content(json.dumps(state))}</script>'
    )


def setup(app: Sphinx) -> None:
    """Register the handler, ahead of MyST-NB's own."""
    app.connect("html-page-context", on_page, priority=400)
