"""What the graph says about values and gradients is true, whatever the operation."""

import math
import re

import numpy as np
import pytest

from nnlib import Tensor, grad, where
from nnlib.live.graph import describe_graph
from nnlib.live.graph.notation import NOTATION, Written, notation, spell, write, write_sum
from nnlib.operations import ELEMENTWISE, OPERATIONS
from nnlib.tensor import apply

DIGITS = ".17g"


def live(name, value):
    tensor = Tensor(value)
    tensor.live = tensor.control = name
    return tensor


def texts_of(root, wrt=None, **names):
    """What the steps of a graph say, with all digits: the parts of each equation."""
    data, style = describe_graph(root, None, names, [], wrt, DIGITS)
    numbers = {name: float(value._value) for name, value in data.items() if value.size == 1}
    return [spell(step["text"], numbers).split(" = ") for step in style["steps"]]


def numbers_of(root, nodes):
    """The values of named tensors, and of the gradients of the root, as a formula names them."""
    gradients = grad(root, list(nodes.values()))
    return {name: float(tensor._value) for name, tensor in nodes.items()} | {
        f"gradient_{name}": float(g._value) for name, g in zip(nodes, gradients, strict=True)
    }


def assert_true(equations, numbers):
    """Every part of an equation must be the number that the first part names."""
    for name, *parts in equations:
        wanted = numbers[plain(name)]
        for part in parts:
            found = compute(part, numbers)
            assert found == pytest.approx(wanted, rel=1e-9, abs=1e-12), (name, part)


# How a formula is computed by Python, for the tests that hold it to its word.
FUNCTIONS = {
    "exp": math.exp,
    "log": math.log,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
    "erf": math.erf,
    "σ": lambda x: 1 / (1 + math.exp(-x)),
    "sqrt": math.sqrt,
    "softplus": lambda x: math.log1p(math.exp(x)),
    "sign": lambda x: float(np.sign(x)),
    "max": max,
    "min": min,
    "pow": math.pow,
    "abs": abs,
    "floor": math.floor,
    "where": lambda condition, a, b: a if condition else b,
}
SIGNS = {"×": "*", "−": "-", "^": "**", "√": "sqrt", "≤": "<=", "≥": ">=", "≠": "!=", "mod": "%"}


def plain(formula):
    return re.sub(r"∂\w+/∂(\w+)", r"gradient_\1", formula)


def compute(formula, names):
    text = plain(formula)
    text = re.sub(r"\|(.*?)\|", r"abs(\1)", re.sub(r"⌊(.*?)⌋", r"floor(\1)", text))
    text = re.sub(r"√([\d.]+)", r"√(\1)", text)
    for sign, python in SIGNS.items():
        text = text.replace(sign, python)
    # The text is nnlib's own.
    return float(eval(text, {"__builtins__": {}}, {**FUNCTIONS, **names}))  # noqa: S307


# Values at which the operation and its gradient are finite, among them negative ones where there
# may be some, a tie, and both sides of a bend.
CASES = {
    "add": [(1.5, -2.5)],
    "sub": [(1.5, -2.5)],
    "mul": [(1.5, -2.5)],
    "div": [(1.5, -2.5)],
    "pow": [(1.5, -2.5), (2.0, 3.0)],
    "remainder": [(5.5, 2.0)],
    "maximum": [(1.5, -2.5), (-3.0, 1.0), (2.0, 2.0)],
    "minimum": [(1.5, -2.5), (-3.0, 1.0), (2.0, 2.0)],
    "where": [(1.0, 1.5, -2.5), (0.0, 1.5, -2.5)],
    "neg": [(1.5,), (-2.0,)],
    "exp": [(-1.5,)],
    "log": [(1.5,)],
    "log1p": [(0.5,), (-0.5,)],
    "sqrt": [(2.5,)],
    "sin": [(-2.0,)],
    "cos": [(-2.0,)],
    "tanh": [(-0.75,)],
    "sigmoid": [(-0.75,)],
    "softplus": [(-0.75,)],
    "erf": [(-0.75,)],
    "relu": [(1.5,), (-1.5,)],
    "abs": [(1.5,), (-1.5,)],
}
INPUTS = [(op, values) for op, cases in CASES.items() for values in cases]


def expression(op, values):
    """An operation in the middle of a graph, so that what comes back to it is not 1."""
    inputs = [live(name, value) for name, value in zip("abc", values, strict=False)]
    out = apply(op, *inputs)
    return inputs, out, -0.7 * out


def test_every_elementwise_operation_with_a_gradient_is_tried():
    rules = {op: row.gradient for op, row in ELEMENTWISE.items()}
    differentiable = {op for op, found in rules.items() if any(rule is not None for rule in found)}
    # The bounds of clip are settings, no inputs; it has no entry and a test of its own.
    assert differentiable - {"clip"} == CASES.keys()


@pytest.fixture
def all_digits(monkeypatch):
    """Fixed numbers, such as the 2/√π of the error function, are otherwise rounded."""
    monkeypatch.setattr("nnlib.live.graph.notation.DIGITS", DIGITS)


@pytest.mark.usefixtures("all_digits")
@pytest.mark.parametrize(("op", "values"), INPUTS)
def test_every_part_of_a_rule_is_the_number_that_nnlib_computes(op, values):
    inputs, out, root = expression(op, values)
    wrt = [x for k, x in enumerate(inputs) if not (op == "where" and k == 0)]
    equations = texts_of(root, wrt, f=out, L=root)
    assert_true(equations, numbers_of(root, {x.control: x for x in inputs} | {"f": out, "L": root}))
    gradients = {"gradient_L", "gradient_f"} | {f"gradient_{x.control}" for x in wrt}
    assert {plain(name) for name, *_ in equations} == {"f", "L"} | gradients


