"""The notation of operations: the symbol of each, and how an expression of them is written.

A gradient rule is written by reading the record of what nnlib computed, so that the text cannot
say anything else than what was computed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from typing import NamedTuple

from nnlib.live.template import fill, format_number, with_minus
from nnlib.tensor import Tensor, apply

# How tightly the parts of a text hold together.
COMPARISON, SUM, PRODUCT, POWER, WHOLE = range(5)


class Notation(NamedTuple):
    """How an operation is written.

    Attributes
    ----------
    symbol : str
        What stands in the graph's node.
    form : str
        The operation with ``{0}``, ``{1}`` … for what it is applied to.
    binding : int
        How tightly the form holds together.
    slots : tuple of int
        How tightly the text in each place of the form must hold together to stand without
        brackets.
    """

    symbol: str
    form: str
    binding: int = WHOLE
    slots: tuple[int, ...] = ()


def _infix(symbol: str, binding: int, loose: bool = False) -> Notation:
    """Write a symbol between two; loose: a − (b − c) needs brackets, a + (b + c) does not."""
    slots = (binding, binding if loose else binding + 1)
    return Notation(symbol, f"{{0}} {symbol} {{1}}", binding, slots)


def _function(name: str, symbol: str | None = None) -> Notation:
    return Notation(symbol or name, f"{name}({{0}})")


NOTATION = {
    "add": _infix("+", SUM, loose=True),
    "sub": _infix("−", SUM),
    "mul": _infix("×", PRODUCT),
    "div": Notation("÷", "{0} / {1}", PRODUCT, (PRODUCT, POWER)),
    "matmul": _infix("@", PRODUCT),
    "neg": Notation("−", "−{0}", PRODUCT, (POWER,)),
    "maximum": Notation("max", "max({0}, {1})"),
    "minimum": Notation("min", "min({0}, {1})"),
    "less": _infix("<", COMPARISON),
    "less_equal": _infix("≤", COMPARISON),
    "greater": _infix(">", COMPARISON),
    "greater_equal": _infix("≥", COMPARISON),
    "equal": _infix("==", COMPARISON),
    "not_equal": _infix("≠", COMPARISON),
    "pow": Notation("pow", "pow({0}, {1})"),
    "remainder": Notation("mod", "{0} mod {1}", PRODUCT, (POWER, POWER)),
    "exp": _function("exp"),
    "log": _function("log"),
    "log1p": Notation("log1p", "log(1 + {0})", WHOLE, (PRODUCT,)),
    "sqrt": Notation("√", "√({0})"),
    "sin": _function("sin"),
    "cos": _function("cos"),
    "tanh": _function("tanh"),
    "sigmoid": _function("σ"),
    "softplus": _function("softplus"),
    "erf": _function("erf"),
    "relu": Notation("relu", "max(0, {0})"),
    "abs": Notation("|x|", "|{0}|"),
    "sign": _function("sign"),
    "floor": Notation("⌊x⌋", "⌊{0}⌋"),
    "sum": _function("sum", "Σ"),
    "amax": _function("max"),
}

COMMUTATIVE = {"add", "mul", "maximum", "minimum", "equal", "not_equal"}
COMPARISONS = {op for op, notation in NOTATION.items() if notation.binding == COMPARISON}
NEGATED = {
    "less": "greater_equal",
    "less_equal": "greater",
    "greater": "less_equal",
    "greater_equal": "less",
}
# These only change how numbers lie; a formula leaves them to the reader.
_UNWRITTEN = {"reshape", "expand"}

# How fixed numbers are written.
DIGITS = ".4g"

_FIRST_NUMBER = re.compile(r"^\{\w+:[^}]*\}")
_NEEDLESS = re.compile(r"(?<![^\W\d_])\((\d[^()\s]*)\)")


def notation(tensor: Tensor) -> Notation:
    """Return how a tensor's operation is written; one without an entry is a function.

    Examples
    --------
    >>> notation(Tensor(3.0) ** 2).form
    '{0}^2'
    >>> notation(Tensor(3.0).clip(0, 1))
    Notation(symbol='clip', form='clip({0})', binding=4, slots=())
    """
    op = str(tensor.op)
    if op == "mul" and tensor.parents[0] is tensor.parents[1]:
        return Notation("×", "{0}^2", POWER, (WHOLE,))
    if op == "pow" and (exponent := fixed_exponent(tensor)) is not None:
        return Notation(f"x^{exponent}", f"{{0}}^{exponent}", POWER, (WHOLE,))
    if op == "permute":
        return Notation("x^T", "{0}^T", POWER, (WHOLE,))
    if op in NOTATION:
        return NOTATION[op]
    places = ", ".join(f"{{{k}}}" for k in range(len(tensor.parents)))
    return Notation(op, f"{op}({places})")


def fixed_exponent(tensor: Tensor) -> int | None:
    """Return the exponent of a power where that is a whole number that no control moves."""
    if tensor.op != "pow":
        return None
    exponent = tensor.parents[1]
    if exponent.live is not None or exponent.size != 1 or exponent.requires_grad:
        return None
    number = exponent.item()
    return int(number) if number == int(number) else None


class Written(NamedTuple):
    """An expression twice: in names, and with a template's field for each number."""

    names: str
    numbers: str
    binding: int = WHOLE


