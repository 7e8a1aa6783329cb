"""What the reader takes hold of: handles, editable points and the drawing pad."""

from functools import partial

import numpy as np
import pytest

from tests.live.front.drawn import DrawnPanel
from tests.live.page import SLACK
from tools.axe import WCAG, findings

W = {"min": -2, "max": 2, "step": 0.1, "value": 0.5, "label": "w", "feeds": ["#0"]}
B = {"min": -2, "max": 2, "step": 0.5, "value": 1, "label": "b", "feeds": ["#1"]}
PLANE = {"xlim": [-3, 3], "ylim": [-3, 3]}


@pytest.fixture
def both(draw):
    """A handle at (w, b) that moves both."""
    style = {"xcontrol": "w", "ycontrol": "b", "label": "start", "color": "orange"}
    return draw(("handle", {"x": 0.5, "y": 1.0}, style), controls={"w": W, "b": B}, **PLANE)


@pytest.fixture
def weight(draw):
    """A handle at (w, 0) that moves w only."""
    style = {"xcontrol": "w", "label": "weight"}
    return draw(("handle", {"x": 0.5, "y": 0.0}, style), controls={"w": W}, **PLANE)


def knob(panel):
    return panel.page.get_by_role("slider")


def test_a_handle_dragged_moves_its_controls_by_their_steps(both):
    both.press(0.5, 1)
    both.move(1.23, -0.9)
    both.release()
    last = dict(both.sent)
    assert last == {"w": 1.2, "b": -1}
    assert all(round(value * 10) == pytest.approx(value * 10) for name, value in both.sent)
    both.move(0, 0)
    assert dict(both.sent) == last, "it still follows after the release"


def test_a_handle_stays_within_the_range_of_its_control(both):
    both.press(0.5, 1)
    both.move(2.9, -2.9)
    both.release()
    assert dict(both.sent) == {"w": 2, "b": -2}


def test_a_handle_with_one_control_moves_along_one_axis(weight):
    weight.press(0.5, 0)
    weight.move(1, 2)
    weight.release()
    assert weight.sent[-1] == ["w", 1]
    box = knob(weight).bounding_box()
    left, top = weight.on_page(1, 0)
    assert box["x"] + box["width"] / 2 == pytest.approx(left, abs=0.6)
    assert box["y"] + box["height"] / 2 == pytest.approx(top, abs=0.6)


def test_a_handle_taken_at_its_rim_does_not_jump(weight):
    left, top = weight.on_page(0.5, 0)
    weight.page.mouse.move(left + 8, top + 3)
    weight.page.mouse.down()
    weight.page.mouse.move(left + 8, top + 4)
    weight.release()
    assert weight.sent == []


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        ("ArrowRight", {"w": 0.6}),
        ("ArrowLeft", {"w": 0.4}),
        ("Shift+ArrowRight", {"w": 1.5}),
        ("ArrowUp", {"b": 1.5}),
        ("Shift+ArrowDown", {"b": -2}),
        ("Home", {"w": -2}),
        ("End", {"w": 2}),
    ],
)
def test_arrow_keys_move_a_handle_by_the_steps_of_its_controls(both, keys, result):
    knob(both).focus()
    both.page.keyboard.press(keys)
    assert dict(both.sent) == result


def test_in_an_image_the_arrow_up_moves_a_handle_up(draw):
    row = {"min": 0, "max": 7, "step": 1, "value": 3, "label": "row", "feeds": ["#2"]}
    column = {**row, "label": "column", "feeds": ["#1"]}
    panel = draw(
        ("image", {"values": np.zeros((8, 8))}, {}),
        ("handle", {"x": 3.0, "y": 3.0}, {"xcontrol": "column", "ycontrol": "row"}),
        controls={"row": row, "column": column},
    )
    before = knob(panel).bounding_box()
    knob(panel).focus()
    panel.page.keyboard.press("ArrowUp")
    panel.page.keyboard.press("ArrowRight")
    assert panel.sent == [["row", 2], ["column", 4]]
    assert knob(panel).bounding_box()["y"] < before["y"]


def test_with_one_control_every_arrow_moves_it(weight):
    knob(weight).focus()
    weight.page.keyboard.press("ArrowUp")
    weight.page.keyboard.press("ArrowUp")
    weight.page.keyboard.press("ArrowLeft")
    assert [value for _, value in weight.sent] == [0.6, 0.7, 0.6]


