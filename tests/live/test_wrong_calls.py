"""Every public function of nnlib.live, called with each argument wrong in turn, says so clearly."""

import functools
import math

import numpy as np
import pytest

from nnlib import Tensor, live
from tests.wrong_calls import KINDS, SEVERAL, THING, Call, but_none, call, of, positional

FIELD = np.zeros((3, 2))
UNEVEN = [[1.0], [2.0, 3.0]]
VECTOR = [*KINDS["data"], FIELD]
SCALAR = [*KINDS["scalar data"], []]
LABEL = [[], {}, THING, b"a", np.ones(2)]
COLOR = ["pink", "", 3, [], {}, THING, "#ff0000"]
STYLE = ["wavy", "", 3, [], {}, THING]
NUMBER = KINDS["number"]
TEXTS = [None, 3, [], THING]
BELOW_ZERO = [*NUMBER, -1]
NAMES = [3, 0.5, "ab", ["a"], ["a", "b", "c"], {}, THING, None]
FORMAT = [".2", "x", "%d", 3, None, [], THING, "{}"]
STROKE = {"width": (2, BELOW_ZERO), "dash": ("solid", STYLE)}
ALPHA = {"alpha": (1, [*BELOW_ZERO, 1.5])}
PAINT = {"color": ("blue", COLOR)}
LIMITS = {"vmin": (0, [v for v in NUMBER if v is not None]),
          "vmax": (1, [*[v for v in NUMBER if v is not None], -1])}  # fmt: skip
GRID = {"x": ([0, 1], [*VECTOR, [1, 0], [0, 0], [0, 1, 5]]),
        "y": ([0, 1, 2], [*VECTOR, [1, 0, 0]]),
        "z": (FIELD, [*KINDS["data"], FIELD.T, 1.0, [0.0, 1.0]])}  # fmt: skip
XY = {"x": ([0, 1], [*VECTOR, [0, 1, 2]]), "y": ([0, 1], [*VECTOR, [0, 1, 2]])}


def mark(name, **kinds):
    return call(of(live.Picture, name), **kinds)


def controlled(value, name="w"):
    tensor = Tensor(value)
    tensor.live = tensor.control = name
    return tensor


def point_set():
    parts = [controlled([0.0, 1.0], f"data.{part}") for part in "xycm"]
    from nnlib.live.controls import PointSet

    return PointSet(*parts, control="data", classes=2)


def text(x, y, text, value, **style):
    live.Picture().text(x, y, text, value, **style)


def caption(text, a):
    live.Picture().caption(text, a=a)


def line(**arguments):
    live.Picture().code("numpy").line(*arguments.values())


def validated(control, right, wrong):
    """Call a control's own check, as `Explorer.at` and `Explorer.set` do."""

    def run(w):
        return control.named("w").validate(w)

    run.__name__ = control.kind
    return Call(run, {"w": (right, wrong)})


def explore(function=None, controls=None, **more):
    if function is None:
        function = draw
    return live.explore(controls, **(more or {"w": live.slider(0, -1, 1)}))(function)


def draw(picture, w):
    picture.line([0, 1], w * np.array([0.0, 1.0]))


def returning(value):
    def returned(picture, w):
        draw(picture, w)
        return value

    return returned


def frozen(use):
    def freezes(picture, w):
        draw(picture, w)
        use(w)

    return freezes


@functools.cache
def explorer():
    return explore(returning({"twice": 2.0}))


def share(controls, one, other):
    live.share(controls, one, other)


WRONG_FUNCTIONS = [
    None, 3, "draw", [], THING, lambda: None, lambda picture: None, lambda picture, a, b: None,
    lambda picture, w: None, *map(returning, [3, "a", [1.0], (1,), {1: 2.0}, {"#a": 1.0},
                                              {"a": "b"}, {"a": None}, {"a": UNEVEN}]),
    frozen(float), frozen(bool), frozen(int), frozen(lambda w: f"{w:.2f}"), frozen(np.asarray),
    frozen(lambda w: 1 if w > 0 else 0), frozen(math.sin), frozen(np.arctan), frozen(range),
    frozen(lambda w: np.clip(w, 0, 1)), frozen(lambda w: [1, 2][w]),
    lambda picture, w: picture.line([0, 1], w), lambda picture, w: picture.line(w.log(), [0]),
]  # fmt: skip

