"""ipywidgets' own controls, as notebooks and pages show them."""

from pathlib import Path

import pytest

from nnlib.live import explore, fold, play, slider
from tools.page import write_page


@explore(n=play(60, interval=1), a=slider(1, 0, 2))
def counting(picture, n, a):
    counted = fold(lambda s, k: {"x": s["x"] + a}, {"x": 0.0}, n)
    picture.points([0], counted["x"].reshape(1))
    return {"x": counted["x"]}


# All that a player notices of a kernel: it can be told.
KERNEL = """(root) => {
  const { player } = root.explorer.byName.get("n");
  Object.assign(player, { comm: { send: () => "" }, comm_live: true });
}"""


@pytest.fixture
def twice(browser, tmp_path: Path):
    """A page that shows one explorer twice."""
    write_page(tmp_path / "index.html", [counting, counting])
    page = browser.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    alive = "[...document.querySelectorAll('.nn-explorer')].filter((e) => e.explorer).length === 2"
    page.wait_for_function(alive)
    yield page
    page.close()


@pytest.mark.parametrize("kernel", [True, False], ids=["with a kernel", "without"])
def test_a_player_that_is_shown_twice_plays_to_the_end_and_stops_from_either_view(twice, kernel):
    first, second = twice.locator(".nn-explorer").all()
    if kernel:
        first.evaluate(KERNEL)
    first.locator(".widget-play button").first.click()
    steps = "[...document.querySelectorAll('.nn-explorer')].map((e) => e.explorer.values.n)"
    twice.wait_for_function(f"String({steps}) === '60,60'")
    # From the end it starts anew.
    second.locator(".widget-play button").first.click()
    twice.wait_for_function(f"{steps}.every((n) => n > 1 && n < 60)")
    first.locator(".widget-play button").first.click()
    playing = "(root) => root.explorer.byName.get('n').player.get('playing')"
    assert [view.evaluate(playing) for view in (first, second)] == [False, False]


def test_no_control_bears_a_broken_link(twice):
    icons = twice.evaluate(
        """[...document.querySelectorAll(".jupyter-widgets-disconnected")]
          .map((element) => getComputedStyle(element, "::before").content)"""
    )
    assert len(icons) > 4
    assert set(icons) == {"none"}
