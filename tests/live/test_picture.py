import json

import numpy as np
import pytest

from nnlib import Tensor, stack
from nnlib.live import Picture, explore, points, slider

X = np.linspace(-1, 1, 5)
Y = np.linspace(0, 2, 4)
Z = Y[:, None] + X


def live(value, name="w"):
    """A tensor as an explorer hands it to the author's function."""
    tensor = Tensor(value)
    tensor.live = tensor.control = name
    return tensor


def point_set(**options):
    control = points([1, 2], [3, 4], [0, 1], capacity=3, **options).named("data")
    arrays = control.arrays(control.initial)
    return control.arrive({name: live(array, name) for name, array in arrays.items()})


def only_mark(picture):
    (panel,) = picture.spec()["panels"]
    (mark,) = panel["marks"]
    return mark


def numbers(picture, mark, name):
    return picture.data[mark["data"][name]]._value


# --- marks --------------------------------------------------------------------------------------


MARKS = {
    "line": (
        lambda p: p.line(X, X, color="green", width=3, dash="dashed", alpha=0.5, label="f"),
        {"x": (5,), "y": (5,)},
        {"color": "green", "width": 3, "dash": "dashed", "alpha": 0.5},
    ),
    "points": (
        lambda p: p.points(X, X, X > 0, mask=[1, 1, 0, 1, 1], size=3),
        {"x": (5,), "y": (5,), "c": (5,), "mask": (5,)},
        {"size": 3, "color": "blue", "marker": "circle", "alpha": 1},
    ),
    "points of many sizes": (
        lambda p: p.points(X, X, X, size=X, cmap="sequential", vmin=0),
        {"x": (5,), "y": (5,), "c": (5,), "size": (5,)},
        {"color": "blue", "marker": "circle", "cmap": "sequential", "vmin": 0, "alpha": 1},
    ),
    "heatmap": (
        lambda p: p.heatmap(X, Y, Z, vmax=2, colorbar=True),
        {"x": (5,), "y": (4,), "z": (4, 5)},
        {"cmap": "diverging", "vmax": 2, "alpha": 1, "colorbar": True},
    ),
    "contour": (
        lambda p: p.contour(X, Y, Z, levels=[0.5, 1]),
        {"x": (5,), "y": (4,), "z": (4, 5)},
        {"levels": [0.5, 1], "color": "ink", "width": 1.5, "dash": "solid"},
    ),
    "bars": (
        lambda p: p.bars([1, 2], labels=["a", "b"], color=["red", "sky"], format=".2f"),
        {"height": (2,)},
        {"horizontal": False, "colors": ["red", "sky"], "labels": ["a", "b"], "format": ".2f"},
    ),
    "bars from a base": (
        lambda p: p.bars([1, 2], base=[1, 1], horizontal=True),
        {"height": (2,), "base": (2,)},
        {"horizontal": True, "color": "blue"},
    ),
    "arrows": (
        lambda p: p.arrows(0, 0, 1, 2),
        {"x": (1,), "y": (1,), "dx": (1,), "dy": (1,)},
        {"color": "ink", "width": 2},
    ),
    "text": (
        lambda p: p.text(0, 1, "{} × {:.1f} = {:+.2f}", "a", 2, 3, anchor="end", dx=4),
        {"x": (), "y": (), "v0": (), "v1": ()},
        {
            "template": "a × {:.1f} = {:+.2f}",
            "color": "ink",
            "size": 13,
            "anchor": "end",
            "dx": 4,
            "dy": 0,
        },
    ),
    "horizontal rule": (
        lambda p: p.hline(1, dash="dotted"),
        {"at": ()},
        {"orientation": "horizontal", "color": "gray", "width": 1, "dash": "dotted"},
    ),
    "vertical rule": (
        lambda p: p.vline(1),
        {"at": ()},
        {"orientation": "vertical", "color": "gray", "width": 1, "dash": "solid"},
    ),
    "segments": (
        lambda p: p.segments(X, X, X, -X),
        {"x0": (5,), "y0": (5,), "x1": (5,), "y1": (5,)},
        {"color": "gray", "width": 1.5, "dash": "solid"},
    ),
    "area": (
        lambda p: p.area(X, X),
        {"x": (5,), "y": (5,), "base": ()},
        {"color": "blue", "alpha": 0.25},
    ),
    "area between curves": (
        lambda p: p.area(X, X, -X),
        {"x": (5,), "y": (5,), "base": (5,)},
        {"color": "blue", "alpha": 0.25},
    ),
    "matrix": (
        lambda p: p.matrix(Z, rows=list("abcd"), columns=range(5), format="d"),
        {"values": (4, 5)},
        {
            "format": "d",
            "cmap": "diverging",
            "rows": ["a", "b", "c", "d"],
            "columns": ["0", "1", "2", "3", "4"],
        },
    ),
    "image": (
        lambda p: p.image(Z, vmin=0, vmax=1),
        {"values": (4, 5)},
        {"cmap": "gray", "vmin": 0, "vmax": 1},
    ),
    "network": (
        lambda p: p.network(
            [np.ones((3, 2)), np.ones((1, 3))],
            [[1, 2], [1, 2, 3], [1]],
            [[1, 2, 3], [1]],
            labels=[["x1", "x2"], ["", "", ""], ["y"]],
        ),
        {"a0": (2,), "a1": (3,), "a2": (1,), "w0": (3, 2), "w1": (1, 3), "b0": (3,), "b1": (1,)},
        {"format": ".2f", "labels": [["x1", "x2"], ["", "", ""], ["y"]]},
    ),
    "handle": (
        lambda p: p.handle(live(1.0, "w1"), 2),
        {"x": (), "y": ()},
        {"xcontrol": "w1", "label": "w1", "color": "orange"},
    ),
    "handle of two controls": (
        lambda p: p.handle(live(1.0, "w1"), live(1.0, "w2"), color="blue"),
        {"x": (), "y": ()},
        {"xcontrol": "w1", "ycontrol": "w2", "label": "w1 and w2", "color": "blue"},
    ),
    "editable": (
        lambda p: p.editable(point_set(classes=3), edit=["move", "add"]),
        {"x": (3,), "y": (3,), "c": (3,), "mask": (3,)},
        {"control": "data", "classes": 3, "edit": ["move", "add"]},
    ),
    "pad": (
        lambda p: p.pad(live(np.zeros((2, 3)), "ink")),
        {"values": (2, 3)},
        {"control": "ink", "brush": 0.84},
    ),
}


