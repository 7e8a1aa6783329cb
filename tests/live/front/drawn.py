"""A panel in a page: its numbers, its pixels, and what the reader does to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from playwright.sync_api import JSHandle, Page

from tests.live.page import AS_TEXT, pixels

OPTIONS = {
    "title": "",
    "xlabel": "",
    "ylabel": "",
    "xlim": None,
    "ylim": None,
    "aspect": "auto",
    "axes": True,
    "xscale": "linear",
    "yscale": "linear",
    "legend": True,
    "width": 1,
    "height": 320,
}

# Values are kept as the replay gives them. A control that moves is written back to the numbers
# that it feeds, as a recording would.
_SETUP = """
async ({ spec, numbers, controls, width }) => {
  const { Panel } = await import("./drawing/panel.js");
  const { readTheme, watchTheme } = await import("./drawing/theme.js");
  if (!document.querySelector("link")) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: "front.css" });
    const styled = new Promise((done) => link.addEventListener("load", done));
    document.head.append(link);
    await styled;
  }
  document.title = "Panel";
  document.documentElement.lang = "en";
  document.body.replaceChildren(document.createElement("main"));
  document.body.style.margin = "0";
  const main = document.body.firstChild;
  main.className = "nn-explorer nn-panels";
  main.style.width = `${width}px`;
  const plain = (value) => (value === "nan" ? NaN : value);
  const entries = Object.entries(numbers).map(([key, { data, shape }]) => [
    key,
    { data: Float64Array.from(data, plain), shape, version: 1 },
  ]);
  const store = new Map(entries);
  const log = [];
  const drawn = {
    log,
    store,
    controls,
    values: (key) => store.get(key),
    change(key, data) {
      const entry = store.get(key);
      entry.data.fill(0);
      entry.data.set(data.map(plain));
      entry.version++;
      drawn.show();
    },
    show: () => drawn.panel.update(drawn.values, readTheme(main)),
  };
  const context = {
    control: (name) => controls[name],
    reducedMotion: false,
    setControl(name, value) {
      const plain = value instanceof Float64Array ? Array.from(value) : value;
      log.push([name, plain]);
      controls[name].value = plain;
      const feeds = controls[name].feeds ?? [];
      const alone = Array.isArray(plain) || typeof plain === "number";
      const columns = alone ? [plain] : Object.values(plain);
      if (columns.length === 3) columns.push(columns[0].map(() => 1));
      feeds.forEach((key, k) => drawn.change(key, [columns[k]].flat()));
    },
  };
  drawn.panel = new Panel(spec, context);
  main.append(drawn.panel.element);
  drawn.show();
  watchTheme(main, drawn.show);
  return drawn;
}
"""


def show_panel(
    page: Page,
    spec: dict[str, Any],
    numbers: dict[str, Any],
    controls: dict[str, Any],
    width: int,
) -> JSHandle:
    """Put a panel on a page, alone; numbers are by key, as `plain_numbers` gives them."""
    setup = {"spec": spec, "numbers": numbers, "controls": controls, "width": width}
    return page.evaluate_handle(_SETUP, setup)


class DrawnPanel:
    """A panel drawn on a page of 400 pixels, or another width."""

    def __init__(
        self,
        page: Page,
        marks: Sequence[tuple[str, dict[str, Any], dict[str, Any]]],
        options: dict[str, Any],
        controls: dict[str, Any],
        width: int,
    ) -> None:
        self.page = page
        numbers: dict[str, Any] = {}
        self.keys: list[dict[str, str]] = []
        for _, data, _ in marks:
            keys = {}
            for name, value in data.items():
                keys[name] = f"#{len(numbers)}"
                numbers[keys[name]] = plain_numbers(value)
            self.keys.append(keys)
        spec = {
            **OPTIONS,
            **options,
            "marks": [
                {
                    "type": kind,
                    "data": keys,
                    "style": {name: value for name, value in style.items() if name != "legend"},
                    "label": style.get("legend"),
                }
                for (kind, _, style), keys in zip(marks, self.keys, strict=True)
            ],
        }
        self.handle = show_panel(page, spec, numbers, controls, width)

    def ask(self, expression: str, argument: Any = None) -> Any:
        """Evaluate an expression of `drawn`, `panel`, `frame` and the `argument`."""
        function = f"""(drawn, argument) => {{
          const {{ panel }} = drawn;
          const {{ frame }} = panel;
          return {expression};
        }}"""
        return self.handle.evaluate(function, argument)

    def change(self, mark: int, name: str, value: Any) -> None:
        """Give a mark other numbers and update the panel."""
        key = self.keys[mark][name]
        self.ask("drawn.change(...argument)", [key, plain_numbers(value)["data"]])

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a place of the axes lies on the canvas, in CSS pixels."""
        left, top = self.ask("[frame.x.pixel(argument[0]), frame.y.pixel(argument[1])]", [x, y])
        return left, top

    def color(self, x: float, y: float) -> np.ndarray:
        """Return the colour [r, g, b, a] at a place of the axes."""
        return self.pixel(*self.at(x, y))

    def pixel(self, left: float, top: float) -> np.ndarray:
        """Return the colour at a place of the canvas, given in CSS pixels.

        It is the one that most of nine pixels have: one by itself may lie on an edge.
        """
        return np.median(self.area(left - 1, top - 1, 3, 3), axis=(0, 1))

    def area(self, left: float, top: float, width: int, height: int) -> np.ndarray:
        """Return the colours of so many pixels from a place of the canvas on."""
        ratio = self.ask("panel.ratio")
        read = f"{AS_TEXT}(panel.painter.getImageData(...argument).data)"
        data = self.ask(read, [int(left * ratio), int(top * ratio), width, height])
        return pixels(data).reshape(height, width, 4)

    def pixels(self) -> np.ndarray:
        """Return the colours of the whole canvas, row by row."""
        whole = "panel.painter.getImageData(0, 0, panel.canvas.width, panel.canvas.height).data"
        return pixels(self.ask(f"{AS_TEXT}({whole})"))

    @property
    def limits(self) -> tuple[float, float, float, float]:
        return tuple(self.ask("[frame.x.low, frame.x.high, frame.y.low, frame.y.high]"))

    @property
    def sent(self) -> list[Any]:
        """What the reader has done to controls: pairs of a name and a value."""
        return self.ask("drawn.log")

    def press(self, x: float, y: float) -> None:
        """Press the mouse at a place of the axes."""
        self.page.mouse.move(*self.on_page(x, y))
        self.page.mouse.down()

    def move(self, x: float, y: float) -> None:
        """Move the mouse to a place of the axes, in steps."""
        self.page.mouse.move(*self.on_page(x, y), steps=5)

    def release(self) -> None:
        self.page.mouse.up()

    def click(self, x: float, y: float, count: int = 1) -> None:
        self.page.mouse.click(*self.on_page(x, y), click_count=count)

    def on_page(self, x: float, y: float) -> tuple[float, float]:
        left, top = self.at(x, y)
        box = self.page.locator(".nn-stage").bounding_box()
        assert box is not None
        return box["x"] + left, box["y"] + top


def plain_numbers(value: Any) -> dict[str, Any]:
    """An array as JSON can hold it."""
    array = np.asarray(value, dtype=np.float64)
    data = [float(v) if np.isfinite(v) else "nan" for v in array.ravel()]
    return {"data": data, "shape": list(array.shape)}