def test_a_handle_on_a_log_control_moves_by_factors(draw):
    control = {"min": 0.01, "max": 10, "step": 0.5, "log": True, "value": 1, "feeds": ["#0"]}
    handle = ("handle", {"x": 1.0, "y": 0.0}, {"xcontrol": "lr", "label": "rate"})
    panel = draw(handle, controls={"lr": control}, xlim=[0.01, 10], ylim=[-1, 1], xscale="log")
    knob(panel).focus()
    panel.page.keyboard.press("ArrowLeft")
    assert panel.sent[-1][1] == pytest.approx(10**-0.5)
    panel.press(10**-0.5, 0)
    panel.move(3, 0)
    panel.release()
    assert panel.sent[-1][1] == pytest.approx(10**0.5)


def test_a_handle_says_its_name_and_its_values(both):
    slider = both.page.get_by_role("slider", name="start")
    assert slider.get_attribute("aria-valuetext") == "w 0.5, b 1.0"
    slider.focus()
    both.page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "w 0.4, b 1.0"
    assert slider.get_attribute("aria-valuenow") == "0.4"


def test_limits_hold_still_while_a_handle_is_dragged(draw):
    marks = [
        ("handle", {"x": 0.5, "y": 0.0}, {"xcontrol": "w", "label": "weight"}),
        ("points", {"x": [0.0, 1.0], "y": [0.0, 1.0]}, {}),
    ]
    panel = draw(*marks, controls={"w": W})
    before = panel.limits
    panel.press(0.5, 0)
    panel.move(1.03, 0)
    panel.page.mouse.move(*panel.on_page(1.6, 0))
    assert panel.sent[-1][1] > 1
    assert panel.limits == before
    panel.release()
    assert panel.limits[1] > before[1]


def test_targets_are_large_enough_for_mouse_and_finger(both, phone):
    box = knob(both).bounding_box()
    assert min(box["width"], box["height"]) >= 24 - SLACK
    handle = ("handle", {"x": 0.5, "y": 1.0}, {"xcontrol": "w", "label": "start"})
    touched = DrawnPanel(phone, [handle], PLANE, {"w": W}, 360)
    box = knob(touched).bounding_box()
    assert min(box["width"], box["height"]) >= 44 - SLACK


@pytest.fixture
def touched(phone):
    """A point at (1, -2) and a handle at (-1, -2), on a page that scrolls."""
    control = {"value": {"x": [1.0], "y": [-2.0], "c": [0]}, "feeds": ["#0", "#1", "#2", "#3"]}
    data = {"x": [1.0, 0], "y": [-2.0, 0], "c": [0.0, 0], "mask": [1.0, 0]}
    edit = ("editable", data, {"control": "data", "classes": 1, "edit": ["move"]})
    handle = ("handle", {"x": -1.0, "y": -2.0}, {"xcontrol": "w", "ycontrol": "b", "label": "w"})
    controls = {"data": control, "w": {**W, "feeds": []}, "b": {**B, "feeds": []}}
    panel = DrawnPanel(phone, [edit, handle], PLANE, controls, 360)
    phone.evaluate("(document.body.style.height = '3000px')")
    return panel


HELD = "document.activeElement.classList.contains('nn-selected')"


def test_a_finger_on_a_handle_drags_it_and_does_not_scroll(touched):
    drag_by_finger(touched, (-1, -2), (-1, 1))
    assert dict(touched.sent)["b"] == 1
    assert touched.page.evaluate("scrollY") == 0


@pytest.mark.parametrize("start", [(1, -2), (-2, -2)], ids=["on a point", "beside it"])
def test_a_swipe_scrolls_the_page_and_moves_no_point(touched, start):
    drag_by_finger(touched, start, (start[0], 2))
    touched.page.wait_for_function("scrollY > 50")
    assert touched.sent == []


def test_a_finger_that_rests_on_a_point_takes_hold_of_it(touched):
    drag_by_finger(touched, (1, -2), (1, 2), until=HELD)
    assert touched.sent[-1][1]["y"] == pytest.approx([2], abs=0.1)
    assert touched.page.evaluate("scrollY") == 0


def test_a_point_that_was_tapped_can_be_dragged_at_once(touched):
    touched.page.touchscreen.tap(*touched.on_page(1, -2))
    touched.page.wait_for_function(HELD)
    drag_by_finger(touched, (1, -2), (1, 2))
    assert touched.sent[-1][1]["y"] == pytest.approx([2], abs=0.1)
    assert touched.page.evaluate("scrollY") == 0


