import re

import numpy as np
import pytest

import nnlib
from nnlib.live import choice, explore, fold, formula, integer, option, pad, play, points, slider
from tools.finite import find_trouble, positions
from tools.published import Published


def published(function, **controls):
    return Published(explore(**controls)(function)._show().view.spec)


def line_and(output):
    """An explorer's function that draws a line and has an output."""

    def curve(picture, **controls):
        picture.line([0, 1], [0, 1])
        return {"y": output(**controls)}

    return curve


TROUBLES = {
    "at an end": (
        line_and(lambda x: 1 / x),
        {"x": slider(1, 0, 2)},
        r"set x=0\.0, .* div makes .*may_diverge\(…\) with 'x'",
    ),
    "in a corner": (
        line_and(lambda x, y, z: nnlib.log(5 - x - y) + z),
        {"x": slider(1, 0, 3), "y": slider(1, 0, 3), "z": slider(1, 0, 3)},
        r"set x=3\.0, y=3\.0, .* log makes",
    ),
    "in between": (
        line_and(lambda k, z: 1 / (k - 3) + z),
        {"k": integer(0, 0, 5), "z": slider(1, 0, 3)},
        r"set k=3, .* div makes",
    ),
    "for one of the choices": (
        line_and(lambda x, kind: nnlib.log(x) if kind == "log" else x),
        {"x": slider(1, 0, 2), "kind": choice("none", "log")},
        r"set x=0\.0, kind='log', .* log makes .* with 'x'\.",
    ),
    "for an option": (
        line_and(lambda x, k: nnlib.branch(k, [lambda: x, lambda: 1 / x])),
        {"x": slider(1, 0, 2), "k": option("one", "two")},
        "k='two'",
    ),
    "after many steps": (
        line_and(lambda n, r: fold(lambda s, k: {"x": r * s["x"] ** 2}, {"x": 2.0}, n)["x"]),
        {"n": play(50), "r": slider(0.4, 0.1, 2)},
        r"n=50, r=\d.* fold makes",
    ),
    "without points": (
        line_and(lambda data: data.y.sum() / data.mask.sum()),
        {"data": points([1], [1])},
        r"set data \(drawn\)",
    ),
    "on an empty pad": (
        line_and(lambda ink: 1 / ink.sum()),
        {"ink": pad(2, 2, value=np.ones((2, 2)))},
        r"set ink \(drawn\)",
    ),
    "for a flat function": (
        line_and(lambda f, x: f(x) / nnlib.grad(f(x), [x])[0]),
        {"f": formula("x + 1"), "x": slider(1, 1, 2)},
        "set f='0'",
    ),
}


@pytest.mark.parametrize(("function", "controls", "words"), TROUBLES.values(), ids=TROUBLES)
def test_trouble_is_found_and_its_controls_are_named(function, controls, words):
    trouble = find_trouble(published(function, **controls))
    assert trouble is not None
    assert re.search(words, trouble), trouble


def test_what_the_author_means_is_no_trouble():
    def curve(picture, x, y):
        picture.may_diverge("x")
        picture.line([0, 1], [0, 1])
        return {"inverse": 1 / x + 1 / (y - 1)}

    controls = {"x": slider(1, 0, 2), "y": slider(0, 0, 2)}
    trouble = find_trouble(published(curve, **controls))
    assert "set y=" in trouble
    assert "x=" not in trouble
    controls["y"] = slider(0, -1, 0.5)
    assert find_trouble(published(curve, **controls)) is None


def test_a_gap_in_a_curve_is_none_but_a_run_that_fails_is_one():
    x = nnlib.linspace(-1, 1, 5)

    def gap(picture, a):
        picture.line(x, nnlib.log(x + a))

    def run(picture, n):
        steps = fold(lambda s, k: {"x": s["x"] ** 2}, {"x": 9.0}, n, watch=lambda s: {"x": s["x"]})
        picture.line(steps.steps, steps.history["x"])

    assert find_trouble(published(gap, a=slider(1.5, 0, 2))) is None
    assert "fold" in find_trouble(published(run, n=play(20)))


def test_what_a_where_hides_and_a_nan_that_is_given_are_none():
    def curve(picture, x):
        picture.points(nnlib.where(x > 0, nnlib.log(x), float("nan")), x)

    assert find_trouble(published(curve, x=slider(1, -1, 1))) is None


def test_the_same_positions_are_looked_at_in_every_run():
    controls = {"x": slider(1, 0, 2), "kind": choice("a", "b")}
    explorer = published(line_and(lambda x, kind: x), **controls)
    once = list(positions(explorer))
    assert once == list(positions(explorer))
    assert {(v["x"], v["kind"]) for v in once} >= {(x, k) for x in (0, 1, 2) for k in "ab"}