@pytest.mark.parametrize(("draw", "shapes", "style"), MARKS.values(), ids=MARKS.keys())
def test_a_mark_is_described_as_the_page_reads_it(draw, shapes, style):
    picture = Picture()
    draw(picture)
    mark = only_mark(picture)
    assert {name: picture.data[key].shape for name, key in mark["data"].items()} == shapes
    assert mark["style"] == style
    assert json.loads(json.dumps(mark)) == mark


def test_a_label_is_part_of_the_mark():
    picture = Picture()
    picture.line(X, X, label="ReLU")
    assert only_mark(picture)["label"] == "ReLU"


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (X, Y),
        (X[None, :], Y[:, None]),
        np.meshgrid(X, Y),
        (Tensor(X[None, :]), Tensor(Y[:, None])),
        (list(X), list(Y)),
    ],
    ids=["vectors", "row and column", "full grids", "tensors", "lists"],
)
def test_a_field_takes_its_grid_in_several_shapes(x, y):
    picture = Picture()
    picture.heatmap(x, y, Z)
    mark = only_mark(picture)
    assert numbers(picture, mark, "x").tolist() == X.tolist()
    assert numbers(picture, mark, "y").tolist() == Y.tolist()
    assert numbers(picture, mark, "z").tolist() == Z.tolist()


@pytest.mark.parametrize("column", [X[:, None], X[None, :], Tensor(X[:, None])])
def test_a_row_or_a_column_is_a_vector(column):
    picture = Picture()
    picture.line(X, column)
    assert numbers(picture, only_mark(picture), "y").tolist() == X.tolist()


def test_a_list_may_mix_numbers_and_live_tensors():
    picture = Picture()
    picture.line([0, 1], [1, live(2.0) * 3])
    y = picture.data[only_mark(picture)["data"]["y"]]
    assert y.live == "w"
    assert y._value.tolist() == [1, 6]


def test_lines_without_a_colour_take_one_after_the_other():
    picture = Picture()
    for _ in range(7):
        picture.line(X, X)
    picture.panel().line(X, X)
    first, second = picture.spec()["panels"]
    colors = [mark["style"]["color"] for mark in first["marks"]]
    assert colors == ["blue", "orange", "green", "purple", "red", "sky", "blue"]
    assert second["marks"][0]["style"]["color"] == "blue"


