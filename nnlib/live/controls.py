"""Controls: the named inputs of an explorer, each shown as an ipywidgets widget.

The functions `slider`, `integer`, `choice`, `switch`, `play`, `points`, `formula` and `pad` check
what the author wrote and return a control. A control knows which values are valid, which widget
shows it, and how its value enters a recording. Only arguments that ipywidgets 7.7 and 8 share are
used.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar

import ipywidgets as widgets
import numpy as np

from nnlib.expression import Expression
from nnlib.live.palette import CLASS_COLORS
from nnlib.tensor import Tensor, TensorLike, apply


@dataclass(frozen=True, eq=False, kw_only=True)
class Control:
    """What all controls have in common.

    Attributes
    ----------
    kind : str
        ``"slider"``, ``"integer"``, ``"choice"``, ``"switch"``, ``"play"``, ``"points"`` or
        ``"pad"``.
    trait : str or None
        The widget's trait that holds the value; None where the picture itself is the widget.
    initial : object
        The value at the start and after a reset.
    tensor_shape : tuple of int or None
        The shape in which the value arrives; None for a choice, which arrives as it is.
    """

    initial: Any
    label: str | None = None
    name: str = ""

    kind: ClassVar[str]
    trait: ClassVar[str | None] = "value"
    tensor_shape: ClassVar[tuple[int, ...] | None] = ()

    def named(self, name: str) -> Control:
        """Return the same control under the name it has in an explorer."""
        return replace(self, name=name)

    @property
    def text(self) -> str:
        """What the reader sees next to the widget: the label, or else the name."""
        return self.name if self.label is None else self.label

    def validate(self, value: Any) -> Any:
        """Return ``value`` in its normal form, or raise an error that names this control."""
        raise NotImplementedError

    def random(self, rng: np.random.Generator) -> Any:
        """Draw a valid value that a reader could set."""
        raise NotImplementedError

    def widget(self) -> widgets.Widget | None:
        """Make the ipywidgets widget, or return None when the control lives in the picture."""
        return None

    def source(self, widget: widgets.Widget) -> widgets.Widget:
        """Return the widget that holds the value: the one made, or a part of it."""
        return widget

    def read(self, widget: widgets.Widget) -> Any:
        """Read the value from the widget."""
        return self.validate(getattr(self.source(widget), str(self.trait)))

    def write(self, widget: widgets.Widget, value: Any) -> None:
        """Show ``value`` on the widget."""
        setattr(self.source(widget), str(self.trait), self.validate(value))

    def inputs(self) -> dict[str, tuple[int, ...]]:
        """Return the names and shapes of the inputs that this control gives to a recording."""
        return {} if self.tensor_shape is None else {self.name: self.tensor_shape}

    def arrays(self, value: Any) -> dict[str, np.ndarray]:
        """Return the numbers of those inputs for a value."""
        return {name: np.asarray(self.validate(value), dtype=np.float64) for name in self.inputs()}

    def arrive(self, tensors: Mapping[str, Tensor]) -> Any:
        """Return what the author's function receives, given a tensor for each input."""
        return tensors[self.name]

    def spec(self) -> dict[str, Any]:
        """Describe the control for the page, as plain JSON."""
        common = {"name": self.name, "kind": self.kind, "label": self.text}
        trait = {} if self.trait is None else {"trait": self.trait}
        return {**common, **trait, **self._spec()}

    def _spec(self) -> dict[str, Any]:
        return {"initial": self.initial}

    def _title(self) -> str:
        return self.name or self.kind

    def _in_range(self, value: float, low: float, high: float) -> float:
        # A position computed as min + k·step may pass the end by a rounding error.
        slack = 1e-9 * (high - low)
        if not low - slack <= value <= high + slack:
            raise ValueError(
                f"{self._title()}: {value:g} lies outside {low:g} to {high:g}. "
                "Give a value in this range, or widen the control's min and max."
            )
        return min(max(value, low), high)


