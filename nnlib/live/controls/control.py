"""What all controls have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import ipywidgets as widgets
import numpy as np

from nnlib.tensor import Tensor


@dataclass(frozen=True, eq=False, kw_only=True)
class Control:
    """What all controls have in common.

    Attributes
    ----------
    kind : str
        ``"slider"``, ``"integer"``, ``"choice"``, ``"option"``, ``"switch"``, ``"play"``,
        ``"points"``, ``"formula"`` or ``"pad"``.
    trait : str or None
        The widget's trait that holds the value; None where the picture itself is the widget.
    initial : object
        The value at the start and after a reset.
    tensor_shape : tuple of int or None
        The shape in which the value arrives; None for a choice, which arrives as it is.
    group : str
        The title of the group that the control is folded into; empty outside of groups.
    """

    initial: Any
    label: str | None = None
    name: str = ""
    group: str = ""

    kind: ClassVar[str]
    trait: ClassVar[str | None] = "value"
    tensor_shape: ClassVar[tuple[int, ...] | None] = ()

    def __post_init__(self) -> None:
        if self.label is not None and not isinstance(self.label, str):
            raise TypeError(f"{self.kind}: label={self.label!r} must be a text, in quotes.")

    def named(self, name: str, group: str = "") -> Control:
        """Return the same control under the name, and in the group, it has in an explorer."""
        return replace(self, name=name, group=group)

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

    def ends(self) -> list[Any]:
        """Return the farthest values that a reader could set, where numbers fail first."""
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


def appearance(text: str) -> dict[str, Any]:
    """Return what all widgets are given: the description, its style and the layout."""
    # The description names the widget for screen readers too. Automatic width lets a slider
    # fill the column it stands in, also on a phone.
    return {
        "description": text,
        "style": {"description_width": "initial"},
        "layout": widgets.Layout(width="auto", min_width="0"),
    }
