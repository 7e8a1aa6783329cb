"""Typed functions: from text such as ``x**4 - 3x**2`` to operations of the table.

The grammar is small and closed: numbers, variables, ``pi`` and ``e``, the signs ``+ - * / **``,
parentheses, and the functions in `FUNCTIONS`. Text becomes a tree, and the tree becomes
operations; nothing is ever evaluated as Python. ``live/front/replay/expression.js`` reads the same
grammar in the page, and a test holds the two together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np

from nnlib.checks import brief, several, whole
from nnlib.operations import OPERATIONS, Operation
from nnlib.tensor import Tensor, TensorLike, apply, as_tensor, grad

# name -> (operation, number of arguments)
FUNCTIONS = {
    "abs": ("abs", 1),
    "cos": ("cos", 1),
    "exp": ("exp", 1),
    "ln": ("log", 1),
    "log": ("log", 1),
    "max": ("maximum", 2),
    "min": ("minimum", 2),
    "relu": ("relu", 1),
    "sigmoid": ("sigmoid", 1),
    "sin": ("sin", 1),
    "softplus": ("softplus", 1),
    "sqrt": ("sqrt", 1),
    "tanh": ("tanh", 1),
}
CONSTANTS = {"pi": math.pi, "e": math.e}
LONGEST = 200
# Parentheses inside one another: deeper ones would be too much for Python's stack.
DEEPEST = 40

# With a space after them, so that no two signs join to another one, as in x··2 or x²3.
_SPELLINGS = {"−": "-", "·": "* ", "×": "* ", "^": "** ", "π": " pi "}
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
# The page's \w and \d know these letters and digits only.
_NAME = re.compile("[A-Za-z_][A-Za-z_0-9]*")
_TOKEN = re.compile(
    r"\s*(?:((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|([A-Za-z_][A-Za-z_0-9]*)|(\*\*|[-+*/(),]))"
)

Tree = tuple[Any, ...]


class ExpressionError(ValueError):
    """Text that is not a function; the message says where and what to type instead."""


class Expression:
    """A function that somebody typed.

    Parameters
    ----------
    text : str
        The function, such as ``"x**2 + sin(3x)"``.
    variables : sequence of str
        The names that stand for its arguments.

    Raises
    ------
    ExpressionError
        When the text cannot be read.
    TypeError
        When the text is no text.
    ValueError
        When the variables are not different plain names, or have other meanings.

    Notes
    -----
    A number before a name or a parenthesis multiplies it: ``3x``, ``2(x + 1)``. Powers are written
    ``x**2``, ``x^2`` or ``x²``, where raised digits form one number: ``x¹²``. Taught in chapter 4.

    Examples
    --------
    >>> f = Expression("3x**2 - 1", ["x"])
    >>> f(Tensor(2.0)).item()
    11.0
    >>> f.partial([0], Tensor(2.0)).item()
    12.0
    >>> Expression("2 *", ["x"])
    Traceback (most recent call last):
    nnlib.expression.ExpressionError: Something is missing after “*”.
    """

    def __init__(self, text: str, variables: Sequence[str]) -> None:
        if not isinstance(text, str):
            raise TypeError(f"a function is typed as a text such as 'x**2', not as {brief(text)}.")
        self.text = text
        self.variables = _checked_variables(variables)
        self.tree = _Parser(text, self.variables).parse()

    def __repr__(self) -> str:
        return f"Expression({self.text!r}, {list(self.variables)})"

    def __call__(self, *arguments: TensorLike) -> Tensor:
        """Return the value for each entry of the arguments, which are broadcast."""
        return self.partial((), *arguments)

    def partial(self, by: Sequence[int], *arguments: TensorLike) -> Tensor:
        """Return the derivative by the variables at these positions, one after the other.

        Each entry of the result is the derivative at that entry of the arguments.

        Raises
        ------
        TypeError
            When there is not one argument for each variable.
        ValueError
            When the arguments cannot be broadcast against each other.
        """
        if len(arguments) != len(self.variables):
            raise TypeError(
                f"{self.text!r} is a function of {', '.join(self.variables)}, but "
                f"{len(arguments)} arguments were given."
            )
        last = len(self.variables) - 1
        positions = [
            whole("partial: a position in by", position, least=0, most=last)
            for position in several("partial: the positions in by", by, "[0]")
        ]
        tensors = [as_tensor(argument, f"the function {self.text!r}") for argument in arguments]
        shapes = [tensor.shape for tensor in tensors]
        try:
            shape = np.broadcast_shapes(*shapes)
        except ValueError:
            raise ValueError(
                f"{self.text!r}: arguments of the shapes {' and '.join(map(str, shapes))} do not "
                "go together. Give equal shapes, a single number, or a row and a column."
            ) from None
        tensors = [tensor.expand(shape) for tensor in tensors]
        value = as_tensor(_build(self.tree, tensors)).expand(shape)
        for position in positions:
            (value,) = grad(value, [tensors[position]], np.ones(shape))
        return value


def _checked_variables(variables: Sequence[str]) -> tuple[str, ...]:
    names = tuple(several("the variables", variables, "['x']"))
    if not names or len(set(names)) < len(names):
        raise ValueError(f"variables={names} must be one or more different names, such as ['x'].")
    for name in names:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ValueError(
                f"{name!r} cannot name a variable of a typed function. Use the letters a to z, "
                "digits and _."
            )
        if name in FUNCTIONS or name in CONSTANTS:
            raise ValueError(f"{name!r} cannot name a variable: it already means something else.")
    return names


def _build(tree: Tree, arguments: Sequence[Tensor]) -> Tensor | float:
    kind, *rest = tree
    if kind == "number":
        return rest[0]
    if kind == "variable":
        return arguments[rest[0]]
    op, branches = rest
    return apply(op, *[_build(branch, arguments) for branch in branches])


class _Parser:
    """Recursive descent over the tokens of a text."""

    def __init__(self, text: str, variables: tuple[str, ...]) -> None:
        self.variables = variables
        self.tokens = _tokens(text, variables)
        self.position = 0

    def parse(self) -> Tree:
        tree = self.sum()
        if self.next == ")":
            raise ExpressionError("There is a “)” without its “(”.")
        if self.next:
            raise ExpressionError(f"“{self.next}” stands where an operator such as * is missing.")
        return tree

    @property
    def next(self) -> str:
        return self.tokens[self.position]

    def take(self) -> str:
        self.position += 1
        return self.tokens[self.position - 1]

    def sum(self) -> Tree:
        tree = self.product()
        while self.next in ("+", "-"):
            op = {"+": "add", "-": "sub"}[self.take()]
            tree = ("call", op, (tree, self.product()))
        return tree

    def product(self) -> Tree:
        tree = self.signed()
        while True:
            if self.next in ("*", "/"):
                op = {"*": "mul", "/": "div"}[self.take()]
                tree = ("call", op, (tree, self.signed()))
            elif self.next == "(" or _is_name(self.next):
                tree = ("call", "mul", (tree, self.power()))
            else:
                return tree

    def signed(self) -> Tree:
        if self.next == "-":
            self.take()
            return ("call", "neg", (self.signed(),))
        if self.next == "+":
            self.take()
            return self.signed()
        return self.power()

    def power(self) -> Tree:
        base = self.atom()
        if self.next != "**":
            return base
        self.take()
        return ("call", "pow", (base, self.signed()))

    def atom(self) -> Tree:
        before = self.tokens[self.position - 1] if self.position else ""
        token = self.take()
        if token == "(":
            tree = self.sum()
            self.close()
            return tree
        if token in FUNCTIONS:
            return self.call(token)
        if token in self.variables:
            return ("variable", self.variables.index(token))
        if token in CONSTANTS:
            return ("number", CONSTANTS[token])
        if _is_name(token):
            known = ", ".join([*self.variables, *FUNCTIONS])
            raise ExpressionError(f"“{token}” is not known here. Known are {known}, pi and e.")
        if token and token[0] in ".0123456789":
            return ("number", float(token))
        if token and not before:
            raise ExpressionError(f"Something is missing before “{token}”.")
        raise ExpressionError(f"Something is missing after “{before}”.")

    def call(self, name: str) -> Tree:
        op, count = FUNCTIONS[name]
        if self.next != "(":
            raise ExpressionError(f"Write {name} with parentheses, as in {name}(x).")
        self.take()
        arguments = [self.sum()]
        while self.next == ",":
            self.take()
            arguments.append(self.sum())
        self.close()
        if len(arguments) != count:
            wanted = "one argument" if count == 1 else "two arguments, separated by a comma"
            raise ExpressionError(f"{name} takes {wanted}.")
        return ("call", op, tuple(arguments))

    def close(self) -> None:
        if self.next != ")":
            raise ExpressionError("A “)” is missing.")
        self.take()


def _tokens(text: str, variables: tuple[str, ...]) -> list[str]:
    """Split a text; the list ends with an empty token."""
    text = text.strip()
    if not text:
        raise ExpressionError(
            f"Type a function of {' and '.join(variables)}, such as {variables[0]}**2."
        )
    if len(text) > LONGEST:
        raise ExpressionError(f"This is too long: at most {LONGEST} characters can be read.")
    for spelling, meaning in _SPELLINGS.items():
        text = text.replace(spelling, meaning)
    text = re.sub(f"[{_RAISED}]+", _exponent, text).strip()
    tokens, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionError(f"“{text[position:].strip()[0]}” cannot be read.")
        tokens.append(match.group(1) or match.group(2) or match.group(3))
        position = match.end()
    if max(accumulate((token == "(") - (token == ")") for token in tokens)) > DEEPEST:
        raise ExpressionError(
            f"This is nested too deeply: at most {DEEPEST} parentheses can be inside one another."
        )
    return [*tokens, ""]


def _exponent(raised: re.Match) -> str:
    return "**" + "".join(str(_RAISED.index(digit)) for digit in raised.group()) + " "


def _is_name(token: str) -> bool:
    return re.match("[A-Za-z_]", token) is not None


# --- as an operation, so that a typed function can be part of a recording -------------------------


@lru_cache(maxsize=64)
def _read(text: str, variables: tuple[str, ...]) -> Expression:
    return Expression(text, variables)


def _forward(
    token: np.ndarray,
    *inputs: np.ndarray,
    text: str,
    variables: Sequence[str],
    by: Sequence[int],
    control: str,
) -> np.ndarray:
    return _read(text, tuple(variables)).partial(by, *inputs)._value


def _gradient(g: Tensor, out: Tensor, token: Tensor, *inputs: Tensor, **attrs: Any) -> list[Any]:
    partials = [
        g * apply("formula", token, *inputs, **{**attrs, "by": (*attrs["by"], position)})
        for position in range(len(inputs))
    ]
    return [Tensor(0.0), *partials]


# The first input is the control's: it carries no number, but it makes all that is computed from a
# typed function depend on the control that it is typed into.
OPERATIONS["formula"] = Operation(_forward, _gradient)
