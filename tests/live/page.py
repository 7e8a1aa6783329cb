"""The front end's modules in a page, for tests that compare them with Python."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from ipywidgets import HBox, Widget
from playwright.sync_api import Page

from nnlib import Tensor
from nnlib.live import Explorer
from nnlib.live.front import module_text, style_text
from nnlib.recording import Recording

# Numbers travel as the bytes they are, so that not one bit is lost in the talk with the page.
SET = """
  for (const [name, text] of values) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    replay.set(name, new Float64Array(bytes.buffer));
  }
"""
RESULTS = """
  return Object.keys(replay.recording.outputs).map((name) => {
    const { data, shape } = replay.value(name);
    const bytes = new Uint8Array(Float64Array.from(data).buffer);
    return [name, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")), shape];
  });
"""

# Browsers lay out in steps of a 64th of a pixel and round where they turn them into others: lengths
# in CSS pixels are compared with this tolerance.
SLACK = 0.05

# A picture of a million numbers would take seconds to be told number by number.
AS_TEXT = """((bytes) => {
  let text = "";
  for (let k = 0; k < bytes.length; k += 4096) {
    text += String.fromCharCode(...bytes.subarray(k, k + 4096));
  }
  return btoa(text);
})"""


def pixels(text: str) -> np.ndarray:
    """The colours [r, g, b, a] that the page has sent with `AS_TEXT`, a row each."""
    return np.frombuffer(base64.b64decode(text), np.uint8).astype(int).reshape(-1, 4)


class PageReplay:
    """A recording loaded in the page, with the methods of the page's own `Replay`."""

    def __init__(self, page: Page, recording: Recording) -> None:
        self.handle = page.evaluate_handle(
            """async (recording) => {
              const { decodeConstants, loadReplay } = await import("./replay/replay.js");
              return loadReplay(recording, decodeConstants(recording.constants));
            }""",
            recording.to_json(),
        )

    def ask(self, function: str, argument: Any = None) -> Any:
        """Call a JavaScript function with the replay."""
        return self.handle.evaluate(function, argument)

    def set(self, **values: Any) -> None:
        self.ask(f"(replay, values) => {{ {SET} }}", _packed(values))

    def run(self, budget: float | None = None) -> bool:
        """Call `run` once; without a budget it goes on until all is done."""
        return self.ask("(replay, budget) => replay.run(budget ?? Infinity)", budget)

    def values(self) -> dict[str, np.ndarray]:
        """All results, bit by bit."""
        return _unpacked(self.ask(f"(replay) => {{ {RESULTS} }}"))

    def follow(
        self, *settings: Mapping[str, Any], budget: float | None = None
    ) -> list[dict[str, np.ndarray]]:
        """The results after each of the settings, one after the other."""
        results = self.ask(
            f"""(replay, [settings, budget]) => settings.map((values) => {{
              {SET}
              while (!replay.run(budget ?? Infinity)) continue;
              {RESULTS}
            }})""",
            [[_packed(values) for values in settings], budget],
        )
        return [_unpacked(result) for result in results]

    def diagnose(self) -> dict[str, Any] | None:
        return self.ask("(replay) => replay.diagnose()")


def _packed(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, base64.b64encode(np.asarray(value, dtype="<f8").tobytes()).decode("ascii"))
        for name, value in values.items()
    ]


def _unpacked(results: Sequence[tuple[str, str, Sequence[int]]]) -> dict[str, np.ndarray]:
    return {
        name: np.frombuffer(base64.b64decode(data), dtype="<f8").reshape(shape)
        for name, data, shape in results
    }


def live(name: str, value: Any) -> Tensor:
    """A tensor as an explorer's control gives it to the author's function."""
    tensor = Tensor(np.asarray(value, dtype=np.float64))
    tensor.live = name
    return tensor


