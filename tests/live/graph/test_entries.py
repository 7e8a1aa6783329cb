"""What a graph of arrays says about one of their numbers is true, and short enough to be read."""

import numpy as np
import pytest

import nnlib
from nnlib import Tensor
from nnlib.live.graph import describe_graph
from nnlib.live.graph.computation import Computation
from nnlib.live.graph.entries import MOST_TERMS
from nnlib.live.graph.notation import spell
from tests.live.graph.test_notation import compute

X = [[1.0, 2.0], [-1.0, 0.5], [0.25, -3.0]]


def array(value):
    return Tensor(value, requires_grad=True)


def texts_of(root, nodes, format=".17g"):
    data, style = describe_graph(root, None, nodes, [], None, format)
    numbers = {name: float(value._value) for name, value in data.items() if value.size == 1}
    return [spell(step["text"], numbers) for step in style["steps"]]


def matrix_product():
    x, w = array(X), array([[0.5, -1.0], [0.8, 0.3]])
    v = w.T
    z = x @ v
    return (z * z).sum(), {"x": x, "w": w, "v": v, "z": z}


def repeated_row():
    x, b = array(X), array([0.1, -0.2])
    z = x + b
    return (z * b).mean(), {"x": x, "b": b, "z": z}


def softened():
    x = array([0.3, -0.7, 1.1])
    s = (x.tanh() / (1 + x.exp())).relu()
    return (2 * s).sum(), {"x": x, "s": s}


def rows_summed():
    x = array(X[:2])
    s = x.sum(1, keepdim=True)
    d = x - s
    return (d**2).sum(), {"x": x, "s": s, "d": d}


def stacked():
    a, b = array([1.5, -2.0]), array([0.25, 3.0])
    m = nnlib.stack([a, b])
    r = m[0, ::-1]
    return (r * a).sum(), {"a": a, "b": b, "m": m, "r": r}


def laid_out_anew():
    x, w = array([1.0, -2.0]), array([[2.0, 3.0], [-0.25, 0.5]])
    z = x.reshape(1, 2) @ w
    return (z * z).sum(), {"x": x, "w": w, "z": z}


GRAPHS = [matrix_product, repeated_row, softened, rows_summed, stacked, laid_out_anew]


@pytest.mark.parametrize("make", GRAPHS)
def test_every_part_about_the_first_number_of_an_array_is_that_number(make):
    root, nodes = make()
    graph = Computation(root, {**nodes, "L": root}, [], None)
    arrays = {graph.names[id(node)]: node.data for node in graph.nodes if id(node) in graph.names}
    for node in graph.nodes:
        if id(node) in graph.gradients:
            arrays[f"gradient_{graph.names[id(node)]}"] = graph.gradients[id(node)].data
    texts = texts_of(root, {**nodes, "L": root})
    equations = [text.split("; ")[-1].split(" = ") for text in texts if "[" in text]
    for name, *parts in equations:
        for part in parts:
            assert compute(part, arrays) == pytest.approx(compute(name, arrays)), (name, part)
    wanted = {f"∂L/∂{name}" for name, node in nodes.items() if node.ndim}
    assert wanted <= {name.split("[")[0] for name, *_ in equations}


def test_a_product_of_matrices_is_told_by_a_row_and_a_column():
    root, nodes = matrix_product()
    texts = texts_of(root, nodes, ".1f")
    product = "z = x @ v; z[0,0] = x[0,0] × v[0,0] + x[0,1] × v[1,0]"
    assert f"{product} = 1.0 × 0.5 + 2.0 × (−1.0) = −1.5" in texts


def test_a_transposed_gradient_stands_in_brackets():
    root, nodes = matrix_product()
    texts = texts_of(root, {**nodes, "L": root})
    assert any(text.startswith("∂L/∂w = (∂L/∂v)^T;") for text in texts)


def test_a_sum_of_an_array_is_told_by_its_numbers():
    x = array([1.0, 2.0, 4.0])
    assert texts_of(x.sum(), {"x": x}, ".0f")[0] == "v1 = sum(x) = 1 + 2 + 4 = 7"


def test_a_sum_that_is_too_long_to_be_read_stays_in_symbols():
    x = array(np.arange(MOST_TERMS + 1.0))
    z = x.sum()
    assert texts_of(z * z, {"x": x, "z": z}, ".0f")[0] == "z = sum(x) = 10"


def test_of_an_array_too_large_to_be_shown_the_rule_alone_is_told():
    x = array(np.ones((4, 4)))
    assert texts_of(x.exp().sum(), {"x": x}, ".0f")[0] == "v1 = exp(x)"
