"""Python and the page compute the same numbers, for every operation, in a real browser."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlib import activations, functional, losses
from nnlib.branch import branch
from nnlib.convolution import AvgPool2d, Conv2d, MaxPool2d
from nnlib.fold import fold
from nnlib.operations import ELEMENTWISE, OPERATIONS
from nnlib.random import rand
from nnlib.recording import Recording
from nnlib.tensor import Tensor, apply, grad
from tests.live.page import assert_same_numbers, live

# --- numbers to compute with ----------------------------------------------------------------------


def normal(rng, shape):
    return rng.normal(size=shape)


def positive(rng, shape):
    return rng.uniform(0.1, 3, size=shape)


def whole(rng, shape):
    """Few different numbers, so that ties, zeros and equal winners occur."""
    return rng.integers(-2, 3, size=shape).astype(float)


def rows_of(size):
    """Row numbers: mostly there, some between two rows, some outside."""
    return lambda rng, shape: rng.integers(-2, 2 * size + 2, size=shape) / 2


class Scene:
    """Live inputs of a recording in the making, and random views of them."""

    def __init__(self, draw):
        self.draw = draw
        self.inputs = {}
        self.kinds = {}

    def new(self, shape, kind=normal):
        name = f"x{len(self.inputs)}"
        self.inputs[name] = live(name, kind(np.random.default_rng(len(self.inputs)), shape))
        self.kinds[name] = kind
        return self.inputs[name]

    def shape(self, least=0, most=3):
        return tuple(self.draw(st.lists(st.integers(1, 4), min_size=least, max_size=most)))

    def view(self, shape, kind=normal, depth=2):
        """Live numbers of a shape, looked at in a roundabout way."""
        ways = ["plain", "permuted", "sliced", "expanded", "reshaped", "computed"]
        way = self.draw(st.sampled_from(ways)) if depth else "plain"
        deeper = {"kind": kind, "depth": depth - 1}
        if way == "permuted":
            order = self.draw(st.permutations(range(len(shape))))
            return self.view(
                [shape[order.index(axis)] for axis in range(len(shape))], **deeper
            ).permute(order)
        if way == "sliced":
            return self.sliced(shape, deeper)
        if way == "expanded":
            kept = [self.draw(st.sampled_from((length, 1))) for length in shape]
            missing = self.draw(
                st.integers(0, next((k for k, n in enumerate(kept) if n > 1), len(kept)))
            )
            return self.view(kept[missing:], **deeper).expand(shape)
        if way == "reshaped":
            size = math.prod(shape)
            front = self.draw(st.sampled_from([n for n in range(1, size + 1) if size % n == 0]))
            return self.view((front, size // front), **deeper).reshape(shape)
        if way == "computed" and kind is normal:
            return -self.view(shape, **deeper)
        return self.new(shape, kind)

    def sliced(self, shape, deeper):
        key, base = [], []
        for length in shape:
            step = self.draw(st.sampled_from((1, 2, 3, -1, -2)))
            before, after = self.draw(st.integers(0, 2)), self.draw(st.integers(0, 2))
            reach = abs(step) * (length - 1)
            key.append((before + (reach if step < 0 else 0), length, step))
            base.append(before + reach + 1 + after)
        return self.view(base, **deeper).slice(key)

    def broadcast(self, shape):
        """A shape that numpy broadcasts to the given one."""
        own = [self.draw(st.sampled_from((length, length, 1))) for length in shape]
        missing = self.draw(st.integers(0, len(shape)))
        return tuple(own[missing:])

    def pair(self, kind=normal, second=None):
        shape = self.shape()
        return self.view(self.broadcast(shape), kind), self.view(
            self.broadcast(shape), second or kind
        )

    def axes(self, ndim):
        return tuple(sorted(self.draw(st.sets(st.integers(0, ndim - 1), min_size=1))))

    def settings(self, count=3):
        """Values for all inputs, and then again and again for some of them."""
        rng = np.random.default_rng(self.draw(st.integers(0, 2**32 - 1)))
        drawn = [{name: kind(rng, self.inputs[name].shape) for name, kind in self.kinds.items()}]
        for _ in range(count - 1):
            moved = [name for name in self.kinds if rng.random() < 0.5]
            drawn.append({n: self.kinds[n](rng, self.inputs[n].shape) for n in moved})
        return drawn


# --- a recipe for every operation -----------------------------------------------------------------


def unary(kind=normal):
    return lambda scene, op: apply(op, scene.view(scene.shape(), kind))


def binary(kind=normal, second=None):
    return lambda scene, op: apply(op, *scene.pair(kind, second))


def power(scene, op):
    if scene.draw(st.booleans()):
        return apply(op, *scene.pair(positive, normal))
    exponent = scene.draw(st.sampled_from((2.0, 3.0, 0.5, -1.0, -2.0, 0.0, 1.0, 2.5)))
    return scene.view(scene.shape(), positive) ** exponent


def where(scene, op):
    condition = scene.view(scene.shape(), whole)
    shape = condition.shape
    return apply(
        op, condition, scene.view(scene.broadcast(shape)), scene.view(scene.broadcast(shape))
    )


def clip(scene, op):
    low = scene.draw(st.sampled_from((-math.inf, -1.0, -0.5)))
    high = scene.draw(st.sampled_from((0.25, 1.0, math.inf)))
    return apply(op, scene.view(scene.shape(), whole), low=low, high=high)


def reduction(kind):
    def recipe(scene, op):
        x = scene.view(scene.shape(least=1, most=4), kind)
        return apply(op, x, dim=scene.axes(x.ndim), keepdim=scene.draw(st.booleans()))

    return recipe


def argmax(scene, op):
    x = scene.view(scene.shape(least=1), whole)
    return apply(op, x, dim=scene.draw(st.integers(0, x.ndim - 1)))


def reshape(scene, op):
    shape = scene.shape(least=1, most=4)
    order = scene.draw(st.permutations(shape))
    return apply(op, scene.view(shape), shape=tuple(order))


def permute(scene, op):
    x = scene.view(scene.shape(most=4))
    return apply(op, x, dims=tuple(scene.draw(st.permutations(range(x.ndim)))))


def expand(scene, op):
    shape = scene.shape()
    return apply(op, scene.view(scene.broadcast(shape)), shape=shape)


def slicing(scene, op):
    return scene.sliced(scene.shape(least=1), {"depth": 1})


def unslice(scene, op):
    part = scene.sliced(scene.shape(least=1), {"depth": 0})
    base = part.parents[0]
    return apply(op, scene.view(part.shape), key=part.attrs["key"], shape=base.shape)


def cat(scene, op):
    shape = list(scene.shape(least=1))
    dim = scene.draw(st.integers(0, len(shape) - 1))
    lengths = scene.draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    parts = [scene.view([*shape[:dim], length, *shape[dim + 1 :]]) for length in lengths]
    return apply(op, *parts, dim=dim)


def take(scene, op):
    # Part of a larger array: a row that is not there must not be one of the neighbours.
    x = scene.sliced(scene.shape(least=1), {"depth": 1})
    return apply(op, x, scene.view(scene.shape(most=2), rows_of(len(x)), depth=1))


def put(scene, op):
    size = scene.draw(st.integers(1, 4))
    index = scene.view(scene.shape(most=2), rows_of(size), depth=1)
    return apply(op, scene.view((*index.shape, *scene.shape(most=2))), index, size=size)


def kernel(scene, height, width):
    sizes = (scene.draw(st.integers(1, height)), scene.draw(st.integers(1, width)))
    return {
        "kernel": sizes,
        "stride": scene.draw(st.integers(1, 3)),
        "padding": scene.draw(st.integers(0, 2)),
    }


def patches(scene, op):
    x = scene.view(scene.shape(least=4, most=4))
    return apply(op, x, **kernel(scene, *x.shape[2:]))


def from_patches(scene, op):
    shape = scene.shape(least=4, most=4)
    attrs = kernel(scene, *shape[2:])
    columns = Tensor(np.zeros(shape)).patches(**attrs).shape
    return apply(op, scene.view(columns), shape=shape, **attrs)


def matmul(scene, op):
    # Inner lengths below and above that up to which the page writes products out.
    inner = scene.draw(st.sampled_from((1, 2, 3, 8, 9, 20)))
    rows, columns = scene.draw(st.integers(1, 4)), scene.draw(st.integers(1, 4))
    batch = scene.shape(most=2)
    left, right = scene.broadcast(batch), scene.broadcast(batch)
    return apply(op, scene.view((*left, rows, inner)), scene.view((*right, inner, columns)))


def arange(scene, op):
    start, step = scene.draw(st.integers(-3, 3)), scene.draw(st.sampled_from((-2, -0.1, 0.5, 3)))
    return apply(op, start=start, step=step, size=scene.draw(st.integers(0, 300)))


def linspace(scene, op):
    start, stop = scene.draw(st.sampled_from(((-1, 1), (0.1, 0.7), (5, -3.3), (2, 2))))
    return apply(op, start=start, stop=stop, size=scene.draw(st.integers(1, 300)))


def folding(scene, op):
    rate = scene.view((), positive)
    folded = fold(
        lambda s, k: {"a": s["b"], "b": (s["a"] * rate - k).tanh()},
        {"a": scene.view((2,)), "b": scene.view((2,))},
        scene.new((), lambda rng, shape: rng.integers(0, 12, size=shape) / 1.5),
        max=7,
        watch=lambda s: {"sum": s["a"].sum() + rate},
        every=scene.draw(st.integers(1, 3)),
    )
    return folded.history["sum"].sum() + folded["a"] * folded["b"] + folded.steps.sum()


def branching(scene, op):
    """One of several functions of two operands, one of which reads numbers from outside."""
    x, y = scene.pair()
    outside = scene.view(x.shape)
    pattern = np.linspace(-1, 1, x.size).reshape(x.shape)
    functions = [
        lambda a, b: a * b,
        lambda a, b: (a + outside).tanh() * a + b * 0,
        lambda a, b: a - b * b * pattern.sum(),
        lambda a, b: (
            branch(a.sum(), [lambda: a + b, lambda: (a @ a.mT).sum() * b + a])
            if a.ndim > 1
            else a + b
        ),
    ]
    index = scene.new((), lambda rng, shape: rng.integers(-2, 10, size=shape) / 2)
    return branch(index, functions, x, y)


RECIPES = {
    **dict.fromkeys(("add", "sub", "mul"), binary()),
    "div": binary(normal, positive),
    "pow": power,
    "remainder": binary(lambda rng, shape: 5 * normal(rng, shape), normal),
    **dict.fromkeys(("maximum", "minimum"), binary(whole)),
    **dict.fromkeys(("less", "less_equal", "greater"), binary(whole)),
    **dict.fromkeys(("greater_equal", "equal", "not_equal"), binary(whole)),
    "where": where,
    **dict.fromkeys(("neg", "exp", "sin", "cos", "tanh", "sigmoid", "softplus", "erf"), unary()),
    **dict.fromkeys(("log", "log1p", "sqrt"), unary(positive)),
    **dict.fromkeys(("relu", "abs", "sign"), unary(whole)),
    "floor": unary(lambda rng, shape: 3 * normal(rng, shape)),
    "clip": clip,
    "sum": reduction(normal),
    "amax": reduction(whole),
    "argmax": argmax,
    "reshape": reshape,
    "permute": permute,
    "expand": expand,
    "slice": slicing,
    "unslice": unslice,
    "cat": cat,
    "take": take,
    "put": put,
    "patches": patches,
    "from_patches": from_patches,
    "matmul": matmul,
    "arange": arange,
    "linspace": linspace,
    "fold": folding,
    "branch": branching,
}


def test_every_operation_has_a_recipe():
    # A typed function is written out before it is replayed; see test_formula.py.
    assert RECIPES.keys() == OPERATIONS.keys() - {"formula"}


@pytest.mark.parametrize("op", RECIPES)
@settings(max_examples=12)
@given(data=st.data())
def test_an_operation_and_its_gradient_agree(op, assert_agreement, data):
    scene = Scene(data.draw)
    out = RECIPES[op](scene, op)
    outputs = {"out": out}
    inputs = list(scene.inputs.values())
    if OPERATIONS[op].gradient:
        weights = live("g", np.zeros(out.shape))
        scene.inputs["g"], scene.kinds["g"] = weights, normal
        gradients = grad(out, inputs, weights)
        outputs |= {f"gradient {k}": g for k, g in enumerate(gradients)}
    recording = Recording.of(outputs, scene.inputs)
    assert op in {node.op for node in recording.nodes}
    assert_agreement(recording, *scene.settings())


SPECIAL = np.array(
    [
        *(math.nan, math.inf, -math.inf, 0, 1, -1, 0.5, -0.5, 2, -2, 3, -2.5, 4.1, -4.1, 6.5),
        *(1e-300, 1e-10, 1e300, -1e300, 37, 710, -745, 1e16),
    ]
)


def test_elementwise_operations_agree_at_the_ends_of_the_number_line(assert_agreement):
    a, b = (grid.ravel() for grid in np.meshgrid(SPECIAL, SPECIAL))
    x, y = live("x", a), live("y", b)
    outputs = {f"x to the {p}": x**p for p in (2.0, 3.0, 0.5, -1.0, 0.0, -2.0, math.inf, math.nan)}
    outputs["clip"] = x.clip(-0.5, 2)
    for op in ELEMENTWISE.keys() - {"clip"}:
        count = len(ELEMENTWISE[op].gradient)
        outputs[op] = apply(op, *(x, y, -x)[:count])
    assert_agreement(Recording.of(outputs, {"x": x, "y": y}), {"x": a, "y": b})


def test_reductions_agree_on_numbers_that_are_not_finite(assert_agreement):
    rows = np.array([[1, math.nan, 3], [math.inf, -math.inf, 1], [-math.inf] * 3, [math.nan] * 3])
    x = live("x", rows)
    outputs = {"sum": x.sum(1), "amax": x.amax(1), "argmax": x.argmax(1), "rows": x.argmax(0)}
    assert_agreement(Recording.of(outputs, {"x": x}), {"x": rows}, {"x": rows[::-1]})


def test_arrays_without_numbers_agree(assert_agreement):
    x = live("x", np.ones((3, 0)))
    y = live("y", np.ones((2, 3)))
    outputs = {
        "sum": x.sum(1),
        "product": y @ x,
        "inner": x @ x.T,
        "doubled": x * 2,
        "slice": y[:, 3:3],
        "joined": apply("cat", x, y[0].reshape(3, 1), dim=1),
        "taken": x.T.take(np.zeros(0)),
    }
    assert_agreement(
        Recording.of(outputs, {"x": x, "y": y}), {"x": np.ones((3, 0)), "y": np.eye(3)[:2]}
    )


def test_random_numbers_agree_to_the_last_bit(load):
    seed = live("seed", 0)
    recording = Recording.of({"u": rand((3, 50), seed)}, {"seed": seed})
    drawn = load(recording).follow(*({"seed": k * k} for k in range(0, 1001, 50)))
    for k, results in zip(range(0, 1001, 50), drawn, strict=True):
        np.testing.assert_array_equal(results["u"], recording.run(seed=k * k)["u"])


# --- what is composed of operations ---------------------------------------------------------------


def some_operation(scene, pool):
    """One more tensor computed from those there are; values stay within a few units."""
    draw = scene.draw
    # Mostly from what was computed last, so that graphs grow deep.
    x = draw(st.sampled_from(draw(st.sampled_from((pool, pool[-3:])))))
    ways = ["tanh", "sigmoid", "relu", "square", "where", "mul", "add", "sub", "maximum"]
    if x.ndim > 0:
        ways += ["flip", "flip", "T", "part", "reshape", "sum", "amax", "cat", "matmul"]
    way = draw(st.sampled_from(ways))
    if way in ("tanh", "sigmoid", "relu"):
        return apply(way, x)
    if way == "square":
        return (x**2).tanh()
    if way == "where":
        return x.where(x > 0, x * 0.1)
    if way in ("mul", "add", "sub", "maximum"):
        fitting = [y for y in pool if _broadcasts(x.shape, y.shape)]
        return apply(way, x, draw(st.sampled_from([*fitting, Tensor(0.5), Tensor(-1.5)]))).tanh()
    if way == "flip":
        return x[::-1]
    if way == "part":
        return x[draw(st.sampled_from((slice(1), slice(None, None, 2))))]
    if way == "reshape":
        return x.reshape(draw(st.sampled_from(((-1,), (1, -1), (-1, 1), x.shape[::-1]))))
    if way == "sum":
        return x.sum(scene.axes(x.ndim), keepdim=draw(st.booleans())).tanh()
    if way == "amax":
        return x.amax(draw(st.integers(0, x.ndim - 1)))
    if way == "cat":
        return apply("cat", x, x * 0.5, dim=draw(st.integers(0, x.ndim - 1)))
    if way == "matmul" and x.ndim == 2:
        return (x @ x.T).tanh()
    return x.T


def _broadcasts(a, b):
    try:
        return math.prod(np.broadcast_shapes(a, b)) <= 200
    except ValueError:
        return False


@settings(max_examples=80)
@given(data=st.data())
def test_random_graphs_agree_whichever_input_moves(assert_agreement, data):
    scene = Scene(data.draw)
    pool = [scene.new(scene.shape(most=2)) for _ in range(data.draw(st.integers(1, 4)))]
    pool.append(Tensor(np.linspace(-1, 1, 4)))
    for _ in range(data.draw(st.integers(1, 20))):
        pool.append(some_operation(scene, pool))
    # Few outputs: what nobody reads is not stored, and loops are shared.
    chosen = data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=3))
    outputs = {f"out {k}": tensor for k, tensor in enumerate([*chosen, pool[-1]])}
    total = sum(tensor.sum() for tensor in outputs.values())
    inputs = list(scene.inputs.values())
    first = grad(total, inputs)
    outputs |= {f"gradient {k}": g for k, g in enumerate(first)}
    second = grad(sum((g * g).sum() for g in first), inputs)
    outputs |= {f"second gradient {k}": g for k, g in enumerate(second)}
    assert_agreement(Recording.of(outputs, scene.inputs), *scene.settings(4))


def recorded_with_gradient(function, *arrays):
    inputs = {f"x{k}": live(f"x{k}", array) for k, array in enumerate(arrays)}
    out = function(*inputs.values())
    gradients = grad((out * out).sum(), list(inputs.values()))
    outputs = {"out": out} | {f"gradient {k}": g for k, g in enumerate(gradients)}
    return Recording.of(outputs, inputs), dict(zip(inputs, arrays, strict=True))


rng = np.random.default_rng(0)
STEEP = np.array([[-1000.0, -1.0, -1e-9, 0.0], [1e-9, 0.5, 30.0, 1000.0]])
LOGITS, CLASSES = rng.normal(size=(5, 3)), rng.integers(3, size=5)


@pytest.mark.parametrize("name", activations.ACTIVATIONS)
def test_an_activation_agrees_from_minus_to_plus_1000(name, assert_agreement):
    assert_agreement(*recorded_with_gradient(lambda z: activations.activate(name, z), STEEP))


@pytest.mark.parametrize(
    ("function", "arrays"),
    [
        (activations.softmax, [STEEP]),
        (activations.log_softmax, [STEEP]),
        (losses.mse_loss, [rng.normal(size=6), rng.normal(size=6)]),
        (losses.l1_loss, [rng.normal(size=6), rng.normal(size=6)]),
        (losses.huber_loss, [3 * rng.normal(size=6), rng.normal(size=6)]),
        (losses.binary_cross_entropy_with_logits, [STEEP.ravel(), rng.integers(2, size=8)]),
        (lambda z: losses.cross_entropy(z, CLASSES), [LOGITS]),
        (lambda x: Conv2d(2, 3, 3, stride=2, padding=1)(x), [rng.normal(size=(2, 2, 5, 6))]),
        (lambda x: MaxPool2d(2)(x), [rng.integers(4, size=(1, 2, 6, 4)).astype(float)]),
        (lambda x: AvgPool2d(2, stride=1)(x), [rng.normal(size=(1, 2, 4, 4))]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_functions_losses_and_layers_agree(function, arrays, assert_agreement):
    assert_agreement(*recorded_with_gradient(function, *arrays))


# What is at the edge or beyond, on both sides of it.
EDGES = np.array([math.nan, math.inf, -math.inf, 0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 1e308, -1e308])


@pytest.mark.parametrize(
    "function",
    [
        *(function for name, function in activations.ACTIVATIONS.items() if "softmax" not in name),
        lambda x: x.clip(-1, 1),
        lambda x: functional.clip(x, Tensor(-1.0), Tensor(1.0)),
        lambda x: functional.norm(x.reshape(-1, 1), dim=1),
        lambda x: losses.huber_loss(x, 0.0, reduction="none"),
        lambda x: apply("maximum", x, x[::-1]),
        lambda x: apply("minimum", x, x[::-1]),
        lambda x: x**2,
        lambda x: 0.0**x,
        lambda x: x ** x[::-1],
        lambda x: x.relu().sqrt(),
    ],
)
def test_infinities_nan_and_edges_go_through_flat_parts_as_in_python(function, assert_agreement):
    x = live("x", np.ones(len(EDGES)))
    out = function(x)
    (g,) = grad(out.sum(), [x])
    (second,) = grad(g.sum(), [x])
    outputs = {"out": out, "gradient": g, "second": second}
    assert_agreement(Recording.of(outputs, {"x": x}), {"x": EDGES}, {"x": EDGES[::-1]})


def test_a_power_follows_a_control_in_its_exponent(assert_agreement):
    x, p = live("x", np.array([0.0, 0.5, 3.0])), live("p", 2.0)
    gradients = grad((x**p).sum(), [x, p])
    outputs = {"out": x**p, "base": gradients[0], "exponent": gradients[1]}
    values = [{"x": np.array([0.0, 0.5, 3.0]), "p": p} for p in (2.0, 3.0, 1.0, 0.0, -1.0, 0.5)]
    assert_agreement(Recording.of(outputs, {"x": x, "p": p}), *values)


# --- folds ----------------------------------------------------------------------------------------


def some_fold(draw):
    """A fold of random kind: its recording, the greatest n, and values for its inputs."""
    most, every = draw(st.integers(0, 40)), draw(st.integers(1, 6))
    rate, mixer, n = live("rate", 0.3), live("mixer", np.eye(3)), live("n", 0)
    table = Tensor(np.linspace(-1, 1, 12).reshape(4, 3))
    ways = {
        "exchange": lambda s, k: {"a": s["b"], "b": s["a"]},
        "turn": lambda s, k: {"a": (s["a"] @ mixer + s["b"] * rate).tanh(), "b": s["b"]},
        "descend": lambda s, k: {"a": s["a"] - rate * grad((s["a"] ** 2).sum(), [s["a"]])[0]},
        "gather": lambda s, k: {"b": 0.5 * s["b"] + table.take((k + 1) % 4)},
        "wave": lambda s, k: {"c": 0.9 * s["c"] + (k * rate).sin()},
        "outside": lambda s, k: {"b": mixer.sum(0) * rate},
        "view": lambda s, k: {
            "b": s["b"][::-1],
            "a": apply("cat", s["c"].reshape(1), s["a"][1:], dim=0),
        },
        "still": lambda s, k: {},
    }
    chosen = [
        ways[way] for way in draw(st.lists(st.sampled_from(sorted(ways)), min_size=1, max_size=3))
    ]

    def step(state, k):
        for way in chosen:
            state = {**state, **way(state, k)}
        return state

    def watch(state):
        return {"size": (state["a"] ** 2).sum() * rate, "b": state["b"], "fixed": rate * 2}

    start = {"a": table[0] + rate, "b": np.array([1.0, -0.5, 0.25]), "c": 0.0}
    folded = fold(step, start, n, max=most, every=every, watch=draw(st.sampled_from((watch, None))))
    history = {f"history {name}": tensor for name, tensor in folded.history.items()}
    outputs = dict(folded) | history | {"steps": folded.steps, "after": folded["a"] * rate}
    return Recording.of(outputs, {"rate": rate, "mixer": mixer, "n": n}), most


@settings(max_examples=30)
@given(data=st.data())
def test_folds_agree_forwards_backwards_and_after_a_change(load, data):
    recording, most = some_fold(data.draw)
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    present = {"rate": 0.3, "mixer": np.eye(3), "n": 0.0}
    way = []
    for _ in range(12):
        if rng.random() < 0.8:
            moved = {"n": rng.uniform(-1, most + 2)}
        else:
            moved = {"rate": rng.choice([0.1, 0.3, 0.5])}
        present = {**present, **moved}
        way.append(present)

    seen = {}
    # A budget of 0 ends a run as early and as often as can be.
    budget = data.draw(st.sampled_from((None, 0)))
    for present, values in zip(way, load(recording).follow(*way, budget=budget), strict=True):
        assert_same_numbers(values, recording.run(**present))
        setting = (np.clip(np.floor(present["n"]), 0, most), present["rate"])
        bits = {name: value.tobytes() for name, value in values.items()}
        assert seen.setdefault(setting, bits) == bits, "the way to a step must leave no trace"


def test_a_fold_is_the_same_when_json_has_sorted_its_keys(load):
    # Notebooks are saved so. The names of a page's objects that are numbers come first.
    lr, n = live("lr", 0.5), live("n", 3)
    folded = fold(
        lambda s, k: {"w": s["w"] - lr * s["9"], "9": s["9"] * s["10"], "10": s["w"].sum()},
        {"w": [1.0, 2.0], "9": 3.0, "10": -1.0},
        n,
        max=4,
        watch=lambda s: {"total": s["w"].sum(), "9": s["9"]},
    )
    outputs = {"after": folded["w"] + folded["9"], "seen": folded.history["total"]}
    recording = Recording.of(outputs, {"n": n, "lr": lr})
    text = json.dumps(recording.to_json(), sort_keys=True)
    saved = Recording.from_json(json.loads(text))
    values = {"n": 4, "lr": 0.25}
    assert_same_numbers(saved.run(**values), recording.run(**values))
    for page in load(recording).follow(values) + load(saved).follow(values):
        assert_same_numbers(page, recording.run(**values))


def test_scrubbing_gives_bit_by_bit_what_going_forward_gave(load):
    recording, values = _training()
    forward = load(recording).follow(*[{**values, "n": n} for n in range(301)])
    way = (300, 299, 7, 250, 0, 1, 150, 149, 300, 12)
    scrubbed = load(recording).follow(*[{**values, "n": n} for n in way])
    for n, results in zip(way, scrubbed, strict=True):
        for name, value in results.items():
            assert value.tobytes() == forward[n][name].tobytes()


def _training():
    """Batches, a network of two layers and its gradients, as in the book."""
    draw = np.random.default_rng(1)
    X, lr, n = Tensor(draw.normal(size=(40, 2))), live("lr", 0.1), live("n", 0)
    y = (X[:, 0] * X[:, 1]).sign()
    order = Tensor(draw.permutation(40).reshape(4, 10))

    def loss(state, rows):
        hidden = (X.take(rows) @ state["W"].T + state["b"]).tanh()
        return ((hidden @ state["v"] - y.take(rows)) ** 2).mean()

    def step(state, k):
        gradients = grad(loss(state, order.take(k % 4)), list(state.values()))
        return {name: state[name] - lr * g for name, g in zip(state, gradients, strict=True)}

    start = {"W": draw.normal(size=(4, 2)), "b": np.zeros(4), "v": draw.normal(size=4)}
    folded = fold(step, start, n, max=300, watch=lambda s: {"loss": loss(s, np.arange(40.0))})
    outputs = {**folded, "loss": folded.history["loss"], "steps": folded.steps}
    return Recording.of(outputs, {"lr": lr, "n": n}), {"lr": 0.1}


def test_300_steps_of_training_agree(assert_agreement):
    recording, values = _training()
    assert_agreement(recording, {**values, "n": 300}, {"lr": 0.2}, {"n": 40}, {"lr": 0.05})
