from typing import Any

import numpy as np
import pytest

from nnlib import Recording
from tests.book.reader import LiveExplorer
from tests.book.site import all_explorers, explorers_on, pages, published
from tools.finite import find_trouble
from tools.published import Published

every_explorer = pytest.mark.parametrize(("page", "name"), all_explorers())
in_both_browsers = pytest.mark.parametrize("open_page", ["chromium", "firefox"], indirect=True)

RELATIVE = 1e-9
ABSOLUTE = 1e-12
EXAMPLES = {"chromium": 10, "firefox": 3}


def plain(control, value: Any) -> Any:
    """A control's value as the page takes it."""
    if control.kind in ("choice", "option"):
        return list(control.options)[control.index(value)]
    if control.kind == "points":
        return {part: column.tolist() for part, column in value.items()}
    return value.tolist() if isinstance(value, np.ndarray) else value


def anywhere(explorer: Published, rng: np.random.Generator) -> dict[str, Any]:
    """A random value for each control; of a long training, more often an early step."""
    values = {name: control.random(rng) for name, control in explorer.controls.items()}
    for name, control in explorer.controls.items():
        if control.kind == "play":
            values[name] = control.step * int(control.max / control.step * rng.random() ** 3)
    return values


def move(explorer: Published, live: LiveExplorer, values: dict[str, Any]) -> None:
    live.set({name: plain(explorer.controls[name], value) for name, value in values.items()})


def disagreements(explorer: Published, live: LiveExplorer, values: dict[str, Any]) -> list[str]:
    """Which results the page and Python have other numbers for, with the same controls.

    Where a long training with a large learning rate is chaotic, the last bit of an exponential
    decides about all digits in the end, and processors differ in that bit. So a difference counts
    unless Python differs from itself as much when its inputs move by a few units in the last place.
    """
    move(explorer, live, values)
    recording, inputs = explorer.prepared(values)
    expected, got = recording.run(**inputs), live.recorded()
    assert got.keys() == expected.keys()
    different = [key for key in expected if not close(got[key], expected[key])]
    if different:
        spread = own_spread(recording, inputs, expected)
        different = [k for k in different if not distance(got[k], expected[k]) <= 100 * spread[k]]
    return different


def close(got: np.ndarray, expected: np.ndarray) -> bool:
    return np.allclose(got, np.ravel(expected), rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True)


def distance(one: np.ndarray, other: np.ndarray) -> float:
    """The greatest difference of two arrays; infinite when only one of them is finite somewhere."""
    one, other = np.ravel(one), np.ravel(other)
    with np.errstate(invalid="ignore"):
        gaps = np.where(one == other, 0.0, np.abs(one - other))
    gaps[np.isnan(one) & np.isnan(other)] = 0.0
    return float(np.nan_to_num(gaps, nan=np.inf).max(initial=0.0))


def own_spread(
    recording: Recording, inputs: dict[str, np.ndarray], expected: dict[str, np.ndarray]
) -> dict[str, float]:
    """How far Python's results move when what goes in moves by some units in the last place."""
    rng = np.random.default_rng(2)
    spread = dict.fromkeys(expected, 0.0)
    for _ in range(3):
        constants = [nudged(constant, rng) for constant in recording.constants]
        moved = {name: nudged(array, rng) for name, array in inputs.items()}
        results = Recording(recording.nodes, recording.outputs, constants).run(**moved)
        for key, result in results.items():
            spread[key] = max(spread[key], distance(result, expected[key]))
    return spread


def nudged(array: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The array with its fractions moved by up to four units in the last place.

    Whole numbers count or choose something, and stay.
    """
    moves = 1 + 4 * np.finfo(float).eps * rng.uniform(-1, 1, np.shape(array))
    return np.where(array == np.round(array), array, array * moves)


def test_the_book_has_explorers():
    assert sum(len(explorers_on(page)) for page in pages()) >= 10


@pytest.mark.parametrize("page", [page for page in pages() if explorers_on(page)])
def test_explorers_on_a_page_have_names_of_their_own(page):
    names = explorers_on(page)
    assert sorted(names) == sorted(set(names))


@every_explorer
def test_an_explorer_stays_finite_wherever_a_reader_sets_its_controls(page, name):
    trouble = find_trouble(published(page)[name])
    assert trouble is None, trouble


@in_both_browsers
@every_explorer
def test_an_explorer_comes_alive(page, name, open_page):
    live = open_page(page).explorer(name)
    assert live.values().keys() == published(page)[name].controls.keys()
    assert live.ask("(explorer) => explorer.el.querySelectorAll('canvas').length") > 0
    assert open_page(page).problems == []


@in_both_browsers
@every_explorer
def test_each_control_changes_the_picture_and_reset_takes_it_back(page, name, open_page):
    explorer, live = published(page)[name], open_page(page).explorer(name)
    live.reset()
    values, numbers = live.values(), live.recorded()
    rng = np.random.default_rng(0)
    for control_name in explorer.controls:
        for _ in range(60):
            # Elsewhere too: at step 0 of a training no learning rate matters, and without a sixth
            # layer not how wide it is.
            move(explorer, live, anywhere(explorer, rng))
            before = live.fingerprint()
            move(explorer, live, {control_name: explorer.controls[control_name].random(rng)})
            if live.fingerprint() != before:
                break
        else:
            pytest.fail(f"{name}: the picture stays the same whatever {control_name} is.")
    live.press_reset()
    assert live.values() == values
    np.testing.assert_equal(live.recorded(), numbers)


@every_explorer
def test_a_reader_can_work_each_control_from_the_keyboard(page, name, open_page):
    explorer, live = published(page)[name], open_page(page).explorer(name)
    live.reset()
    places = live.root.locator(".nn-control")
    shown = [c for c in explorer.controls.values() if c.kind not in ("points", "pad")]
    shown.sort(key=lambda control: control.kind == "play")  # Time stands next to the picture.
    for position, control in enumerate(shown):
        place, before = places.nth(position), live.values()[control.name]
        if control.kind in ("choice", "option"):
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
    explorer, live = published(page)[name], open_page(page).explorer(name)
    live.reset()
    outputs, expected = live.outputs(), explorer.at()
    assert outputs.keys() == expected.keys()
    for output, value in expected.items():
        got = outputs[output]
        data = np.reshape(got["data"], got["shape"]) if isinstance(got, dict) else got
        np.testing.assert_allclose(data, value, rtol=RELATIVE, atol=ABSOLUTE)


@in_both_browsers
@every_explorer
def test_the_page_and_python_agree_on_every_number(page, name, open_page, request):
    explorer, live = published(page)[name], open_page(page).explorer(name)
    rng = np.random.default_rng(1)
    for _ in range(EXAMPLES[request.node.callspec.params["open_page"]]):
        values = anywhere(explorer, rng)
        assert disagreements(explorer, live, values) == [], f"{name} at {values}"
    live.reset()
