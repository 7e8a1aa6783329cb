from typing import Any

import numpy as np
import pytest

from nnlib.live import Explorer
from tests.book.reader import LiveExplorer
from tests.book.site import all_explorers, explorers_in_python, explorers_on, pages

every_explorer = pytest.mark.parametrize(("page", "name"), all_explorers())

RELATIVE = 1e-9
EXAMPLES = 20


def plain(control, value: Any) -> Any:
    """A control's value as the page takes it."""
    if control.kind == "choice":
        return list(control.options)[control.index(value)]
    if control.kind == "points":
        return {part: column.tolist() for part, column in value.items()}
    return value.tolist() if isinstance(value, np.ndarray) else value


def anywhere(explorer: Explorer, rng: np.random.Generator) -> dict[str, Any]:
    """A random value for each control."""
    return {name: control.random(rng) for name, control in explorer.controls.items()}


def move(explorer: Explorer, live: LiveExplorer, values: dict[str, Any]) -> None:
    live.set({name: plain(explorer.controls[name], value) for name, value in values.items()})


def disagreements(explorer: Explorer, live: LiveExplorer, values: dict[str, Any]) -> list[str]:
    """Where the page and Python give other numbers for the same values of the controls."""
    move(explorer, live, values)
    choices = {n: v for n, v in values.items() if explorer.controls[n].kind == "choice"}
    inputs = {}
    for name in values.keys() - choices.keys():
        inputs |= explorer.controls[name].arrays(values[name])
    expected = explorer.recording(**choices).run(**inputs)
    got = live.recorded()
    assert got.keys() == expected.keys()
    return [
        f"{explorer.name}: {key} for {values}"
        for key, array in expected.items()
        if not np.allclose(got[key], np.ravel(array), rtol=RELATIVE, atol=1e-12, equal_nan=True)
    ]


def test_the_book_has_explorers():
    assert sum(len(explorers_on(page)) for page in pages()) >= 10


@pytest.mark.parametrize("page", [page for page in pages() if explorers_on(page)])
def test_explorers_on_a_page_have_names_of_their_own(page):
    names = explorers_on(page)
    assert sorted(names) == sorted(set(names))
    assert set(names) <= explorers_in_python(page).keys()


@every_explorer
def test_an_explorer_comes_alive(page, name, open_page):
    live = open_page(page).explorer(name)
    assert live.values().keys() == explorers_in_python(page)[name].controls.keys()
    assert live.root.locator("canvas").count() > 0
    assert open_page(page).problems == []


@every_explorer
def test_each_control_changes_the_picture_and_reset_takes_it_back(page, name, open_page):
    explorer, live = explorers_in_python(page)[name], open_page(page).explorer(name)
    live.reset()
    values, numbers = live.values(), live.recorded()
    rng = np.random.default_rng(0)
    for control_name in explorer.controls:
        for _ in range(10):
            # Elsewhere too, since at step 0 of a training no learning rate matters.
            move(explorer, live, anywhere(explorer, rng))
            before = live.fingerprint()
            move(explorer, live, {control_name: explorer.controls[control_name].random(rng)})
            if live.fingerprint() != before:
                break
        else:
            pytest.fail(f"{name}: the picture stays the same whatever {control_name} is.")
    live.reset()
    assert live.values() == values
    np.testing.assert_equal(live.recorded(), numbers)


@every_explorer
def test_a_reader_can_work_each_control_from_the_keyboard(page, name, open_page):
    explorer, live = explorers_in_python(page)[name], open_page(page).explorer(name)
    live.reset()
    places = live.root.locator(".nn-controls").locator("xpath=./*")
    shown = [c for c in explorer.controls.values() if c.kind not in ("points", "pad")]
    for position, control in enumerate(shown):
        place, before = places.nth(position), live.values()[control.name]
        if control.kind == "choice":
            place.locator("select").focus()
            keys = ["ArrowDown", "ArrowUp"]
        elif control.kind == "switch":
            place.locator("input[type=checkbox]").focus()
            keys = ["Space"]
        elif control.kind == "formula":
            place.locator("input[type=text]").focus()
            keys = ["End", "+", "1", "Enter"]
        else:
            place.locator("[role=slider]").focus()
            keys = ["ArrowRight", "ArrowLeft"]
        for key in keys:
            live.page.keyboard.press(key)
            if live.values()[control.name] != before:
                break
        assert live.values()[control.name] != before, f"{name}: no key moves {control.name}."
    live.reset()


@every_explorer
def test_an_explorer_gives_its_outputs_as_python_does(page, name, open_page):
    explorer, live = explorers_in_python(page)[name], open_page(page).explorer(name)
    live.reset()
    outputs, expected = live.outputs(), explorer.at()
    assert outputs.keys() == expected.keys()
    for output, value in expected.items():
        got = outputs[output]
        data = np.reshape(got["data"], got["shape"]) if isinstance(got, dict) else got
        np.testing.assert_allclose(data, value, rtol=RELATIVE, atol=1e-12)


@every_explorer
def test_the_page_and_python_agree_on_every_number(page, name, open_page):
    explorer, live = explorers_in_python(page)[name], open_page(page).explorer(name)
    rng = np.random.default_rng(1)
    for _ in range(EXAMPLES):
        values = anywhere(explorer, rng)
        assert disagreements(explorer, live, values) == []
    live.reset()