# --- sliders ------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, kw_only=True)
class Slider(Control):
    """A real number in a range; see `slider`."""

    min: float
    max: float
    step: float

    kind: ClassVar[str] = "slider"

    def validate(self, value: Any) -> float:
        """Return the number as a float."""
        return self._in_range(_real(value, self._title()), self.min, self.max)

    def random(self, rng: np.random.Generator) -> float:
        """Draw one of the positions."""
        count = math.floor((self.max - self.min) / self.step) + 1
        return self.validate(round(self.min + self.step * rng.integers(0, count), self.decimals))

    @property
    def decimals(self) -> int:
        """How many digits after the point it takes to write any position."""
        return max(_decimals(number) for number in (self.step, self.min, self.initial))

    def read(self, widget: widgets.Widget) -> float:
        """Read the position from the widget.

        The widget computes it as min + k·step, with rounding errors: 4.000000000000002 for 4. A
        neuron with a step notices.
        """
        return self.validate(round(widget.value, self.decimals))

    def widget(self) -> widgets.Widget:
        """Make a FloatSlider."""
        return widgets.FloatSlider(
            value=self.initial,
            min=self.min,
            max=self.max,
            step=self.step,
            readout_format=f".{self.decimals}f",
            **_appearance(self.text),
        )

    def _spec(self) -> dict[str, Any]:
        return {
            "initial": self.initial,
            "min": self.min,
            "max": self.max,
            "step": self.step,
            "decimals": self.decimals,
        }


@dataclass(frozen=True, eq=False, kw_only=True)
class LogSlider(Slider):
    """A positive number at one of several round positions, a tenth of a decade apart.

    ipywidgets' own FloatLogSlider moves in equal steps of the exponent, so that a reader meets
    0.0501 and not 0.05, and the page would not start at the value that Python starts at.
    """

    positions: tuple[float, ...]

    trait: ClassVar[str] = "index"

    def random(self, rng: np.random.Generator) -> float:
        """Draw one of the positions."""
        return self.positions[rng.integers(len(self.positions))]

    def widget(self) -> widgets.Widget:
        """Make a SelectionSlider of the positions."""
        return widgets.SelectionSlider(
            options=[(f"{position:g}", position) for position in self.positions],
            value=self.initial,
            **_appearance(self.text),
        )

    def read(self, widget: widgets.Widget) -> float:
        """Read the position from the widget."""
        return self.positions[widget.index]

    def write(self, widget: widgets.Widget, value: Any) -> None:
        """Show the position nearest to ``value`` on the widget."""
        value = self.validate(value)
        widget.index = min(
            range(len(self.positions)),
            key=lambda k: abs(math.log(self.positions[k] / value)),
        )

    def _spec(self) -> dict[str, Any]:
        return {**super()._spec(), "log": True, "positions": list(self.positions)}


def slider(
    value: float,
    min: float,
    max: float,
    step: float | None = None,
    *,
    label: str | None = None,
    log: bool = False,
) -> Slider:
    """Let the reader choose a real number; it arrives as a tensor of shape ().

    Parameters
    ----------
    value : float
        The value at the start.
    min, max : float
        The ends of the range.
    step : float, optional
        The distance between two positions: by default a round number (1, 2 or 5 times a power
        of ten) that gives 50 to 200 positions.
    label : str, optional
        The text next to the slider; by default the control's name.
    log : bool, default False
        Whether equal distances mean equal factors, as learning rates want it. A log slider has
        positions such as 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6 and 8 in each decade, and takes no step.

    Raises
    ------
    TypeError
        When a number is not a number.
    ValueError
        When min is not below max, value lies outside or between two positions, step is not
        positive, or a log slider reaches zero or is given a step.

    Examples
    --------
    >>> slider(3, -4, 4).step
    0.1
    >>> slider(0.1, 0.001, 10, log=True).validate(2)
    2.0
    """
    value, min, max = (_real(number, "slider") for number in (value, min, max))
    _check_range("slider", value, min, max)
    if log:
        return _log_slider(value, min, max, step, label)
    step = _round_step(min, max, value) if step is None else _real(step, "slider")
    _check_step("slider", step, min, max)
    if not _divides(step, value - min):
        raise ValueError(
            f"slider: value={value:g} lies between two positions, since from min={min:g} on they "
            f"are step={step:g} apart: the page would start elsewhere. Change value, min or step."
        )
    return Slider(initial=value, min=min, max=max, step=step, label=label)


