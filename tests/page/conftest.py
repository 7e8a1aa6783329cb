"""Pages of explorers and nothing else, alive by the book's own means."""

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from nnlib.live import Explorer
from tools import chromium
from tools.page import write_page

PLACE = '<div class="live">'
TEXT = "<h2 id='section{k}'>Section {k}</h2>" + "<p>" + 200 * "words and words " + "</p>"


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
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder and its address, on the loopback."""
    folder = tmp_path_factory.mktemp("site")
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def write(folder: tuple[Path, str]) -> Callable[..., str]:
    """Write a page of explorers, each with a section of text below it; returns its address."""

    def write(name: str, *explorers: Explorer) -> str:
        root, address = folder
        path = root / f"{name}.html"
        write_page(path, explorers)
        head, *places = path.read_text(encoding="utf-8").split(PLACE)
        texts = [f"{PLACE}{place}{TEXT.format(k=k)}" for k, place in enumerate(places, 1)]
        path.write_text("".join([head, *texts]), encoding="utf-8")
        return f"{address}{name}.html"

    return write


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of a desk, or of a phone: ``page.set_viewport_size``."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()
