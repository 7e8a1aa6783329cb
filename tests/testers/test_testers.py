"""The tests are tested: what is broken on purpose is noticed, and for the right reason."""

import base64

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from nnlib.live import explore, slider
from tests.live_book.small import SmallBook
from tools.page import write_page

GRADIENTS = ("tests/test_operations.py", "tests/test_gradcheck.py")
AGREEMENT = "tests/live/test_agreement.py"


def test_a_copy_that_is_not_broken_passes(copy):
    outcome = copy.test(*GRADIENTS, AGREEMENT, "-k", "exp or right or agree[tanh]")
    assert outcome.failures == []


# --- a wrong gradient -----------------------------------------------------------------------------


def test_a_wrong_gradient_fails_against_torch_and_in_the_gradient_check(copy):
    copy.change(
        "nnlib/operations.py",
        "Operation(np.exp, (lambda g, out, x: g * out,))",
        "Operation(np.exp, (lambda g, out, x: g * out * 1.001,))",
    )
    outcome = copy.test(*GRADIENTS, "-k", "exp or right")
    assert outcome.noticed_in("test_operations.py", "[exp-0]", "Not equal to tolerance rtol=1e-09")
    assert outcome.noticed_in("test_gradcheck.py", "test_right_gradients", "GradientError")
    assert all("exp" in name or "gradcheck" in name for name in outcome.failures)


# --- numbers that differ between Python and the page ----------------------------------------------

DIFFERENCES = {
    "an operation": (
        "replay/operations.js",
        "tanh: ([x]) => `Math.tanh(${x})`",
        "tanh: ([x]) => `1.00000001 * Math.tanh(${x})`",
        "agree[tanh]",
    ),
    "a loop that is shared by what must not share it": (
        "replay/compile.js",
        "return String(view.shape) === shape && view.offset === 0 && isContiguous(view);",
        "return String(view.shape) === shape;",
        "whichever_input_moves",
    ),
    "a branch that takes its neighbour": (
        "replay/compile.js",
        "return `case ${k}: ${this.piece",
        "return `case ${branches.length - 1 - k}: ${this.piece",
        "agree[branch]",
    ),
    "a way back to another state": (
        "replay/foldrunner.js",
        "this.checkpoints.set(this.step, this.states.map((state) => state.slice()));",
        "this.checkpoints.set(this.step, this.states.slice());",
        "folds_agree",
    ),
}


@pytest.mark.parametrize(
    ("module", "old", "new", "test"), DIFFERENCES.values(), ids=DIFFERENCES.keys()
)
def test_a_page_that_computes_something_else_fails_the_comparison(copy, module, old, new, test):
    copy.change(f"nnlib/live/front/{module}", old, new)
    outcome = copy.test(AGREEMENT, "-x", "-k", test)
    assert outcome.noticed_in("test_agreement.py", test, "Not equal to tolerance rtol=1e-09")


# --- a notebook that no longer shows what its code gives ------------------------------------------


def test_a_stale_notebook_fails_in_the_run_that_make_does(copy):
    chapters = copy.folder / "chapters"
    chapters.mkdir()
    for name, shown in (("fresh", "42\n"), ("stale", "41\n")):
        cell = nbformat.v4.new_code_cell("print(6 * 7)", execution_count=1)
        cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=shown)]
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), chapters / f"{name}.ipynb")
    outcome = copy.test_as_make_does("--nbval")
    assert outcome.noticed_in("stale.ipynb", "Cell 0", "mismatch 'stdout'")
    assert (outcome.passed, len(outcome.failures)) == (1, 1)
    (kept,) = copy.executed()
    assert kept.cells[0].outputs[0].text == "42\n"