def test_a_finger_is_told_of_taps_and_not_of_clicks(phone):
    style = {"control": "data", "classes": 1, "edit": ["move", "add", "remove"]}
    data = {"x": [1.0, 0], "y": [-2.0, 0], "c": [0.0, 0], "mask": [1.0, 0]}
    control = {"value": {"x": [1.0], "y": [-2.0], "c": [0]}}
    DrawnPanel(phone, [("editable", data, style)], PLANE, {"data": control}, 360)
    hint = phone.locator(".nn-hint").text_content()
    assert hint == "hold and drag to move · tap to add · double-tap to remove"


def drag_by_finger(panel, start, end, until=None):
    """Drag over the panel; with a condition, only once it has become true under the finger."""
    touch = panel.page.context.new_cdp_session(panel.page)
    (left, top), (right, bottom) = panel.on_page(*start), panel.on_page(*end)
    for share in np.linspace(0, 1, 8):
        place = {"x": left + share * (right - left), "y": top + share * (bottom - top)}
        kind = "touchMove" if share else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
        if until and not share:
            panel.page.wait_for_function(until)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


# --- editable points ------------------------------------------------------------------------------


@pytest.fixture
def points(draw):
    """Three points of two classes, with room for five."""
    x, y, c = [-1.0, 1, 2], [0.0, 1, -1], [0.0, 1, 1]
    room = [0.0, 0]
    keys = ["#0", "#1", "#2", "#3"]
    control = {"value": {"x": x, "y": y, "c": c}, "label": "data", "feeds": keys}
    data = {"x": x + room, "y": y + room, "c": c + room, "mask": [1.0, 1, 1, 0, 0]}
    style = {"control": "data", "classes": 2, "edit": ["move", "add", "remove"]}
    # One key for each column, also where two hold the same numbers.
    return draw(("editable", data, style), controls={"data": control}, **PLANE)


def last(panel):
    name, value = panel.sent[-1]
    assert name == "data"
    return value


def test_a_point_dragged_moves_and_the_others_stay(points):
    points.press(1, 1)
    points.move(0.5, 2)
    points.release()
    assert last(points)["x"] == pytest.approx([-1, 0.5, 2], abs=0.02)
    assert last(points)["y"] == pytest.approx([0, 2, -1], abs=0.02)
    assert last(points)["c"] == [0, 1, 1]


def test_a_click_beside_the_points_adds_one_of_the_chosen_class(points):
    points.click(-2, 2)
    assert len(last(points)["x"]) == 4
    assert last(points)["x"][3] == pytest.approx(-2, abs=0.02)
    assert last(points)["c"] == [0, 1, 1, 0]
    points.page.get_by_role("button", name="New points: orange square").click()
    points.click(2, 2)
    assert last(points)["c"] == [0, 1, 1, 0, 1]


def test_no_more_points_than_there_is_room_for(points):
    for place in ((-2, 2), (2, 2), (0, -2)):
        points.click(*place)
    assert [len(value["x"]) for _, value in points.sent] == [4, 5]


def test_when_there_is_room_for_no_more_points_that_is_said_and_adding_is_not_offered(points):
    add = points.page.get_by_role("button", name="Add", exact=True)
    hint = points.page.locator(".nn-hint")
    assert "click to add" in hint.text_content()
    for _ in range(2):
        add.press("Enter")
    assert add.is_disabled()
    assert add.get_attribute("title") == "5 points are the most"
    assert "5 points are the most" in hint.text_content()
    assert knob(points).evaluate("(knob) => knob === document.activeElement")
    points.page.keyboard.press("Delete")
    assert add.is_enabled()
    assert "click to add" in hint.text_content()


def test_a_click_on_a_point_selects_and_changes_nothing(points):
    points.click(2, -1)
    assert points.sent == []
    assert knob(points).get_attribute("aria-valuenow") == "3"
    assert knob(points).evaluate("(knob) => knob === document.activeElement")


def test_a_double_click_removes_a_point(points):
    points.click(-1, 0, count=2)
    assert last(points) == {"x": [1, 2], "y": [1, -1], "c": [1, 1]}


def test_two_quick_taps_of_a_finger_remove_a_point_and_slow_ones_do_not(phone):
    phone.clock.install()
    x, y, c, keys = [-1.0, 1.0], [0.0, 1.0], [0, 0], ["#0", "#1", "#2", "#3"]
    control = {"value": {"x": x, "y": y, "c": c}, "feeds": keys}
    style = {"control": "data", "classes": 1, "edit": ["move", "add", "remove"]}
    edit = ("editable", {"x": x, "y": y, "c": [0.0, 0.0], "mask": [1.0, 1.0]}, style)
    panel = DrawnPanel(phone, [edit], PLANE, {"data": control}, 360)
    # The page's time stands still, however busy the machine is.
    phone.clock.pause_at(phone.evaluate("Date.now()") / 1000 + 60)
    tap = partial(phone.touchscreen.tap, *panel.on_page(1, 1))
    for _ in range(2):
        tap()
        phone.clock.run_for(600)
    assert panel.sent == []
    tap()
    tap()
    assert last(panel)["x"] == [-1]


