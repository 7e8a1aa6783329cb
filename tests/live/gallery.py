"""Examples of every mark, for tests that draw them."""

import math

import numpy as np

from nnlib import Tensor
from nnlib.live import Picture, points

X = np.linspace(-1, 1, 9)
Y = np.linspace(0, 2, 7)
Z = Y[:, None] + X - 1
RNG = np.random.default_rng(0)
PIXELS = RNG.random((8, 6))
WEIGHTS = [RNG.normal(size=shape) for shape in ((3, 2), (1, 3), (20, 30))]
TABLE = RNG.normal(size=(2, 6))
NOTED = [
    [RNG.normal(size=shape) for shape in ((5, 3), (5, 5), (2, 5))],
    [RNG.normal(size=count) for count in (3, 5, 5, 2)],
    [RNG.normal(size=count) for count in (5, 5, 2)],
]


def live(value, name="w"):
    tensor = Tensor(value)
    tensor.live = tensor.control = name
    return tensor


def editable(picture):
    control = points([1, 2], [3, 4], [0, 1], capacity=3).named("data")
    arrays = control.arrays(control.initial)
    picture.editable(control.arrive({name: live(array, name) for name, array in arrays.items()}))


def graph(picture, step):
    w, b = live(2.0, "w"), live(-1.0, "b")
    z = w * 1.5 + b
    loss = (z.tanh() - 1) ** 2 + w * w
    picture.graph(loss, live(step, "n"), names={"z": z, "L": loss})


def graph_of_long_names(picture):
    hidden = live(1.0, "w").sigmoid()
    loss = hidden.clip(0, 1).sigmoid()
    picture.graph(loss, names={"momentum": hidden, "W_window": loss})


def graph_of_arrays(picture):
    X, W = Tensor(np.ones((4, 2))), live([[1.0, 2.0]], "W")
    picture.graph((X @ W.T).relu(), names={"X": X}, wrt=[])


GALLERY = {
    "line": [
        lambda p: p.line(X, X**2, label="x^2"),
        lambda p: p.line(X, np.where(X > 0, X, np.nan), dash="dotted"),
        lambda p: p.panel(yscale="log").line(X, np.exp(5 * X), dash="dashed"),
        lambda p: p.line(
            98765 * X, 1e-7 * X, label="a name that needs more than a line of a phone"
        ),
        lambda p: p.panel(xscale="log", aspect="equal").line(10 ** (8 * X), X),
    ],
    "points": [
        lambda p: p.points(X, X**2, color="red", marker="cross", label="data"),
        lambda p: p.points(X, X**2, np.arange(9) % 6, mask=X < 0.5),
        lambda p: p.points(X, X**2, X, cmap="sequential", size=np.arange(9)),
        lambda p: p.points(X, np.full(9, 2.0)),
    ],
    "heatmap": [
        lambda p: p.heatmap(X, Y, Z, colorbar=True, label="z"),
        lambda p: p.heatmap(X, Y, Z, cmap="sequential", vmin=0, alpha=0.5),
        lambda p: p.heatmap(X, Y, np.round(Z) % 6, cmap="class"),
        lambda p: p.heatmap(X, Y, np.round(Z) % 6, cmap="class", strength=np.abs(Z)),
        lambda p: p.panel(xscale="log").heatmap(10**X, Y, Z),
        lambda p: p.panel(aspect="equal").heatmap(X, Y, np.where(Z > 0, Z, np.nan)),
        lambda p: p.heatmap(X, 1000 * Y, 98765.4 * Z, colorbar=True),
    ],
    "contour": [lambda p: p.contour(X, Y, Z, levels=[-0.5, 0, 9], label="level")],
    "bars": [
        lambda p: p.bars([0.92, 0.08, 0.01], labels=["cat", "dog", "bird"], format=".2f"),
        lambda p: p.bars([3, -2, 1], horizontal=True, color=["red", "sky", "ink"], format="+.1f"),
        lambda p: p.bars([1, 2], base=[1, -1]),
        lambda p: p.bars(
            [-1234.5, 98765.4, 0.5, 3],
            labels=["initialisation", "regularisation", "architecture", "optimiser"],
            format=".1f",
        ),
        lambda p: p.bars(
            [-1234.5, 98765.4], labels=["initialisation", "w"], format=".1f", horizontal=True
        ),
    ],
    "arrows": [lambda p: p.arrows([0, 1, 2], [0, 1, 2], [1, 0, math.nan], [2, 0, 1], label="w")],
    "text": [
        lambda p: p.text(0, 0, "{:.2f}", -1, size=20),
        lambda p: p.panel(xlim=[0, 1], ylim=[0, 1]).text(
            0.9, 1, "at the side of the plot: {:d}", 3
        ),
    ],
    "rule": [
        lambda p: p.hline(1.5, label="target", color="red"),
        lambda p: p.vline(-2, width=3),
    ],
    "segments": [lambda p: p.segments(X, X, X, X**2, color="red", label="residuals")],
    "area": [lambda p: p.area(X, X**2), lambda p: p.area(X, X**2, -X, label="between")],
    "matrix": [
        lambda p: p.matrix(Z, rows=list("abcdefg"), columns=list(range(9))),
        lambda p: p.matrix([[1, math.nan], [0, -2]], format="d"),
        lambda p: p.matrix(
            TABLE,
            rows=["the first of them", "y_hat"],
            columns=["prediction", "target", "difference", "squared", "share", "rank"],
        ),
    ],
    "image": [
        lambda p: p.image(PIXELS),
        lambda p: p.image(Z, cmap="diverging"),
    ],
    "network": [
        lambda p: p.network(
            WEIGHTS[:2],
            [[1, -1], [0.5, 0, 2], [1]],
            [[0, 1, 2], [3]],
            labels=[["x1", "x2"], ["h1", "h2", "h3"], ["y_hat"]],
        ),
        lambda p: p.network(WEIGHTS[2:], [np.linspace(-1, 1, 30), np.zeros(20)]),
        lambda p: p.network(
            *NOTED,
            labels=[["age", "height", "x1·x2"], list("abcde"), list("fghij"), ["ill", "well"]],
        ),
        lambda p: p.network([[[-12.3]]], [[98.7], [-0.5]], [[-45.6]]),
        lambda p: p.network(
            [np.ones((3, 2)), -np.ones((3, 3)), np.ones((2, 3))],
            [RNG.normal(size=(count, 5, 4)) for count in (2, 3, 3, 2)],
            labels=[["x1", "x2"], None, None, ["out", "rest"]],
            layers=live(1.0, "depth"),
            neurons=[live(3.0, "first"), live(2.0, "second")],
            inputs=[live(1.0, "a"), live(0.0, "b")],
            outputs=1,
        ),
    ],
    "graph": [
        lambda p: graph(p, 5),
        lambda p: graph(p, 99),
        graph_of_arrays,
        graph_of_long_names,
    ],
    "handle": [lambda p: p.handle(live(1.0, "w1"), live(2.0, "w2"))],
    "editable": [editable],
    "pad": [lambda p: p.pad(live(PIXELS, "ink"))],
}
EXAMPLES = {
    f"{name} {k}": draw for name, variants in GALLERY.items() for k, draw in enumerate(variants)
}


def described(draw):
    """What a drawing function puts into a picture: its spec, and numbers for the keys."""
    picture = Picture()
    draw(picture)
    return picture.spec(), {key: tensor._value for key, tensor in picture.data.items()}
