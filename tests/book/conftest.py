import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from tests.book.reader import Reader
from tests.book.site import HEADERS, HTML, SUBPATH, pages
from tools import chromium, firefox
from tools.bidi import Firefox


class BookHandler(SimpleHTTPRequestHandler):
    """Serves the book below a path, and its own page for what is not there."""

    def translate_path(self, path: str) -> str:
        if not path.startswith(SUBPATH):
            return str(HTML / "nothing-here")
        return super().translate_path(path.removeprefix(SUBPATH.rstrip("/")))

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, *reasons: str | None) -> None:
        page = (HTML / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def root() -> Iterator[str]:
    """The address of the book, on the loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(BookHandler, directory=str(HTML)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{SUBPATH}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a network beyond the loopback."""
    path = chromium.executable()
    assert path is not None, "There is no Chromium. Run `make test`, or `python -m tools.chromium`."
    cut = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*chromium.ARGUMENTS, cut])
        yield browser
        browser.close()


@pytest.fixture
def reader(browser: Browser, root: str) -> Iterator[Callable[..., Reader]]:
    """Opens the book for a reader: ``reader(color_scheme="dark")``."""
    contexts = []

    def make(**options: Any) -> Reader:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(20_000)
        contexts.append(context)
        return Reader(context, root)

    yield make
    for context in contexts:
        context.close()


class Shelf:
    """Has one page open in a browser, for all tests in a row that leave it as they found it."""

    def __init__(self, context: BrowserContext | Firefox, root: str) -> None:
        self.context = context
        self.root = root
        self.present: dict[str, Reader] = {}

    def open(self, page: str) -> Reader:
        if page not in self.present:
            # A page in the background gets frames late or never, and nothing is drawn without.
            for other in self.present.values():
                other.page.close()
            self.present.clear()
            self.present[page] = Reader(self.context, self.root).open(page)
        return self.present[page]


@pytest.fixture(scope="session")
def chromium_shelf(browser: Browser, root: str) -> Iterator[Shelf]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    yield Shelf(context, root)
    context.close()


@pytest.fixture(scope="session")
def firefox_shelf(root: str) -> Iterator[Shelf]:
    started = firefox.start()
    yield Shelf(started, root)
    started.close()


@pytest.fixture
def open_page(request: pytest.FixtureRequest) -> Callable[[str], Reader]:
    """Opens a page in Chromium, or in the browser that a test names."""
    shelf = request.getfixturevalue(f"{getattr(request, 'param', 'chromium')}_shelf")

    def open_once(page: str) -> Reader:
        reader = shelf.open(page)
        reader.emulate()
        return reader

    return open_once


class PageScheduling(LoadScopeScheduling):
    """Gives all tests of a page to one process, where they share it."""

    def _split_scope(self, nodeid: str) -> str:
        found = [page for page in pages() if page in nodeid]
        return max(found, key=len) if found else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> PageScheduling:
    return PageScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the tests of a page together."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=page_of)


def page_of(item: pytest.Item) -> str:
    """The page that a test is about, if it is about one of many."""
    return item.callspec.params.get("page", "") if hasattr(item, "callspec") else ""