def test_the_book_gets_from_nbval_what_a_notebook_client_would_give_it(copy):
    sources = [
        "import ipywidgets\nslider = ipywidgets.IntSlider(3)\nslider",
        "print(41)\nslider.value = 5\n6 * 7",
    ]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    wanted = NotebookClient(nbformat.v4.new_notebook(cells=cells), kernel_name="python3").execute()
    nbformat.write(wanted, copy.folder / "chapter.ipynb")
    copy.test("-p", "tools.executions", "--nbval", "chapter.ipynb")
    (kept,) = copy.executed()
    assert shown(kept) == shown(wanted)
    assert sliders(kept) == sliders(wanted) == [5]


def shown(notebook):
    """What each cell shows; a widget's view has another name each time."""
    return [
        [output.get("text") or output.data["text/plain"] for output in cell.outputs]
        for cell in notebook.cells
    ]


def sliders(notebook):
    """Where the sliders stand when the notebook has run."""
    (states,) = notebook.metadata.widgets.values()
    models = states["state"].values()
    return [m["state"]["value"] for m in models if m["model_name"] == "IntSliderModel"]


def test_a_stale_still_fails_though_its_text_is_the_same(copy):
    @explore(w=slider(1, 0, 2))
    def line(picture, w):
        picture.line([0, 1], [0, 1])

    @explore(w=slider(1, 0, 2))
    def recoloured(picture, w):
        picture.line([0, 1], [0, 1], color="orange")

    for folder, explorer in (("chapters", line), ("_build/jupyter_execute/chapters", recoloured)):
        (copy.folder / folder).mkdir(parents=True)
        for name, shown in (("fresh", line), ("stale", explorer)):
            data = {"image/png": base64.b64encode(shown.still()).decode("ascii")}
            cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", data)])
            notebook = nbformat.v4.new_notebook(cells=[cell])
            nbformat.write(notebook, copy.folder / folder / f"{name}.ipynb")
    outcome = copy.test("tests/book/test_stills.py")
    assert outcome.noticed_in("test_stills.py", "[stale]", "cell 1")
    assert (outcome.passed, len(outcome.failures)) == (1, 1)


# --- an explorer whose numbers do not stay finite -------------------------------------------------


def test_an_explorer_that_does_not_stay_finite_fails(copy):
    @explore(a=slider(1, 0, 2))
    def inverse(picture, a):
        picture.line([0, 1], [0, 1])
        return {"inverse": 1 / a}

    html = copy.folder / "_build" / "html"
    write_page(html / "page.html", [curve, inverse])
    (html / "index.html").write_text("")
    outcome = copy.test("tests/book/test_explorers.py", "-k", "stays_finite")
    assert outcome.noticed_in("test_explorers.py", "page.html-inverse", "a reader can set a=0.0")
    assert (outcome.passed, len(outcome.failures)) == (1, 1)


# --- a fork ---------------------------------------------------------------------------------------


def test_a_fork_under_other_names_passes_the_tests_of_the_pages(copy):
    address = {"url": "https://github.com/Teacher/teacher.github.io"}
    names = {"title": "Netze & mehr", "author": "Eine Lehrerin", "repository": address}
    SmallBook(copy.folder, names, "What is one?").build()
    outcome = copy.test("tests/book/test_pages.py", "-k", "leads_nowhere or complaint")
    assert outcome.failures == []
    assert outcome.passed >= 3


# --- an explorer that throws in the page ----------------------------------------------------------


@explore(a=slider(1, 0, 2))
def curve(picture, a):
    x = np.linspace(-1, 1, 20)
    picture.line(x, a * x)


def test_an_explorer_that_throws_fails_the_readers_view(copy):
    html = copy.folder / "_build" / "html"
    write_page(html / "fine.html", [curve])
    text = (html / "fine.html").read_text(encoding="utf-8")
    (html / "broken.html").write_text(text.replace('"type":"line"', '"type":"hologram"'))
    for special in ("index.html", "404.html"):
        (html / special).write_text("")
    outcome = copy.test("tests/book/test_pages.py", "-k", "complaint")
    assert outcome.noticed_in("test_pages.py", "[broken.html]", "error: Cannot read")
    assert (outcome.passed, len(outcome.failures)) == (1, 1)