def assert_same_numbers(page: Mapping[str, np.ndarray], python: Mapping[str, np.ndarray]) -> None:
    """Hold the page's numbers against Python's: 1e-9 relative, but for rounding around zero."""
    assert page.keys() == python.keys()
    for name, wanted in python.items():
        np.testing.assert_allclose(
            page[name], wanted, rtol=1e-9, atol=1e-12, err_msg=f"the page differs in {name!r}"
        )


class PageExplorer:
    """An explorer in a page, shown by the module that anywidget gets, on stand-ins for its models.

    The stand-ins hold the state that the explorer's real widgets have in Python.
    """

    def __init__(self, page: Page, explorer: Explorer, spec: dict[str, Any] | None = None) -> None:
        self.page = page
        display = explorer._show()
        sources = [explorer.controls[n].source(w) for n, w in display.controls.items()]
        players = [w.children[0] for w in display.controls.values() if isinstance(w, HBox)]
        states = {w.model_id: _state(w) for w in [*sources, *players]}
        own = {"spec": spec or display.view.spec, "edits": display.view.edits}
        page.evaluate(STAGE, [module_text(), style_text(), states, own])
        self.root = page.locator(".nn-explorer")

    def start(self) -> PageExplorer:
        """Wait until the explorer is alive."""
        self.page.wait_for_function("document.querySelector('.nn-explorer').explorer")
        return self

    def ask(self, function: str, argument: Any = None) -> Any:
        """Call a JavaScript function with the page's explorer."""
        return self.root.evaluate(f"(root, given) => ({function})(root.explorer, given)", argument)

    def set(self, **values: Any) -> None:
        self.ask(
            """async (explorer, values) => {
              for (const [name, value] of Object.entries(values)) await explorer.set(name, value);
            }""",
            values,
        )

    @property
    def values(self) -> dict[str, Any]:
        return self.ask("(explorer) => explorer.values")

    @property
    def outputs(self) -> dict[str, Any]:
        return self.ask("(explorer) => explorer.outputs()")

    def model(self, control: str, function: str, argument: Any = None) -> Any:
        """Call a JavaScript function with a control's model, as its widget's view would."""
        return self.ask(
            f"""(explorer, [name, given]) => {{
              const model = explorer.byName.get(name).model;
              return ({function})(model, given);
            }}""",
            [control, argument],
        )

    def press(self, button: str) -> None:
        self.root.get_by_role("button", name=button, exact=True).click()
        self.ask("(explorer) => explorer.settled()")


STAGE = """
async ([code, style, states, own]) => {
  class Model {
    constructor(state, manager) {
      Object.assign(this, { state, widget_manager: manager, listeners: [], saves: 0 });
    }
    get(name) { return this.state[name]; }
    set(name, value) {
      if (Object.is(this.state[name], value)) return;
      this.state[name] = value;
      const heard = this.listeners.filter(([event]) => event === `change:${name}`);
      for (const [, listener] of heard) listener();
    }
    on(event, listener) { this.listeners.push([event, listener]); }
    off(event, listener) {
      this.listeners = this.listeners.filter(([e, l]) => e !== event || l !== listener);
    }
    save_changes() { this.saves++; }
  }
  const models = new Map();
  const manager = { get_model: async (id) => models.get(id) };
  for (const [id, state] of Object.entries(states)) models.set(id, new Model(state, manager));

  document.head.append(Object.assign(document.createElement("style"), { textContent: style }));
  const root = Object.assign(document.createElement("div"), { className: "nn-explorer" });
  const el = document.createElement("div");
  root.append(el);
  document.body.replaceChildren(root);
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { default: widget } = await import(address);
  const model = new Model(own, manager);
  window.stage = { widget, model, models, close: await widget.render({ model, el }) };
}
"""


def _state(widget: Widget) -> dict[str, Any]:
    names = {"value", "index", "min", "max", "step", "playing", "_playing"}
    return widget.get_state(names.intersection(widget.keys))
