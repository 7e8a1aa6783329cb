"""Explorers come alive when the reader comes near, and what the reader looks at stays in place."""

import json
import re

import numpy as np
import pytest

from nnlib.live import explore, play, points, share, slider
from tests.book.site import state_of

COUNT = 8
ALIVE = "document.querySelectorAll('.live.alive').length"
WAKE_ALL = """
async () => {
  // Not in their order, as readers jump about.
  const places = [...document.querySelectorAll(".live")];
  for (const k of [5, 0, 6, 2, 1, 7, 4, 3]) await places[k].wake();
}
"""
TOP = "(id) => document.getElementById(id).getBoundingClientRect().top"


def make(k):
    x = np.linspace(-1, 1, 20)

    def picture_of(picture, a, b, n):
        """A curve, and its points."""
        picture.panel(f"Curve {k}", height=200 + 20 * k).line(x, a * x + b + n)
        picture.panel("The same once more", height=250, aspect="equal").line(x, a * x * x)
        picture.caption("The slope is {a:.2f}, and this is all there is to be said of it.", a=a)
        return {"a": a}

    picture_of.__name__ = f"curve{k}"
    return explore(a=slider(1, -2, 2), b=slider(0, -1, 1, label="a long label for b"), n=play(9))(
        picture_of
    )


@pytest.fixture(scope="module")
def address(write):
    return write("many", *[make(k) for k in range(COUNT)])


@pytest.mark.parametrize("size", [(1280, 800), (390, 800)], ids=["desk", "phone"])
def test_a_link_to_a_section_still_shows_it_when_everything_has_come_alive(page, address, size):
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    page.goto(f"{address}#section5")
    page.wait_for_function(f"{ALIVE} > 0")
    assert page.evaluate(TOP, "section5") == pytest.approx(0, abs=3)
    page.evaluate(WAKE_ALL)
    assert page.evaluate(ALIVE) == COUNT
    assert page.evaluate(TOP, "section5") == pytest.approx(0, abs=3)


@pytest.mark.parametrize("size", [(1280, 800), (390, 800)], ids=["desk", "phone"])
def test_a_reload_in_the_middle_shows_what_was_there(page, address, size):
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    page.goto(address)
    page.wait_for_function(f"{ALIVE} > 0")
    page.evaluate(WAKE_ALL)
    page.evaluate("document.getElementById('section6').scrollIntoView()")
    page.wait_for_function("history.state?.looked")
    page.reload()
    page.wait_for_function(f"{ALIVE} > 0")
    assert page.evaluate(TOP, "section6") == pytest.approx(0, abs=3)


def test_only_what_is_near_the_window_comes_alive(page, address):
    page.goto(address)
    page.wait_for_function(f"{ALIVE} > 0")
    page.wait_for_load_state("networkidle")
    first = page.evaluate(ALIVE)
    assert first < COUNT / 2
    page.evaluate("document.querySelectorAll('.live')[6].scrollIntoView()")
    page.wait_for_function("document.querySelectorAll('.live')[6].classList.contains('alive')")
    assert page.evaluate(ALIVE) < COUNT
    assert not page.evaluate("document.querySelectorAll('.live')[4].classList.contains('alive')")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_room_that_is_kept_is_about_that_of_the_explorer(page, address, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    page.wait_for_function(f"{ALIVE} > 0")
    kept, taken = page.evaluate(
        """async () => {
          const place = document.querySelectorAll(".live")[5];
          const kept = place.offsetHeight;
          await place.wake();
          return [kept, place.offsetHeight];
        }"""
    )
    assert taken == pytest.approx(kept, abs=40)


def test_a_page_comes_alive_from_a_folder(page, address, folder):
    page.goto((folder[0] / "many.html").as_uri())
    page.wait_for_function(f"{ALIVE} > 0")


def test_explorers_that_share_a_control_share_it_also_while_one_is_far_away(page, write):
    rate = slider(1, 0, 5)

    @explore(rate=rate)
    def near(picture, rate):
        picture.bars(rate.reshape(1))

    @explore(rate=rate)
    def far(picture, rate):
        picture.bars(rate.reshape(1))
        return {"rate": rate}

    share(["rate"], near, far)
    between = [make(k) for k in range(4)]
    page.goto(write("shared", near, *between, far))
    page.wait_for_function("document.querySelector('[data-name=near]')?.explorer")
    rates = page.evaluate(
        """async () => {
          await document.querySelector("[data-name=near]").explorer.set("rate", 3);
          const place = [...document.querySelectorAll(".live")].at(-1);
          const before = place.classList.contains("alive");
          await place.wake();
          return [before, document.querySelector("[data-name=far]").explorer.values.rate];
        }"""
    )
    assert rates == [False, 3]


# --- what a reader is told when something does not arrive -----------------------------------------


def test_a_module_that_is_missing_is_told_and_can_be_asked_for_again(page, address):
    page.clock.install()
    page.route("**/assets/*.js", lambda route: route.fulfill(status=404))
    page.goto(address)
    page.wait_for_function("document.querySelector('.live.started')")
    word = page.locator(".live-word").first
    for _ in range(40):
        page.clock.run_for(500)
        if word.is_visible() and "did not arrive" in word.text_content():
            break
    assert "stands still: its program did not arrive" in word.text_content()
    page.unroute("**/assets/*.js")
    page.get_by_role("button", name="Try again").first.click()
    assert page.evaluate("document.activeElement.matches('.live')")
    while page.evaluate(ALIVE) == 0:
        page.clock.run_for(200)
    assert word.is_hidden()


def test_what_takes_long_says_that_it_is_on_its_way_and_comes_alive_after_all(page, address):
    page.clock.install()
    waiting = []
    page.route("**/assets/*.js", lambda route: waiting.append(route))
    page.goto(address, wait_until="commit")
    page.wait_for_function("document.querySelector('.live.started')")
    word = page.locator(".live-word").first
    while not word.is_visible():
        page.clock.run_for(500)
    assert "coming alive" in word.text_content()
    for route in waiting:
        route.continue_()
    while page.evaluate(ALIVE) == 0:
        page.clock.run_for(200)
    assert word.is_hidden()


def test_without_the_script_that_brings_life_there_is_a_word_at_each_picture(page, address):
    page.route("**/live.js", lambda route: route.fulfill(status=404))
    page.goto(address)
    style = "getComputedStyle(document.querySelector('.live'), '::after')"
    assert "stands still" in page.evaluate(f"{style}.content")
    assert page.evaluate(f"{style}.visibility") == "hidden"
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    assert page.evaluate(f"{style}.visibility") == "visible"


# --- what a page carries --------------------------------------------------------------------------


def test_a_page_carries_what_an_explorer_needs_and_no_more(write, folder):
    @explore(data=points([0.0], [1.0], capacity=3), w=slider(1, 0, 2))
    def scatter(picture, data, w):
        picture.editable(data)
        return {"w": w}

    write("one", scatter)
    source = (folder[0] / "one.html").read_text(encoding="utf-8")
    models = state_of(source)
    assert set(models) == {f"0.{k}" for k in range(len(models))}
    assert all(model["state"] == {} for model in models.values() if "Layout" in model["model_name"]
               and "width" not in model["state"])  # fmt: skip
    (view,) = [model["state"] for model in models.values() if "spec" in model["state"]]
    assert re.fullmatch("[0-9a-f]{16}", view["_esm"])
    assert view["_css"] == ""
    module = (folder[0] / "_static" / "assets" / f"{view['_esm']}.js").read_text(encoding="utf-8")
    assert len(module) < 150_000
    assert json.dumps(view["spec"])[:9] == '{"name": '
