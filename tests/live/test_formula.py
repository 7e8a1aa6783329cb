"""Typed functions in explorers: Python and the page read, compute and differentiate alike."""

import numpy as np
import pytest
from playwright.sync_api import Error

import nnlib
from nnlib.expression import Expression, ExpressionError
from nnlib.live import choice, explore, fold, formula, play, slider
from tests.live.page import PageExplorer
from tests.test_expression import MEANINGS, X

GARBLED = [
    "", "x**", "*x", "()", "(x", "x)", "x 2", "sin x", "max(x)", "exp(x, x)", "x $ 2", "1..2",
    "x²3", "x².5", "x··2", "x×*2", "x^*2", "²",
    "y", "import", "__proto__", "constructor(x)", "1" * 201, "𝒳", "x é",
]  # fmt: skip


@explore(f=formula("x**2"), x0=slider(0.7, -2, 2), n=play(20), scale=choice(1.0, 2.0))
def descent(picture, f, x0, n, scale):
    """Descent on a typed function"""
    x = nnlib.Tensor(X)

    def step(state, k):
        (slope,) = nnlib.grad(f(state["x"]), [state["x"]])
        return {"x": state["x"] - 0.05 * scale * slope}

    run = fold(step, {"x": x0}, n, watch=lambda state: {"f": f(state["x"])})
    (first,) = nnlib.grad(f(x).sum(), [x])
    (second,) = nnlib.grad(first.sum(), [x])
    picture.line(x, f(x))
    return {
        "f": f(x), "first": first, "second": second, "end": run["x"], "history": run.history["f"],
    }  # fmt: skip


@pytest.fixture(scope="module")
def shown(browser, front_url):
    page = browser.new_page()
    page.goto(front_url)
    yield PageExplorer(page, descent).start()
    page.close()


@pytest.mark.parametrize("text", [*MEANINGS, "3", "x**x", "sqrt(x)", "x**2.5", "2**-x / x**3"])
def test_the_page_computes_and_differentiates_what_was_typed_as_python_does(shown, text):
    shown.set(f=text, n=0)
    shown.set(n=20)
    outputs = shown.outputs
    for name, wanted in descent.at(f=text, n=20).items():
        met = outputs[name]["data"] if isinstance(outputs[name], dict) else outputs[name]
        met = np.array([np.nan if value is None else value for value in np.atleast_1d(met)])
        # JSON has no infinities, so that of what is not finite only the place is compared.
        finite = np.isfinite(np.ravel(wanted))
        np.testing.assert_allclose(met[finite], np.ravel(wanted)[finite], rtol=1e-9, atol=1e-11)
        assert not np.isfinite(met[~finite]).any()


@pytest.mark.parametrize("text", GARBLED)
def test_text_that_is_no_function_is_explained_in_the_same_words_and_the_picture_stays(shown, text):
    shown.set(f="x**2", n=0)
    before = shown.outputs
    with pytest.raises(ExpressionError) as wanted:
        Expression(text, ["x"])
    with pytest.raises(Error, match="Error"):
        shown.set(f=text)
    assert shown.root.locator(".nn-trouble").text_content() == str(wanted.value)
    assert shown.outputs == before
    shown.set(f="x**2")
    assert shown.root.locator(".nn-trouble").is_hidden()


def test_the_other_controls_go_on_while_a_text_cannot_be_read(shown):
    shown.set(f="x**2", n=0)
    with pytest.raises(Error, match="Error"):
        shown.set(f="x +")
    shown.set(n=3)
    assert shown.outputs["end"] == pytest.approx(descent.at(f="x**2", n=3)["end"], rel=1e-9)
    assert shown.root.locator(".nn-trouble").is_visible()


def test_a_typed_function_is_refused_in_python_when_it_cannot_be_read():
    with pytest.raises(ExpressionError, match="Something is missing after"):
        descent.at(f="x +")
    with pytest.raises(TypeError, match="a text such as"):
        descent.at(f=3)


def test_a_typed_function_needs_its_arguments():
    with pytest.raises(TypeError, match="is a function of x, but 2 arguments"):

        @explore(f=formula("x"))
        def wrong(picture, f):
            picture.line([0, 1], f([0, 1], [0, 1]))


def test_a_typed_curve_may_end_where_its_function_ends(shown):

    @explore(f=formula("x**2"), x0=slider(1, -2, 2))
    def curve(picture, f, x0):
        """A curve and a point on it"""
        x = nnlib.linspace(-2, 2, 9)
        picture.line(x, f(x))
        return {"y": f(x0)}

    page = PageExplorer(shown.page, curve).start()
    trouble = page.root.locator(".nn-trouble")
    page.set(f="log(x)")
    assert trouble.is_hidden()
    page.set(x0=-1)
    trouble.wait_for(state="visible")
    assert "a logarithm was asked of 0 or of a negative number" in trouble.text_content()
    page.set(x0=1)
    trouble.wait_for(state="hidden")
    page.set(f="log(x - 9)", x0=1)
    trouble.wait_for(state="visible")
