"""An explorer in the page: it follows its controls, shows what is wrong, and lets go at the end."""

import copy

import numpy as np
import pytest

from nnlib import grad, log
from nnlib.live import (
    choice,
    explore,
    fold,
    integer,
    pad,
    play,
    points,
    slider,
    switch,
)
from tests.live.page import PageExplorer


@pytest.fixture
def show(page):
    """Show an explorer on the test's page."""
    return lambda explorer, spec=None: PageExplorer(page, explorer, spec)


@explore(
    w=slider(2, -4, 4),
    rate=slider(0.1, 0.001, 10, log=True),
    k=integer(3, 1, 10),
    on=switch(True),
    kind=choice("tanh", "sin"),
    data=points([0.0, 1.0], [1.0, 2.0], [0, 1], capacity=5),
    ink=pad(2, 3),
)
def everything(picture, w, rate, k, on, kind, data, ink):
    """All controls at once."""
    x = np.linspace(-1, 1, 20)
    y = (w * x).tanh() if kind == "tanh" else (w * x).sin()
    picture.line(x, y * on)
    picture.editable(data)
    picture.panel().pad(ink)
    picture.caption("w is {w:.2f}", w=w)
    return {"end": y[-1] * on + k * rate, "right": (data.x * data.mask).sum(), "ink": ink.sum(1)}


def agree(shown, explorer, **values):
    expected = explorer.at(**values)
    found = shown.outputs
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        got = found[name] if isinstance(value, float) else found[name]["data"]
        np.testing.assert_allclose(got, np.ravel(value), rtol=1e-9, atol=1e-12)


# --- coming alive ---------------------------------------------------------------------------------


def test_an_explorer_comes_alive_with_pythons_values_and_outputs(show):
    shown = show(everything).start()
    python = everything.values
    for name in ("w", "k", "on", "kind"):
        assert shown.values[name] == python[name]
    assert shown.values["rate"] == pytest.approx(python["rate"], rel=1e-12)
    agree(shown, everything)


def test_its_root_tells_its_name_to_scripts_and_its_title_to_screen_readers(show):
    root = show(everything).start().root
    assert root.get_attribute("data-name") == "everything"
    assert root.get_attribute("role") == "group"
    assert root.get_attribute("aria-label") == "All controls at once"


@pytest.mark.parametrize(
    "values",
    [
        {"w": -1.5},
        {"w": 0.5, "kind": "sin"},
        {"k": 7},
        {"on": False},
        {"data": {"x": [3.0], "y": [1.0], "c": [0]}},
        {"data": {"x": [1.0, 2, 3, 4, 5], "y": [0.0] * 5, "c": [0] * 5}},
        {"data": {"x": [], "y": [], "c": []}},
        {"ink": [[0.0, 0.5, 1.0], [1.0, 0.0, 0.25]]},
    ],
    ids=str,
)
def test_a_moved_control_gives_what_python_gives(show, values):
    shown = show(everything).start()
    shown.set(**values)
    agree(shown, everything, **values)
    assert {name: shown.values[name] for name in values} == values


def test_a_log_slider_stands_at_the_position_nearest_to_a_value(show):
    shown = show(everything).start()
    shown.set(rate=1.0)
    assert shown.values["rate"] == 1.0
    agree(shown, everything, rate=1.0)


def test_a_widget_that_moves_by_itself_is_followed(show):
    shown = show(everything).start()
    shown.model("w", "(model) => model.set('value', -3)")
    shown.ask("(explorer) => explorer.settled()")
    agree(shown, everything, w=-3)


def test_moving_a_control_tells_a_kernel_where_there_is_one(show):
    shown = show(everything).start()
    shown.set(w=1)
    assert shown.model("w", "(model) => model.saves") == 1
    shown.set(ink=[[1.0] * 3] * 2)
    assert shown.page.evaluate("stage.model.get('edits').ink[0]") == [1, 1, 1]


