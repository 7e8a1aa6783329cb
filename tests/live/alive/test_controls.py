"""The controls of a page, as readers with other hands, eyes, screens and alphabets meet them."""

import pytest

from nnlib.live import explore, integer, play, points, slider, switch
from tools.axe import WCAG, findings

SLIDERS = [".noUi-base", "(sliders) => sliders.map((slider) => slider.clientWidth).filter(Boolean)"]


@explore(
    w=slider(-1, -4, 4, 0.01),
    rate=slider(0.1, 0.001, 10, log=True),
    k=integer(3, 1, 10),
    on=switch(True),
    guess_my_number=play(20, label="guess_my_number"),
    data=points([0.0, 1.0], [1.0, 2.0], capacity=4),
)
def everything(picture, w, rate, k, on, guess_my_number, data):
    """Controls of all kinds."""
    picture.editable(data)
    return {"sum": w + rate + k + on + guess_my_number}


@pytest.fixture
def shown(page, write):
    page.goto(write("controls", everything))
    page.wait_for_selector(".live.alive")
    return page.locator("[data-name=everything]")


def values(shown):
    return shown.evaluate("(root) => root.explorer.values")


def type_number(shown, label, text, key):
    readout = shown.get_by_role("textbox", name=f"{label}, as a number")
    readout.click()
    readout.press("ControlOrMeta+a")
    shown.page.keyboard.insert_text(text)
    readout.press(key)
    return readout.text_content()


@pytest.mark.parametrize("key", ["Enter", "Tab"])
@pytest.mark.parametrize(
    ("label", "typed", "shows", "value"),
    [
        ("w", "−1.50", "−1.50", -1.5),
        ("w", "-1.5", "−1.50", -1.5),
        ("w", "2,5", "2.50", 2.5),
        ("w", "77", "4.00", 4),
        ("w", "much", "−1.00", -1),
        ("w", "", "−1.00", -1),
        ("k", "7,2", "7", 7),
        ("rate", "0,02", "0.02", 0.02),
        ("rate", "3.2", "3", 3),
        ("rate", "1e-3", "0.001", 0.001),
        ("rate", "-3", "0.1", 0.1),
    ],
)
def test_a_number_is_read_as_people_type_it(shown, label, typed, shows, value, key):
    assert type_number(shown, label, typed, key) == shows
    assert values(shown)[label] == value


def test_a_number_begun_on_a_slider_goes_into_its_readout_and_back_to_the_slider(shown):
    handle = shown.get_by_role("slider", name="w", exact=True)
    handle.focus()
    for key in ("2", ".", "5", "Enter"):
        shown.page.keyboard.press(key)
    assert values(shown)["w"] == 2.5
    assert handle.evaluate("(handle) => handle === document.activeElement")
    handle.press("Enter")
    shown.page.keyboard.type("9")
    shown.page.keyboard.press("Escape")
    assert values(shown)["w"] == 2.5


@pytest.mark.parametrize("width", range(344, 440, 8))
def test_every_slider_has_room_at_every_width_of_a_phone(shown, width):
    shown.page.set_viewport_size({"width": width, "height": 800})
    assert min(shown.locator(SLIDERS[0]).evaluate_all(SLIDERS[1])) >= 80
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_a_finger_hits_is_24_pixels_wide(shown):
    for target in ("[role=slider].noUi-handle", "input[type=checkbox]"):
        box = shown.locator(target).first.bounding_box()
        assert min(box["width"], box["height"]) >= 24


def test_where_text_runs_from_right_to_left_handles_stay_on_their_tracks(page, write):
    page.add_init_script("document.documentElement.dir = 'rtl'")
    page.goto(write("controls", everything))
    page.evaluate("document.documentElement.dir = 'rtl'")
    page.wait_for_selector(".live.alive")
    places = page.locator(".noUi-base").evaluate_all(
        """(tracks) => tracks.map((track) => {
          const [from, handle] = [track, track.querySelector(".noUi-handle")]
            .map((element) => element.getBoundingClientRect());
          return [(handle.left + handle.right) / 2, from.left, from.right];
        })"""
    )
    assert all(left - 1 <= middle <= right + 1 for middle, left, right in places)
    # At 3 of 1 to 10.
    middle, left, right = places[2]
    assert (middle - left) / (right - left) == pytest.approx(2 / 9, abs=0.02)