BIG = Tensor(2.0, requires_grad=True)
CALLS = [
    # --- controls
    call(live.slider, value=(0, [*NUMBER, 9]), min=(-1, [*NUMBER, 9, -1e308]),
         max=(1, [*NUMBER, -9, 1e308]), step=(0.5, [*but_none("number"), 0, -1, 9, 0.3]),
         label=("w", LABEL), log=(False, KINDS["flag"])),
    call(functools.partial(live.slider, log=True), value=(1, [*NUMBER, 9]), min=(0.1, [*NUMBER, 0]),
         max=(2, [*NUMBER, 0.01]), step=(None, [1])),
    call(live.integer, value=(0, [*KINDS["whole"], 9]), min=(-1, [*KINDS["whole"], 9]),
         max=(1, [*KINDS["whole"], -9]), step=(1, [*KINDS["whole"], 0, -1, 9]), label=("w", LABEL)),
    call(positional(live.choice), a=("a", ["b"]), b=("b", ["a"])),
    call(positional(live.option), a=("a", ["b"]), b=("b", ["a"])),
    call(functools.partial(live.choice, "a", "b"), value=("a", ["c", 3, [], THING]),
         label=("w", LABEL)),
    call(functools.partial(live.option, "a", "b"), value=("a", ["c", 3, [], THING]),
         label=("w", LABEL)),
    call(live.switch, value=(True, KINDS["flag"]), label=("w", LABEL)),
    call(live.play, max=(10, [*KINDS["whole"], 0, -1]), value=(0, [*KINDS["whole"], 99, -1]),
         step=(1, [*KINDS["whole"], 0, 99]), interval=(50, [*KINDS["whole"], 0, -1]),
         fast=(False, KINDS["flag"]), label=("w", LABEL)),
    call(live.points, x=([0, 1], [*VECTOR, 1.0, [1.0], [math.nan, 0]]),
         y=([0, 1], [*VECTOR, 1.0, [1.0], [math.inf, 0]]),
         c=([0, 1], [v for v in [*VECTOR, [0], [0, 9], [0, 0.5], [0, -1]] if v is not None]),
         capacity=(4, [*KINDS["whole"], 0, -1, 1]), classes=(2, [*KINDS["whole"], 0, -1, 99]),
         label=("w", LABEL)),
    call(live.formula, text=("x", [None, 3, "", "y", "x +", "(" * 199, [], THING]),
         variables=(("x",), [None, 3, [], ["sin"], ["x", "x"], ["y"], [3], THING]),
         label=("w", LABEL)),
    call(live.pad, height=(2, [*KINDS["whole"], 0, -1]),
         width=(2, [*KINDS["whole"], 0, -1]),
         value=([[0, 1], [1, 0]], [*but_none("data"), 1.0, [0, 1], [[2, 0], [0, 0]],
                                   [[math.nan, 0], [0, 0]]]), label=("w", LABEL)),
    validated(live.slider(0, -1, 1), 0.5, [*NUMBER, 9]),
    validated(live.integer(0, -1, 1), 1, [*KINDS["whole"], 9]),
    validated(live.choice("a", "b"), "a", ["c", 3, None, [], THING]),
    validated(live.switch(), True, KINDS["flag"]),
    validated(live.play(10), 3, [*KINDS["whole"], 99]),
    validated(live.points([0], [0]), ([0], [1]),
              [None, 3, "a", [], ([0],), ([0], [0, 1]), {}, {"x": [0]}, (["a"], [0]), THING,
               ([0], [0], [9])]),
    validated(live.formula("x"), "x**2", [None, 3, "", "y", [], THING]),
    validated(live.pad(1, 1), [[1.0]], [*KINDS["data"], [[2.0]], [1.0]]),
    # --- explorers
    call(explore, w=(live.slider(0, -1, 1),
                     [None, 3, "slider", [], THING, live.slider, Tensor(1.0)])),
    call(explore, function=(draw, WRONG_FUNCTIONS[1:])),
    call(explore, controls=({"w": live.slider(0, -1, 1)},
                            [3, "w", [], [live.slider(0, -1, 1)], THING, {"w": 3},
                             {3: live.slider(0, 0, 1)}, live.slider(0, -1, 1)])),
    call(of(explorer, "at"), w=(0.5, [*NUMBER, 9])),
    call(of(explorer, "at"), v=(0.5, [0.5])),
    call(of(explorer, "set"), w=(0.5, [*NUMBER, 9])),
    call(positional(lambda title: explorer().code(title), "code"),
         title=("numpy", ["torch", None, 3, [], {}, THING])),
    call(share, controls=(["w"], [None, 3, "w", ["v"], [3], THING]),
         one=(explore(), [None, 3, "a", [], THING, live.Picture()]),
         other=(explore(), [None, 3, "a", [], THING])),
    call(live.quiz, question=("Why?", [None, 3, [], {}, THING]),
         answers=({"a": "b", "c": "d"}, [None, 3, "a", [], ["a", "b"], {}, {"a": "b"}, THING,
                                         {1: "a", 2: "b"}, {"a": 1, "b": 2}]),
         correct=("a", [None, 0, 3, "z", [], ["z"], [0], {}, THING, ["a", None]])),
    # --- marks
    mark("line", **XY, **PAINT, **STROKE, **ALPHA),
    mark("points", **XY, c=([0, 1], [v for v in [*VECTOR, [0, 1, 2]] if v is not None]),
         mask=([0, 1], [v for v in [*VECTOR, [0, 1, 2]] if v is not None]),
         size=(5, [*but_none("data"), None, -1, math.nan]), **PAINT, marker=("circle", STYLE),
         cmap=("class", [v for v in STYLE if v is not None]), **LIMITS, **ALPHA),
    mark("heatmap", **GRID, cmap=("diverging", STYLE), **LIMITS, **ALPHA,
         colorbar=(True, KINDS["flag"]), strength=(None, [FIELD, "a"])),
    mark("contour", **GRID, levels=((0,), [None, 3, "a", [], [1, 0], [0, 0], ["a"], [math.nan],
                                           THING]), **PAINT, **STROKE),
    mark("bars", height=([1, 2], VECTOR),
         base=([0, 0], [v for v in [*VECTOR, [0]] if v is not None]),
         labels=(["a", "b"], [v for v in NAMES if v is not None]),
         color=("blue", [*COLOR, ["blue"], ["pink", "blue"], None]),
         horizontal=(False, KINDS["flag"]), format=(".2f", [v for v in FORMAT if v is not None])),
    mark("arrows", **XY, dx=([0, 1], [*VECTOR, [0]]), dy=([0, 1], [*VECTOR, [0]]), **PAINT,
         width=(1, BELOW_ZERO)),
    call(text, x=(0, SCALAR), y=(0, SCALAR), text=("{}", ["{", "a", "{} {}", "{a}", "{!r}", None, 3,
                                                          [], THING]),
         value=(1.0, [v for v in SCALAR if not isinstance(v, str)]), **PAINT,
         size=(13, [*BELOW_ZERO, 0]), anchor=("start", STYLE), dx=(0, NUMBER), dy=(0, NUMBER)),
    mark("hline", at=(0, SCALAR), **PAINT, **STROKE),
    mark("vline", at=(0, SCALAR), **PAINT, **STROKE),
    mark("segments", x0=([0, 1], [*VECTOR, [0]]), y0=([0, 1], [*VECTOR, [0]]),
         x1=([0, 1], [*VECTOR, [0]]), y1=([0, 1], [*VECTOR, [0]]), **PAINT, **STROKE),
    mark("area", **XY, base=(0, [*VECTOR, [0, 1, 2]]), **PAINT, **ALPHA),
    mark("matrix", values=(FIELD, [*KINDS["data"], 1.0, [0.0], np.zeros((0, 2))]),
         format=(".2f", FORMAT), cmap=("gray", STYLE), **LIMITS,
         rows=(["a", "b", "c"], [["a"], "abc", 3, {}, THING]),
         columns=(["a", "b"], [["a"], "ab", 3, {}, THING])),
    mark("image", values=(FIELD, [*KINDS["data"], 1.0, [0.0], np.zeros((0, 2))]),
         cmap=("gray", STYLE), **LIMITS),
    mark("network", weights=([[[1.0, 2.0]]], [None, 3, "a", [], [1.0], [[1.0]], ["a"], [None],
                                              THING, [[[1.0]]]]),
         activations=([[1.0, 2.0], [3.0]], [None, 3, "a", [], [1.0], [[1.0, 2.0]], ["a", "b"],
                                            [None, None], THING, [[1.0], [1.0]]]),
         biases=([[1.0]], [3, "a", [], [[1.0, 2.0]], ["a"], [None], THING]),
         labels=([["a", "b"], None], [3, "a", [], [["a"], None], [3, None], THING]),
         format=(".2f", FORMAT)),
    mark("network", weights=([[[1.0]], [[1.0]]], []), activations=([[1.0], [1.0], [1.0]], []),
         layers=(1, [*SCALAR[:1], *[v for v in SCALAR[1:] if v is not None]]),
         neurons=([1], [3, "a", [], [1, 2], ["a"], [None], THING]),
         inputs=([1], [3, "a", [], [1, 2], ["a"], [None], THING]),
         outputs=(1, [v for v in SCALAR if v is not None])),
    mark("graph", root=(BIG * BIG, [*KINDS["tensor"], SEVERAL * BIG]),
         step=(1, [v for v in SCALAR if v is not None]),
         names=({"w": BIG}, [3, "a", [1], THING, {"w": 3}, {"w": None}]),
         leaves=((), [None, 3, "a", [3], [None], THING, BIG]),
         wrt=([BIG], [3, "a", [3], [None], THING, BIG]), format=(".2f", FORMAT)),
    mark("handle", x=(controlled(1.0), [*SCALAR, 1.0]), y=(0, SCALAR), label=("a", LABEL), **PAINT),
    mark("editable", data=(point_set(), [None, 3, "a", [], {}, THING, SEVERAL]),
         edit=(["move"], [None, 3, "move", [], ["fly"], [3], THING])),
    mark("pad", values=(controlled([[0.0]]), [None, 3, "a", [[0.0]], Tensor([[0.0]]), THING]),
         brush=(0.6, [*but_none("number"), 0, 99])),
    *[mark(name, **right, label=("a", LABEL)) for name, right in {
        "line": {"x": ([0], []), "y": ([0], [])}, "hline": {"at": (0, [])},
        "bars": {"height": ([1], [])}}.items()],
    # --- panels, captions, code
    *[mark(name, title=("a", LABEL), xlabel=("a", LABEL), ylabel=("a", LABEL),
           xlim=((0, 1), but_none("limits")), ylim=((0, 1), but_none("limits")),
           aspect=("auto", STYLE), axes=(True, KINDS["flag"]), xscale=("linear", STYLE),
           yscale=("linear", STYLE), legend=(True, KINDS["flag"]), width=(1, [*BELOW_ZERO, 0, 99]),
           height=(320, [*BELOW_ZERO, 0, 9999])) for name in ("panel", "axes")],
    mark("panel", color=("blue", ["blue"])),
    call(caption, text=("{a}", ["{", "{}", "{b}", "a", None, 3, [], THING, "{a!r}"]),
         a=(1.0, [v for v in SCALAR if not isinstance(v, str)])),
    mark("code", title=("numpy", LABEL)),
    call(positional(live.Picture().may_diverge),
         w=("w", [None, 3, [], {}, THING, 0.5, Tensor(1.0)])),
    call(line, text=("{}", ["{", "a", "{} {}", None, 3, [], THING]),
         value=(1.0, [*[v for v in KINDS["data"] if not isinstance(v, str)],
                      np.zeros((1, 1, 1))])),
]  # fmt: skip


@pytest.mark.parametrize("wrong", CALLS, ids=[entry.name for entry in CALLS])
def test_no_wrong_call_meets_a_raw_error_or_none(wrong):
    assert wrong.complaints() == []


def test_wrong_calls_are_tried_by_the_thousand():
    assert sum(len(list(entry.wrong())) for entry in CALLS) > 1000