def test_what_was_drawn_before_the_page_was_opened_is_there(show):
    @explore(ink=pad(1, 2))
    def drawing(picture, ink):
        picture.pad(ink)
        return {"ink": ink.sum()}

    drawing.set(ink=[[1.0, 0.5]])
    assert show(drawing).start().outputs == {"ink": 1.5}


def test_the_caption_follows_at_once_and_the_summary_a_moment_later(show):
    shown = show(everything).start()
    shown.set(w=-1.2)
    assert shown.root.locator(".nn-caption").text_content() == "w is −1.20"
    summary = shown.root.locator(".nn-summary")
    shown.page.wait_for_function(
        "document.querySelector('.nn-summary').textContent.includes('w = −1.2')"
    )
    text = summary.text_content()
    assert text.startswith("All controls at once. w = −1.2")
    assert "data: 2 points" in text
    assert summary.get_attribute("aria-live") == "polite"


def test_all_changes_of_one_moment_are_drawn_once(show):
    shown = show(everything).start()
    drawn = shown.ask(
        """async (explorer) => {
          let drawn = 0;
          const draw = explorer.draw.bind(explorer);
          explorer.draw = () => { drawn++; draw(); };
          const values = { w: 1, k: 2, on: false };
          for (const name in values) explorer.set(name, values[name]);
          await explorer.settled();
          return drawn;
        }"""
    )
    assert drawn == 1


def test_quick_changes_of_a_choice_end_with_the_last(show):
    shown = show(everything).start()
    shown.ask(
        """(explorer) => Promise.all(["sin", "tanh", "sin", "tanh", "sin"].map(
          (kind) => explorer.set("kind", kind)))"""
    )
    agree(shown, everything, kind="sin")


def test_two_views_of_one_explorer_follow_the_same_controls(show):
    shown = show(everything).start()
    shown.page.evaluate(
        """async () => {
          const other = document.createElement("div");
          document.body.append(other);
          stage.other = other;
          await stage.widget.render({ model: stage.model, el: other });
        }"""
    )
    shown.page.wait_for_function("stage.other.explorer")
    shown.set(w=-2)
    other = "stage.other.explorer"
    found = shown.page.evaluate(f"{other}.settled().then(() => {other}.outputs().end)")
    assert found == shown.outputs["end"]


def test_a_closed_view_listens_no_longer(show):
    shown = show(everything).start()
    shown.page.evaluate("stage.close()")
    listening = "[...stage.models.values(), stage.model].map((model) => model.listeners.length)"
    assert set(shown.page.evaluate(listening)) == {0}


def test_a_view_that_is_closed_while_it_starts_listens_no_longer(show):
    shown = show(everything).start()
    shown.page.evaluate(
        """async () => {
          stage.close();
          const { widget_manager: manager } = stage.model;
          const { get_model } = manager;
          let go;
          const gone = new Promise((done) => (go = done));
          manager.get_model = (id) => gone.then(() => get_model(id));
          const other = document.createElement("div");
          document.body.append(other);
          const close = await stage.widget.render({ model: stage.model, el: other });
          await new Promise(requestAnimationFrame);
          close();
          go();
          await new Promise((done) => setTimeout(done, 300));
        }"""
    )
    listening = "[...stage.models.values(), stage.model].map((model) => model.listeners.length)"
    assert set(shown.page.evaluate(listening)) == {0}


# --- buttons --------------------------------------------------------------------------------------


@explore(n=play(20, step=2), lr=slider(0.1, 0, 1))
def descent(picture, n, lr):
    folded = fold(
        lambda s, k: {"w": s["w"] - lr * grad(s["w"] ** 2, [s["w"]])[0]}, {"w": 4.0}, n, watch=dict
    )
    picture.line(folded.steps, folded.history["w"])
    picture.code("NumPy").line("w = {}", folded["w"])
    return {"w": folded["w"]}