# --- data keys ----------------------------------------------------------------------------------


def test_the_same_tensor_and_the_same_numbers_have_one_key():
    picture = Picture()
    z = live(1.0) * Z
    picture.heatmap(X, Y, z)
    picture.contour(list(X), Y.copy(), z)
    heatmap, contour = picture.spec()["panels"][0]["marks"]
    assert heatmap["data"] == contour["data"] == {"x": "#0", "y": "#1", "z": "#2"}
    assert picture.data["#2"] is z


def test_controls_of_equal_value_keep_keys_of_their_own():
    picture = Picture()
    picture.handle(live(0.0, "w1"), live(0.0, "w2"))
    assert only_mark(picture)["data"] == {"x": "#0", "y": "#1"}
    assert [tensor.control for tensor in picture.data.values()] == ["w1", "w2"]


# --- panels and captions ------------------------------------------------------------------------


def test_marks_on_the_picture_share_a_panel_made_on_first_use():
    picture = Picture()
    first = picture.panel("first")
    picture.line(X, X)
    picture.axes(xlabel="x", ylim=(0, 1))
    picture.points(X, X)
    first.bars([1])
    shown = picture.spec()["panels"]
    assert [panel["title"] for panel in shown] == ["first", ""]
    assert [[mark["type"] for mark in panel["marks"]] for panel in shown] == [
        ["bars"],
        ["line", "points"],
    ]
    assert (shown[1]["xlabel"], shown[1]["ylim"]) == ("x", [0, 1])


def test_a_panel_has_every_option_the_page_reads():
    picture = Picture()
    picture.panel()
    assert picture.spec()["panels"] == [
        {
            "title": "",
            "xlabel": "",
            "ylabel": "",
            "xlim": None,
            "ylim": None,
            "aspect": "auto",
            "axes": True,
            "xscale": "linear",
            "yscale": "linear",
            "legend": True,
            "width": 1,
            "height": 320,
            "marks": [],
        }
    ]


def test_limits_that_follow_a_control_are_data():
    picture = Picture()
    picture.panel(xlim=(0, live(3.0)))
    key = picture.spec()["panels"][0]["xlim"]
    assert picture.data[key]._value.tolist() == [0, 3]


def test_a_caption_has_numbers_by_key_and_words_in_place():
    picture = Picture()
    z = live(2.0)
    picture.caption("{name}: z = {z:+.2f}, {{x}} and {n:d}", name="a {b}", z=z, n=3)
    assert picture.spec()["caption"] == {
        "template": "a {{b}}: z = {z:+.2f}, {{x}} and {n:d}",
        "values": {"z": "#0", "n": "#1"},
    }
    assert picture.data["#0"] is z


def test_without_caption_there_is_none():
    assert Picture().spec() == {"panels": [], "caption": None, "codes": [], "diverging": []}


@pytest.mark.parametrize(
    ("controls", "error", "words"),
    [
        ((["lr"],), TypeError, r"in quotes, as in may_diverge\(\"lr\"\), not as list"),
        ((Tensor(1.0),), TypeError, "not as Tensor"),
        ((), ValueError, "name the controls that lead there"),
    ],
)
def test_what_may_diverge_is_given_by_name(controls, error, words):
    with pytest.raises(error, match=words):
        Picture().may_diverge(*controls)


