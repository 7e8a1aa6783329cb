"""Choices: one of several plain Python values, or the position of one as a tensor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

import ipywidgets as widgets
import numpy as np

from nnlib.live.controls.control import Control, appearance
from nnlib.tensor import Tensor


@dataclass(frozen=True, eq=False, kw_only=True)
class Choice(Control):
    """One of several plain Python values; see `choice`."""

    options: dict[str, Any]

    kind: ClassVar[str] = "choice"
    trait: ClassVar[str] = "index"
    tensor_shape: ClassVar[None] = None

    def index(self, value: Any) -> int:
        """Return the position of an option among the options."""
        for candidates in (self.options.values(), self.options.keys()):
            for position, candidate in enumerate(candidates):
                if _same(value, candidate):
                    return position
        raise ValueError(
            f"{self._title()}: {value!r} is not among its options. "
            f"Choose one of {', '.join(self.options)}."
        )

    def validate(self, value: Any) -> Any:
        """Return the option; its name will do as well."""
        return self.at(self.index(value))

    def at(self, index: int) -> Any:
        """Return the option at a position."""
        return list(self.options.values())[index]

    def random(self, rng: np.random.Generator) -> Any:
        """Draw an option."""
        return self.at(int(rng.integers(len(self.options))))

    def ends(self) -> list[Any]:
        """Return all options, since none lies between others."""
        return list(self.options.values())

    def widget(self) -> widgets.Widget:
        """Make a Dropdown of the names."""
        return widgets.Dropdown(
            options=list(self.options), index=self.index(self.initial), **appearance(self.text)
        )

    def read(self, widget: widgets.Widget) -> Any:
        """Return the option that is chosen."""
        return self.at(widget.index)

    def write(self, widget: widgets.Widget, value: Any) -> None:
        """Choose an option."""
        widget.index = self.index(value)

    def _spec(self) -> dict[str, Any]:
        return {"initial": self.index(self.initial), "options": list(self.options)}


@dataclass(frozen=True, eq=False, kw_only=True)
class Option(Choice):
    """One of several options, of which the position arrives; see `option`."""

    kind: ClassVar[str] = "option"
    tensor_shape: ClassVar[tuple[int, ...]] = ()  # type: ignore[assignment]

    def arrays(self, value: Any) -> dict[str, np.ndarray]:
        """Return the position of the option."""
        return {self.name: np.asarray(self.index(value), dtype=np.float64)}


def choice(*options: Any, value: Any = None, label: str | None = None) -> Choice:
    """Let the reader choose among plain Python values; the one chosen arrives as it is.

    The author's function is recorded once for each option, so it may use ``if`` on a choice.

    Parameters
    ----------
    *options : object
        Strings or other plain values, or a single dictionary from names to values.
    value : object, optional
        The option chosen at the start; by default the first.
    label : str, optional
        The text next to the list; by default the control's name.

    Raises
    ------
    TypeError
        When the options are given as one list.
    ValueError
        When there is no option, when two are the same, or when value is not among them.

    Notes
    -----
    Several choices multiply. `option` records once, whatever is chosen.

    Examples
    --------
    >>> list(choice("relu", "tanh").options)
    ['relu', 'tanh']
    >>> choice({"small": 0.1, "large": 10.0}, value=10.0).initial
    10.0
    """
    return _made(Choice, options, value, label)


def option(*options: Any, value: Any = None, label: str | None = None) -> Option:
    """Let the reader choose among options; the position of the one chosen arrives as a tensor.

    The author's function is recorded once. What depends on the option is chosen by
    `nnlib.branch`, which takes the position and a function for each option.

    Parameters and errors are those of `choice`.

    Examples
    --------
    >>> control = option("relu", "tanh").named("activation")
    >>> control.arrays("tanh")
    {'activation': array(1.)}
    """
    return _made(Option, options, value, label)


Kind = TypeVar("Kind", bound=Choice)


def _made(kind: type[Kind], options: tuple[Any, ...], value: Any, label: str | None) -> Kind:
    named = _named_options(kind.kind, options)
    if not named:
        raise ValueError(
            f"{kind.kind}: there is nothing to choose from. Give at least one option, "
            f'such as {kind.kind}("relu", "tanh").'
        )
    initial = next(iter(named.values()))
    control = kind(initial=initial, options=named, label=label)
    return control if value is None else replace(control, initial=control.validate(value))


def _named_options(kind: str, options: tuple[Any, ...]) -> dict[str, Any]:
    if len(options) == 1 and isinstance(options[0], Mapping):
        named = [(str(name), option) for name, option in options[0].items()]
    elif len(options) == 1 and isinstance(options[0], (list, tuple, set, range)):
        raise TypeError(
            f"{kind}: {options[0]!r} is a single option. Give the options one by one, as in "
            f'{kind}("relu", "tanh"), or {kind}(*options) for a list.'
        )
    else:
        named = [(_option_name(option), option) for option in options]
    for position, (name, option) in enumerate(named):
        for other_name, other in named[:position]:
            if name == other_name or _same(option, other):
                raise ValueError(
                    f"{kind}: the option {name!r} is there twice. Leave one out, or name them "
                    "apart with a dictionary."
                )
    return dict(named)


def _option_name(option: Any) -> str:
    return getattr(option, "__name__", None) or str(option)


def _same(a: Any, b: Any) -> bool:
    # Arrays and tensors compare number by number, so for them only identity will do.
    if isinstance(a, (Tensor, np.ndarray)) or isinstance(b, (Tensor, np.ndarray)):
        return a is b
    return a is b or bool(a == b)
