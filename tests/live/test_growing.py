"""A network that grows in its drawing, and code to copy."""

import itertools

import numpy as np
import pytest

from nnlib import Tensor, arange, stack
from nnlib.live import explore, integer, switch
from tests.live.page import SLACK, PageExplorer

X = np.linspace(-1, 1, 12).reshape(3, 4)


@explore(
    layers=integer(1, 0, 2),
    first=integer(2, 1, 3),
    second=integer(3, 1, 3),
    on=switch(True, label="the input"),
)
def growing(picture, layers, first, second, on):
    """A network that grows."""
    maps = [stack([X * k + on for k in range(n)]) for n in (1, 3, 3, 2)]
    picture.panel().network(
        [np.ones((3, 1)), -np.ones((3, 3)), np.ones((2, 3))],
        maps,
        labels=[["x"], None, None, ["z1", "z2"]],
        layers=layers,
        neurons=[first, second],
        inputs=[on],
        outputs=1,
    )
    code = picture.code("numbers")
    code.line("w = {}", stack([first, second]) / 3, when=on)
    code.line("rows = {}", Tensor(X), rows=arange(3) < first)


@pytest.fixture
def shown(page):
    return PageExplorer(page, growing).start()


def button(shown, name):
    return shown.root.get_by_role("button", name=name, exact=True)


def test_buttons_in_the_drawing_move_the_controls(shown):
    button(shown, "Add a neuron to hidden layer 1").click()
    assert shown.values["first"] == 3
    button(shown, "Remove a neuron from hidden layer 1").click()
    button(shown, "Remove a neuron from hidden layer 1").click()
    assert shown.values["first"] == 1
    button(shown, "+").click()
    assert shown.values["layers"] == 2
    button(shown, "Input x").click()
    assert shown.values["on"] is False


def test_buttons_are_there_for_what_is_drawn_and_can_change(shown):
    assert button(shown, "Add a neuron to hidden layer 2").count() == 0
    shown.set(layers=2, second=3)
    shown.ask("(explorer) => explorer.settled()")
    assert not button(shown, "Add a neuron to hidden layer 2").is_visible()
    assert button(shown, "Remove a neuron from hidden layer 2").is_visible()
    assert button(shown, "+").is_disabled()
    assert shown.root.get_by_text("2 hidden layers").is_visible()
    shown.set(layers=0)
    assert button(shown, "−").is_disabled()
    assert shown.root.get_by_text("0 hidden layers").is_visible()


def test_a_button_whose_use_ends_under_the_focus_hands_it_on(shown):
    focused = (
        "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
    )
    for name, taker in (
        ("Add a neuron to hidden layer 1", "Remove a neuron from hidden layer 1"),
        ("+", "−"),
        ("−", "+"),
    ):
        button(shown, name).focus()
        for _ in range(4):
            if shown.page.evaluate(focused) == name:
                shown.page.keyboard.press("Enter")
                shown.ask("(explorer) => explorer.settled()")
        assert shown.page.evaluate(focused) == taker


def test_the_buttons_of_a_drawing_are_one_tab_stop(shown):
    shown.set(layers=2)
    stops = shown.root.locator(".nn-grow").evaluate_all(
        "(buttons) => buttons.filter((button) => button.tabIndex === 0).length"
    )
    assert stops == 1


def test_an_input_says_whether_it_is_on(shown):
    assert button(shown, "Input x").get_attribute("aria-pressed") == "true"
    shown.set(on=False)
    assert button(shown, "Input x").get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize(("width", "least"), [(600, 32), (170, 24)])
def test_the_buttons_are_as_large_as_fits_and_do_not_overlap(page, width, least):
    page.set_viewport_size({"width": width, "height": 800})
    shown = PageExplorer(page, growing).start()
    shown.set(layers=2, first=2, second=2)
    buttons = [b for b in shown.root.locator(".nn-grow").all() if b.is_visible()]
    boxes = [b.bounding_box() for b in buttons]
    assert len(boxes) == 5
    for box in boxes:
        assert box["width"] == pytest.approx(box["height"], abs=SLACK)
        assert least - SLACK <= box["width"] <= 48 + SLACK
    for one, other in itertools.combinations(boxes, 2):
        apart = [abs(one[axis] - other[axis]) for axis in "xy"]
        assert max(apart) >= (one["width"] + other["width"]) / 2 - SLACK


def test_the_page_writes_the_code_that_python_writes(shown):
    for values in ({}, {"first": 3, "on": False}, {"first": 1, "second": 2, "on": True}):
        shown.set(**values)
        texts = [
            shown.ask("(explorer) => explorer.code('numbers')"),
            growing.code("numbers", **shown.values),
        ]
        page, python = ({}, {})
        exec(texts[0], page)
        exec(texts[1], python)
        assert {k: v for k, v in page.items() if k != "__builtins__"} == {
            k: v for k, v in python.items() if k != "__builtins__"
        }


def test_a_button_shows_the_code_to_copy(shown):
    button(shown, "Copy as numbers").click()
    text = shown.root.get_by_role("textbox", name="Code: numbers")
    assert text.input_value() == shown.ask("(explorer) => explorer.code('numbers')")
