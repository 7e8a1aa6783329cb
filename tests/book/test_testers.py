"""The testers of the pages are tested: what is broken on purpose must be noticed."""

import json
import re

import numpy as np
import pytest

import nnlib
from tests.book.site import (
    HEADERS,
    STATE,
    explorers_on,
    page_source,
    pages,
    published,
    state_of,
)
from tests.book.test_explorers import anywhere, disagreements, own_spread

PAGE = "intro.html"
NAME = "neuron"
ASSETS = re.compile(r"/_static/assets/\w+\.js")


@pytest.fixture
def tampered(reader):
    """Opens the first page with a part of it replaced on the way."""

    def open_tampered(pattern, body, content_type):
        visit = reader()
        headers = {**HEADERS, "Content-Type": content_type}
        visit.page.route(pattern, lambda route: route.fulfill(body=body, headers=headers))
        return visit

    return open_tampered


def module(text):
    """The page's asset, with another module in it, as JavaScript."""
    models = state_of(page_source(PAGE)).values()
    name = next(model["state"]["_esm"] for model in models if "spec" in model["state"])
    return f"(window.liveModules ??= {{}})[{json.dumps(name)}] = {{ default: {text} }};"


def test_an_explorer_that_throws_is_noticed(tampered):
    throws = '{ render() { throw new Error("broken on purpose"); } }'
    visit = tampered(ASSETS, module(throws), "text/javascript")
    with pytest.raises(TimeoutError, match="not alive"):
        visit.open(PAGE, patience=3)
    assert any("broken on purpose" in problem for problem in visit.problems)


def test_a_module_that_does_not_load_is_noticed(tampered):
    visit = tampered(ASSETS, module("{"), "text/javascript")
    with pytest.raises(TimeoutError, match="not alive"):
        visit.open(PAGE, patience=3)
    assert visit.problems != []


def test_a_request_to_elsewhere_is_noticed(tampered):
    body = page_source(PAGE).replace("</body>", '<img src="https://example.org/x.png"></body>')
    visit = tampered("**/" + PAGE, body, "text/html").open(PAGE)
    assert "asks elsewhere: https://example.org/x.png" in visit.problems


@pytest.mark.parametrize(
    ("forbidden", "directive"),
    [
        ("<script>try { eval('1') } catch {}</script>", "script-src"),
        ('<iframe src="data:text/html,"></iframe>', "frame-src"),
        ('<base href="/">', "base-uri"),
    ],
)
def test_what_the_policy_forbids_is_noticed(tampered, forbidden, directive):
    body = page_source(PAGE).replace("</body>", f"{forbidden}</body>")
    visit = tampered("**/" + PAGE, body, "text/html").open(PAGE)
    assert any(f"violates {directive}" in problem for problem in visit.problems)


def test_a_page_that_differs_from_python_is_noticed(tampered):
    source = page_source(PAGE)
    changed = STATE.search(source)[1].replace('"op":"mul"', '"op":"add"')
    assert changed != STATE.search(source)[1]
    body = source.replace(STATE.search(source)[1], changed)
    visit = tampered("**/" + PAGE, body, "text/html").open(PAGE)
    explorer = published(PAGE)[NAME]
    values = anywhere(explorer, np.random.default_rng(0))
    assert disagreements(explorer, visit.explorer(NAME), values) != []


@pytest.mark.parametrize(("steps", "least", "most"), [(5, 0, 1e-12), (100, 0.01, 1)])
def test_only_what_is_chaotic_in_python_too_may_differ_on_a_page(steps, least, most):
    x = nnlib.Tensor(0.3)
    logistic = nnlib.fold(lambda s, k: {"x": 4 * s["x"] * (1 - s["x"])}, {"x": x}, steps, max=steps)
    recording = nnlib.Recording.of({"x": logistic["x"]}, {"x": x})
    inputs = {"x": np.array(0.3)}
    assert least <= own_spread(recording, inputs, recording.run(**inputs))["x"] <= most


def test_a_control_without_a_name_is_noticed(reader):
    visit = reader().open(PAGE)
    assert visit.axe() == []
    visit.page.evaluate("document.querySelector('main').append(document.createElement('select'))")
    assert any("select-name" in finding for finding in visit.axe())


def test_the_first_page_has_the_explorer_that_these_tests_break():
    assert PAGE in pages()
    assert NAME in explorers_on(PAGE)
