"""The page "Draw a digit", with the mouse, a finger and the keyboard."""

import numpy as np
import pytest

from tests.book.reader import LiveExplorer
from tests.book.site import published

PAGE = "chapters/digit-pad.html"
SEVEN = [(0.24, 0.13), (0.77, 0.13), (0.43, 0.9)]


def paper(live: LiveExplorer):
    """The pad's surface, emptied and in view."""
    live.root.get_by_role("button", name="Clear").click()
    surface = live.root.locator(".nn-paper")
    surface.scroll_into_view_if_needed()
    return surface


def draw(live: LiveExplorer, points) -> None:
    """Draw one stroke with the mouse; points go from 0 to 1."""
    box = paper(live).bounding_box()
    mouse = live.page.mouse
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    mouse.move(*places[0])
    mouse.down()
    for place in places[1:]:
        mouse.move(*place, steps=10)
    mouse.up()
    live.ask("(explorer) => explorer.settled()")


def test_a_seven_drawn_with_the_mouse_is_read_as_seven(reader):
    page = reader().open(PAGE)
    live = page.explorer("reading")
    draw(live, SEVEN)
    answers = live.outputs()
    assert (answers["MLP"], answers["CNN"]) == (7, 7)
    drawn = np.array(live.values()["ink"])
    expected = published(PAGE)["reading"].at(ink=drawn)
    np.testing.assert_allclose(answers["p CNN"]["data"], expected["p CNN"], rtol=1e-9)
    assert page.problems == []


def test_a_digit_drawn_in_one_figure_is_read_in_all(reader):
    page = reader().open(PAGE)
    draw(page.explorer("inside_the_cnn"), SEVEN)
    drawn = page.explorer("inside_the_cnn").values()["ink"]
    for name in ("reading", "preparation", "inside_the_mlp", "from_pytorch"):
        live = page.explorer(name)
        live.ask("(explorer) => explorer.settled()")
        assert live.values()["ink"] == drawn
    assert page.explorer("reading").outputs()["CNN"] == 7


def test_a_test_digit_chosen_in_one_figure_is_chosen_in_the_others(reader):
    page = reader().open(PAGE)
    page.explorer("reading").set({"number": 25, "mix": 1})
    values = page.explorer("inside_the_mlp").values()
    assert (values["number"], values["mix"]) == (25, 1)


def test_only_the_chosen_layer_has_a_dot_and_the_dot_moves_the_arithmetic(reader):
    live = reader().open(PAGE).explorer("inside_the_mlp")
    controls = {"output": "output", "second layer": "second", "first layer": "first"}
    for layer, control in controls.items():
        live.set({"layer": layer})
        dot = live.root.locator(".nn-handle")
        assert dot.count() == 1
        before, z = live.values()[control], live.outputs()["z"]
        dot.press("ArrowRight")
        live.ask("(explorer) => explorer.settled()")
        assert live.values()[control] == before + 1
        assert live.outputs()["z"] != z


@pytest.mark.parametrize("name", ["inside_the_mlp", "inside_the_cnn", "from_pytorch"])
def test_on_a_phone_the_pad_and_the_answer_fit_on_one_screen(reader, name):
    live = reader(viewport={"width": 360, "height": 740}).open(PAGE).explorer(name)
    drawn, answer = (live.root.locator(".nn-panel").nth(k).bounding_box() for k in range(2))
    assert live.root.locator(".nn-panel").nth(0).locator(".nn-paper").count() == 1
    assert drawn["y"] < answer["y"]
    assert answer["y"] + answer["height"] - drawn["y"] < 740


def test_a_finger_draws_and_the_page_does_not_scroll(reader):
    page = reader(viewport={"width": 360, "height": 700}, has_touch=True, is_mobile=True).open(PAGE)
    live = page.explorer("reading")
    box = paper(live).bounding_box()
    before = page.page.evaluate("scrollY")
    touch = page.page.context.new_cdp_session(page.page)
    middle = box["x"] + box["width"] / 2
    places = [box["y"] + share * box["height"] for share in np.linspace(0.1, 0.9, 15)]
    kinds = ["touchStart", *["touchMove"] * (len(places) - 1)]
    for kind, place in zip(kinds, places, strict=True):
        points = [{"x": middle, "y": place}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    live.ask("(explorer) => explorer.settled()")
    ink = np.array(live.values()["ink"])
    assert (ink.max(1) > 0.5).sum() > 20
    assert page.page.evaluate("scrollY") == before


def test_a_one_can_be_drawn_from_the_keyboard(reader):
    page = reader().open(PAGE)
    live = page.explorer("reading")
    paper(live).focus()
    for key in ["ArrowRight"] * 16 + ["ArrowDown"] * 4 + ["Shift+ArrowDown"] * 24:
        page.page.keyboard.press(key)
    live.ask("(explorer) => explorer.settled()")
    ink = np.array(live.values()["ink"])
    assert (ink[4:29, 16] == 1).all()
    assert live.outputs()["CNN"] == 1


@pytest.mark.parametrize("name", ["reading", "from_pytorch"])
def test_reset_brings_the_first_drawing_back(reader, name):
    page = reader().open(PAGE)
    live = page.explorer(name)
    first = live.values()["ink"]
    draw(live, SEVEN)
    assert live.values()["ink"] != first
    live.reset()
    assert live.values()["ink"] == first