PLAYING = "[...stage.models.values()].map((m) => m.get('playing')).filter((p) => p !== undefined)"


def test_step_advances_time_and_stops_the_player(show):
    shown = show(descent).start()
    shown.page.evaluate(
        """for (const { state } of stage.models.values()) {
          if ("playing" in state) state.playing = true;
        }"""
    )
    assert shown.page.evaluate(PLAYING) == [True]
    shown.press("Step")
    assert shown.values["n"] == 2
    assert shown.page.evaluate(PLAYING) == [False]
    agree(shown, descent, n=2)


def test_a_player_and_its_slider_follow_each_other(show):
    shown = show(descent).start()
    player = "explorer.byName.get('n').player"
    shown.ask(f"(explorer) => {player}.set('value', 6)")
    assert shown.values["n"] == 6
    shown.set(n=10)
    assert shown.ask(f"(explorer) => {player}.get('value')") == 10


def test_a_player_goes_on_from_where_time_stood_when_it_was_opened(show):
    descent.set(n=8)
    try:
        shown = show(descent).start()
        player = "explorer.byName.get('n').player"
        assert shown.ask(f"(explorer) => {player}.get('value')") == 8
        assert shown.values["n"] == 8
    finally:
        descent.set(n=0)


def test_step_stops_at_the_end(show):
    shown = show(descent).start()
    shown.set(n=19)
    shown.press("Step")
    assert shown.values["n"] == 20


def test_reset_brings_everything_back(show):
    shown = show(everything).start()
    before = shown.values
    shown.set(w=1, rate=2.0, k=9, on=False, kind="sin", ink=[[1.0] * 3] * 2)
    shown.set(data={"x": [3.0], "y": [1.0], "c": [0]})
    shown.press("Reset")
    assert shown.values == before
    agree(shown, everything)


def test_scrubbing_gives_what_python_gives(show):
    shown = show(descent).start()
    for n in (20, 3, 12, 0):
        shown.set(n=n)
        agree(shown, descent, n=n)
    shown.set(lr=0.7)
    agree(shown, descent, n=0, lr=0.7)


def test_copying_stops_time_and_the_copy_goes_when_the_picture_shows_something_else(show):
    shown = show(descent).start()
    code = shown.root.get_by_role("textbox", name="Code: NumPy")
    shown.page.evaluate("[...stage.models.values()].at(-1).set('playing', true)")
    assert shown.page.evaluate(PLAYING) == [True]
    shown.press("Copy as NumPy")
    assert shown.page.evaluate(PLAYING) == [False]
    assert code.input_value() == "w = 4\n"
    told = shown.root.locator(".nn-code [role=status]")
    shown.page.wait_for_function("document.querySelector('.nn-code [role=status]').textContent")
    # At step 0 nothing depends on the learning rate.
    shown.set(lr=0.3)
    assert code.is_visible()
    assert told.text_content() != ""
    shown.set(n=2)
    assert code.is_hidden()
    assert told.text_content() == ""


# --- mistakes and trouble -------------------------------------------------------------------------


def rejection(shown, name, value):
    return shown.ask(
        "(explorer, [name, value]) => explorer.set(name, value).then(() => null, (e) => e.message)",
        [name, value],
    )


def test_values_that_cannot_be_are_refused_and_change_nothing(show):
    shown = show(everything).start()
    before = shown.values
    assert rejection(shown, "v", 1).startswith("There is no control v; there are w, rate, k")
    assert rejection(shown, "kind", "cosh") == "kind has no option cosh; it has tanh, sin."
    assert rejection(shown, "w", "wide") == "w wants a number, not wide."
    assert shown.values == before


def test_a_value_outside_the_range_goes_to_its_end(show):
    shown = show(everything).start()
    shown.set(w=99)
    assert shown.values["w"] == 4


