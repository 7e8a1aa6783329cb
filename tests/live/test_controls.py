import json
import math

import ipywidgets
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib import Tensor, branch
from nnlib.live import (
    choice,
    explore,
    formula,
    integer,
    option,
    pad,
    play,
    points,
    slider,
    switch,
)

CONTROLS = {
    "slider": slider(3, -4, 4),
    "log slider": slider(0.1, 0.001, 10, log=True),
    "integer": integer(3, 1, 10, step=2),
    "play": play(500, step=5),
    "choice": choice("relu", "tanh", 3, value="tanh"),
    "named choice": choice({"small": 0.1, "large": 10.0}),
    "option": option("relu", "tanh", value="tanh"),
    "switch": switch(True),
    "points": points([0, 1], [2, 3], [0, 1], capacity=4),
    "no points": points([], []),
    "pad": pad(2, 3),
}
WITH_WIDGET = {k: c.named("w1") for k, c in CONTROLS.items() if c.trait is not None}


def every(controls):
    return pytest.mark.parametrize("control", controls.values(), ids=controls.keys())


@every(CONTROLS)
def test_the_initial_value_is_in_its_normal_form(control):
    np.testing.assert_equal(control.validate(control.initial), control.initial)


@every(CONTROLS)
def test_random_values_are_valid_and_differ(control):
    rng = np.random.default_rng(0)
    values = [control.random(rng) for _ in range(20)]
    for value in values:
        np.testing.assert_equal(control.validate(value), value)
    assert len({repr(value) for value in values}) > 1


@every({**CONTROLS, "formula": formula("x**2", ("t", "x"))})
def test_the_ends_are_valid_and_differ(control):
    ends = control.ends()
    for value in ends:
        np.testing.assert_equal(control.validate(value), value)
    assert len({repr(value) for value in ends}) == len(ends) > 1


@every(CONTROLS)
def test_a_spec_is_json_and_names_the_control(control):
    spec = control.named("w1").spec()
    assert json.loads(json.dumps(spec)) == spec
    assert spec["name"] == spec["label"] == "w1" or control.label is not None
    assert ("trait" in spec) == (control.trait is not None)


@every(CONTROLS)
def test_arrays_have_the_names_and_shapes_of_the_inputs(control):
    control = control.named("w1")
    arrays = control.arrays(control.initial)
    assert {name: array.shape for name, array in arrays.items()} == control.inputs()
    assert all(array.dtype == np.float64 for array in arrays.values())


@every(WITH_WIDGET)
def test_a_widget_shows_the_initial_value_and_takes_others(control):
    widget = control.widget()
    assert control.read(widget) == control.initial
    rng = np.random.default_rng(1)
    for value in (control.random(rng) for _ in range(10)):
        control.write(widget, value)
        assert control.read(widget) == pytest.approx(value)


@every(WITH_WIDGET)
def test_a_widget_is_described_by_the_label(control):
    widget = control.source(control.widget())
    assert widget.description == control.text != ""


def test_points_and_pad_live_in_the_picture():
    assert CONTROLS["points"].widget() is None
    assert CONTROLS["pad"].widget() is None


def test_a_label_takes_the_place_of_the_name():
    assert slider(0, -1, 1, label="weight").named("w").spec()["label"] == "weight"
    assert slider(0, -1, 1).named("w").spec()["label"] == "w"


def test_naming_a_control_leaves_the_original_unnamed():
    control = slider(0, -1, 1)
    assert control.named("w").name == "w"
    assert control.name == ""


# --- sliders ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "step"),
    [(-4, 4, 0.1), (0, 1, 0.01), (0, 10, 0.1), (0, 5, 0.05), (-1, 1, 0.02), (0, 1e-3, 1e-5)],
)
def test_the_step_of_a_common_range_is_the_round_one(low, high, step):
    assert slider(low, low, high).step == step


@given(
    low=st.floats(-1e6, 1e6),
    span=st.floats(1e-3, 1e6),
)
def test_a_default_step_is_one_two_or_five_and_gives_50_to_200_positions(low, span):
    control = slider(low, low, low + span)
    digits = float(f"{control.step:e}".split("e")[0])
    assert digits in (1, 2, 5)
    assert 49.9 <= (control.max - control.min) / control.step <= 200.1


def test_a_default_step_reaches_the_initial_value():
    control = slider(0.5, 0, 30)
    assert control.step == 0.5


def test_a_value_beyond_the_end_by_a_rounding_error_is_moved_onto_it():
    assert slider(0, 0, 0.3).validate(0.1 * 3) == 0.3