def test_a_double_click_beside_the_points_adds_one_and_removes_none(points):
    points.click(-2, 2, count=2)
    assert [len(value["x"]) for _, value in points.sent] == [4]


@pytest.mark.parametrize("key", ["Delete", "Backspace"])
def test_the_selected_point_can_be_removed_from_the_keyboard(points, key):
    knob(points).focus()
    points.page.keyboard.press("PageDown")
    points.page.keyboard.press(key)
    assert last(points)["x"] == [-1, 2]


@pytest.mark.parametrize("by_button", [False, True])
def test_when_the_last_point_is_removed_the_focus_goes_to_the_button_that_adds_one(
    points, by_button
):
    for _ in range(3):
        if by_button:
            points.page.get_by_role("button", name="Remove").click()
        else:
            knob(points).press("Delete")
    assert last(points)["x"] == []
    points.page.keyboard.press("Enter")
    assert len(last(points)["x"]) == 1


def test_points_are_reached_moved_and_added_from_the_keyboard(points):
    points.page.keyboard.press("Tab")
    assert knob(points).get_attribute("aria-valuetext").startswith("Point 1 of 3, blue circle")
    points.page.keyboard.press("PageUp")
    assert knob(points).get_attribute("aria-valuetext").startswith("Point 3 of 3, orange square")
    points.page.keyboard.press("ArrowUp")
    # The axis is 6 long: a hundredth of it, rounded, is 0.05.
    assert last(points)["y"] == pytest.approx([0, 1, -0.95])
    points.page.keyboard.press("Shift+ArrowLeft")
    assert last(points)["x"] == pytest.approx([-1, 1, 1.5])
    points.page.keyboard.press("Insert")
    assert len(last(points)["x"]) == 4


@pytest.mark.parametrize("way", ["Add", "Insert"])
def test_no_point_is_added_on_top_of_another(points, way):
    for _ in range(2):
        if way == "Add":
            points.page.get_by_role("button", name="Add", exact=True).press("Enter")
        else:
            # The first of the three again, where by now there is a point to its right.
            knob(points).press("Home")
            knob(points).press("Insert")
    x, y = np.array(last(points)["x"]), np.array(last(points)["y"])
    apart = np.hypot(x[:, None] - x, y[:, None] - y)[~np.eye(5, dtype=bool)]
    assert apart.min() > 0.2


def test_points_stay_within_the_axes(points):
    points.press(2, -1)
    points.move(9, -1)
    points.release()
    assert max(last(points)["x"]) == 3


def test_only_what_the_author_allows_can_be_done(draw):
    value = {"x": [0.0, 1], "y": [0.0, 1], "c": [0, 0]}
    data = {"x": [0.0, 1], "y": [0.5, 1], "c": [0.0, 0], "mask": [1.0, 1]}
    style = {"control": "data", "classes": 1, "edit": ["move"]}
    panel = draw(("editable", data, style), controls={"data": {"value": value}}, **PLANE)
    panel.click(2, 2)
    panel.click(0, 0, count=2)
    knob(panel).focus()
    panel.page.keyboard.press("Delete")
    panel.page.keyboard.press("Insert")
    assert panel.sent == []
    assert panel.page.get_by_role("button", name="Remove").count() == 0


# --- the drawing pad ------------------------------------------------------------------------------


@pytest.fixture
def pad(draw):
    rows = np.zeros((8, 8))
    control = {"value": rows.tolist(), "label": "digit", "feeds": ["#0"]}
    style = {"control": "ink", "brush": 1.24}
    return draw(("pad", {"values": rows}, style), controls={"ink": control})


def drawing(panel):
    name, value = panel.sent[-1]
    assert name == "ink"
    return np.array(value).reshape(8, 8)


def test_a_stroke_inks_the_cells_along_its_way(pad):
    pad.press(1, 2)
    pad.move(6, 2)
    pad.release()
    ink = drawing(pad)
    assert (ink[2, 1:7] > 0.9).all()
    assert (ink[5:] == 0).all()
    assert ((ink >= 0) & (ink <= 1)).all()
    # The pen is soft: beside the line there is some ink, farther away none.
    assert ((ink[1, 2:6] > 0) & (ink[1, 2:6] < 0.5)).all()
    assert is_dark(pad, 3, 2)
    assert not is_dark(pad, 3, 6)