def test_numbers_that_stop_being_finite_are_explained_and_the_explanation_goes_again(show):
    @explore(x=slider(1, -2, 2))
    def logarithm(picture, x):
        picture.panel("log x").line(np.arange(3.0), log(x) * np.ones(3))

    shown = show(logarithm).start()
    trouble = shown.root.locator(".nn-trouble")
    assert trouble.is_hidden()
    shown.set(x=-1)
    trouble.wait_for(state="visible")
    assert "a logarithm was asked of 0 or of a negative number" in trouble.text_content()
    assert " in the panel “log x”:" in trouble.text_content()
    assert trouble.get_attribute("role") == "alert"
    shown.set(x=2)
    trouble.wait_for(state="hidden")


def test_an_explanation_that_comes_too_late_is_not_shown(show):
    @explore(x=slider(1, -2, 2))
    def logarithm(picture, x):
        picture.panel("log x").line(np.arange(3.0), log(x) * np.ones(3))

    shown = show(logarithm).start()
    shown.ask(
        """async (explorer) => {
          const { replay } = explorer;
          const diagnose = replay.diagnose.bind(replay);
          const diagnosed = new Promise((done) => {
            replay.diagnose = async () => {
              await explorer.set("x", 2);
              const found = await diagnose();
              setTimeout(done);
              return found ?? { operation: "log", step: null, scope: "", result: "" };
            };
          });
          await explorer.set("x", -1);
          await diagnosed;
        }"""
    )
    assert shown.root.locator(".nn-trouble").is_hidden()


def test_a_square_that_grew_too_large_is_not_called_a_power_without_a_value(show):
    @explore(x=slider(0, 0, 2))
    def square(picture, x):
        picture.panel("the square").points([0], (x * 1e200) ** 2)

    shown = show(square).start()
    shown.set(x=2)
    trouble = shown.root.locator(".nn-trouble")
    trouble.wait_for(state="visible")
    growth = "the numbers grew beyond the largest number a computer holds (operation “pow”)"
    assert growth in trouble.text_content()


def test_a_training_that_explodes_names_the_step_and_the_state(show):
    @explore(n=play(200, value=200), lr=slider(0.1, 0, 5))
    def quartic(picture, n, lr):
        step = lambda s, k: {"w": s["w"] - lr * 4 * s["w"] ** 3}  # noqa: E731
        picture.line([0, 1], [0, fold(step, {"w": 1.0}, n)["w"]])

    shown = show(quartic).start()
    shown.set(lr=5)
    trouble = shown.root.locator(".nn-trouble")
    trouble.wait_for(state="visible")
    assert " in “w” at step 5:" in trouble.text_content()
    assert "A smaller learning rate often helps" in trouble.text_content()


def test_whoever_waits_for_a_picture_that_fails_hears_of_it(page, show):
    page.on("pageerror", lambda error: None)
    shown = show(descent).start()
    shown.ask(
        """(explorer) => {
          explorer.panels[0].update = () => { throw new Error("out of ink"); };
        }"""
    )
    assert rejection(shown, "lr", 0.5) == "out of ink"
    trouble = shown.root.locator(".nn-trouble")
    assert trouble.text_content().startswith("This picture cannot be shown: out of ink.")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda combination: combination["recording"]["nodes"][-1].update(op="teleport"),
        lambda combination: combination["panels"][0]["marks"][0].update(type="hologram"),
    ],
    ids=["operation", "mark"],
)
def test_a_page_that_cannot_show_a_picture_says_so_and_is_heard_failing(page, show, spoil):
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    spec = copy.deepcopy(descent._show().view.spec)
    spoil(spec["combinations"][""])
    shown = show(descent, spec)
    trouble = shown.root.locator(".nn-trouble")
    trouble.wait_for(state="visible")
    assert trouble.text_content().startswith("This picture cannot be shown: ")
    assert shown.root.evaluate("(root) => root.explorer ?? null") is None
    assert errors
