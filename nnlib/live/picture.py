"""The picture: panels with marks, collected while the author's function runs."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from nnlib import checks
from nnlib.live import arguments, template
from nnlib.live.code import Code
from nnlib.live.marks import Marks
from nnlib.live.palette import CLASS_COLORS
from nnlib.tensor import Tensor, TensorLike

ASPECTS = ("auto", "equal")
SCALES = ("linear", "log")

Limits = tuple[TensorLike, TensorLike] | Tensor | None


class Picture(Marks):
    """What an explorer shows: panels, their marks, and a caption.

    Marks added to the picture itself go to a panel that is made on first use, so that a picture
    of one panel needs no more than its marks.

    Examples
    --------
    >>> picture = Picture()
    >>> picture.line([0, 1, 2], [0, 1, 4], label="x²")
    >>> picture.caption("starts at {y:.1f}", y=0)
    >>> picture.spec()["panels"][0]["marks"][0]["data"]
    {'x': '#0', 'y': '#1'}
    """

    def __init__(self) -> None:
        self.data: dict[str, Tensor] = {}
        self._keys: dict[Any, str] = {}
        self._panels: list[Panel] = []
        self._default: Panel | None = None
        self._caption: dict[str, Any] | None = None
        self._codes: list[Code] = []
        self._diverging: list[str] = []

    def panel(self, title: str = "", **options: Any) -> Panel:
        """Add a panel to the row and return it; the options are those of `Axes`.

        Raises
        ------
        TypeError
            When there is no such option.
        ValueError
            When limits do not rise, or an option has no such value.
        """
        panel = Panel(self, _axes("panel", title=title, **options))
        self._panels.append(panel)
        return panel

    def axes(self, **options: Any) -> None:
        """Set the options of the picture's own panel; they are those of `Axes`."""
        self._own_panel().set_axes(_axes("axes", **options))

    def caption(self, text: str, /, **values: TensorLike | str) -> None:
        """Write a caption below the panels, with numbers that follow the controls.

        Parameters
        ----------
        text : str
            The caption, with a field such as ``{loss:.3f}`` for each number.
        **values : tensor, number or str
            What the fields stand for: a single number each, or fixed words.

        Raises
        ------
        ValueError
            When a field has no value, a value no field, or a value is not a single number.
        """
        parts = template.split(text, "caption")
        wanted = {name for _, name, _ in parts if name is not None}
        if "" in wanted:
            raise ValueError(
                f"caption: {text!r} has a field without a name. Write {{loss:.2f}} and pass loss=…"
            )
        missing, unused = wanted - values.keys(), values.keys() - wanted
        if missing or unused:
            raise ValueError(
                f"caption: fields without a value: {_listed(missing)}; values without a field: "
                f"{_listed(unused)}. Give one for each."
            )
        words = {name: value for name, value in values.items() if isinstance(value, str)}
        filled = [
            (text + words[name], None, "") if name in words else (text, name, spec)
            for text, name, spec in parts
        ]
        self._caption = {
            "template": template.join(filled),
            "values": {
                name: self._key(arguments.scalar(value, f"caption: {name}"))
                for name, value in values.items()
                if name not in words
            },
        }

    def code(self, title: str) -> Code:
        """Add code for the reader to copy, with its present numbers, and return it.

        The page shows a button "Copy as …" with the title. Lines are added by `Code.line`.
        """
        self._codes.append(Code(arguments.text("code: title", title), self._key))
        return self._codes[-1]

    def may_diverge(self, *controls: str) -> None:
        """Say that numbers may stop being finite when these controls move, and that it is meant.

        A learning rate that is too large is worth seeing. Of a number that is infinite or nan by
        mistake ``make notebooks`` tells the author; it leaves the controls that are named here at
        their start.

        Parameters
        ----------
        *controls : str
            The controls' names. A choice has none here: call this for the options that need it.

        Raises
        ------
        TypeError
            When a control is not given by its name.
        ValueError
            When none is named; and from `explore`, when it has no such control, or it is a choice.
        """
        for name in controls:
            if not isinstance(name, str):
                raise TypeError(
                    "may_diverge: controls are given by their names, in quotes, as in "
                    f'may_diverge("lr"), not as {type(name).__name__}.'
                )
        if not controls:
            raise ValueError('may_diverge: name the controls that lead there, as in ("lr").')
        self._diverging += controls

    def spec(self) -> dict[str, Any]:
        """Describe the picture as plain JSON; data are named by their keys in ``data``."""
        return {
            "panels": [panel.spec() for panel in self._panels],
            "caption": self._caption,
            "codes": [code.spec() for code in self._codes],
            "diverging": list(self._diverging),
        }

    def _add(self, type: str, data: dict[str, Tensor], style: dict[str, Any], label: Any) -> None:
        self._own_panel()._add(type, data, style, label)

    def _own_panel(self) -> Panel:
        if self._default is None:
            self._default = self.panel()
        return self._default

    def _key(self, tensor: Tensor) -> str:
        """Return the name of a tensor in the recording's outputs."""
        fixed = tensor.live is None and tensor.is_leaf
        # Two marks that were given the same numbers share them, as they share a tensor.
        identity = (tensor.shape, tensor._value.tobytes()) if fixed else id(tensor)
        key = self._keys.setdefault(identity, f"#{len(self._keys)}")
        self.data.setdefault(key, tensor)
        return key


