"""An explorer as a page holds it, read back into Python: its controls and its recordings."""

from dataclasses import fields, replace
from typing import Any

import numpy as np

from nnlib import Recording
from nnlib.live.controls import (
    Choice,
    Control,
    Formula,
    Integer,
    Option,
    Pad,
    Play,
    Points,
    Slider,
    Switch,
)
from nnlib.live.controls.sliders import LogSlider

KINDS = (Choice, Formula, Integer, Option, Pad, Play, Points, Slider, Switch)


class Published:
    """What a page computes with, in Python: made from the spec that the page carries.

    To run the page's code once more would give the same and take minutes; that its outputs are
    those of today's code is what the notebooks' own tests show.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        self.controls = {entry["name"]: _control(entry) for entry in spec["controls"]}
        self.name = spec["name"]
        self._combinations = spec["combinations"]
        self._constants = spec["constants"]
        self._recordings: dict[str, Recording] = {}

    def start(self) -> dict[str, Any]:
        """Where the controls stand at first."""
        return {name: control.initial for name, control in self.controls.items()}

    def combination(self, values: dict[str, Any]) -> dict[str, Any]:
        """What the page holds for the present choices."""
        return self._combinations[self._key(values)]

    def prepared(self, values: dict[str, Any]) -> tuple[Recording, dict[str, np.ndarray]]:
        """The recording for the present choices and typed functions, and its inputs."""
        recording = self._recording(self._key(values))
        inputs: dict[str, np.ndarray] = {}
        for name, control in self.controls.items():
            if control.kind == "formula":
                recording = recording.with_text(name, values[name])
            if control.kind != "choice":
                inputs |= control.arrays(values[name])
        return recording, inputs

    def at(self, **values: Any) -> dict[str, np.ndarray]:
        """The outputs for the given values; other controls stand at their start."""
        values = self.start() | values
        recording, inputs = self.prepared(values)
        results = recording.run(**inputs)
        return {name: results[name] for name in self.combination(values)["outputs"]}

    def _recording(self, key: str) -> Recording:
        if key not in self._recordings:
            data = self._combinations[key]["recording"]
            self._recordings[key] = Recording.from_json(data, self._constants)
        return self._recordings[key]

    def _key(self, values: dict[str, Any]) -> str:
        choices = {n: c for n, c in self.controls.items() if c.kind == "choice"}
        return ",".join(str(choice.index(values[name])) for name, choice in choices.items())


def _control(entry: dict[str, Any]) -> Control:
    kind = next(kind for kind in KINDS if kind.kind == entry["kind"])
    if "positions" in entry:
        kind = LogSlider
    given = {field.name: entry[field.name] for field in fields(kind) if field.name in entry}
    if "options" in given:
        # A page knows the options' names alone.
        given["initial"] = given["options"][given["initial"]]
        given["options"] = {name: name for name in given["options"]}
    control = kind(**given)
    return replace(control, initial=control.validate(control.initial))
