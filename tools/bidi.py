"""Firefox as readers have it, with as much of Playwright's interface as a `Reader` needs.

Playwright drives builds of Firefox of its own. Every other one speaks WebDriver BiDi, the browsers'
common protocol, by itself: https://w3c.github.io/webdriver-bidi/.
"""

import json
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from websocket import create_connection

# What can be said in JSON comes back as it does from Playwright.
CALL = "async (given) => JSON.stringify(await (%s)(JSON.parse(given)))"
MIDDLE = """
(selector) => {
  const element = document.querySelector(selector);
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const { x, y, width, height } = element.getBoundingClientRect();
  return [Math.round(x + width / 2), Math.round(y + height / 2)];
}
"""
EVENTS = (
    "log.entryAdded",
    "network.beforeRequestSent",
    "network.responseCompleted",
    "network.fetchError",
)


class Firefox:
    """A headless Firefox, which does for a context of Playwright's.

    Parameters
    ----------
    executable
        The program.
    folder
        Where its profile is while it runs. One that is installed as a snap sees the home folder
        alone.
    """

    def __init__(self, executable: str, folder: Path) -> None:
        self._profile = tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True)
        options = ["--headless", "--no-remote", "--remote-debugging-port", "0"]
        self._process = subprocess.Popen(
            [executable, *options, "--profile", self._profile.name],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._socket = create_connection(self._address(), timeout=60, suppress_origin=True)
        self._numbers = count()
        self._pages: dict[str, FirefoxPage] = {}
        capabilities = self.send("session.new", capabilities={})["capabilities"]
        self.version = capabilities["browserVersion"]
        self.send("session.subscribe", events=EVENTS)

    def _address(self, patience: float = 60) -> str:
        """Where it listens, which it writes into its profile."""
        file = Path(self._profile.name, "WebDriverBiDiServer.json")
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and self._process.poll() is None:
            if file.exists() and (text := file.read_text(encoding="utf-8")):
                return "ws://{ws_host}:{ws_port}/session".format(**json.loads(text))
            time.sleep(0.05)
        self.close()
        raise TimeoutError(f"{self._process.args[0]} does not listen after {patience} s.")

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command, and return its result; what happens meanwhile goes to the pages.

        Raises
        ------
        RuntimeError
            When Firefox cannot do it.
        """
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message["type"] == "event":
                self._tell(message["method"], message["params"])
            elif message["id"] == number:
                break
        if message["type"] == "error":
            raise RuntimeError(f"{method}: {message['message']}")
        return message["result"]

    def _tell(self, event: str, params: dict[str, Any]) -> None:
        context = params["source" if event == "log.entryAdded" else "context"]
        page = self._pages.get(context["context"] if isinstance(context, dict) else context)
        if page is not None:
            page.hear(event, params)

    def new_page(self) -> "FirefoxPage":
        """Open a page, in front of all others."""
        context = self.send("browsingContext.create", type="tab")["context"]
        self._pages[context] = FirefoxPage(self, context)
        return self._pages[context]

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()
        self._profile.cleanup()


class FirefoxPage:
    """A page in Firefox, which does for one of Playwright's."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self._context = context
        self._listeners: dict[str, list[Callable[[Any], None]]] = defaultdict(list)
        self.send("browsingContext.setViewport", viewport={"width": 1280, "height": 900})

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command about this page."""
        return self._firefox.send(method, context=self._context, **params)

    def on(self, event: str, listener: Callable[[Any], None]) -> None:
        """Have a listener told of an event: console, pageerror, request and what became of it."""
        self._listeners[event].append(listener)

    def hear(self, event: str, params: dict[str, Any]) -> None:
        """Tell the listeners what Firefox has told, in Playwright's words."""
        match event, params:
            case "log.entryAdded", {"type": "javascript", "level": "error", "text": text}:
                self._tell("pageerror", text)
            case "log.entryAdded", {"level": level, "text": text}:
                kind = {"warn": "warning"}.get(level, level)
                where = params.get("stackTrace")
                self._tell("console", SimpleNamespace(type=kind, text=text, location=where))
            case "network.beforeRequestSent", {"request": {"url": url}}:
                self._tell("request", SimpleNamespace(url=url))
            case "network.fetchError", {"errorText": "NS_BINDING_ABORTED"}:
                pass  # It gave up by itself, such as the next page that it was fetching ahead.
            case "network.fetchError", {"request": {"url": url}}:
                self._tell("requestfailed", SimpleNamespace(url=url))
            case "network.responseCompleted", {"response": {"url": url, "status": status}}:
                self._tell("response", SimpleNamespace(url=url, status=status))

    def _tell(self, event: str, argument: Any) -> None:
        for listener in self._listeners[event]:
            listener(argument)

    def add_init_script(self, script: str) -> None:
        """Run a script in each new document before its own."""
        function = f"() => {{ {script} }}"
        contexts = [self._context]
        self._firefox.send(
            "script.addPreloadScript", functionDeclaration=function, contexts=contexts
        )

    def goto(self, url: str) -> None:
        """Open an address, and wait until it is loaded."""
        self.send("browsingContext.navigate", url=url, wait="complete")

    def evaluate(self, function: str, argument: Any = None) -> Any:
        """Call a JavaScript function.

        Raises
        ------
        RuntimeError
            When the function throws.
        """
        answer = self._firefox.send(
            "script.callFunction",
            functionDeclaration=CALL % function,
            arguments=[{"type": "string", "value": json.dumps(argument)}],
            awaitPromise=True,
            target={"context": self._context},
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def click(self, selector: str) -> None:
        """Click with the mouse in the middle of an element."""
        x, y = self.evaluate(MIDDLE, selector)
        move = {"type": "pointerMove", "x": x, "y": y}
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        mouse = {"type": "pointer", "id": "mouse", "actions": [move, *press]}
        self.send("input.performActions", actions=[mouse])

    def wait_for_timeout(self, milliseconds: float) -> None:
        """Wait."""
        time.sleep(milliseconds / 1000)

    def close(self) -> None:
        """Close it."""
        self.send("browsingContext.close")
