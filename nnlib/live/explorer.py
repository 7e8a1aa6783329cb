"""The explorer: controls, recordings and a picture, as one object that displays itself."""

from __future__ import annotations

import base64
import inspect
import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeGuard, cast

import ipywidgets as widgets
import numpy as np

from nnlib.checks import brief
from nnlib.live.arguments import tensor
from nnlib.live.code import code_text
from nnlib.live.controls import Choice, Control, Formula, Option, Play
from nnlib.live.picture import Picture
from nnlib.live.still import draw_still
from nnlib.live.trouble import check_finite
from nnlib.live.view import View
from nnlib.recording import ConstantPool, Recording
from nnlib.rules import gradient_rules
from nnlib.tensor import Tensor

MOST_COMBINATIONS = 64
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def explore(
    controls: Mapping[str, Control | Mapping[str, Control]] | None = None, /, **more: Control
) -> Callable[[Callable], Explorer]:
    """Turn a function of controls into an explorer.

    Parameters
    ----------
    controls : mapping of str to Control, optional
        Controls whose names are made by a program. A mapping of controls in place of a control
        is a group, and its name the title: ``{"Data": {"noise": slider(0, 0, 1)}}``. A group is
        folded away behind a button with its title until a reader wants it.
    **more : Control
        Controls by name: `slider`, `integer`, `choice`, `option`, `switch`, `play`, `points`,
        `formula` or `pad`.

    Returns
    -------
    callable
        A decorator. The function it is put on is called with a `Picture` and one argument for
        each control; it draws on the picture and may return a dictionary of outputs.

    Raises
    ------
    TypeError
        When an argument is not a control, or the function's parameters are not the controls.
    ValueError
        When two controls have one name, the choices make too many combinations, nothing is
        drawn, or a number is not finite with the controls at their start.

    Notes
    -----
    The function runs once for each combination of the choices, with tensors in place of the
    other controls. What it computes from them is recorded, and replayed when the reader moves
    them. Taught on the page "Write your own explorer".

    Examples
    --------
    >>> from nnlib.live import explore, slider
    >>> @explore(w=slider(2, -4, 4), b=slider(1, -4, 4))
    ... def line(picture, w, b):
    ...     x = np.linspace(-1, 1, 3)
    ...     picture.line(x, w * x + b)
    ...     return {"at zero": b}
    >>> line.at(b=3)
    {'at zero': 3.0}
    >>> line
    Explorer line: w=2, b=1 → at zero 1
    """
    if controls is not None and not isinstance(controls, Mapping):
        raise TypeError(
            f"explore: controls are given by name, not as {controls!r}. Write for example "
            "@explore(w=slider(2, -4, 4)); without controls, @explore()."
        )
    entries = [*_ungrouped(controls or {}), *((name, c, "") for name, c in more.items())]
    names = [name for name, _, _ in entries]
    if not all(isinstance(name, str) for name in names):
        raise TypeError(f"explore: controls are named by texts, met {brief(names)}. Use quotes.")
    both = {name for name in names if names.count(name) > 1}
    if both:
        raise ValueError(
            f"explore: two controls are called {', '.join(sorted(both))}. Rename one of each pair."
        )
    groups = {name: group for name, _, group in entries}

    def made(function: Callable) -> Explorer:
        if not hasattr(function, "__name__"):
            raise TypeError(
                f"explore: a function is turned into an explorer, met {brief(function)}. Write "
                "@explore(…) above def."
            )
        return Explorer(function, {name: control for name, control, _ in entries}, groups)

    return made


