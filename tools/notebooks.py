"""Execute the chapters and write them back in their normal form: `make notebooks`.

A committed chapter holds the outputs of one clean run from top to bottom, because nbval compares
them and because readers on GitHub see them. It holds nothing that changes by itself: no widget
state, no timings, no memory addresses, no metadata of whoever ran it, and no still that only
another processor has painted anew. The first cell is the same in all of them and names the
repository that `_config.yml` names.
"""

import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import nbformat
import yaml
from nbclient import NotebookClient
from nbformat import NotebookNode

from tools.finite import check_finite
from tools.stills import keep_stills, stills_of

ROOT = Path(__file__).resolve().parent.parent

FIRST_CELL = """\
# On Colab this installs nnlib. Anywhere else it does nothing.
import importlib
import sys


def has_nnlib():
    # On PyPI another package has the name nnlib; ours has recordings.
    try:
        return hasattr(importlib.import_module("nnlib"), "Recording")
    except ImportError:
        return False


if "google.colab" in sys.modules and not has_nnlib():
    for module in [name for name in sys.modules if name.partition(".")[0] == "nnlib"]:
        del sys.modules[module]
    %pip install --quiet "{distribution}[live] @ git+{repository}"
    importlib.invalidate_caches()
    if not has_nnlib():
        raise ImportError(
            "nnlib could not be installed from {repository}. "
            "Look at the message above, check the connection, and run this cell again. "
            "If another package has its name, run first: "
            "%pip uninstall --yes nnlib {distribution}"
        )"""

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# What the page folds away or leaves out is folded in JupyterLab as well.
FOLDED = {
    "hide-input": {"source_hidden": True},
    "remove-input": {"source_hidden": True},
    "remove-cell": {"source_hidden": True},
    "hide-cell": {"source_hidden": True, "outputs_hidden": True},
}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
ADDRESS = re.compile(r"\bat 0x[0-9a-f]+")


def first_cell() -> str:
    """The code that every chapter starts with, for the repository in `_config.yml`."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return FIRST_CELL.format(distribution=project["name"], repository=config["repository"]["url"])


def execute(notebook: NotebookNode, folder: Path) -> None:
    """Run all cells in order in a fresh kernel that starts in `folder`.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        When a cell fails; the notebook's file is untouched then.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    ).execute()


def _normalise_output(output: NotebookNode) -> None:
    if "metadata" in output:
        kept = {"image/png", "image/svg+xml"}  # sizes
        output.metadata = {key: value for key, value in output.metadata.items() if key in kept}
    if "data" in output:
        # Without its state a view shows an error; the image beside it shows the picture.
        output.data.pop(WIDGET_VIEW, None)
    text = "".join([output.get("text", ""), *map(str, output.get("data", {}).values())])
    if address := ADDRESS.search(text):
        raise ValueError(
            f"An output shows a memory address ({address[0]}), which differs from run to run. "
            "Print something that stays, or end the cell with `None`."
        )


def _metadata(tags: Sequence[str]) -> NotebookNode:
    """Return all that a cell with these tags holds beside its source and its outputs."""
    folded = {name: value for tag in tags for name, value in FOLDED.get(tag, {}).items()}
    metadata = {"jupyter": folded, "tags": list(tags)}
    return nbformat.from_dict({name: value for name, value in metadata.items() if value})


def normalise(notebook: NotebookNode) -> None:
    """Bring a notebook into the form in which it is committed.

    Raises
    ------
    ValueError
        When an output holds a memory address.
    """
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number:03}"
        cell.metadata = _metadata(cell.metadata.get("tags", []))
        cell.pop("attachments", None)
        for output in cell.get("outputs", []):
            _normalise_output(output)


def with_first_cell(notebook: NotebookNode) -> None:
    """Put the common first cell in its place, over an older text of it if there is one."""
    cells = notebook.cells
    if not cells or "remove-cell" not in cells[0].metadata.get("tags", []):
        cells.insert(0, nbformat.v4.new_code_cell(metadata={"tags": ["remove-cell"]}))
    cells[0].source = first_cell()


def main(paths: list[str]) -> None:
    """Execute and rewrite the notebooks at `paths`.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        When a cell fails.
    ValueError
        When an output holds a memory address, or the numbers of an explorer do not stay finite.
        What is wrong with a notebook leaves its file untouched.
    """
    for path in map(Path, paths):
        notebook = nbformat.read(path, as_version=4)
        known = stills_of(notebook)
        with_first_cell(notebook)
        execute(notebook, path.parent)
        check_finite(notebook)
        normalise(notebook)
        keep_stills(notebook, known)
        nbformat.validate(notebook)
        nbformat.write(notebook, path)
        print(f"{path}: {len(notebook.cells)} cells")


if __name__ == "__main__":
    main(sys.argv[1:])
