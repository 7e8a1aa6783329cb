"""An explorer in Python: what it records, answers and shows, and what it tells its author."""

import base64
import json
import math
import subprocess
import sys
import types

import ipywidgets
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from ipywidgets.embed import dependency_state

from nnlib import Tensor, log, where
from nnlib.live import (
    Explorer,
    choice,
    explore,
    fold,
    formula,
    integer,
    pad,
    play,
    points,
    slider,
    switch,
)
from nnlib.live.explorer import WIDGET_VIEW
from nnlib.live.view import View
from nnlib.recording import Recording

X = np.linspace(-1, 1, 5)


@pytest.fixture
def waves():
    @explore(
        a=slider(2, -4, 4),
        n=play(10),
        on=switch(True),
        shape=choice("sin", "tanh"),
        side=choice({"left": -1.0, "right": 1.0}, value=1.0),
        data=points([0.0, 1.0], [1.0, 2.0], [0, 1], capacity=5),
        ink=pad(1, 3),
    )
    def waves(picture, a, n, on, shape, side, data, ink):
        """Two shapes of waves.

        A second paragraph that is not the title.
        """
        y = getattr(a * X, shape)() * side * on
        picture.line(X, y)
        grown = fold(lambda s, k: {"v": s["v"] + a}, {"v": 0.0}, n)
        return {"y": y, "grown": grown["v"], "points": data.mask.sum(), "ink": ink.sum()}

    return waves


def explorer_of(function, *given, **controls):
    return explore(*given, **controls)(function)


def nothing_much(picture, **controls):
    picture.line(X, X)


# --- outputs --------------------------------------------------------------------------------------


def test_at_gives_the_outputs_for_any_values(waves):
    results = waves.at(a=0.5, shape="tanh", side=-1.0, n=3, ink=[[1, 0.5, 0]], data=([1], [2]))
    np.testing.assert_array_equal(results["y"], -np.tanh(0.5 * X))
    assert (results["grown"], results["points"], results["ink"]) == (1.5, 1.0, 1.5)


def test_at_without_values_gives_the_outputs_at_the_start(waves):
    results = waves.at()
    np.testing.assert_array_equal(results["y"], np.sin(2 * X))
    assert isinstance(results["grown"], float)


def test_a_choice_may_be_named_or_given_as_its_value(waves):
    named, given = waves.at(side="left"), waves.at(side=-1.0)
    np.testing.assert_array_equal(named["y"], given["y"])


def test_at_leaves_the_explorer_as_it_is(waves):
    before = waves.values
    waves.at(a=1)["y"][:] = 99
    np.testing.assert_equal(waves.values, before)
    np.testing.assert_array_equal(waves.at(a=1)["y"], np.sin(X))


def test_the_function_runs_once_for_each_combination_of_choices_and_never_again():
    runs = []

    def counted(picture, a, kind, other):
        runs.append((kind, other))
        picture.line(X, a * X)

    explorer = explorer_of(
        counted, a=slider(0, -1, 1), kind=choice("p", "q"), other=choice(1, 2, 3)
    )
    assert runs == [("p", 1), ("p", 2), ("p", 3), ("q", 1), ("q", 2), ("q", 3)]
    explorer.at(a=0.5, kind="q")
    explorer.still()
    assert len(runs) == 6


def test_a_switch_and_sliders_arrive_as_tensors_and_a_choice_as_it_is():
    met = {}

    def function(picture, a, on, kind):
        met.update(a=a, on=on, kind=kind)
        picture.line(X, X)

    explorer_of(function, a=slider(1, 0, 2), on=switch(True), kind=choice(None, "x", value="x"))
    assert isinstance(met["a"], Tensor)
    assert isinstance(met["on"], Tensor)
    assert met["on"].shape == ()
    assert met["kind"] is None or met["kind"] == "x"


def test_controls_can_be_named_by_a_program():
    controls = {f"w{k}": slider(k, 0, 5) for k in range(3)}

    def function(picture, **w):
        picture.line(X, X)
        return {"total": sum(w.values())}

    assert explorer_of(function, controls, b=slider(1, 0, 5)).at(w1=5)["total"] == 0 + 5 + 2 + 1


def test_an_explorer_without_controls_is_a_picture():
    explorer = explorer_of(nothing_much)
    assert explorer.at() == {}
    assert repr(explorer) == "Explorer nothing_much: "


def test_outputs_may_be_numbers_lists_and_arrays():
    def function(picture, a):
        picture.line(X, X)
        return {"number": 3, "list": [1.0, 2.0], "array": np.eye(2)}

    results = explorer_of(function, a=slider(0, -1, 1)).at()
    assert results["number"] == 3.0
    np.testing.assert_array_equal(results["array"], np.eye(2))


