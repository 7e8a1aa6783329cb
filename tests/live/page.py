"""The front end's modules in a page, for tests that compare them with Python."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from playwright.sync_api import Page

from nnlib import Tensor
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


class PageReplay:
    """A recording loaded in the page, with the methods of the page's own `Replay`."""

    def __init__(self, page: Page, recording: Recording) -> None:
        self.handle = page.evaluate_handle(
            """async (recording) => {
              const { decodeConstants, loadReplay } = await import("./replay.js");
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