def write(tensor: Tensor, known: Mapping[int, Written], field: Callable[[Tensor], str]) -> Written:
    """Write how a tensor was computed from those that are known.

    Parameters
    ----------
    tensor : Tensor
        What was computed.
    known : mapping of int to Written
        By their ids, the tensors at which the text stops, and what is written for each.
    field : callable
        From a tensor whose number is wanted in the text to its field.

    Examples
    --------
    >>> x = Tensor(3.0)
    >>> write(2 * (1 - x * x), {id(x): Written("x", "{x:.1f}")}, str)
    Written(names='2 × (1 − x^2)', numbers='2 × (1 − ({x:.1f})^2)', binding=2)
    """
    if id(tensor) in known:
        return known[id(tensor)]
    if is_fixed(tensor, known):
        return write_constant(tensor)
    if tensor.op in _UNWRITTEN:
        return write(tensor.parents[0], known, field)
    if (factors := _chosen_or_zero(tensor)) is not None:
        return join(NOTATION["mul"], [write(factor, known, field) for factor in factors])
    parts = [write(parent, known, field) for parent in tensor.parents]
    written = write_operation(tensor, parts)
    if tensor.op in COMPARISONS and tensor.size == 1:
        # A condition is 1 or 0, and is multiplied by.
        return written._replace(numbers=field(tensor))
    return written


def _chosen_or_zero(tensor: Tensor) -> tuple[Tensor, Tensor] | None:
    """Return the factors of a number that is 0 unless a condition holds, if it is such a one.

    It is chosen and not multiplied, for infinity times 0 is NaN, but a product reads better.
    """
    if tensor.op != "where":
        return None
    condition, a, b = tensor.parents
    if _is_zero(b):
        return a, condition
    if _is_zero(a) and condition.op in NEGATED:
        return b, apply(NEGATED[condition.op], *condition.parents)
    return None


def _is_zero(tensor: Tensor) -> bool:
    return bool(tensor.attrs.get("constant")) and tensor.size == 1 and tensor.item() == 0


def write_constant(tensor: Tensor) -> Written:
    """Write a fixed number as it is.

    Examples
    --------
    >>> write_constant(Tensor(-0.5)).names
    '−0.5'
    """
    text = with_minus(format_number(tensor.item(), DIGITS)) if tensor.size == 1 else "constant"
    return Written(text, text)


def write_operation(tensor: Tensor, parts: Sequence[Written]) -> Written:
    """Write a tensor's operation on parts that are written already."""
    return join(notation(tensor), parts)


def write_sum(terms: Sequence[Written]) -> Written:
    """Write the sum of what is written; a term with a minus sign is subtracted.

    Examples
    --------
    >>> write_sum([Written("u", "{u:.1f}"), Written("−v", "−({v:.1f})", PRODUCT)]).names
    'u − v'
    """
    total, *others = terms
    for term in others:
        if term.names.startswith("−") and term.numbers.startswith("−"):
            own, term = (
                NOTATION["sub"],
                term._replace(names=term.names[1:], numbers=term.numbers[1:]),
            )
        else:
            own = NOTATION["add"]
        total = join(own, [total, term])
    return total


def join(own: Notation, parts: Sequence[Written]) -> Written:
    """Write an operation, whatever computed it, on parts that are written already."""
    names = _placed(own, [(part.names, part.binding) for part in parts])
    numbers = _placed(own, [(part.numbers, part.binding) for part in parts])
    return Written(own.form.format(*names), own.form.format(*numbers), own.binding)


def spell(text: str, values: Mapping[str, float]) -> str:
    """Fill a formula's template: brackets only where a sign needs them, nothing said twice.

    Which numbers are negative, and which parts look alike, is known only with the numbers. The
    page does the same in ``front/drawing/graph.js``.

    Examples
    --------
    >>> spell("z = a × b = {a:.1f} × ({b:.1f}) = {z:.1f}", {"a": 2, "b": -3, "z": -6})
    'z = a × b = 2.0 × (−3.0) = −6.0'
    >>> spell("y = −x = −({x:.1f}) = {y:.1f}", {"x": 2, "y": -2})
    'y = −x = −2.0'
    """
    filled = with_minus(_NEEDLESS.sub(r"\1", fill(text, values)))
    parts = filled.split(" = ")
    return " = ".join(part for k, part in enumerate(parts) if not k or part != parts[k - 1])


def is_fixed(tensor: Tensor, known: Container[int]) -> bool:
    """Whether a tensor was computed from nothing that is known."""
    if id(tensor) in known:
        return False
    return all(is_fixed(parent, known) for parent in tensor.parents)


def _placed(own: Notation, parts: list[tuple[str, int]]) -> list[str]:
    """Put brackets around those parts that need them where they stand."""
    placed = []
    # A square has two parts and writes one.
    for position, (text, binding) in enumerate(parts[: own.form.count("{")]):
        needed = own.slots[position] if own.slots else COMPARISON
        if binding < needed or (own.slots and position and text.startswith("−")):
            text = f"({text})"
        elif own.slots and (position or needed >= POWER):
            # The number may turn out to be negative.
            text = _FIRST_NUMBER.sub(r"(\g<0>)", text)
        placed.append(text)
    return placed
