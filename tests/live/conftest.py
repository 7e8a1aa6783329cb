"""One headless Chromium, and the front end's modules in it, for all tests of the page."""

import http.server
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import nnlib
from nnlib.recording import Recording
from tests.live.page import PageReplay, assert_same_numbers
from tools import chromium

FRONT = Path(nnlib.__file__).parent / "live" / "front"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.executable()
    assert path is not None, "There is no Chromium. Run `make test`, or `python -m tools.chromium`."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def front_url() -> Iterator[str]:
    """The address of the front end's modules, on the loopback."""
    handler = partial(QuietHandler, directory=str(FRONT))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def page(browser: Browser, front_url: str) -> Iterator[Page]:
    """A page of the test's own, beside the front end's modules."""
    page = browser.new_page()
    page.goto(front_url)
    yield page
    page.close()


@pytest.fixture(scope="session")
def load(browser: Browser, front_url: str) -> Callable[[Recording], PageReplay]:
    """Load recordings, all in one page."""
    page = browser.new_page()
    page.goto(front_url)
    return partial(PageReplay, page)


@pytest.fixture(scope="session")
def assert_agreement(load: Callable[[Recording], PageReplay]) -> Callable[..., None]:
    """Compare Python's and the page's results of a recording, for one setting after the other."""

    def check(recording: Recording, *settings: Mapping[str, Any]) -> None:
        # The page is told only what has changed: a result that should follow, but does not, would
        # still be that of the setting before.
        present: dict[str, Any] = {}
        for setting, results in zip(settings, load(recording).follow(*settings), strict=True):
            present |= setting
            assert_same_numbers(results, recording.run(**present))

    return check