def test_the_readout_has_the_digits_of_the_step():
    assert slider(3, -4, 4).widget().readout_format == ".1f"
    assert slider(0.25, 0, 1, step=0.25).widget().readout_format == ".2f"
    assert slider(5, 0, 100, step=1).widget().readout_format == ".0f"


def test_a_log_slider_has_round_positions_and_those_it_was_given():
    control = slider(0.07, 0.001, 10, log=True).named("lr")
    assert control.positions[:6] == (0.001, 0.0012, 0.0015, 0.002, 0.0025, 0.003)
    assert 0.07 in control.positions
    assert control.positions[-1] == 10
    widget = control.widget()
    assert control.read(widget) == 0.07
    control.write(widget, 0.19)
    assert control.read(widget) == 0.2
    assert widget.options[widget.index][0] == "0.2"


def test_neighbouring_positions_of_a_log_slider_differ_by_about_a_tenth_of_a_decade():
    positions = np.array(slider(1, 0.01, 100, log=True).positions)
    assert np.all(np.abs(np.diff(np.log10(positions)) - 0.1) < 0.03)


def test_a_play_button_stands_beside_the_slider_that_holds_its_value():
    control = play(100, value=4, step=2, interval=20).named("n")
    box = control.widget()
    button, bar = box.children
    assert control.source(box) is bar
    assert (button.max, button.step, button.interval, button.value) == (100, 2, 20, 4)
    assert (bar.max, bar.step, bar.value) == (100, 2, 4)


def test_numbers_may_come_from_numpy_or_from_a_tensor():
    assert slider(0, -1, 1).validate(np.float32(0.5)) == 0.5
    assert slider(0, -1, 1).validate(Tensor(0.5)) == 0.5
    assert integer(0, 0, 9).validate(np.int64(4)) == 4
    assert type(integer(0, 0, 9).validate(4.0)) is int


# --- choices ------------------------------------------------------------------------------------


def test_a_choice_arrives_as_the_plain_value_that_was_given():
    control = choice({"small": 0.1, "large": 10.0}).named("scale")
    assert control.validate("large") == control.validate(10.0) == 10.0
    assert [control.index(v) for v in (0.1, "large")] == [0, 1]
    assert control.at(1) == 10.0
    assert control.inputs() == {}


def test_a_value_counts_before_a_name():
    control = choice({"a": "b", "b": "a"})
    assert control.index("a") == 1


def test_functions_are_options_named_by_their_name():
    def relu(z):
        return z

    control = choice(relu, abs)
    assert list(control.options) == ["relu", "abs"]
    assert control.validate(abs) is abs


def test_arrays_are_options_told_apart_by_identity():
    a, b = np.zeros(2), np.zeros(2)
    control = choice({"a": a, "b": b})
    assert control.index(b) == 1
    assert control.initial is a


def test_the_spec_of_a_choice_speaks_of_positions():
    spec = choice("relu", "tanh", value="tanh").named("f").spec()
    assert spec["options"] == ["relu", "tanh"]
    assert spec["initial"] == 1
    assert spec["trait"] == "index"


# --- points and pads ----------------------------------------------------------------------------


def test_points_arrive_padded_with_a_mask():
    control = points([1, 2], [3, 4], [0, 1], capacity=4).named("data")
    arrays = control.arrays(control.initial)
    assert {name: list(array) for name, array in arrays.items()} == {
        "data.x": [1, 2, 0, 0],
        "data.y": [3, 4, 0, 0],
        "data.c": [0, 1, 0, 0],
        "data.mask": [1, 1, 0, 0],
    }
    arrived = control.arrive({name: Tensor(array) for name, array in arrays.items()})
    assert arrived.mask.tolist() == [1, 1, 0, 0]
    assert (arrived.control, arrived.classes) == ("data", 2)


@pytest.mark.parametrize(
    "value",
    [([1, 2], [3, 4]), ([1, 2], [3, 4], [0, 0]), {"x": [1, 2], "y": [3, 4]}, [[1, 2], [3, 4]]],
)
def test_points_may_be_given_in_several_ways(value):
    columns = points([], []).validate(value)
    assert {part: column.tolist() for part, column in columns.items()} == {
        "x": [1, 2],
        "y": [3, 4],
        "c": [0, 0],
    }


def test_a_pad_starts_empty_or_with_a_drawing():
    assert pad(2, 2).initial.tolist() == [[0, 0], [0, 0]]
    assert pad(2, 2, value=[[0, 1], [0.5, 0]]).spec()["initial"] == [[0, 1], [0.5, 0]]


