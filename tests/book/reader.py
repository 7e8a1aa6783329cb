"""A reader of the book: a browser on a page, the network cut, that notes all that goes wrong."""

import base64
import time
from typing import Any

import numpy as np
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

from tools.axe import findings
from tools.bidi import Firefox

FINGERPRINT = """
(explorer) => {
  let hash = 2166136261;
  const add = (text) => {
    for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 16777619);
  };
  for (const canvas of explorer.el.querySelectorAll("canvas")) add(canvas.toDataURL());
  for (const text of explorer.el.querySelectorAll(".nn-caption, svg")) add(text.outerHTML);
  return hash;
}
"""

# Readers who come near wake a widget; here nobody scrolls. One that is awake does not mind.
ALIVE = """
() => [...document.querySelectorAll(".live")]
  .map((place) => place.wake?.() && place.classList.contains("alive"))
  .every(Boolean)
"""

UNFOLD = """
() => {
  for (const details of document.querySelectorAll("main details")) details.open = true;
  for (const button of document.querySelectorAll(".nn-fold:not(.mod-active)")) button.click();
}
"""

# Half faded in, good colours have little contrast.
SETTLE = """
() => {
  for (const animation of document.getAnimations()) {
    if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
  }
}
"""

RESET_BUTTON = '.nn-toolbar button[title^="Put all controls back"]'
RESET = f"""
(explorer) => {{
  explorer.el.querySelector('{RESET_BUTTON}').click();
  return explorer.settled();
}}
"""

# Numbers as bytes: nan and infinity survive, and large arrays come quickly.
PACK = """
({ replay }) => {
  const pack = (key) => {
    const bytes = new Uint8Array(Float64Array.from(replay.value(key).data).buffer);
    let text = "";
    for (let k = 0; k < bytes.length; k += 4096) {
      text += String.fromCharCode(...bytes.subarray(k, k + 4096));
    }
    return btoa(text);
  };
  return Object.fromEntries(Object.keys(replay.recording.outputs).map((key) => [key, pack(key)]));
}
"""


# What follows a new width, pictures drawn anew among it, is laid out within two frames.
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

EXPLORER = '.nn-explorer[data-name="%s"]'

# An explorer that never draws again must fail its test, not hold up all others.
ASK = """
([root, argument]) => Promise.race([
  (%s)(document.querySelector(root).explorer, argument),
  new Promise((_, reject) => setTimeout(() => reject(new Error("no answer in 20 s")), 20_000)),
])
"""

# What the policy forbids is reported like any other error.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
  console.error(`violates ${effectiveDirective}: ${blockedURI}`));
"""


class Reader:
    """A page as a reader sees it, with what a reader should never meet in `problems`."""

    def __init__(self, context: BrowserContext | Firefox, root: str) -> None:
        self.root = root
        self.problems: list[str] = []
        self.look = ("screen", "light")
        self.page = context.new_page()
        self.page.add_init_script(REPORT_VIOLATIONS)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("request", self._watch)
        self.page.on("requestfailed", lambda r: self.problems.append(f"failed: {r.url}"))
        self.page.on("response", self._check)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"console {message.type}: {message.text} ({message.location})")

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.root, "data:", "blob:")):
            self.problems.append(f"asks elsewhere: {request.url}")

    def _check(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"status {response.status}: {response.url}")

    def open(self, page: str, patience: float = 20) -> "Reader":
        """Go to a page, wait until its explorers are alive, and unfold what is folded.

        One that cannot come alive says so in its picture, and is not waited for.

        Raises
        ------
        TimeoutError
            When an explorer is not alive after `patience` seconds.
        """
        self.page.goto(self.root + page)
        deadline = time.monotonic() + patience
        # Playwright's own waiting would need the page's leave to turn text into code.
        while not self.page.evaluate(ALIVE):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{page}: not alive after {patience} s: {self.problems}")
            self.page.wait_for_timeout(50)
        self.page.evaluate(UNFOLD)
        return self

    def emulate(self, media: str = "screen", color_scheme: str = "light") -> None:
        """Look at the page on a screen or in print, light or dark."""
        # To lay out a long page once more takes a while, even if nothing changes.
        if self.look == (media, color_scheme):
            return
        self.look = (media, color_scheme)
        self.page.emulate_media(media=media, color_scheme=color_scheme)
        self.page.locator(f"html[data-theme={color_scheme}]").wait_for(state="attached")

    def explorer(self, name: str) -> "LiveExplorer":
        return LiveExplorer(self.page, name)

    def axe(self) -> list[str]:
        """What axe-core finds, when all is laid out and nothing fades any more."""
        self.page.evaluate(TWO_FRAMES)
        self.page.evaluate(SETTLE)
        return findings(self.page)


class LiveExplorer:
    """An explorer on an open page, by its name."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.selector = EXPLORER % name

    @property
    def root(self) -> Locator:
        """Its element."""
        return self.page.locator(self.selector).first

    def ask(self, function: str, argument: Any = None) -> Any:
        """Call a JavaScript function with the explorer."""
        return self.page.evaluate(ASK % function, [self.selector, argument])

    def fingerprint(self) -> int:
        """A number that changes when the picture does."""
        return self.ask(FINGERPRINT)

    def set(self, values: dict[str, Any]) -> None:
        """Move controls, and wait until the picture shows it."""
        self.ask(
            "(explorer, values) => Promise.all("
            "Object.entries(values).map(([name, value]) => explorer.set(name, value)))",
            values,
        )

    def press_reset(self) -> None:
        """Press its reset button as a reader does, and wait until the picture shows it."""
        self.page.click(f"{self.selector} {RESET_BUTTON}")
        self.ask("(explorer) => explorer.settled()")

    def reset(self) -> None:
        """Do what its reset button does, wherever it stands."""
        self.ask(RESET)

    def values(self) -> dict[str, Any]:
        return self.ask("(explorer) => explorer.values")

    def outputs(self) -> dict[str, Any]:
        return self.ask("(explorer) => explorer.outputs()")

    def recorded(self) -> dict[str, np.ndarray]:
        """All that the recording gives, flat: the outputs, and the data of the marks."""
        packed = self.ask(PACK)
        return {key: np.frombuffer(base64.b64decode(text), "<f8") for key, text in packed.items()}
