"""The graph of a computation: nodes, names, gradients, steps, and what an author is told."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib import Tensor, grad, log, sigmoid, tanh
from nnlib.live import Picture, explore, fold, integer, play, slider
from nnlib.live.graph.computation import Computation
from nnlib.live.graph.notation import spell


def live(value, name):
    tensor = Tensor(value)
    tensor.live = tensor.control = name
    return tensor


def drawn(root, *arguments, **options):
    """The style of a graph mark and its data as numbers."""
    picture = Picture()
    picture.graph(root, *arguments, **options)
    (panel,) = picture.spec()["panels"]
    (mark,) = panel["marks"]
    numbers = {name: picture.data[key]._value for name, key in mark["data"].items()}
    return mark["style"], numbers


def texts(style, numbers):
    numbers = {name: float(value.flat[0]) for name, value in numbers.items()}
    return [spell(step["text"], numbers) for step in style["steps"]]


@pytest.fixture
def neuron():
    w, x, b = live(2.0, "w"), live(-3.0, "x"), live(5.0, "b")
    z = w * x + b
    return {"w": w, "x": x, "b": b, "z": z, "y": tanh(z)}


# --- nodes and names ----------------------------------------------------------------------------


def test_the_nodes_are_the_tensors_that_the_root_was_computed_from(neuron):
    style, numbers = drawn(neuron["y"], names={"z": neuron["z"], "y": neuron["y"]})
    found = [(node["name"], node["symbol"], node["kind"]) for node in style["nodes"]]
    assert found == [
        ("w", "", "leaf"),
        ("x", "", "leaf"),
        ("b", "", "leaf"),
        ("v1", "×", "operation"),
        ("z", "+", "operation"),
        ("y", "tanh", "operation"),
    ]
    assert [numbers[f"v{k}"] for k in range(6)] == pytest.approx([2, -3, 5, -6, -1, np.tanh(-1)])


def test_a_value_used_twice_has_two_edges():
    x = live(3.0, "x")
    style, _ = drawn(x * x)
    assert [(edge["source"], edge["target"]) for edge in style["edges"]] == [(0, 1), (0, 1)]


def test_a_fixed_number_is_a_node_with_its_value_and_no_gradient():
    style, numbers = drawn(live(3.0, "x") - 0.5)
    constant = style["nodes"][1]
    assert (constant["kind"], constant["name"], constant["text"]) == ("constant", "", "0.5")
    assert "g1" not in numbers


def test_a_fixed_exponent_belongs_to_the_symbol():
    style, _ = drawn(live(3.0, "x") ** 2)
    assert [node["symbol"] for node in style["nodes"]] == ["", "x^2"]
    assert len(style["edges"]) == 1
    style, _ = drawn(live(3.0, "x") ** live(2.0, "p"))
    assert [node["symbol"] for node in style["nodes"]] == ["", "", "pow"]


def test_names_that_are_taken_are_not_given_twice():
    x = live(3.0, "v1")
    style, _ = drawn((x + 1) * 2)
    assert [node["name"] for node in style["nodes"]] == ["v1", "", "v2", "", "v3"]


def test_what_is_computed_from_fixed_numbers_alone_is_a_fixed_number():
    style, _ = drawn(live(3.0, "x") * (Tensor(2.0) + 1))
    assert [node["text"] for node in style["nodes"]] == [None, "3", None]
    y = Tensor(2.0) + 1
    style, _ = drawn(live(3.0, "x") * y, names={"y": y})
    assert [node["symbol"] for node in style["nodes"]] == ["", "", "+", "", "×"]


def test_a_graph_of_fixed_numbers_is_drawn_in_full():
    style, numbers = drawn((Tensor(2.0) + 1) * 3)
    assert texts(style, numbers) == ["v1 = 2 + 1 = 3.00", "v2 = v1 × 3 = 3.00 × 3 = 9.00"]


def test_a_mere_change_of_shape_is_no_node_unless_it_has_a_name():
    W, x = live([[1.0, 2.0], [3.0, 4.0]], "W"), live([1.0, -1.0], "x")
    y = W @ x
    L = (y * y).sum()
    style, numbers = drawn(L, names={"L": L})
    assert [node["symbol"] for node in style["nodes"]] == ["", "", "@", "×", "Σ"]
    rules = [text.split("; ")[0] for text in texts(style, numbers)[-2:]]
    assert rules == ["∂L/∂W = ∂L/∂v1 @ x^T", "∂L/∂x = W^T @ ∂L/∂v1"]
    wanted = grad(L, [W, x])
    assert numbers["g0"].tolist() == wanted[0]._value.tolist()
    assert numbers["g1"].tolist() == wanted[1]._value.tolist()
    style, _ = drawn(L, names={"y": y, "L": L})
    assert [node["symbol"] for node in style["nodes"]] == ["", "", "@", "reshape", "×", "Σ"]


def test_leaves_cut_off_what_lies_behind_them(neuron):
    style, numbers = drawn(neuron["y"], leaves=[neuron["z"]], names={"z": neuron["z"]})
    assert [(node["name"], node["kind"]) for node in style["nodes"]] == [
        ("z", "leaf"),
        ("v1", "operation"),
    ]
    assert numbers["g0"] == pytest.approx(1 - np.tanh(-1) ** 2)


def test_only_numbers_that_a_slider_sets_are_fields():
    @explore(w=slider(1, -2, 2), k=integer(2, 0, 5), n=play(13))
    def drawing(picture, w, k, n):
        X = Tensor([1.0, 2.0])
        picture.graph((w * k * X).sum() + w * 3, n, names={"X": X})

    (mark,) = drawing._show().view.spec["combinations"][""]["panels"][0]["marks"]
    fields = {node["name"]: node.get("control") for node in mark["style"]["nodes"]}
    assert fields["w"] == "w"
    assert fields["k"] == "k"
    assert fields["X"] is None


def test_the_style_is_plain_json(neuron):
    style, _ = drawn(neuron["y"])
    assert json.loads(json.dumps(style)) == style


def test_small_arrays_show_their_numbers_and_large_ones_their_norm():
    X, W = Tensor(np.ones((4, 2))), live([[3.0, 4.0]], "W")
    style, numbers = drawn((X @ W.T).sum(), names={"X": X})
    nodes = {node["name"]: (k, node) for k, node in enumerate(style["nodes"])}
    k, node = nodes["W"]
    assert node["grid"] == [1, 2]
    assert numbers[f"v{k}"].tolist() == [[3.0, 4.0]]
    assert numbers[f"g{k}"].tolist() == [[4.0, 4.0]]
    k, node = nodes["X"]
    assert (node["grid"], node["shape"]) == (None, [4, 2])
    assert numbers[f"v{k}"] == pytest.approx(np.sqrt(8))
    assert numbers[f"g{k}"] == pytest.approx(10)


# --- gradients ----------------------------------------------------------------------------------

OPERATIONS = {
    "+": lambda a, b: a + b,
    "−": lambda a, b: a - b,
    "×": lambda a, b: a * b,
    "÷": lambda a, b: a / (b * b + 1),
    "max": lambda a, b: a.where(a > b, b),
    "tanh": lambda a, b: a.tanh(),
    "σ": lambda a, b: a.sigmoid(),
    "x²": lambda a, b: a**2,
    "sin": lambda a, b: a.sin() * a,
}


@given(
    values=st.lists(st.floats(-2, 2), min_size=2, max_size=4),
    picks=st.lists(
        st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 9), st.integers(0, 9)),
        min_size=1,
        max_size=8,
    ),
)
def test_the_terms_that_are_added_up_are_the_gradient(values, picks):
    tensors = [live(value, f"x{k}") for k, value in enumerate(values)]
    for name, first, second in picks:
        a, b = tensors[first % len(tensors)], tensors[-1 - second % len(tensors)]
        tensors.append(OPERATIONS[name](a, b))
    graph = Computation(tensors[-1], {}, [], None)
    wanted = grad(graph.root, graph.nodes)
    for node, gradient in zip(graph.nodes, wanted, strict=True):
        if node is graph.root or id(node) not in graph.gradients:
            continue
        shown = float(graph.gradients[id(node)]._value)
        terms = [float(term._value) for _, term in graph.terms.get(id(node), [])]
        assert shown == float(gradient._value)
        assert sum(terms) == pytest.approx(shown, rel=1e-9, abs=1e-12)


def test_gradients_are_those_that_are_wanted(neuron):
    style, numbers = drawn(neuron["y"], wrt=[neuron["b"]], names={"z": neuron["z"]})
    names = [node["name"] for node in style["nodes"]]
    assert {names[int(key[1:])] for key in numbers if key[0] == "g"} == {"b", "z", "v2"}
    back = [edge for edge in style["edges"] if edge["backward"]]
    assert [(names[e["source"]], names[e["target"]]) for e in back] == [("b", "z"), ("z", "v2")]


def test_without_gradients_the_root_may_be_an_array():
    W = live([1.0, -2.0], "W")
    style, numbers = drawn(W.relu(), wrt=[])
    assert [step["phase"] for step in style["steps"]] == ["forward"]
    assert not any(key.startswith("g") for key in numbers)
    assert style["after"]["text"] == "Every value."


def test_where_no_gradient_is_handed_back_the_text_says_so():
    x = live(1.5, "x")
    style, numbers = drawn(x.floor() + x.detach())
    assert texts(style, numbers)[-1] == "∂v3/∂x = 0: no gradient is handed back to it"
    assert "detach" in [node["symbol"] for node in style["nodes"]]


def test_other_leaves_have_a_gradient_when_they_require_one_or_have_a_name():
    w, y, z = Tensor(2.0, requires_grad=True), Tensor(1.0), Tensor(3.0)
    style, numbers = drawn(w * y + z, names={"y": y})
    names = [node["name"] for node in style["nodes"]]
    assert {names[int(key[1:])] for key in numbers if key[0] == "g"} == {"v1", "y", "v2", "v3"}
    assert names.count("") == 1


# --- steps --------------------------------------------------------------------------------------


def test_values_come_in_the_order_of_computation_and_gradients_from_the_root_back(neuron):
    names = {"z": neuron["z"], "y": neuron["y"]}
    style, numbers = drawn(neuron["y"], names=names)
    assert texts(style, numbers) == [
        "v1 = w × x = 2.00 × (−3.00) = −6.00",
        "z = v1 + b = −6.00 + 5.00 = −1.00",
        "y = tanh(z) = tanh(−1.00) = −0.76",
        "∂y/∂y = 1",
        "∂y/∂z = ∂y/∂y × (1 − y^2) = 1.00 × (1 − (−0.76)^2) = 0.42",
        "∂y/∂b = ∂y/∂z = 0.42",
        "∂y/∂v1 = ∂y/∂z = 0.42",
        "∂y/∂w = ∂y/∂v1 × x = 0.42 × (−3.00) = −1.26",
        "∂y/∂x = ∂y/∂v1 × w = 0.42 × 2.00 = 0.84",
    ]
    leads = [step["lead"] for step in style["steps"]]
    assert leads[2:4] == ["Forward, step 3 of 9", "Backward, step 4 of 9"]


def test_a_step_names_what_it_reads(neuron):
    style, _ = drawn(neuron["y"])
    names = [node["name"] for node in style["nodes"]]

    def read(step):
        return [[names[k] for k in step[kind]] for kind in ("values", "gradients")]

    assert read(style["steps"][0]) == [["w", "x"], []]
    assert read(style["steps"][4]) == [["v3"], ["v3"]]
    assert read(style["steps"][-1]) == [["w"], ["v1"]]


def test_a_step_never_reads_what_is_not_known_yet(neuron):
    x = neuron["w"]
    root = sigmoid(neuron["z"]) * x + log(x) / neuron["y"]
    style, _ = drawn(root)
    values = {k for k, node in enumerate(style["nodes"]) if node["kind"] != "operation"}
    gradients = set()
    for step in style["steps"]:
        assert values >= set(step["values"])
        assert gradients >= set(step["gradients"])
        (values if step["phase"] == "forward" else gradients).add(step["node"])
    assert values == set(range(len(style["nodes"])))


def test_a_player_that_ends_too_early_is_told_how_many_steps_there_are():
    with pytest.raises(ValueError, match=r"take 5 steps, but 'n' ends at 4. Write n=play\(5\)"):

        @explore(a=slider(1, 0, 2), n=play(4))
        def short(picture, a, n):
            picture.graph(a * 2 + 1, n)

    @explore(a=slider(1, 0, 2), n=play(5))
    def enough(picture, a, n):
        picture.graph(a * 2 + 1, n)

    assert enough.still() != b""


# --- what an author is told ---------------------------------------------------------------------


def test_a_root_of_many_numbers_has_no_gradients():
    with pytest.raises(ValueError, match=r"the root has shape \(2,\). Reduce it to a loss"):
        drawn(live([1.0, 2.0], "w") * 2)


def test_a_root_must_be_a_tensor():
    with pytest.raises(TypeError, match=r"the root is 3\.0, no tensor"):
        drawn(3.0)


def test_an_array_must_have_a_name():
    with pytest.raises(
        ValueError, match=r"leaf Tensor\(.*\) of shape \(2,\) has no name.*names={'X': X}"
    ):
        drawn((live(1.0, "w") * np.ones(2)).sum())


def test_too_many_nodes_are_refused():
    total = live(1.0, "w")
    for _ in range(25):
        total = total + 1
    with pytest.raises(ValueError, match=r"51 nodes are too many.*leaves="):
        drawn(total)


def test_a_name_must_be_that_of_a_tensor_in_the_graph(neuron):
    with pytest.raises(ValueError, match="'e' is not part of this graph"):
        drawn(neuron["y"], names={"e": neuron["w"] * neuron["x"]})
    with pytest.raises(TypeError, match=r"names\['e'\] is 2.0, no tensor"):
        drawn(neuron["y"], names={"e": 2.0})
    with pytest.raises(ValueError, match="one tensor has two names, 'z' and 's'"):
        drawn(neuron["y"], names={"z": neuron["z"], "s": neuron["z"]})
    with pytest.raises(ValueError, match="two nodes are called 'w'"):
        drawn(neuron["y"], names={"w": neuron["z"]})
    for name in ("", "a name that is long", "{z}"):
        with pytest.raises(ValueError, match="cannot name a node"):
            drawn(neuron["y"], names={name: neuron["z"]})


def test_wrt_and_leaves_must_be_part_of_the_graph(neuron):
    for argument in ("wrt", "leaves"):
        with pytest.raises(ValueError, match=rf"{argument}\[0\] is not part of this graph"):
            drawn(neuron["z"], **{argument: [neuron["y"]]})


def test_a_graph_inside_a_fold_is_refused(neuron):
    def step(state, k):
        Picture().graph(state["w"] * 2)
        return state

    with pytest.raises(ValueError, match="computed inside the step of a fold"):
        fold(step, {"w": neuron["w"]}, 1, max=1)


def test_a_graph_begins_where_a_fold_ends(neuron):
    def step(state, k):
        return {"w": state["w"] / 2}

    state = fold(step, {"w": neuron["w"]}, 1, max=1)
    with pytest.raises(ValueError, match=r"comes out of a fold.*leaves=\[state\['w'\]\]"):
        drawn(state["w"] * 3)
    style, _ = drawn(state["w"] * 3, leaves=[state["w"]], names={"w": state["w"]})
    assert [node["name"] for node in style["nodes"]] == ["w", "", "v1"]


def test_a_format_must_be_one_that_the_page_knows(neuron):
    with pytest.raises(ValueError, match="graph: format: 'x' is not a format"):
        drawn(neuron["y"], format="x")