# --- mistakes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draw", "error", "words"),
    [
        (
            lambda p: p.line([1, 2, 3], [1, 2, 3, 4]),
            ValueError,
            r"line: x has shape \(3,\), y has shape \(4,\): give both the same length",
        ),
        (lambda p: p.line(Z, X), ValueError, r"line: x has shape \(4, 5\): give a vector"),
        (lambda p: p.line("abc", X), TypeError, "line: x: a tensor holds numbers"),
        (lambda p: p.line(X, X, color="teal"), ValueError, "line: color='teal' is not known. Choo"),
        (lambda p: p.line(X, X, dash="wavy"), ValueError, "line: dash='wavy' is not known"),
        (lambda p: p.line(X, X, alpha=2), ValueError, "line: alpha=2 lies outside 0 to 1"),
        (lambda p: p.line(X, X, width="fat"), TypeError, "line: width is a number, met 'fat'"),
        (lambda p: p.line(X, X, width=live(1.0)), TypeError, "width is a fixed setting .* 'w'"),
        (lambda p: p.points(X, X, [1]), ValueError, r"c has shape \(1,\): give all the same"),
        (lambda p: p.points(X, X, marker="star"), ValueError, "marker='star' is not known"),
        (lambda p: p.points(X, X, cmap="gray"), ValueError, "cmap colours by the values in c"),
        (lambda p: p.heatmap(X, Y, Z.T), ValueError, r"shape \(4, 5\), .*: use z.T"),
        (lambda p: p.heatmap(X, Y, Z[1:]), ValueError, r"z has shape \(3, 5\): z must .* \(4, 5"),
        (lambda p: p.heatmap(X, Y, Z, cmap="jet"), ValueError, "cmap='jet' is not known. Choose"),
        (lambda p: p.heatmap(X, Y, Z, vmin=1, vmax=0), ValueError, "vmin=1 is not below vmax=0"),
        (lambda p: p.heatmap([0, 1, 5], Y, Z), ValueError, "heatmap: x must rise in equal steps"),
        (lambda p: p.heatmap([1], Y, Z), ValueError, "with at least two values"),
        (
            lambda p: p.heatmap(*np.meshgrid(X, Y, indexing="ij"), Z.T),
            ValueError,
            "heatmap: x is a grid .* whose rows differ. Make the grid with np.meshgrid",
        ),
        (lambda p: p.contour(X, Y, Z, levels=[]), ValueError, "contour: levels=.* rising numbers"),
        (lambda p: p.contour(X, Y, Z, levels=[1, 0]), ValueError, "contour: levels=.* rising"),
        (lambda p: p.contour(X, Y, Z, levels=[live(1.0)]), TypeError, "levels is a fixed setting"),
        (lambda p: p.bars([1, 2], labels=["a"]), ValueError, "bars: labels must be a list of 2"),
        (lambda p: p.bars([1, 2], color=["blue"]), ValueError, "bars: color must be a list of 2"),
        (lambda p: p.bars([1], format="x"), ValueError, "bars: format: 'x' is not a format"),
        (lambda p: p.arrows(0, 0, [1, 2], 0), ValueError, r"dx has shape \(2,\).*all the same"),
        (lambda p: p.text(X, 0, "a"), ValueError, r"text: x has shape \(5,\): give a single"),
        (lambda p: p.text(0, 0, "{}"), ValueError, "has 1 fields for 0 values"),
        (lambda p: p.text(0, 0, "{a}", 1), ValueError, "names its fields"),
        (lambda p: p.text(0, 0, "{", 1), ValueError, "cannot be read .* twice"),
        (lambda p: p.text(0, 0, "{:x}", 1), ValueError, "text: 'x' is not a format the page know"),
        (lambda p: p.text(0, 0, "{!r}", 1), ValueError, "a field holds a name and a format"),
        (lambda p: p.text(0, 0, "a", anchor="left"), ValueError, "anchor='left' is not known"),
        (lambda p: p.hline(X), ValueError, r"hline: at has shape \(5,\)"),
        (lambda p: p.segments(X, X, X, [0]), ValueError, "segments: .* give all the same length"),
        (lambda p: p.area(X, X, [0, 1]), ValueError, "area: .* give all the same length"),
        (lambda p: p.matrix(X), ValueError, r"matrix: values has shape \(5,\): .*reshape\(1, -1"),
        (lambda p: p.matrix(Z, rows=["a"]), ValueError, "matrix: rows must be a list of 4 names"),
        (
            lambda p: p.matrix(Z, rows="abcd"),
            TypeError,
            "matrix: rows are given as a list, met 'abcd'",
        ),
        (lambda p: p.image(X), ValueError, "image: values has shape"),
        (lambda p: p.network([Z], [[1, 2]]), ValueError, "network: 1 weight matrices and 1 layer"),
        (lambda p: p.network([Z], [X, X]), ValueError, r"weights\[0\] has shape \(4, 5\), but"),
        (
            lambda p: p.network([Z], [X, Y], [X]),
            ValueError,
            r"network: biases\[0\] has shape \(5,\), but its layer has 4 nodes",
        ),
        (lambda p: p.network([Z], [X, Y], []), ValueError, "network: 0 biases for 1 weight"),
        (lambda p: p.network([Z], [X, Y], labels=[]), ValueError, "labels has 0 lists for 2 lay"),
        (lambda p: p.handle(1, 2), ValueError, "handle: neither x nor y is a control's own value"),
        (lambda p: p.handle(live(1.0) * 2, 0), ValueError, "not something computed from it"),
        (lambda p: p.editable([1, 2]), TypeError, r"editable: the points of a points\(...\)"),
        (lambda p: p.editable(point_set(), edit=["draw"]), ValueError, "edit='draw' is not known"),
        (
            lambda p: p.editable(point_set(), edit="add"),
            TypeError,
            "edit are given as a list, met 'add'",
        ),
        (lambda p: p.pad(np.zeros((2, 2))), TypeError, r"pad: the value of a pad\(...\) control"),
        (lambda p: p.panel(xlim=(1, 0)), ValueError, r"panel: xlim=\(1, 0\) must rise"),
        (lambda p: p.panel(xlim=(0, 1, 2)), ValueError, r"panel: xlim has shape \(3,\)"),
        (lambda p: p.panel(xlim=(0, 1), xscale="log"), ValueError, "which a log scale does not"),
        (lambda p: p.panel(aspect="square"), ValueError, "aspect='square' is not known"),
        (lambda p: p.panel(height=live(1.0)), TypeError, "height is a fixed setting"),
        (lambda p: p.panel(xlimits=(0, 1)), TypeError, "panel: there is no option xlimits. The op"),
        (lambda p: p.axes(colour="red"), TypeError, "axes: there is no option colour"),
        (lambda p: p.caption("{z:.2f}"), ValueError, "fields without a value: z"),
        (lambda p: p.caption("z", z=1), ValueError, "values without a field: z"),
        (lambda p: p.caption("{:.2f}", z=1), ValueError, "has a field without a name"),
        (lambda p: p.caption("{z}", z=X), ValueError, r"caption: z has shape \(5,\)"),
        (lambda p: p.caption("{z.real}", z=1), ValueError, "a field holds a name and a format"),
    ],
)
def test_a_mistake_is_refused_where_it_is_made_and_leaves_nothing_behind(draw, error, words):
    picture = Picture()
    with pytest.raises(error, match=words):
        draw(picture)
    marks = [mark for panel in picture.spec()["panels"] for mark in panel["marks"]]
    assert (marks, picture.spec()["caption"]) == ([], None)


