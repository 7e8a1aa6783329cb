"""Typed functions: what can be read, what it means, and what a reader is told otherwise."""

import numpy as np
import pytest
import torch

import nnlib
from nnlib import Tensor
from nnlib.expression import CONSTANTS, FUNCTIONS, Expression, ExpressionError

X = np.array([-1.5, -0.2, 0.3, 2.0])

MEANINGS = {
    "x**2": lambda x: x**2,
    "x^2": lambda x: x**2,
    "3x² - 1": lambda x: 3 * x**2 - 1,
    "2(x + 1)(x - 1)": lambda x: 2 * (x + 1) * (x - 1),
    "-x**2": lambda x: -(x**2),
    "2**-x": lambda x: 2**-x,
    "2**x**2": lambda x: 2 ** (x**2),
    "sin(3x) / x": lambda x: torch.sin(3 * x) / x,
    "1/2x": lambda x: x / 2,
    "x − 1 · 2": lambda x: x - 2,
    "--x + +x": lambda x: 2 * x,
    "e**x + 2exp(-x)": lambda x: torch.exp(x) + 2 * torch.exp(-x),
    "cos(pi x) + cos(π x)": lambda x: 2 * torch.cos(torch.pi * x),
    "max(x, 1) - min(x, 1)": lambda x: torch.maximum(x, torch.ones(())) - x.clamp(max=1),
    "tanh(x) * sigmoid(x) + relu(x) + abs(x)": lambda x: (
        torch.tanh(x) * torch.sigmoid(x) + torch.relu(x) + torch.abs(x)
    ),
    "ln(x + 3) + log(x + 3) + sqrt(x + 3)": lambda x: 2 * torch.log(x + 3) + torch.sqrt(x + 3),
    "softplus(x)": torch.nn.functional.softplus,
    "1.5e1 x + .5 + 2.": lambda x: 15 * x + 2.5,
    "x²³ + x⁰": lambda x: x**23 + 1,
    "2x⁴ + 3²x": lambda x: 2 * x**4 + 9 * x,
    "πx + xπ + 2π": lambda x: 2 * torch.pi * (x + 1),
}


@pytest.mark.parametrize("text", MEANINGS)
def test_a_typed_function_and_its_derivatives_equal_torchs(text):
    f = Expression(text, ["x"])
    x = torch.tensor(X, requires_grad=True)
    y = MEANINGS[text](x)
    (first,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    np.testing.assert_allclose(f(X).data, y.detach().numpy(), rtol=1e-9)
    np.testing.assert_allclose(f.partial([0], X).data, first.detach().numpy(), rtol=1e-9)
    if first.requires_grad:
        (second,) = torch.autograd.grad(first.sum(), x, allow_unused=True)
        expected = np.zeros_like(X) if second is None else second.numpy()
        np.testing.assert_allclose(f.partial([0, 0], X).data, expected, rtol=1e-9, atol=1e-12)


def test_the_examples_use_every_function_and_constant():
    words = set("".join(c if c.isalpha() else " " for c in " ".join(MEANINGS)).split())
    assert words >= FUNCTIONS.keys() | CONSTANTS.keys()


def test_a_partial_derivative_is_taken_at_each_place_of_a_grid():
    f = Expression("x**2 y + y", ["x", "y"])
    x, y = nnlib.grid((-1, 1), (0, 2), 5)
    np.testing.assert_allclose(f.partial([0], x, y).data, 2 * x.data * y.data)
    np.testing.assert_allclose(f.partial([1, 0], x, y).data, (2 * x.data) + 0 * y.data)


def test_a_function_without_its_variable_is_constant():
    assert Expression("3", ["x"])(X).tolist() == [3.0] * 4
    assert Expression("3", ["x"]).partial([0], X).tolist() == [0.0] * 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Type a function of x, such as x**2."),
        ("   ", "Type a function of x, such as x**2."),
        ("x**", "Something is missing after “**”."),
        ("* x", "Something is missing before “*”."),
        ("()", "Something is missing after “(”."),
        ("(x", "A “)” is missing."),
        ("x)", "There is a “)” without its “(”."),
        ("x 2", "“2” stands where an operator such as * is missing."),
        ("sin x", "Write sin with parentheses, as in sin(x)."),
        ("max(x)", "max takes two arguments, separated by a comma."),
        ("exp(x, x)", "exp takes one argument."),
        ("x $ 2", "“$” cannot be read."),
        ("x²3", "“3” stands where an operator such as * is missing."),
        ("x².5", "“.5” stands where an operator such as * is missing."),
        ("x··2", "Something is missing after “*”."),
        ("x×*2", "Something is missing after “*”."),
        ("x^*2", "Something is missing after “**”."),
        ("x = 2", "“=” cannot be read."),
        ("(" * 199, "This is nested too deeply: at most 40 parentheses can be inside one another."),
        (
            "(" * 41 + "x" + ")" * 41,
            "This is nested too deeply: at most 40 parentheses can be inside one another.",
        ),
        ("1" * 201, "This is too long: at most 200 characters can be read."),
    ],
)
def test_text_that_is_no_function_is_explained(text, message):
    with pytest.raises(ExpressionError) as error:
        Expression(text, ["x"])
    assert str(error.value) == message


@pytest.mark.parametrize("text", ["y", "import", "x.real", "__class__", "f(x)", "lambda: 1"])
def test_nothing_but_the_grammar_can_be_typed(text):
    with pytest.raises(ExpressionError):
        Expression(text, ["x"])


def test_the_gradient_of_a_typed_function_is_its_partial():
    f = Expression("x**3", ["x"])
    x = Tensor(X)
    (g,) = nnlib.grad(f(x).sum(), [x])
    np.testing.assert_allclose(g.data, f.partial([0], x).data)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ([], "one or more different names"),
        (["x", "x"], "one or more different names"),
        (["é"], "'é' cannot name a variable.*a to z"),
        (["x 1"], "'x 1' cannot name a variable"),
        (["sin"], "'sin' cannot name a variable: it already means"),
        (["e"], "'e' cannot name a variable: it already means"),
    ],
)
def test_variables_are_different_plain_names(variables, message):
    with pytest.raises(ValueError, match=message):
        Expression("1", variables)


@pytest.mark.parametrize("text", ["x*٣", "xé", "x٣"])
def test_letters_and_digits_of_other_alphabets_are_read_nowhere(text):
    # Python's \\d and \\w would take them, and JavaScript's would not.
    with pytest.raises(ExpressionError, match=r"cannot be read"):
        Expression(text, ["x"])


def test_a_typed_function_wants_one_argument_for_each_variable():
    with pytest.raises(TypeError, match="function of x, y, but 1 arguments"):
        Expression("x + y", ["x", "y"])(1.0)


def test_arguments_of_a_typed_function_go_together():
    with pytest.raises(ValueError, match=r"\(2,\) and \(3,\) do not go together"):
        Expression("x + y", ["x", "y"])([1.0, 2.0], [1.0, 2.0, 3.0])