@dataclass(frozen=True)
class Axes:
    """The options of a panel.

    Attributes
    ----------
    title, xlabel, ylabel : str
        What stands above, below and to the left.
    xlim, ylim : (low, high), optional
        The limits, numbers or tensors; by default they follow the data.
    aspect : {"auto", "equal"}
        Whether a unit is as long on both axes.
    axes : bool, default True
        Whether to draw axes, ticks and labels.
    xscale, yscale : {"linear", "log"}
        The scales.
    legend : bool, default True
        Whether marks with a label make a legend.
    width : float, default 1
        The width relative to the other panels.
    height : float, default 320
        The height in pixels.
    """

    title: str = ""
    xlabel: str = ""
    ylabel: str = ""
    xlim: Limits = None
    ylim: Limits = None
    aspect: str = "auto"
    axes: bool = True
    xscale: str = "linear"
    yscale: str = "linear"
    legend: bool = True
    width: float = 1
    height: float = 320

    def __post_init__(self) -> None:
        for name in ("title", "xlabel", "ylabel"):
            arguments.text(f"panel: {name}", getattr(self, name))
        checks.flag("panel: axes", self.axes)
        checks.flag("panel: legend", self.legend)
        checks.one_of("panel: aspect", self.aspect, ASPECTS)
        checks.one_of("panel: xscale", self.xscale, SCALES)
        checks.one_of("panel: yscale", self.yscale, SCALES)
        arguments.number("panel", "width", self.width, 0.1, 10)
        arguments.number("panel", "height", self.height, 80, 2000)


class Panel(Marks):
    """One coordinate system with its marks; made by `Picture.panel`."""

    def __init__(self, picture: Picture, axes: Axes) -> None:
        self._picture = picture
        self._marks: list[dict[str, Any]] = []
        self._colors_taken = 0
        self.set_axes(axes)

    def set_axes(self, axes: Axes) -> None:
        """Replace the panel's options."""
        self._options = {
            **vars(axes),
            **{name: str(getattr(axes, name)) for name in ("title", "xlabel", "ylabel")},
            "xlim": self._limits("xlim", axes.xlim, axes.xscale),
            "ylim": self._limits("ylim", axes.ylim, axes.yscale),
        }

    def spec(self) -> dict[str, Any]:
        """Describe the panel as plain JSON.

        Raises
        ------
        ValueError
            When a grid's steps are not those of the axis's scale.
        """
        for mark in self._marks:
            self._check_grid(mark)
        return {**self._options, "marks": list(self._marks)}

    def _check_grid(self, mark: dict[str, Any]) -> None:
        if mark["type"] not in ("heatmap", "contour"):
            return
        for axis in "xy":
            grid = self._picture.data[mark["data"][axis]]._value
            log = self._options[f"{axis}scale"] == "log"
            if not (arguments.in_equal_ratios if log else arguments.in_equal_steps)(grid):
                wanted = "10 ** linspace(low, high, n)" if log else "linspace(low, high, n)"
                raise ValueError(
                    f"{mark['type']}: {axis} does not fit the panel's {axis}scale, which is "
                    f"{self._options[f'{axis}scale']}. Use {wanted}, or set {axis}scale."
                )

    def _limits(self, name: str, limits: Limits, scale: str) -> list[float] | str | None:
        """Return two numbers, the key of a tensor when a control moves them, or None."""
        if limits is None:
            return None
        pair = arguments.vector(limits, f"panel: {name}")
        if pair.size != 2:
            raise ValueError(f"panel: {name} has shape {pair.shape}: give (low, high).")
        if pair.live is not None:
            return self._picture._key(pair)
        low, high = pair.tolist()
        if not (low < high and np.isfinite([low, high]).all()):
            raise ValueError(f"panel: {name}=({low:g}, {high:g}) must rise. Give (low, high).")
        if scale == "log" and low <= 0:
            raise ValueError(
                f"panel: {name} starts at {low:g}, which a log scale does not reach. "
                "Give a low end above 0."
            )
        return [low, high]

    def _add(self, type: str, data: dict[str, Tensor], style: dict[str, Any], label: Any) -> None:
        if type == "line" and "color" not in style:
            style["color"] = CLASS_COLORS[self._colors_taken % len(CLASS_COLORS)]
            self._colors_taken += 1
        keys = {name: self._picture._key(tensor) for name, tensor in data.items()}
        text = None if label is None else arguments.text(f"{type}: label", label)
        self._marks.append({"type": type, "data": keys, "style": style, "label": text})


def _axes(call: str, **options: Any) -> Axes:
    known = [field.name for field in fields(Axes)]
    unknown = options.keys() - set(known)
    if unknown:
        raise TypeError(
            f"{call}: there is no option {_listed(unknown)}. The options are {', '.join(known)}."
        )
    return Axes(**options)


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none"