def is_dark(panel, x, y):
    return panel.color(x, y)[:3].sum() < 300


def test_a_second_stroke_keeps_the_first(pad):
    pad.press(1, 1)
    pad.release()
    pad.press(6, 6)
    pad.release()
    assert drawing(pad)[1, 1] > 0.9
    assert drawing(pad)[6, 6] > 0.9


def test_the_eraser_takes_ink_away_and_clear_all_of_it(pad):
    pad.press(1, 2)
    pad.move(6, 2)
    pad.release()
    pad.page.get_by_role("button", name="Eraser").click()
    pad.click(3, 2)
    assert drawing(pad)[2, 3] < 0.1
    assert drawing(pad)[2, 6] > 0.9
    pad.page.get_by_role("button", name="Clear").click()
    assert (drawing(pad) == 0).all()


def test_after_clear_the_pen_inks_again(pad):
    eraser = pad.page.get_by_role("button", name="Eraser")
    eraser.click()
    assert eraser.get_attribute("aria-pressed") == "true"
    pad.page.get_by_role("button", name="Clear").click()
    assert eraser.get_attribute("aria-pressed") == "false"
    pad.click(3, 2)
    assert drawing(pad)[2, 3] > 0.9


def test_the_pad_can_be_drawn_on_from_the_keyboard(pad):
    surface = pad.page.get_by_role("application")
    surface.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Space"):
        pad.page.keyboard.press(key)
    assert np.argwhere(drawing(pad) > 0.5).tolist() == [[2, 1]]
    for _ in range(3):
        pad.page.keyboard.press("Shift+ArrowRight")
    assert np.argwhere(drawing(pad) > 0.5).tolist() == [[2, 1], [2, 2], [2, 3], [2, 4]]
    assert pad.page.get_by_role("status").inner_text() == "row 3, column 5, ink 1.0"
    pad.page.keyboard.press("Delete")
    assert np.argwhere(drawing(pad) > 0.5).tolist() == [[2, 1], [2, 2], [2, 3]]
    assert pad.page.get_by_role("status").inner_text() == "row 3, column 5, ink 0.0"


def test_the_pad_tells_its_keys_to_those_who_use_them(pad):
    surface = pad.page.get_by_role("application")
    help = pad.page.locator(".nn-keys")
    assert "Shift with arrows draws a line" in surface.get_attribute("aria-label")
    assert not help.is_visible()
    pad.page.keyboard.press("Tab")
    assert help.is_visible()
    assert "Arrow keys move" in help.inner_text()


def test_the_keyboard_goes_on_where_the_pointer_left(pad):
    pad.press(1, 1)
    pad.move(5, 3)
    pad.release()
    pad.page.keyboard.press("ArrowRight")
    assert pad.page.get_by_role("status").inner_text().startswith("row 4, column 7")


def test_a_second_finger_does_not_draw(pad):
    pad.press(1, 1)
    pad.page.locator(".nn-paper").dispatch_event(
        "pointermove", {"pointerId": 77, "clientX": 300, "clientY": 300}
    )
    pad.move(3, 1)
    pad.release()
    assert (drawing(pad)[3:] == 0).all()


def test_the_blunt_end_of_a_pen_erases(pad):
    pad.press(1, 2)
    pad.move(6, 2)
    pad.release()
    left, top = pad.on_page(3, 2)
    place = {"pointerId": 1, "button": 5, "clientX": left, "clientY": top}
    surface = pad.page.locator(".nn-paper")
    surface.evaluate("element => { element.setPointerCapture = () => {}; }")
    surface.dispatch_event("pointerdown", place)
    assert drawing(pad)[2, 3] < 0.1
    assert drawing(pad)[2, 5] > 0.9


def test_a_wider_pen_inks_more(draw):
    rows = np.zeros((8, 8))
    control = {"value": rows.tolist(), "label": "digit", "feeds": ["#0"]}
    style = {"control": "ink", "brush": 4}
    panel = draw(("pad", {"values": rows}, style), controls={"ink": control})
    panel.press(4, 4)
    panel.release()
    assert (drawing(panel)[4] >= 0.5).tolist() == [
        False,
        False,
        True,
        True,
        True,
        True,
        True,
        False,
    ]


# --- all of them ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["both", "points", "pad"])
def test_nothing_serious_is_found_by_axe(request, name):
    assert findings(request.getfixturevalue(name).page, WCAG) == []


def test_nothing_is_left_of_a_destroyed_panel(points):
    points.ask("panel.destroy()")
    assert points.page.locator("main > *").count() == 0
