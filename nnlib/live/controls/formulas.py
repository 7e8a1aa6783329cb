"""Formulas: functions that the reader types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import ipywidgets as widgets
import numpy as np

from nnlib.expression import Expression, ExpressionError
from nnlib.live.controls.control import Control, appearance
from nnlib.tensor import Tensor, TensorLike, apply


class TypedFunction:
    """A function that the reader typed; call it with tensors, and differentiate through it.

    Attributes
    ----------
    variables : tuple of str
        The names of its arguments, in order.
    """

    def __init__(self, token: Tensor, text: str, variables: tuple[str, ...], control: str) -> None:
        self.variables = variables
        self._token = token
        self._attrs = {"text": text, "variables": variables, "control": control}

    def __call__(self, *arguments: TensorLike) -> Tensor:
        """Return the function's value for each entry of the arguments."""
        if len(arguments) != len(self.variables):
            raise TypeError(
                f"{self._attrs['control']} is a function of {', '.join(self.variables)}, but "
                f"{len(arguments)} arguments were given."
            )
        return apply("formula", self._token, *arguments, by=(), **self._attrs)


@dataclass(frozen=True, eq=False, kw_only=True)
class Formula(Control):
    """A function that the reader types; see `formula`."""

    variables: tuple[str, ...]

    kind: ClassVar[str] = "formula"

    def validate(self, value: Any) -> str:
        """Return the text, if it can be read."""
        if not isinstance(value, str):
            raise TypeError(f"{self._title()}: a text such as 'x**2' is wanted, not {value!r}.")
        Expression(value, self.variables)
        return value

    def random(self, rng: np.random.Generator) -> str:
        """Draw a small function of the first variable."""
        x = self.variables[0]
        shapes = (f"{x}**2", f"sin(3{x})", f"exp(-{x}**2) + {x}", f"max({x}, 1) - {x}/2")
        return f"{rng.integers(1, 5)} * ({shapes[rng.integers(len(shapes))]})"

    def widget(self) -> widgets.Widget:
        """Make a text field."""
        return widgets.Text(value=self.initial, **appearance(self.text))

    def ends(self) -> list[str]:
        """Return a function without a slope, and one that is steep far out."""
        x = self.variables[0]
        return ["0", f"{x}**3"]

    def read(self, widget: widgets.Widget) -> str:
        """Read the text; while it is no function, as in the middle of typing, the first one."""
        try:
            return self.validate(widget.value)
        except ExpressionError:
            return self.initial

    def arrays(self, value: Any) -> dict[str, np.ndarray]:
        """Return the number that stands for the control in a recording; it carries nothing."""
        return {self.name: np.zeros(())}

    def arrive(self, tensors: Mapping[str, Tensor]) -> TypedFunction:
        """Return the function that was typed."""
        return TypedFunction(tensors[self.name], self.initial, self.variables, self.name)

    def _spec(self) -> dict[str, Any]:
        return {"initial": self.initial, "variables": list(self.variables)}


def formula(text: str, variables: Sequence[str] = ("x",), *, label: str | None = None) -> Formula:
    """Let the reader type a function; it arrives as a function of tensors.

    What is typed is read by a small grammar of nnlib's own operations, see
    `nnlib.expression.Expression`; it can be differentiated with `nnlib.grad`.

    Parameters
    ----------
    text : str
        The function at the start.
    variables : sequence of str, default ("x",)
        The names of its arguments.
    label : str, optional
        The text next to the field; by default the control's name.

    Raises
    ------
    ExpressionError
        When the text cannot be read.
    TypeError, ValueError
        When it is no text, or the variables are not different plain names.

    Examples
    --------
    >>> formula("x**2 - 1").validate("sin(3x)")
    'sin(3x)'
    """
    return Formula(
        initial=Expression(text, variables).text, variables=tuple(variables), label=label
    )