@pytest.mark.parametrize("mark", ["heatmap", "contour"])
def test_the_grid_of_a_log_axis_has_equal_ratios(mark):
    x = 10 ** np.linspace(-2, 2, 5)
    picture = Picture()
    panel = picture.panel(xscale="log")
    getattr(panel, mark)(x, Y, Z)
    assert picture.spec()["panels"][0]["marks"][0]["type"] == mark

    picture = Picture()
    getattr(picture, mark)(x, Y, Z)
    with pytest.raises(ValueError, match=f"{mark}: x does not fit the panel's xscale"):
        picture.spec()


# --- code -----------------------------------------------------------------------------------------


def test_code_holds_the_present_numbers_of_what_is_there():
    @explore(depth=slider(1, 0, 1, 1), w=slider(0.1, 0, 1))
    def model(picture, depth, w):
        code = picture.code("numbers")
        code.line("first = {}", stack([w, -w / 3, w * 0]), when=depth)
        code.line(
            "rows = {}", np.eye(3) * 1e-7, rows=[1, 0, 1], columns=stack([depth, w > 5, w > 0])
        )
        code.line("both = {{{}: {}}}", 3, "'words'")
        picture.points([0], [w])

    def names(**values):
        found = {}
        exec(model.code("numbers", **values), found)
        return found

    assert names(w=0.7)["first"] == [0.7, -0.7 / 3, 0]
    assert names(w=0.7)["rows"] == [[1e-7, 0], [0, 1e-7]]
    assert names(depth=0)["rows"] == [[0], [1e-7]]
    assert "first" not in names(depth=0)
    assert names()["both"] == {3: "words"}
    with pytest.raises(ValueError, match="no code 'other'; there is numbers"):
        model.code("other")


@pytest.mark.parametrize(
    ("text", "values", "words"),
    [("w = {}", [], "1 fields for 0 values"), ("{}", [np.zeros((2, 2, 2))], "a matrix a line")],
)
def test_code_that_cannot_be_written_is_refused(text, values, words):
    with pytest.raises(ValueError, match=words):
        Picture().code("code").line(text, *values)
