"""What `import nnlib` gives: its names, their documentation, and what it does not pull in."""

import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import nnlib as nn
from nnlib import functional

MODULES = [nn.data, nn.init, nn.optim]
PUBLIC = {name: getattr(nn, name) for name in nn.__all__} | {
    f"{module.__name__.removeprefix('nnlib.')}.{name}": getattr(module, name)
    for module in MODULES
    for name in module.__all__
}
DOCUMENTED = {
    name: thing
    for name, thing in PUBLIC.items()
    if callable(thing) and not (inspect.isclass(thing) and issubclass(thing, Exception))
}


def test_all_names_that_are_imported_are_public():
    private = {
        name
        for name, thing in vars(nn).items()
        if callable(thing) and not name.startswith("_") and name not in nn.__all__
    }
    assert private == set()


# Mathematics and tools that no chapter is about.
TOOLS = {*functional.__all__, "as_tensor"}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_documentation_shows_an_example(name):
    assert ">>> " in inspect.getdoc(DOCUMENTED[name])


@pytest.mark.parametrize("name", sorted(DOCUMENTED.keys() - TOOLS))
def test_documentation_names_the_chapter(name):
    text = " ".join(inspect.getdoc(DOCUMENTED[name]).split())
    assert re.search(r"Taught in chapters? [1-6]", text)


def test_the_version_is_the_packages():
    project = Path(nn.__file__).parents[1] / "pyproject.toml"
    assert nn.__version__ == tomllib.loads(project.read_text())["project"]["version"]


def test_importing_nnlib_imports_numpy_alone():
    heavy = ("torch", "matplotlib", "ipywidgets", "anywidget", "tqdm")
    code = f"import sys, nnlib; print([m for m in {heavy} if m in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize("missing", ["anywidget", "ipywidgets", "matplotlib"])
def test_explorers_name_the_extra_that_brings_what_they_need(missing):
    code = f"import sys; sys.modules[{missing!r}] = None; import nnlib.live"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    last = answer.stderr.splitlines()[-1]
    assert last.startswith(f"ModuleNotFoundError: nnlib.live needs {missing}, which")
    assert "pip install 'neural-networks-live[live]'" in last
