"""A book of two short pages, made by the means of the real one, to be built in a few seconds."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import yaml

ROOT = Path(__file__).resolve().parents[2]

FRONT_PAGE = """\
---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# {{ title }}

With $x^2$ it begins.

Figures that *work*, and "words".

```{code-cell} ipython3
from nnlib.live import explore, slider


@explore(w=slider(1, 0, 2))
def neuron(picture, w):
    picture.line([0, 1], [0, 1] * w)
    return {"w": w}


neuron
```

By {{ author }}. [On](chapters/one.ipynb)
"""

CONTENTS = """\
format: jb-book
root: intro
chapters:
  - file: chapters/one
"""


class SmallBook:
    """The sources of a small book with the project's configuration, but for some changes."""

    def __init__(self, folder: Path, changes: Mapping[str, Any], chapter: str) -> None:
        self.folder = folder
        self.html = folder / "_build" / "html"
        ignored = shutil.ignore_patterns("node_modules", "__pycache__")
        for name in ("book", "_build/page"):
            shutil.copytree(ROOT / name, folder / name, ignore=ignored, dirs_exist_ok=True)
        packages = "book/page/node_modules"
        (folder / packages).symlink_to(ROOT / packages, target_is_directory=True)
        config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
        config["sphinx"]["config"]["bibtex_bibfiles"] = []
        for key, change in changes.items():
            config[key] = config[key] | change if isinstance(change, dict) else change
        files = {
            "_config.yml": yaml.safe_dump({k: v for k, v in config.items() if v is not None}),
            "_toc.yml": CONTENTS,
            "intro.md": FRONT_PAGE,
            "chapters/one.ipynb": nbformat.writes(
                nbformat.v4.new_notebook(
                    cells=[
                        nbformat.v4.new_markdown_cell("# One"),
                        nbformat.v4.new_markdown_cell(chapter),
                    ],
                    metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
                )
            ),
        }
        for name, text in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")

    def build(self) -> str:
        """Build it as `make book` does, and return the warnings."""
        builder = Path(sys.executable).with_name("jupyter-book")
        command = [builder, "build", ".", "--all", "-W", "--keep-going"]
        result = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert (self.html / "intro.html").exists(), result.stdout + result.stderr
        warnings = [line for line in result.stderr.splitlines() if "WARNING:" in line]
        assert (result.returncode != 0) == bool(warnings), result.stdout + result.stderr
        return "\n".join(warnings)

    def page(self, name: str) -> str:
        """The source of a page."""
        return (self.html / name).read_text(encoding="utf-8")
