"""A page of explorers and nothing else, alive by the book's own means, to test and to measure."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ipywidgets.embed import dependency_state

from book.live_book.states import place_states
from nnlib.live import Explorer

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "_build" / "page"

_VIEW = "application/vnd.jupyter.widget-view+json"


def write_page(path: Path, explorers: Sequence[Explorer], bundle: Path = BUNDLE) -> None:
    """Write a page that shows explorers, and beside it, in ``_static``, what it loads.

    Raises
    ------
    FileNotFoundError
        When the scripts of the book's pages have not been built.
    """
    if not (bundle / "live.js").exists():
        raise FileNotFoundError(f"There is no {bundle}/live.js. Run `make _build/page/live.js`.")
    static = path.parent / "_static"
    static.mkdir(parents=True, exist_ok=True)
    for name in ("live.js", "live.css"):
        shutil.copy(bundle / name, static / name)

    places = []
    for explorer in explorers:
        bundles, _ = explorer._repr_mimebundle_()
        view = bundles[_VIEW]
        places.append(_place(view, bundles["image/png"], bundles["text/plain"]))
    boxes = [explorer._show().box for explorer in explorers]
    # All at once: a link is only found with both its ends.
    models = dependency_state(boxes, drop_defaults=False)
    body, files = place_states("\n".join(places), models, static)
    links = [_link(file) for file in ["live.css", *files, "live.js"]]
    path.write_text(_HTML.format(links="\n".join(links), body=body), encoding="utf-8")


_HTML = """<!doctype html>
<html lang="en" data-theme="light">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Explorers</title>
<link rel="icon" href="data:,">
{links}
<main>
{body}
</main>
</html>
"""


def _place(view: dict[str, Any], image: str, text: str) -> str:
    return (
        f'<div class="live"><script type="{_VIEW}">{json.dumps(view)}</script>'
        f'<img src="data:image/png;base64,{image}" alt="{text}"></div>'
    )


def _link(file: str) -> str:
    if file.endswith(".css"):
        return f'<link rel="stylesheet" href="_static/{file}">'
    return f'<script async src="_static/{file}"></script>'