@pytest.mark.parametrize("power", [0, 1, 2, 3, -2])
@pytest.mark.parametrize("base", [1.5, -1.5])
def test_a_fixed_power_is_a_function_of_one_input(base, power):
    a = live("a", base)
    f = a**power
    root = -0.7 * f
    assert_true(texts_of(root, f=f, L=root), numbers_of(root, {"a": a, "f": f, "L": root}))
    assert notation(f).symbol == f"x^{power}"


def test_a_value_used_often_collects_the_terms_of_all_its_users():
    x = live("x", 1.5)
    s, q, r = x.sin(), x * x, 3 / x
    p = s * q
    root = p - r
    nodes = {"s": s, "q": q, "r": r, "p": p, "L": root}
    equations = texts_of(root, **nodes)
    assert_true(equations, numbers_of(root, {"x": x, **nodes}))
    (formula,) = [parts[0] for name, *parts in equations if name == "∂L/∂x"]
    # One term from the sine, two from the square, one from the quotient.
    assert formula == "∂L/∂s × cos(x) + ∂L/∂q × x + ∂L/∂q × x − ∂L/∂r × r / x"


def test_a_wrong_rule_would_be_found():
    equations = [["∂L/∂a", "∂L/∂f × a", "3"]]
    numbers = {"a": 2.0, "gradient_f": 1.5, "gradient_a": 3.0}
    assert_true(equations, numbers)
    with pytest.raises(AssertionError):
        assert_true([["∂L/∂a", "∂L/∂f / a", "3"]], numbers)
    with pytest.raises(AssertionError):
        assert_true([["∂L/∂a", "∂L/∂f × a", "3.1"]], numbers)


def test_a_bound_is_told_by_the_rule_of_clip():
    for value, passes in [(0.25, "1"), (7.0, "0")]:
        x = live("x", value)
        *_, (name, rule, *_, result) = texts_of(x.clip(0, 1))
        assert (name, rule) == ("∂v1/∂x", "∂v1/∂v1 × (x ≥ 0) × (x ≤ 1)")
        assert result == passes


# --- brackets and signs ---------------------------------------------------------------------------

A, B, C = Tensor(2.0), Tensor(-3.0), Tensor(5.0)
KNOWN = {id(t): Written(name, f"{{{name}:.0f}}") for name, t in zip("ABC", (A, B, C), strict=True)}


@pytest.mark.parametrize(
    ("result", "names", "numbers"),
    [
        (A - (B - C), "A − (B − C)", "2 − (−3 − 5)"),
        (A - B - C, "A − B − C", "2 − (−3) − 5"),
        (A + (B + C), "A + B + C", "2 + (−3) + 5"),
        (A / (B * C), "A / (B × C)", "2 / (−3 × 5)"),
        (A / B * C, "A / B × C", "2 / (−3) × 5"),
        (A * (B + C), "A × (B + C)", "2 × (−3 + 5)"),
        (-(A + B), "−(A + B)", "−(2 + (−3))"),
        (A * -B, "A × (−B)", "2 × (−(−3))"),
        (A + -B, "A + (−B)", "2 + (−(−3))"),
        (B**2, "B^2", "(−3)^2"),
        ((A * B) ** 2, "(A × B)^2", "(2 × (−3))^2"),
        (B * B, "B^2", "(−3)^2"),
        ((-B) ** 3, "(−B)^3", "(−(−3))^3"),
        ((A - B).exp() * C, "exp(A − B) × C", "exp(2 − (−3)) × 5"),
        ((A * B).log1p(), "log(1 + A × B)", "log(1 + 2 × (−3))"),
        (1 - 0.5 * A, "1 − 0.5 × A", "1 − 0.5 × 2"),
        (where(A > B, A, B), "where(A > B, A, B)", "where(1, 2, −3)"),
        (A * (A > B), "A × (A > B)", "2 × 1"),
        (A.reshape(1, 1) @ B.reshape(1, 1), "A @ B", "2 @ (−3)"),
    ],
)
def test_brackets_stand_where_they_are_needed_and_only_there(result, names, numbers):
    fields = {}

    def field(tensor):
        fields[f"c{len(fields)}"] = float(tensor._value)
        return f"{{c{len(fields) - 1}:d}}"

    written = write(result, KNOWN, field)
    assert written.names == names
    values = {"A": 2.0, "B": -3.0, "C": 5.0, **fields}
    assert spell(written.numbers, values) == numbers


def test_a_negative_term_of_a_sum_is_subtracted():
    terms = [write(term, KNOWN, str) for term in (A, -B / C, C)]
    total = write_sum(terms)
    assert total.names == "A − B / C + C"
    assert spell(total.numbers, {"A": 2, "B": -3, "C": 5}) == "2 − (−3) / 5 + 5"


def test_what_looks_alike_is_said_once():
    assert spell("y = x = {x:.1f} = {y:.1f}", {"x": 2, "y": 2.01}) == "y = x = 2.0"


@pytest.mark.parametrize("op", sorted(OPERATIONS.keys() - NOTATION.keys()))
def test_an_operation_without_an_entry_has_a_text(op):
    made = Tensor(1.0)
    made.op, made.parents = op, (A, B)
    found = notation(made)
    assert found.symbol
    assert found.form.format("A", "B").startswith((op, "A"))
