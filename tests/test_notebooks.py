import base64
import copy
import io
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from PIL import Image

from tools import notebooks

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))

every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


def cells(notebook, kind="code"):
    return [cell for cell in notebook.cells if cell.cell_type == kind]


@every_chapter
def test_a_chapter_is_in_the_form_that_make_notebooks_gives(path):
    notebook = nbformat.read(path, as_version=4)
    before = copy.deepcopy(notebook)
    notebooks.normalise(notebook)
    assert notebook == before, "run `make notebooks`"


@every_chapter
def test_a_chapter_was_executed_once_from_top_to_bottom(path):
    counts = [cell.execution_count for cell in cells(nbformat.read(path, as_version=4))]
    assert counts == list(range(1, len(counts) + 1)), "run `make notebooks`"


@every_chapter
def test_a_chapter_starts_with_the_common_cell_for_this_repository(path):
    first = nbformat.read(path, as_version=4).cells[0]
    assert first.source == notebooks.first_cell(), "run `make names`"
    assert first.metadata.tags == ["remove-cell"]


@every_chapter
def test_a_chapter_shows_no_error_and_nothing_that_went_to_stderr(path):
    for cell in cells(nbformat.read(path, as_version=4)):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"


def test_every_chapter_is_in_the_table_of_contents():
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    listed = {entry["file"] for part in contents["parts"] for entry in part["chapters"]}
    assert {f"chapters/{path.stem}" for path in CHAPTERS} <= listed


def test_the_first_cell_names_the_repository_of_the_configuration():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert f"git+{config['repository']['url']}" in notebooks.first_cell()


def test_outside_colab_the_first_cell_does_nothing():
    from IPython.core.inputtransformer2 import TransformerManager

    namespace = {}
    exec(TransformerManager().transform_cell(notebooks.first_cell()), namespace)


# Runs the first cell where `google.colab` is loaded and an nnlib may be there already. What pip
# is asked for is printed; it puts ours into the way of imports when the word says so.
ON_COLAB = """
import sys, types
from IPython.core.inputtransformer2 import TransformerManager
from tools import notebooks

cell = TransformerManager().transform_cell(notebooks.first_cell())
for name in [name for name in sys.modules if name.partition(".")[0] == "nnlib"]:
    del sys.modules[name]  # what the tools use is not what the notebook has

sys.modules["google.colab"] = types.ModuleType("google.colab")
first, ours, installs = sys.argv[1:]
sys.path[:0] = [first]
sys.meta_path = [finder for finder in sys.meta_path if "editable" not in str(finder)]
sys.path = [entry for entry in sys.path if entry not in ("", ours)]

class Shell:
    def run_line_magic(self, name, line):
        print(name, line)
        if installs == "installs":
            sys.path.insert(0, ours)

exec(cell, {"get_ipython": Shell})
import nnlib
print(nnlib.Tensor(1.0))
"""


def on_colab(folder, installs="installs"):
    command = [sys.executable, "-c", ON_COLAB, str(folder), str(ROOT), installs]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_on_colab_the_first_cell_installs_nnlib_under_its_distributions_name(tmp_path):
    answer = on_colab(tmp_path)
    assert answer.stdout.startswith('pip install --quiet "neural-networks-live[live] @ git+https')
    assert answer.stdout.endswith("Tensor(1.0)\n")


def test_on_colab_a_strangers_nnlib_is_not_taken_for_ours(tmp_path):
    (tmp_path / "nnlib.py").write_text("a_strangers = True")
    answer = on_colab(tmp_path)
    assert answer.stdout.startswith("pip install")
    assert answer.stdout.endswith("Tensor(1.0)\n")


def test_on_colab_nothing_is_installed_where_nnlib_is(tmp_path):
    (tmp_path / "nnlib").symlink_to(ROOT / "nnlib")
    assert on_colab(tmp_path).stdout == "Tensor(1.0)\n"


def test_on_colab_an_installation_that_fails_is_told_with_its_cure(tmp_path):
    (tmp_path / "nnlib.py").write_text("a_strangers = True")
    answer = on_colab(tmp_path, installs="fails")
    assert "ImportError: nnlib could not be installed" in answer.stderr
    assert "%pip uninstall --yes nnlib neural-networks-live" in answer.stderr


def run(*sources):
    """Execute cells as `make notebooks` does."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    notebooks.execute(notebook, ROOT)
    return notebook


def test_a_notebook_keeps_no_widget_state_and_no_timings():
    notebook = run("import ipywidgets\nipywidgets.IntSlider()")
    notebooks.normalise(notebook)
    assert "widgets" not in notebook.metadata
    assert notebook.cells[0].metadata == {}
    assert list(notebook.cells[0].outputs[0].data) == ["text/plain"]


def test_a_memory_address_in_an_output_is_refused():
    with pytest.raises(ValueError, match="memory address"):
        notebooks.normalise(run("object()"))


def test_a_cell_that_fails_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "broken.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")]), path)
    before = path.read_bytes()
    with pytest.raises(Exception, match="ZeroDivisionError"):
        notebooks.main([str(path)])
    assert path.read_bytes() == before


EXPLORER = """\
from nnlib.live import explore, slider

@explore(x=slider(1, 0, 2))
def curve(picture, x):
    picture.line([0, 1], [0, 1] * x)
    return {"inverse": 1 / x}

curve"""


def test_an_explorer_that_does_not_stay_finite_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "broken.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(EXPLORER)]), path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=r"curve: a reader can set x=0\.0.* div .*may_diverge"):
        notebooks.main([str(path)])
    assert path.read_bytes() == before


def test_a_still_that_another_machine_has_painted_is_kept(tmp_path):
    path = tmp_path / "chapter.ipynb"
    source = EXPLORER.replace("1 / x", "x")
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]), path)
    notebooks.main([str(path)])
    notebook = nbformat.read(path, as_version=4)
    data = notebook.cells[1].outputs[0].data
    with Image.open(io.BytesIO(base64.b64decode(data["image/png"]))) as image:
        elsewhere = image.convert("RGB").point(lambda level: max(level - 1, 0))
    buffer = io.BytesIO()
    elsewhere.save(buffer, format="png")
    data["image/png"] = base64.b64encode(buffer.getvalue()).decode("ascii")
    nbformat.write(notebook, path)
    before = path.read_bytes()
    notebooks.main([str(path)])
    assert path.read_bytes() == before


def nbval(path):
    command = [sys.executable, "-m", "pytest", "--nbval", "-p", "no:cacheprovider", "-q", str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("source", "stale"),
    [("print(6 * 7)", "print(6 * 6)"), ("6 * 7", "6 * 6")],
    ids=["printed", "shown"],
)
def test_a_stale_notebook_is_noticed(source, stale, tmp_path):
    path = tmp_path / "chapter.ipynb"
    notebook = run(source)
    nbformat.write(notebook, path)
    assert nbval(path).returncode == 0
    notebook.cells[0].source = stale
    nbformat.write(notebook, path)
    result = nbval(path)
    assert result.returncode == 1
    assert "mismatch" in result.stdout