# --- live values ----------------------------------------------------------------------------------


def test_values_start_at_the_start(waves):
    values = waves.values
    assert (values["a"], values["n"], values["on"], values["shape"], values["side"]) == (
        2,
        0,
        True,
        "sin",
        1.0,
    )
    assert values["data"]["x"].tolist() == [0, 1]


def test_set_moves_the_widgets_and_values_read_them(waves):
    waves.set(a=-1.5, n=4, on=False, shape="tanh", side="left")
    waves.set(data=([3], [4], [1]), ink=[[0, 0, 1]])
    values = waves.values
    assert (values["a"], values["n"], values["on"]) == (-1.5, 4, False)
    assert (values["shape"], values["side"]) == ("tanh", -1.0)
    assert values["data"]["c"].tolist() == [1]
    assert values["ink"].tolist() == [[0, 0, 1]]
    np.testing.assert_equal(waves.at(**values), waves.at(**waves.values))


def test_what_the_reader_moves_is_read(waves):
    waves.set(a=0)
    (widget,) = [
        w for w in _all_widgets(waves._show().box) if isinstance(w, ipywidgets.FloatSlider)
    ]
    widget.value = 3
    assert waves.values["a"] == 3
    assert repr(waves).startswith("Explorer waves: a=3, ")


def _all_widgets(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _all_widgets(child)


# --- display --------------------------------------------------------------------------------------


def test_the_display_is_a_widget_a_text_and_a_picture(waves):
    bundle, metadata = waves._repr_mimebundle_()
    assert metadata == {}
    settings = "a=2, n=0, on=True, shape=sin, side=1"
    assert bundle["text/plain"] == f"Explorer waves: {settings} → grown 0, points 2, ink 0"
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    view = bundle["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == waves._show().box.model_id
    assert "nn-explorer" in waves._show().box._dom_classes


def test_showing_it_twice_shows_the_same_widgets(waves):
    first, second = waves._repr_mimebundle_(), waves._repr_mimebundle_()
    assert first == second


def test_colab_is_told_who_shows_an_explorer_as_it_is_for_a_bare_anywidget(waves, monkeypatch):
    colab = types.ModuleType("google.colab.output")
    colab._widgets = types.SimpleNamespace(_installed_url=None)

    def enable_custom_widget_manager():
        colab._widgets._installed_url = "https://colab.example/manager.js"

    colab.enable_custom_widget_manager = enable_custom_widget_manager
    monkeypatch.setitem(sys.modules, "google.colab.output", colab)
    data, metadata = DisplayFormatter().format(waves)
    manager = {"url": "https://colab.example/manager.js"}
    assert metadata == {WIDGET_VIEW: {"colab": {"custom_widget_manager": manager}}}
    assert metadata.keys() <= data.keys()
    assert View()._repr_mimebundle_()[1] == metadata


def test_text_and_still_follow_the_values(waves):
    text, still = repr(waves), waves.still()
    waves.set(a=1)
    assert repr(waves) != text
    assert waves.still() != still


def test_the_title_is_the_first_line_of_the_docstring_or_the_name(waves):
    assert waves.title == "Two shapes of waves"
    assert explorer_of(nothing_much).title == "nothing much"


DRAW = """
from nnlib.live import explore, slider
import hashlib, sys
@explore(a=slider(1, 0, 2))
def line(picture, a):
    picture.line([0, 1, 2], [0, a, 1], label="a line")
    return {"a": a}
sys.stdout.write(repr(line) + hashlib.sha256(line.still()).hexdigest())
"""


def test_text_and_still_are_the_same_in_every_run():
    runs = {
        subprocess.run(
            [sys.executable, "-c", DRAW], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(runs) == 1
    assert runs.pop().startswith("Explorer line: a=1 → a 1")


# --- what travels to the page ---------------------------------------------------------------------


def test_the_spec_is_json_that_any_browser_can_read(waves):
    spec = waves._show().view.spec
    assert json.loads(json.dumps(spec, allow_nan=False)) == json.loads(json.dumps(spec))
    assert spec["combinations"].keys() == {"0,0", "0,1", "1,0", "1,1"}
    assert [control["name"] for control in spec["controls"]] == list(waves.controls)


def test_recordings_of_all_combinations_share_their_constants(waves):
    spec = waves._show().view.spec
    grid = [entry for entry in spec["constants"] if entry["shape"] == [5]]
    assert len(grid) == 1


def test_a_recording_from_a_pages_widget_state_runs_in_python(waves):
    box = waves._show().box
    state = json.loads(json.dumps(dependency_state(box, drop_defaults=False)))
    (spec,) = [model["state"]["spec"] for model in state.values() if "spec" in model["state"]]
    # The third of the choices' combinations: tanh, and left.
    combination = spec["combinations"]["1,0"]
    recording = Recording.from_json(combination["recording"], spec["constants"])
    inputs = {name: np.zeros(shape) for name, shape in recording.inputs.items()}
    results = recording.run(**{**inputs, "a": 0.5, "on": 1, "n": 3})
    expected = waves.at(a=0.5, n=3, shape="tanh", side="left")
    np.testing.assert_array_equal(results["y"], expected["y"])
    assert results["grown"] == expected["grown"]


def test_the_widgets_that_the_spec_names_are_among_those_shown(waves):
    display = waves._show()
    shown = {f"IPY_MODEL_{widget.model_id}" for widget in _all_widgets(display.box)}
    named = [
        control[key]
        for control in display.view.spec["controls"]
        for key in ("widget", "player")
        if key in control
    ]
    assert len(named) == 6
    assert set(named) <= shown


def test_recording_gives_the_recording_of_some_choices(waves):
    results = waves.recording(shape="tanh").run(
        **{name: np.ones(shape) for name, shape in waves.recording().inputs.items()}
    )
    np.testing.assert_array_equal(results["y"], np.tanh(X))


# --- mistakes -------------------------------------------------------------------------------------

A = slider(1, 0, 2)


def if_on_a_slider(picture, a):
    picture.line(X, X if a > 0 else -X)


def number_of_a_slider(picture, a):
    picture.line(X, math.sin(a) * X)


def numpy_of_a_slider(picture, a):
    picture.line(X, np.asarray(a) * X)


def wrong_shape(picture, a):
    picture.line(X, a * np.ones(3))


def returns_a_list(picture, a):
    picture.line(X, X)
    return [a]


def returns_text(picture, a):
    picture.line(X, X)
    return {"a": "high"}


def returns_a_hash_name(picture, a):
    picture.line(X, X)
    return {"#0": a}


def draws_nothing(picture, a):
    return {"a": a}


def without_the_control(picture):
    picture.line(X, X)


def with_one_more(picture, a, b):
    picture.line(X, X)


def infinite(picture, a):
    picture.line(X, X / (a - 1))


def logarithm_of_less(picture, a):
    picture.line(X, X)
    return {"log": log(a - 2)}


def diverges_by_a_choice(picture, a, kind):
    picture.may_diverge("kind", "lr")
    picture.line(X, X)


MISTAKES = {
    "a Python if": (if_on_a_slider, {"a": A}, TypeError, r"control 'a'.*an if.*where\("),
    "math": (number_of_a_slider, {"a": A}, TypeError, r"control 'a'.*replace those of math"),
    "numpy": (numpy_of_a_slider, {"a": A}, TypeError, r"control 'a'.*a numpy array of it"),
    "a shape": (wrong_shape, {"a": A}, ValueError, r"line: x has shape \(5,\), y has shape \(3,\)"),
    "a list": (returns_a_list, {"a": A}, TypeError, "must return a dictionary.* not list"),
    "text": (returns_text, {"a": A}, TypeError, "returns_text: the output 'a': a tensor holds num"),
    "a name": (returns_a_hash_name, {"a": A}, ValueError, "'#0' cannot name an output"),
    "no mark": (draws_nothing, {"a": A}, ValueError, r"nothing was drawn. Call a mark"),
    "a missing parameter": (
        without_the_control,
        {"a": A},
        TypeError,
        "parameters must be the picture and then the controls a, but got an unexpected.*'a'",
    ),
    "a parameter too many": (
        with_one_more,
        {"a": A},
        TypeError,
        "parameters must be the picture and then the controls a, but missing.*'b'",
    ),
    "no control": (nothing_much, {"a": 3}, TypeError, r"a=3 is not a control. Write for example"),
    "infinity": (infinite, {"a": A}, ValueError, "infinite: .*operation div makes -?(inf|nan)"),
    "nan": (logarithm_of_less, {"a": A}, ValueError, r"operation log makes nan.*where\(x > 0"),
    "no cause": (
        diverges_by_a_choice,
        {"a": A, "kind": choice("p", "q")},
        ValueError,
        "may_diverge names kind, lr, but the controls .* are a. For an option",
    ),
    "combinations": (
        nothing_much,
        {name: choice(*range(5)) for name in "pqr"},
        ValueError,
        r"choices p, q, r make 5 · 5 · 5 = 125 combinations.*at most 64",
    ),
}


@pytest.mark.parametrize(
    ("function", "controls", "error", "message"), MISTAKES.values(), ids=MISTAKES.keys()
)
def test_a_mistake_of_the_author_is_told_with_cause_and_cure(function, controls, error, message):
    with pytest.raises(error, match=f"(?s){message}"):
        explorer_of(function, **controls)


@pytest.mark.parametrize("controls", [nothing_much, A, 3], ids=["bare", "a control", "a number"])
def test_controls_without_names_are_refused(controls):
    with pytest.raises(TypeError, match=r"controls are given by name.*@explore\(w=slider"):
        explore(controls)


def test_a_control_cannot_be_called_as_a_part_of_points():
    controls = {"data": points([0], [1]), "data.x": slider(0, -1, 1)}
    with pytest.raises(ValueError, match=r"'data.x' also names a part of the points"):
        explore(controls)(lambda picture, **values: picture.line(X, X))


def test_a_control_in_the_text_of_a_title_is_refused():
    def titled(picture, a):
        picture.panel(title=f"a = {a}").line(X, a * X)

    with pytest.raises(TypeError, match=r"'a', and a text.*picture\.caption"):
        explore(a=A)(titled)


def test_a_function_half_typed_leaves_an_explorer_its_first_one():
    @explore(f=formula("x**2"))
    def typed(picture, f):
        picture.line(X, f(X))
        return {"f": f(Tensor(3.0))}

    field = typed._show().controls["f"]
    field.value = "sin("
    assert typed.values == {"f": "x**2"}
    assert repr(typed) == "Explorer typed: f=x**2 → f 9"
    field.value = "2x"
    assert typed.at(**typed.values) == {"f": 6.0}


def test_two_controls_of_one_name_are_refused():
    with pytest.raises(ValueError, match=r"two controls are called a\. Rename one"):
        explore({"a": A}, a=A)


@pytest.mark.parametrize("limit", [(2,) * 6, (4, 4, 4), (64,)])
def test_64_combinations_are_not_too_many(limit):
    controls = {f"c{k}": choice(*range(count)) for k, count in enumerate(limit)}
    explorer = explorer_of(nothing_much, **controls)
    assert len(explorer._show().view.spec["combinations"]) == 64


@pytest.mark.parametrize("start", [math.nan, math.inf])
def test_a_control_that_starts_nowhere_is_refused(start):
    with pytest.raises(ValueError, match="slider: value must be finite"):
        slider(start, -1, 1)


def test_an_empty_choice_is_refused():
    with pytest.raises(ValueError, match=r"nothing to choose from\. Give at least"):
        choice()


def test_a_gap_that_is_meant_is_welcome():
    def gap(picture, a):
        x = Tensor(X) * a
        logarithm = where(x > 0, log(x), math.nan)
        picture.line(x, logarithm)
        return {"log": logarithm}

    assert np.isnan(explorer_of(gap, a=A).at()["log"]).tolist() == [True] * 3 + [False] * 2


def test_numbers_that_stop_being_finite_later_are_answered_with_what_they_are():
    def inverse(picture, a):
        picture.line(X, X / a)
        return {"inverse": 1 / a}

    assert explorer_of(inverse, a=A).at(a=0)["inverse"] == math.inf


@pytest.mark.parametrize("method", ["at", "set", "recording"])
def test_an_unknown_control_is_told_with_those_there_are(waves, method):
    with pytest.raises(TypeError, match=r"waves has no control b, z. Its controls are a, n, on"):
        getattr(waves, method)(z=1, b=2)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"a": 9}, "a: 9 lies outside -4 to 4"),
        ({"a": math.nan}, "a must be finite, met nan"),
        ({"a": "wide"}, "a is a number, met 'wide'"),
        ({"n": 2.5}, "n is a whole number, met 2.5"),
        ({"on": "yes"}, "on is True or False, met 'yes'"),
        ({"shape": "cosh"}, "shape: 'cosh' is not among its options"),
        ({"data": ([1], [2, 3])}, "give lists of the same length"),
        ({"ink": [[2, 0, 0]]}, "a pad holds numbers from 0"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_value_that_a_control_cannot_take_is_refused_and_none_is_set(waves, values, message):
    waves.set(a=1)
    for method in (waves.at, waves.set):
        with pytest.raises((TypeError, ValueError), match=message):
            method(**{"n": 5, **values})
    assert (waves.values["a"], waves.values["n"]) == (1, 0)


def test_the_decorator_gives_an_explorer():
    assert isinstance(explorer_of(nothing_much, k=integer(1, 0, 3)), Explorer)


@pytest.mark.parametrize("name", ["self", "title", "text", "function", "values"])
def test_a_control_may_have_the_name_of_an_argument_of_nnlibs_own(name):
    @explore({name: slider(0, -1, 1)})
    def named(picture, **controls):
        picture.line([0, 1], [0, controls[name]])
        picture.caption(f"{{{name}:.2f}}", **controls)
        return controls

    assert named.at(**{name: 0.5}) == {name: 0.5}
    named.set(**{name: 0.25})
    assert named.values == {name: 0.25}
    assert named.recording().run(**{name: 1.0})[name] == 1
