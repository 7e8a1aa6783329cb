"""Pages of explorers and nothing else, alive by the book's own means."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.browser import serve
from nnlib.live import Explorer
from tools.page import write_page

PLACE = '<div class="live">'
TEXT = "<h2 id='section{k}'>Section {k}</h2>" + "<p>" + 200 * "words and words " + "</p>"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder and its address, on the loopback."""
    folder = tmp_path_factory.mktemp("site")
    with serve(folder) as address:
        yield folder, address


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