def _log_slider(
    value: float, min: float, max: float, step: float | None, label: str | None
) -> LogSlider:
    if min <= 0:
        raise ValueError(
            f"slider: a log slider multiplies, so it never reaches min={min:g}. "
            "Give a min above 0, such as 0.001, or leave log=True out."
        )
    if step is not None:
        raise ValueError(
            f"slider: a log slider has fixed positions and takes no step={step:g}. "
            "Leave step out, or leave log=True out."
        )
    decades = range(math.floor(math.log10(min)), math.ceil(math.log10(max)) + 1)
    round_numbers = {float(f"{digits}e{decade}") for decade in decades for digits in _ROUND}
    within = {number for number in round_numbers if min < number < max}
    positions = tuple(sorted(within | {min, value, max}))
    return LogSlider(initial=value, min=min, max=max, step=0.1, label=label, positions=positions)


# About a tenth of a decade apart.
_ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)


@dataclass(frozen=True, eq=False, kw_only=True)
class Integer(Control):
    """A whole number in a range; see `integer`."""

    min: int
    max: int
    step: int

    kind: ClassVar[str] = "integer"

    def validate(self, value: Any) -> int:
        """Return the number as an int."""
        return int(self._in_range(_whole(value, self._title()), self.min, self.max))

    def random(self, rng: np.random.Generator) -> int:
        """Draw one of the positions."""
        return int(self.min + self.step * rng.integers(0, (self.max - self.min) // self.step + 1))

    def widget(self) -> widgets.Widget:
        """Make an IntSlider."""
        return widgets.IntSlider(
            value=self.initial,
            min=self.min,
            max=self.max,
            step=self.step,
            readout_format="d",
            **_appearance(self.text),
        )

    def _spec(self) -> dict[str, Any]:
        return {"initial": self.initial, "min": self.min, "max": self.max, "step": self.step}


def integer(value: int, min: int, max: int, step: int = 1, *, label: str | None = None) -> Integer:
    """Let the reader choose a whole number; it arrives as a tensor of shape ().

    Parameters
    ----------
    value : int
        The value at the start.
    min, max : int
        The ends of the range.
    step : int, default 1
        The distance between two positions.
    label : str, optional
        The text next to the slider; by default the control's name.

    Raises
    ------
    TypeError
        When a number is not whole.
    ValueError
        When min is not below max, value lies outside, or step is not positive.

    Examples
    --------
    >>> integer(3, 1, 10).validate(7)
    7
    """
    value, min, max, step = (_whole(number, "integer") for number in (value, min, max, step))
    _check_range("integer", value, min, max)
    _check_step("integer", step, min, max)
    return Integer(initial=value, min=min, max=max, step=step, label=label)


@dataclass(frozen=True, eq=False, kw_only=True)
class Play(Integer):
    """Time as an input: a whole number that can run by itself; see `play`."""

    interval: int

    kind: ClassVar[str] = "play"

    def widget(self) -> widgets.Widget:
        """Make a Play button and an IntSlider that move together."""
        slider = super().widget()
        button = widgets.Play(
            value=self.initial,
            min=self.min,
            max=self.max,
            step=self.step,
            interval=self.interval,
            show_repeat=False,
            description=self.text,
        )
        # Linked in the page, so that it runs without a kernel.
        widgets.jslink((button, "value"), (slider, "value"))
        slider.layout.flex = "1 1 12rem"
        button.layout.flex = "0 0 auto"
        return widgets.HBox([button, slider], layout=widgets.Layout(flex_flow="row wrap"))

    def source(self, widget: widgets.Widget) -> widgets.Widget:
        """Return the slider, which holds the value."""
        return widget.children[1]

    def _spec(self) -> dict[str, Any]:
        return {**super()._spec(), "interval": self.interval}


def play(
    max: int, *, value: int = 0, step: int = 1, interval: int = 50, label: str | None = "step"
) -> Play:
    """Let the reader run, pause and scrub time; it arrives as a tensor of shape ().

    Made for the count of `nnlib.live.fold`: the state after n steps is a function of n.

    Parameters
    ----------
    max : int
        The last step; the first is 0.
    value : int, default 0
        The step shown at the start.
    step : int, default 1
        How many steps one tick advances.
    interval : int, default 50
        The time between two ticks, in milliseconds.
    label : str, default "step"
        The text next to the slider.

    Raises
    ------
    TypeError
        When a number is not whole.
    ValueError
        When max is not above 0, value lies outside, or step or interval is not positive.

    Examples
    --------
    >>> play(500).validate(20)
    20
    """
    max, value, step, interval = (_whole(n, "play") for n in (max, value, step, interval))
    _check_range("play", value, 0, max)
    _check_step("play", step, 0, max)
    if interval <= 0:
        raise ValueError(
            f"play: interval={interval} is no time at all. Give the milliseconds between two "
            "ticks, such as 50."
        )
    return Play(initial=value, min=0, max=max, step=step, interval=interval, label=label)


# --- choices and switches -----------------------------------------------------------------------


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

    def widget(self) -> widgets.Widget:
        """Make a Dropdown of the names."""
        return widgets.Dropdown(
            options=list(self.options), index=self.index(self.initial), **_appearance(self.text)
        )

    def read(self, widget: widgets.Widget) -> Any:
        """Return the option that is chosen."""
        return self.at(widget.index)

    def write(self, widget: widgets.Widget, value: Any) -> None:
        """Choose an option."""
        widget.index = self.index(value)

    def _spec(self) -> dict[str, Any]:
        return {"initial": self.index(self.initial), "options": list(self.options)}


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
    ValueError
        When there is no option, when two are the same, or when value is not among them.

    Examples
    --------
    >>> list(choice("relu", "tanh").options)
    ['relu', 'tanh']
    >>> choice({"small": 0.1, "large": 10.0}, value=10.0).initial
    10.0
    """
    named = _named_options(options)
    if not named:
        raise ValueError(
            "choice: there is nothing to choose from. Give at least one option, "
            'such as choice("relu", "tanh").'
        )
    initial = next(iter(named.values()))
    control = Choice(initial=initial, options=named, label=label)
    return control if value is None else replace(control, initial=control.validate(value))


@dataclass(frozen=True, eq=False, kw_only=True)
class Switch(Control):
    """On or off; see `switch`."""

    kind: ClassVar[str] = "switch"

    def validate(self, value: Any) -> bool:
        """Return True or False; 1 and 0 will do as well."""
        if isinstance(value, (bool, np.bool_)) or (_is_number(value) and value in (0, 1)):
            return bool(value)
        raise TypeError(f"{self._title()}: a switch is True or False, not {value!r}.")

    def random(self, rng: np.random.Generator) -> bool:
        """Draw True or False."""
        return bool(rng.integers(2))

    def widget(self) -> widgets.Widget:
        """Make a Checkbox."""
        return widgets.Checkbox(value=self.initial, indent=False, **_appearance(self.text))


def switch(value: bool = False, *, label: str | None = None) -> Switch:
    """Let the reader turn something on or off; it arrives as a tensor, 0 or 1, of shape ().

    Parameters
    ----------
    value : bool, default False
        Whether it is on at the start.
    label : str, optional
        The text next to the box; by default the control's name.

    Raises
    ------
    TypeError
        When value is neither true nor false.

    Examples
    --------
    >>> switch(True).initial
    True
    """
    control = Switch(initial=False, label=label)
    return replace(control, initial=control.validate(value))


# --- what the reader draws into the picture -----------------------------------------------------


@dataclass(frozen=True)
class PointSet:
    """The points of a `points` control as the author's function receives them.

    Attributes
    ----------
    x, y, c, mask : Tensor
        Coordinates, class indices, and 1 for each point that is there; all of shape (capacity,).
        Rows beyond the points that are there hold 0.
    control : str
        The control's name.
    classes : int
        How many classes there are.
    """

    x: Tensor
    y: Tensor
    c: Tensor
    mask: Tensor
    control: str
    classes: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Points(Control):
    """Points that the reader moves, adds and removes; see `points`."""

    capacity: int
    classes: int

    kind: ClassVar[str] = "points"
    trait: ClassVar[None] = None

    @property
    def tensor_shape(self) -> tuple[int]:  # type: ignore[override]
        """The shape of x, y, c and mask alike."""
        return (self.capacity,)

    def validate(self, value: Any) -> dict[str, np.ndarray]:
        """Return ``{"x": …, "y": …, "c": …}``; a tuple (x, y) or (x, y, c) will do as well."""
        columns = _columns(value, self._title())
        count = len(columns["x"])
        if count > self.capacity:
            raise ValueError(
                f"{self._title()}: {count} points are more than its capacity of {self.capacity}. "
                "Give fewer points, or raise capacity in points(...)."
            )
        outside = [c for c in columns["c"] if c not in range(self.classes)]
        if outside:
            raise ValueError(
                f"{self._title()}: the class index {outside[0]:g} is not one of "
                f"0 to {self.classes - 1}. Give class indices, or raise classes in points(...)."
            )
        return columns

    def random(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """Draw some points around the first ones."""
        count = int(rng.integers(0, self.capacity + 1))
        low, high = (
            [end(np.append(self.initial[axis], edge)) for axis in "xy"]
            for end, edge in ((np.min, -1.0), (np.max, 1.0))
        )
        x, y = rng.uniform(low, high, (count, 2)).T
        return self.validate((x, y, rng.integers(self.classes, size=count)))

    def inputs(self) -> dict[str, tuple[int, ...]]:
        """Name four inputs: x, y, c and mask."""
        return {f"{self.name}.{part}": self.tensor_shape for part in ("x", "y", "c", "mask")}

    def arrays(self, value: Any) -> dict[str, np.ndarray]:
        """Return the columns, padded with zeros up to the capacity."""
        columns = self.validate(value)
        columns["mask"] = np.ones(len(columns["x"]))
        padding = (0, self.capacity - len(columns["x"]))
        return {f"{self.name}.{part}": np.pad(column, padding) for part, column in columns.items()}

    def arrive(self, tensors: Mapping[str, Tensor]) -> PointSet:
        """Return a `PointSet`."""
        parts = {part: tensors[f"{self.name}.{part}"] for part in ("x", "y", "c", "mask")}
        return PointSet(**parts, control=self.name, classes=self.classes)

    def _spec(self) -> dict[str, Any]:
        initial = {part: column.tolist() for part, column in self.initial.items()}
        return {"initial": initial, "capacity": self.capacity, "classes": self.classes}


def points(
    x: Any,
    y: Any,
    c: Any = None,
    *,
    capacity: int = 100,
    classes: int = 2,
    label: str | None = None,
) -> Points:
    """Let the reader move, add and remove points; they arrive as a `PointSet`.

    Show them with ``picture.editable(data)``.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        The points at the start; ``points([], [])`` starts empty.
    c : array_like, shape (n,), optional
        Their class indices; by default all 0.
    capacity : int, default 100
        The largest number of points: the tensors that arrive have this length.
    classes : int, default 2
        How many classes a point can have.
    label : str, optional
        What the points are, for readers who do not see them; by default the control's name.

    Raises
    ------
    TypeError
        When capacity or classes is not a whole number.
    ValueError
        When x, y and c differ in length, a number is not finite, there are more points than
        capacity, or a class index is not below classes.

    Examples
    --------
    >>> control = points([0, 1], [2, 3], capacity=4).named("data")
    >>> control.arrays(control.initial)["data.mask"]
    array([1., 1., 0., 0.])
    """
    capacity, classes = _whole(capacity, "points"), _whole(classes, "points")
    if capacity < 1:
        raise ValueError(f"points: capacity={capacity} leaves no room. Give at least 1.")
    if not 1 <= classes <= len(CLASS_COLORS):
        raise ValueError(
            f"points: classes={classes}, but there are colours for 1 to {len(CLASS_COLORS)} "
            "classes. Give a number in this range."
        )
    control = Points(initial=None, capacity=capacity, classes=classes, label=label)
    return replace(control, initial=control.validate((x, y) if c is None else (x, y, c)))


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
        return widgets.Text(value=self.initial, **_appearance(self.text))

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

    Examples
    --------
    >>> formula("x**2 - 1").validate("sin(3x)")
    'sin(3x)'
    """
    return Formula(
        initial=Expression(text, variables).text, variables=tuple(variables), label=label
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Pad(Control):
    """A grid of numbers from 0 to 1 to draw on; see `pad`."""

    height: int
    width: int

    kind: ClassVar[str] = "pad"
    trait: ClassVar[None] = None

    @property
    def tensor_shape(self) -> tuple[int, int]:  # type: ignore[override]
        """(height, width)."""
        return (self.height, self.width)

    def validate(self, value: Any) -> np.ndarray:
        """Return the drawing as an array."""
        grid = _array(value, self._title())
        if grid.shape != self.tensor_shape:
            raise ValueError(
                f"{self._title()}: the drawing has shape {grid.shape}, but the pad has shape "
                f"{self.tensor_shape}. Give {self.height} rows of {self.width} numbers."
            )
        if not ((grid >= 0) & (grid <= 1)).all():
            raise ValueError(
                f"{self._title()}: a pad holds numbers from 0 (paper) to 1 (ink), but the "
                f"drawing goes from {grid.min():g} to {grid.max():g}. Scale it first."
            )
        return grid

    def random(self, rng: np.random.Generator) -> np.ndarray:
        """Draw a number in about half of the cells."""
        return rng.random(self.tensor_shape) * rng.integers(0, 2, self.tensor_shape)

    def _spec(self) -> dict[str, Any]:
        return {"initial": self.initial.tolist(), "height": self.height, "width": self.width}


def pad(height: int, width: int, *, value: Any = None, label: str | None = None) -> Pad:
    """Let the reader draw on a grid; it arrives as a tensor of shape (height, width).

    Show it with ``picture.pad(ink)``. Numbers go from 0 (paper) to 1 (ink).

    Parameters
    ----------
    height, width : int
        The numbers of rows and columns.
    value : array_like, shape (height, width), optional
        The drawing at the start; by default empty.
    label : str, optional
        What the pad is, for readers who do not see it; by default the control's name.

    Raises
    ------
    TypeError
        When height or width is not a whole number.
    ValueError
        When height or width is not positive, or value has another shape or leaves 0 to 1.

    Examples
    --------
    >>> pad(2, 3).initial.tolist()
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    height, width = _whole(height, "pad"), _whole(width, "pad")
    if height < 1 or width < 1:
        raise ValueError(
            f"pad: {height} by {width} leaves nothing to draw on. Give at least 1 row and 1 column."
        )
    control = Pad(initial=None, height=height, width=width, label=label)
    start = np.zeros((height, width)) if value is None else value
    return replace(control, initial=control.validate(start))


# --- what several controls need -----------------------------------------------------------------


def _appearance(text: str) -> dict[str, Any]:
    # The description names the widget for screen readers too. Automatic width lets a slider
    # fill the column it stands in, also on a phone.
    return {
        "description": text,
        "style": {"description_width": "initial"},
        "layout": widgets.Layout(width="auto", min_width="0"),
    }


def _is_number(value: Any) -> bool:
    return isinstance(value, (numbers.Real, np.number)) and not isinstance(value, (bool, np.bool_))


def _real(value: Any, title: str) -> float:
    """Return a finite float; numpy scalars and tensors of one number will do."""
    if isinstance(value, (Tensor, np.ndarray)) and value.shape == ():
        value = value.item()
    if not _is_number(value):
        raise TypeError(f"{title}: a number is wanted, not {value!r}.")
    if not math.isfinite(value):
        raise ValueError(f"{title}: a finite number is wanted, not {value}.")
    return float(value)


def _whole(value: Any, title: str) -> int:
    number = _real(value, title)
    if not number.is_integer():
        raise TypeError(f"{title}: a whole number is wanted, not {number!r}. Round it first.")
    return int(number)


def _array(value: Any, title: str) -> np.ndarray:
    try:
        array = np.array(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"{title}: numbers are wanted, in rows of equal length, not {value!r}."
        ) from error
    if not np.isfinite(array).all():
        raise ValueError(f"{title}: finite numbers are wanted, but there is nan or infinity.")
    return array


def _columns(value: Any, title: str) -> dict[str, np.ndarray]:
    if isinstance(value, Mapping):
        parts = dict(value)
    elif isinstance(value, (tuple, list)) and len(value) in (2, 3):
        parts = dict(zip("xyc", value, strict=False))
    else:
        raise TypeError(
            f"{title}: points are given as (x, y), as (x, y, c) or as a dictionary with these "
            f"keys, not as {value!r}."
        )
    if not {"x", "y"} <= parts.keys() <= {"x", "y", "c"}:
        raise ValueError(
            f"{title}: points have x, y and perhaps c, but the keys met are {', '.join(parts)}."
        )
    parts.setdefault("c", np.zeros(np.shape(parts["x"])))
    columns = {part: _array(parts[part], f"{title}.{part}") for part in "xyc"}
    shapes = {part: column.shape for part, column in columns.items()}
    if len(set(shapes.values())) > 1 or columns["x"].ndim != 1:
        met = ", ".join(f"{part} has shape {shape}" for part, shape in shapes.items())
        raise ValueError(f"{title}: {met}: give lists of the same length.")
    return columns


def _check_range(kind: str, value: float, min: float, max: float) -> None:
    if min >= max:
        raise ValueError(f"{kind}: min={min:g} is not below max={max:g}. Swap or change them.")
    if not min <= value <= max:
        raise ValueError(
            f"{kind}: value={value:g} lies outside min={min:g} to max={max:g}. "
            "Start inside the range, or widen it. The order is value, min, max."
        )


def _check_step(kind: str, step: float, low: float, high: float) -> None:
    if step <= 0:
        raise ValueError(f"{kind}: step={step:g} does not move. Give a step above 0.")
    if step > high - low:
        raise ValueError(
            f"{kind}: step={step:g} is longer than the whole range of {high - low:g}. "
            "Give a smaller step."
        )


def _round_step(low: float, high: float, start: float) -> float:
    """Return 1, 2 or 5 times a power of ten that gives 50 to 200 positions.

    Of those, the nearest to 100 positions on whose grid the start and the end lie; without one,
    the nearest.
    """
    span = high - low
    exponent = math.floor(math.log10(span))
    candidates = [
        float(f"{digit}e{power}")
        for power in range(exponent - 3, exponent + 1)
        for digit in (1, 2, 5)
    ]
    fine = [step for step in candidates if 50 * (1 - 1e-9) <= span / step <= 200]
    fine.sort(key=lambda step: abs(math.log(span / step / 100)))
    on_grid = (step for step in fine if _divides(step, start - low) and _divides(step, span))
    return next(on_grid, fine[0])


def _divides(step: float, distance: float) -> bool:
    return math.isclose(round(distance / step) * step, distance, rel_tol=1e-9, abs_tol=1e-12)


def _decimals(number: float) -> int:
    """Return how many digits after the point it takes to write a number."""
    return min(12, max(0, -int(Decimal(f"{number:.10g}").normalize().as_tuple().exponent)))


def _named_options(options: tuple[Any, ...]) -> dict[str, Any]:
    if len(options) == 1 and isinstance(options[0], Mapping):
        named = [(str(name), option) for name, option in options[0].items()]
    else:
        named = [(_option_name(option), option) for option in options]
    for position, (name, option) in enumerate(named):
        for other_name, other in named[:position]:
            if name == other_name or _same(option, other):
                raise ValueError(
                    f"choice: the option {name!r} is there twice. Leave one out, or name them "
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