def test_tracks_handles_and_arrows_can_be_seen_in_forced_colours(page, write):
    page.emulate_media(forced_colors="active")
    page.goto(write("controls", everything))
    page.wait_for_selector(".live.alive")
    styles = page.evaluate(
        """() => [".noUi-target", ".noUi-handle"].map((part) => {
          const style = getComputedStyle(document.querySelector(part));
          return [style.borderTopWidth, style.borderTopColor, style.backgroundColor];
        })"""
    )
    canvas = page.evaluate("getComputedStyle(document.body).backgroundColor")
    (width, color, _), (_, _, handle) = styles
    assert width == "1px"
    assert canvas not in (color, handle)
    icon = page.locator(".widget-play .live-icon").first
    assert icon.evaluate("(icon) => getComputedStyle(icon).backgroundColor") != canvas


def test_the_player_shows_what_a_press_will_do(shown):
    button = shown.locator(".widget-play button").first
    for icon in ("play", "pause", "play"):
        part = button.locator(f"[data-icon={icon}]")
        assert part.bounding_box()["width"] >= 10
        assert "svg" in part.evaluate("(icon) => getComputedStyle(icon).maskImage")
        button.click()


def test_an_explorer_has_one_tab_stop_for_each_control_and_row_of_buttons(shown):
    stops = shown.evaluate(
        """(root) => [...root.querySelectorAll("*")]
          .filter((element) => element.tabIndex >= 0 && !element.disabled)
          .filter((element) => element.checkVisibility({ visibilityProperty: true }))
          .map((element) => element.getAttribute("aria-label") ?? element.textContent)"""
    )
    # The player has two buttons and its slider; then Step and Reset, the points, and their buttons.
    assert len(stops) == 4 + 3 + 1 + 1 + 1, stops


def test_arrow_keys_go_through_a_row_of_buttons(shown):
    step, reset = (shown.get_by_role("button", name=name, exact=True) for name in ("Step", "Reset"))
    step.focus()
    for key, target in (("ArrowRight", reset), ("ArrowRight", step), ("End", reset)):
        shown.page.keyboard.press(key)
        assert target.evaluate("(button) => button === document.activeElement")
    shown.page.keyboard.press("Enter")
    assert values(shown)["guess_my_number"] == 0


def test_the_last_step_says_that_it_is_the_last(shown):
    told = shown.get_by_role("toolbar", name="Time and start").get_by_role("status")
    assert told.text_content() == ""
    shown.evaluate("(root) => root.explorer.set('guess_my_number', 20)")
    assert told.text_content() == "The last step."
    shown.evaluate("(root) => root.explorer.set('guess_my_number', 19)")
    assert told.text_content() == ""


def test_the_word_beside_a_switch_stands_at_its_middle(shown):
    box, word = (
        shown.locator(f".widget-checkbox {part}").bounding_box()
        for part in ("input", ".widget-label-basic > span")
    )
    assert box["y"] + box["height"] / 2 == pytest.approx(word["y"] + word["height"] / 2, abs=1)


def test_axe_finds_nothing_serious(shown):
    assert findings(shown.page, WCAG) == []


def test_a_canvas_is_as_sharp_as_the_screen_also_after_a_zoom(page, write):
    page.goto(write("controls", everything))
    # As on a wide screen: the column stays as wide as it was.
    page.add_style_tag(content="main { width: 640px }")
    page.wait_for_selector(".live.alive")
    session = page.context.new_cdp_session(page)
    metrics = {"width": 1024, "height": 640, "deviceScaleFactor": 1.25, "mobile": False}
    session.send("Emulation.setDeviceMetricsOverride", metrics)
    page.wait_for_function(
        "() => { const canvas = document.querySelector('.nn-stage canvas');"
        "return Math.abs(canvas.width / canvas.clientWidth - 1.25) < 0.01; }"
    )