def test_a_control_keeps_its_own_copy_of_what_it_was_given():
    drawing = np.zeros((2, 2))
    control = pad(2, 2, value=drawing)
    drawing[0, 0] = 1
    assert control.initial[0, 0] == 0


# --- mistakes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: slider(9, 0, 5), ValueError, "slider: value=9 lies outside min=0 to max=5"),
        (lambda: slider(0, 5, 5), ValueError, "slider: min=5 is not below max=5"),
        (lambda: slider(0, -1, 1, step=0), ValueError, "slider: step=0 does not move"),
        (lambda: slider(0, -1, 1, step=3), ValueError, "longer than the whole range of 2"),
        (lambda: slider(1, 0, 5, log=True), ValueError, "never reaches min=0"),
        (lambda: slider(1, 0.1, 5, 0.1, log=True), ValueError, "takes no step=0.1"),
        (lambda: slider(0.25, 0, 1, 0.1), ValueError, "lies between two positions"),
        (
            lambda: slider("1", 0, 5),
            TypeError,
            "slider: value is a number, met '1'. Write it without",
        ),
        (lambda: slider(True, 0, 5), TypeError, "slider: value is a number, met True"),
        (lambda: slider(0, -math.inf, 5), ValueError, "slider: min must be finite, met -inf"),
        (lambda: integer(0.5, 0, 5), TypeError, "integer: value is a whole number, met 0.5"),
        (lambda: integer(7, 0, 5), ValueError, "integer: value=7 lies outside"),
        (lambda: integer(0, 5, 0), ValueError, "integer: min=5 is not below max=0"),
        (lambda: integer(0, 0, 5, step=-1), ValueError, "integer: step=-1 does not move"),
        (lambda: play(0), ValueError, "play: min=0 is not below max=0"),
        (lambda: play(10, value=11), ValueError, "play: value=11 lies outside"),
        (lambda: play(10, step=0), ValueError, "play: step=0 does not move"),
        (lambda: play(10, interval=0), ValueError, "play: interval=0 is no time at all"),
        (lambda: integer(3, 0, 10, step=2), ValueError, "integer: value=3 lies between two pos"),
        (lambda: play(9, value=2, step=3), ValueError, "play: value=2 lies between two positions"),
        (lambda: slider(0, -1e308, 1e308), ValueError, "range of inf .* too long for a widget"),
        (lambda: slider(0, 0, 1e-320), ValueError, "too short for a widget"),
        (lambda: slider(0, 0, 1, label=3), TypeError, "slider: label=3 must be a text"),
        (lambda: choice(["relu", "tanh"]), TypeError, r"single option.*choice\(\*options\)"),
        (lambda: formula(3), TypeError, "typed as a text such as 'x\\*\\*2', not as 3"),
        (lambda: choice(), ValueError, "choice: there is nothing to choose from"),
        (lambda: choice({}), ValueError, "choice: there is nothing to choose from"),
        (lambda: choice("a", "b", "a"), ValueError, "choice: the option 'a' is there twice"),
        (lambda: choice({"a": 1, "b": 1}), ValueError, "choice: the option 'b' is there twice"),
        (lambda: choice("a", "b", value="c"), ValueError, "choice: 'c' is not among its options"),
        (lambda: switch("on"), TypeError, "switch is True or False, met 'on'"),
        (lambda: points([1], [2, 3]), ValueError, r"points: x has shape \(1,\), y has shape \(2,"),
        (lambda: points([1], [math.nan]), ValueError, "points.y: finite numbers are wanted"),
        (lambda: points([1, 2], [1, 2], capacity=1), ValueError, "2 points are more than its cap"),
        (lambda: points([1], [1], [2]), ValueError, "the class index 2 is not one of 0 to 1"),
        (lambda: points([1], [1], [0.5]), ValueError, "the class index 0.5 is not one of 0 to 1"),
        (lambda: points([], [], classes=9), ValueError, "there are colours for 1 to 6 classes"),
        (lambda: points([], [], capacity=0), ValueError, "capacity=0 leaves no room"),
        (lambda: points(["a"], [1]), TypeError, "points.x: numbers are wanted"),
        (lambda: pad(0, 3), ValueError, "pad: 0 by 3 leaves nothing to draw on"),
        (lambda: pad(2, 2, value=[[1, 2], [3, 4]]), ValueError, "pad: a pad holds numbers from 0"),
        (
            lambda: pad(2, 2, value=[[0, 1]]),
            ValueError,
            r"shape \(1, 2\), but the pad has .*\(2, 2",
        ),
    ],
)
def test_a_mistake_in_making_a_control_has_its_own_error(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize(
    ("kind", "value", "error", "words"),
    [
        ("slider", 5, ValueError, "w1: 5 lies outside -4 to 4"),
        ("slider", math.nan, ValueError, "w1 must be finite, met nan"),
        ("slider", "1", TypeError, "w1 is a number, met '1'"),
        ("slider", np.array([1, 2]), TypeError, "w1 is a number, met array"),
        ("log slider", 0, ValueError, "w1: 0 lies outside 0.001 to 10"),
        ("integer", 1.5, TypeError, "w1 is a whole number, met 1.5"),
        ("integer", 11, ValueError, "w1: 11 lies outside 1 to 10"),
        ("play", -1, ValueError, "w1: -1 lies outside 0 to 500"),
        ("choice", "sin", ValueError, "w1: 'sin' is not among its options. Choose one of relu"),
        ("switch", 2, TypeError, "w1 is True or False, met 2"),
        ("points", 3, TypeError, r"w1: points are given as \(x, y\)"),
        ("points", {"x": [1], "z": [2]}, ValueError, "w1: points have x, y and perhaps c"),
        ("points", ([0] * 5, [0] * 5), ValueError, "w1: 5 points are more than its capacity of 4"),
        ("pad", [[0, 1, math.inf], [0, 0, 0]], ValueError, "w1: finite numbers are wanted"),
        ("pad", [[0, 1], [0]], TypeError, "w1: numbers are wanted, in rows of equal length"),
    ],
)
def test_an_invalid_value_is_refused_by_name(kind, value, error, words):
    with pytest.raises(error, match=words):
        CONTROLS[kind].named("w1").validate(value)


def test_a_live_tensor_cannot_be_the_value_of_a_control():
    live = Tensor(1.0)
    live.live = live.control = "w"
    with pytest.raises(TypeError, match="depends on the control 'w'"):
        slider(0, -4, 4).validate(live)


# --- options --------------------------------------------------------------------------------------


def test_an_option_arrives_as_its_position_and_is_recorded_once():
    seen = []

    @explore(kind=option("tanh", "relu", value="relu"), x=slider(-1, -2, 2))
    def chosen(picture, kind, x):
        seen.append(kind)
        y = branch(kind, [Tensor.tanh, Tensor.relu], x)
        picture.points([0], [y])
        return {"y": y}

    assert [tensor.control for tensor in seen] == ["kind"]
    assert chosen.at()["y"] == 0
    assert chosen.at(kind="tanh", x=1)["y"] == np.tanh(1)
    chosen.set(kind="tanh")
    assert chosen.values["kind"] == "tanh"
    with pytest.raises(ValueError, match="'gelu' is not among its options"):
        chosen.at(kind="gelu")


# --- groups ---------------------------------------------------------------------------------------


def test_controls_in_a_group_stand_behind_a_button_with_its_title():
    controls = {"n": play(5), "Data": {"noise": slider(0, 0, 1), "seed": integer(0, 0, 9)}}

    @explore(controls, lr=slider(0.1, 0, 1))
    def grouped(picture, n, noise, seed, lr):
        picture.points([n + seed], [noise + lr])

    # What is folded away comes last.
    assert list(grouped.controls) == ["n", "lr", "noise", "seed"]
    assert grouped.controls["seed"].group == "Data"
    above, groups, *_ = grouped._show().box.children
    assert [child.description for child in above.children] == ["lr"]
    (group,) = groups.children
    fold, members = group.children
    assert fold.description == "Data"
    assert [child.description for child in members.children] == ["noise", "seed"]


def test_time_stands_between_the_other_controls_and_the_picture_also_where_it_is_named_first():
    @explore({"n": play(5), "Data": {"noise": slider(0, 0, 1)}}, lr=slider(0.1, 0, 1))
    def grouped(picture, n, noise, lr):
        picture.points([n], [noise + lr])

    *_, time, picture = grouped._show().box.children
    (player,) = time.children
    assert isinstance(player.children[0], ipywidgets.Play)
    assert picture is grouped._show().view


def test_a_name_in_two_groups_is_refused():
    with pytest.raises(ValueError, match="two controls are called x"):
        explore({"A": {"x": slider(0, 0, 1)}, "B": {"x": slider(0, 0, 1)}})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: points([], [], capacity=10**9), "points: capacity=1,000,000,000 .* most 100,000"),
        (lambda: pad(10**5, 10**5), "pad: 100000 by 100000 cells .* most 100,000"),
    ],
)
def test_more_than_a_page_can_hold_is_refused_at_once(make, message):
    with pytest.raises(ValueError, match=message):
        make()
