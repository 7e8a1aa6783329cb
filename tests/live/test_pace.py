"""A player that runs as fast as the page can."""

import pytest

from nnlib import linspace
from nnlib.live import explore, fold, play
from tests.live.page import PageExplorer


@explore(n=play(1000, step=5, fast=True))
def running(picture, n):
    """A long run."""
    run = fold(lambda s, k: {"x": s["x"] + 1}, {"x": 0.0}, n)
    picture.points(linspace(0, 1, 1), run["x"].reshape(1))


@pytest.fixture
def shown(page):
    return PageExplorer(page, running).start()


def is_on(shown):
    return shown.root.get_by_role("button", name="Fast").get_attribute("aria-pressed") == "true"


def player(shown, trait):
    return shown.ask("(explorer, trait) => explorer.byName.get('n').player.get(trait)", trait)


def quick_frames(shown, times=(1,) * 10):
    """Let frames take so many milliseconds; the player's steps after them."""
    return shown.ask(
        """(explorer, times) => times.map((took) => {
          explorer.pace.took(took);
          return explorer.byName.get("n").player.get("step");
        })""",
        times,
    )


def test_fast_takes_more_steps_a_tick_while_frames_are_quick(shown):
    assert not is_on(shown)
    shown.press("Fast")
    assert is_on(shown)
    # Not more than a fiftieth of the whole run at once, so that readers see it change.
    steps = quick_frames(shown, [30, 30, 1, 1, 1, 30, 9, 1])
    assert steps[1:] == [5, 10, 20, 20, 10, 10, 20]
    shown.press("Fast")
    assert not is_on(shown)
    assert player(shown, "step") == 5


def test_a_fast_player_ends_at_the_end_from_wherever_it_is_dragged_to(shown):
    shown.press("Fast")
    quick_frames(shown)
    for start in (0, 985, 995):
        # As ipywidgets' player runs: it gives up where its step leads beyond the end.
        end = shown.ask(
            """async (explorer, start) => {
              const { model, player } = explorer.byName.get("n");
              model.set("value", start);
              let next = start;
              while (next <= player.get("max")) {
                model.set("value", next);
                next += player.get("step");
              }
              return model.get("value");
            }""",
            start,
        )
        assert end == 1000


def test_fast_starts_the_player_and_without_it_the_player_runs_on(shown):
    assert not player(shown, "playing")
    shown.press("Fast")
    assert player(shown, "playing")
    shown.press("Fast")
    assert player(shown, "playing")


def test_reset_turns_fast_off(shown):
    shown.press("Fast")
    quick_frames(shown)
    shown.press("Reset")
    assert not is_on(shown)
    assert quick_frames(shown) == [5] * 10


def test_two_views_of_a_player_have_one_pace_and_both_say_so(shown):
    shown.page.evaluate(
        """async () => {
          const other = document.createElement("div");
          document.querySelector(".nn-explorer").after(other);
          stage.other = other;
          stage.closeOther = await stage.widget.render({ model: stage.model, el: other });
        }"""
    )
    shown.page.wait_for_function("stage.other.explorer")
    other = shown.page.get_by_role("button", name="Fast").last
    shown.press("Fast")
    assert other.get_attribute("aria-pressed") == "true"
    assert quick_frames(shown)[-1] == 20
    # What the other view hears of each step undoes nothing.
    shown.set(n=20)
    assert player(shown, "step") == 20
    other.click()
    assert not is_on(shown)
    assert player(shown, "step") == 5