def _ungrouped(controls: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Yield the name, the control and the group of each."""
    for name, control in controls.items():
        if isinstance(control, Mapping):
            yield from ((inner, entry, name) for inner, entry in control.items())
        else:
            yield name, control, ""


class Explorer:
    """Controls, recordings and a picture, as one displayable object; made by `explore`.

    Attributes
    ----------
    name : str
        The function's name.
    title : str
        The first line of the function's docstring, or else its name: what the explorer is called
        for readers who do not see it.
    controls : dict of str to Control
        The controls, by name.
    """

    def __init__(
        self, function: Callable, controls: Mapping[str, Control], groups: Mapping[str, str]
    ) -> None:
        self.name = function.__name__
        self.title = _title(function)
        # Those in groups are folded away, so they come last everywhere.
        ordered = sorted(controls.items(), key=lambda entry: bool(groups[entry[0]]))
        self.controls = _named(dict(ordered), groups, function)
        self._choices = {n: c for n, c in self.controls.items() if _multiplies(c)}
        self._formulas = [n for n, c in self.controls.items() if isinstance(c, Formula)]
        self._combinations = {
            key: self._record(function, chosen) for key, chosen in self._all_choices().items()
        }
        self._display: _Display | None = None

    # --- recording -------------------------------------------------------------------------

    def _all_choices(self) -> dict[str, dict[str, Any]]:
        """Every combination of the choices, by its key."""
        count = math.prod(len(choice.options) for choice in self._choices.values())
        if count > MOST_COMBINATIONS:
            sizes = " · ".join(str(len(choice.options)) for choice in self._choices.values())
            raise ValueError(
                f"{self.name}: the choices {', '.join(self._choices)} make {sizes} = {count} "
                f"combinations, and each is recorded; at most {MOST_COMBINATIONS} are. Offer fewer "
                "options, or turn a choice into a switch or a slider and use where(...)."
            )
        return {
            ",".join(map(str, indices)): {
                name: choice.at(index)
                for (name, choice), index in zip(self._choices.items(), indices, strict=True)
            }
            for indices in itertools.product(
                *[range(len(choice.options)) for choice in self._choices.values()]
            )
        }

    def _record(self, function: Callable, chosen: dict[str, Any]) -> _Combination:
        inputs = {
            name: _live_tensor(name, value, control)
            for control in self._inputs()
            for name, value in control.arrays(control.initial).items()
        }
        arrived = {
            name: chosen[name] if name in chosen else control.arrive(inputs)
            for name, control in self.controls.items()
        }
        picture = Picture()
        outputs = _checked_outputs(function(picture, **arrived), self.name)
        spec = picture.spec()
        if not spec["panels"]:
            raise ValueError(
                f"{self.name}: nothing was drawn. Call a mark such as picture.line(x, y)."
            )
        unknown = set(spec["diverging"]) - {control.name for control in self._inputs()}
        if unknown:
            raise ValueError(
                f"{self.name}: may_diverge names {', '.join(sorted(unknown))}, but the controls "
                f"that can lead there are {', '.join(c.name for c in self._inputs()) or 'none'}. "
                "For an option of a choice, call it under an if."
            )
        results = outputs | picture.data
        check_finite(self._title_of(chosen), results.values())
        return _Combination(Recording.of(results, inputs), spec, list(outputs))

    def _title_of(self, chosen: Mapping[str, Any]) -> str:
        """Return the name, and the choices where there are any, for an error."""
        return ", ".join([self.name, *(f"{name}={value!r}" for name, value in chosen.items())])

    def _inputs(self) -> list[Control]:
        return [c for c in self.controls.values() if not _multiplies(c)]

    def recording(self, /, **choices: Any) -> Recording:
        """Return the recording for the given choices; the others stand at their start."""
        return self._combination(self._validated(choices)).recording

    def _combination(self, values: Mapping[str, Any]) -> _Combination:
        indices = [choice.index(values[name]) for name, choice in self._choices.items()]
        return self._combinations[",".join(map(str, indices))]

    # --- values ----------------------------------------------------------------------------

    @property
    def values(self) -> dict[str, Any]:
        """The controls' present values: where a kernel runs, those that the reader has set."""
        if self._display is None:
            return {name: control.initial for name, control in self.controls.items()}
        return {name: self._display.read(control) for name, control in self.controls.items()}

    def set(self, /, **values: Any) -> None:
        """Move controls, as the reader would.

        Raises
        ------
        TypeError, ValueError
            When there is no such control, or it cannot take the value. Then none is moved.
        """
        self._validated(values)
        display = self._show()
        for name, value in values.items():
            display.write(self.controls[name], value)

    def at(self, /, **values: Any) -> dict[str, Any]:
        """Return the outputs for the given values; other controls stand at their start.

        Raises
        ------
        TypeError, ValueError
            When there is no such control, or it cannot take the value.
        """
        values = self._validated(values)
        combination = self._combination(values)
        results = self._run(values)
        return {name: _number_or_array(results[name]) for name in combination.outputs}

    def code(self, title: str, /, **values: Any) -> str:
        """Return the text that the button "Copy as …" gives, for the given values.

        Raises
        ------
        ValueError
            When there is no such code.
        TypeError, ValueError
            When there is no such control, or it cannot take the value.
        """
        values = self._validated(values)
        specs = {spec["title"]: spec for spec in self._combination(values).picture["codes"]}
        if not isinstance(title, str) or title not in specs:
            raise ValueError(
                f"{self.name}: there is no code {brief(title)}; "
                f"there is {', '.join(specs) or 'none'}."
            )
        return code_text(specs[title], self._run(values))

    def _run(self, values: Mapping[str, Any]) -> dict[str, np.ndarray]:
        """Run the recording of these values' combination."""
        recording = self._combination(values).recording
        for name in self._formulas:
            recording = recording.with_text(name, values[name])
        return recording.run(**self._arrays(values))

    def _arrays(self, values: Mapping[str, Any]) -> dict[str, np.ndarray]:
        return {
            name: array
            for control in self._inputs()
            for name, array in control.arrays(values[control.name]).items()
        }

    def _validated(self, values: Mapping[str, Any]) -> dict[str, Any]:
        unknown = values.keys() - self.controls.keys()
        if unknown:
            raise TypeError(
                f"{self.name} has no control {', '.join(sorted(unknown))}. "
                f"Its controls are {', '.join(self.controls)}."
            )
        start = {name: control.initial for name, control in self.controls.items()}
        return start | {n: self.controls[n].validate(value) for n, value in values.items()}

    # --- display ---------------------------------------------------------------------------

    def __repr__(self) -> str:
        values = self.values
        shown = {n: v for n, v in values.items() if isinstance(v, (int, float, str))}
        settings = ", ".join(f"{name}={_brief(value)}" for name, value in shown.items())
        results = ", ".join(
            f"{name} {_brief(value)}"
            for name, value in self.at(**values).items()
            if isinstance(value, float)
        )
        return f"Explorer {self.name}: {settings}" + (f" → {results}" if results else "")

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what each client may choose from, and what Colab has to know about the widget.

        GitHub, the book, and a saved notebook in VS Code or nbconvert take the picture where the
        widget cannot live. JupyterLab does so with the extension in ``nnlib/live/lab``.
        """
        display = self._show()
        # anywidget knows what its host wants to hear; only the box around all is another widget.
        data, metadata = cast(tuple[dict, dict], display.view._repr_mimebundle_())
        data |= {
            "text/plain": repr(self),
            "image/png": base64.b64encode(self.still()).decode("ascii"),
        }
        data[WIDGET_VIEW] |= {"model_id": display.box.model_id}
        return data, metadata

    def still(self) -> bytes:
        """Return the picture at the controls' present values as a PNG, drawn by matplotlib."""
        values = self.values
        return draw_still(self._combination(values).picture, self._run(values), self.title)

    def _show(self) -> _Display:
        """Make the widgets, once."""
        if self._display is None:
            made = {name: control.widget() for name, control in self.controls.items()}
            shown = {name: widget for name, widget in made.items() if widget is not None}
            view = View(spec=self._spec(shown))
            box = _box([*_arranged(self.controls, shown), view], "nn-explorer")
            self._display = _Display(shown, view, box)
        return self._display

    def _spec(self, shown: Mapping[str, widgets.Widget]) -> dict[str, Any]:
        """Everything the page needs to replay and draw."""
        pool = ConstantPool()
        combinations = {
            key: {
                "recording": combination.recording.to_json(pool),
                "outputs": combination.outputs,
                **combination.picture,
            }
            for key, combination in self._combinations.items()
        }
        controls = []
        for name, control in self.controls.items():
            entry = control.spec()
            if name in shown:
                widget = shown[name]
                entry["widget"] = f"IPY_MODEL_{control.source(widget).model_id}"
                if isinstance(control, Play):
                    entry["player"] = f"IPY_MODEL_{widget.children[0].model_id}"
            controls.append(entry)
        return {
            "name": self.name,
            "title": self.title,
            "controls": controls,
            "constants": pool.to_json(),
            # What a reader types is differentiated in the page.
            "rules": gradient_rules() if self._formulas else {},
            "combinations": combinations,
        }


def _multiplies(control: Control) -> TypeGuard[Choice]:
    """Whether each option of a control makes a recording of its own."""
    return isinstance(control, Choice) and not isinstance(control, Option)


def _arranged(
    controls: Mapping[str, Control], shown: Mapping[str, widgets.Widget]
) -> list[widgets.Widget]:
    """Return what stands above the picture: the controls, the groups, and time.

    Time stands next to the picture's own buttons, Step and Reset, also when groups are unfolded.
    """
    time: list[widgets.Widget] = []
    members: dict[str, list[widgets.Widget]] = {"": []}
    for name, widget in shown.items():
        control = controls[name]
        widget.add_class("nn-control")
        if isinstance(control, Play) and not control.group:
            time.append(widget)
        else:
            members.setdefault(control.group, []).append(widget)
    ungrouped = members.pop("")
    groups = []
    for title, group in members.items():
        # The style sheet shows the group while its button is pressed.
        fold = widgets.ToggleButton(description=title, tooltip="Show or hide these controls")
        fold.add_class("nn-fold")
        groups.append(_box([fold, _box(group, "nn-controls")], "nn-group"))
    rows = [(ungrouped, "nn-controls"), (groups, "nn-groups"), (time, "nn-controls")]
    return [_box(parts, name) for parts, name in rows if parts]


def _box(parts: list[widgets.Widget], name: str) -> widgets.Widget:
    box = widgets.VBox(parts)
    box.add_class(name)
    return box


class _Display(NamedTuple):
    """The widgets of an explorer: those of its controls, the picture, and the box around all."""

    controls: dict[str, widgets.Widget]
    view: View
    box: widgets.Widget

    def read(self, control: Control) -> Any:
        if control.trait is None:
            return control.validate(self.view.edits.get(control.name, control.initial))
        return control.read(self.controls[control.name])

    def write(self, control: Control, value: Any) -> None:
        if control.trait is None:
            edit = _plain(control.validate(value))
            self.view.edits = {**self.view.edits, control.name: edit}
        else:
            control.write(self.controls[control.name], value)


class _Combination:
    """What one combination of choices gave: a recording, a picture, and the outputs' names."""

    def __init__(self, recording: Recording, picture: dict[str, Any], outputs: list[str]) -> None:
        self.recording = recording
        self.picture = picture
        self.outputs = outputs


def _title(function: Callable) -> str:
    lines = (inspect.getdoc(function) or "").strip().splitlines()
    return lines[0].rstrip(".") if lines else function.__name__.replace("_", " ")


def _named(
    controls: Mapping[str, Control], groups: Mapping[str, str], function: Callable
) -> dict[str, Control]:
    for name, control in controls.items():
        if not isinstance(control, Control):
            raise TypeError(
                f"{function.__name__}: {name}={control!r} is not a control. "
                "Write for example slider(0, -1, 1) or choice('relu', 'tanh')."
            )
    try:
        inspect.signature(function).bind(None, **controls)
    except TypeError as error:
        raise TypeError(
            f"{function.__name__}: its parameters must be the picture and then the controls "
            f"{', '.join(controls)}, but {error}."
        ) from None
    named = {name: control.named(name, groups[name]) for name, control in controls.items()}
    inputs = [entry for control in named.values() for entry in control.inputs()]
    for name in named:
        if inputs.count(name) > 1:
            raise ValueError(
                f"{function.__name__}: {name!r} also names a part of the points of another "
                "control. Rename one."
            )
    return named


def _live_tensor(name: str, value: np.ndarray, control: Control) -> Tensor:
    tensor = Tensor(value)
    tensor.live = tensor.control = name
    # How far a count may go is what `fold` has to know.
    tensor.attrs = {"max": control.max} if hasattr(control, "max") else {}
    return tensor


def _checked_outputs(result: Any, name: str) -> dict[str, Tensor]:
    if result is None:
        return {}
    if not isinstance(result, Mapping):
        raise TypeError(
            f"{name}: the function must return a dictionary of outputs, such as "
            f'{{"loss": loss}}, or nothing, not {type(result).__name__}.'
        )
    for key in result:
        if not isinstance(key, str) or key.startswith("#"):
            raise ValueError(f"{name}: {key!r} cannot name an output. Use a plain word.")
    return {key: tensor(value, f"{name}: the output {key!r}") for key, value in result.items()}


def _plain(value: Any) -> Any:
    """Return arrays as lists, so that a widget can hold them."""
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    return value.tolist() if isinstance(value, np.ndarray) else value


def _number_or_array(value: np.ndarray) -> float | np.ndarray:
    return float(value) if value.ndim == 0 else value


def _brief(value: Any) -> str:
    # A zero with a minus is the same number, and reads like a mistake.
    return f"{value + 0.0:.4g}" if isinstance(value, float) else str(value)
