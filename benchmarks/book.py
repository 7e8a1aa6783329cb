"""The built book: what a page with explorers weighs, and when it is alive."""

import gzip
import statistics
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Response

from benchmarks.browser import launch, serve
from benchmarks.measure import Row

HTML = Path(__file__).parent.parent / "_build" / "html"
VISITS = 3
# Text travels compressed from any public server; fonts and images already are.
TEXT = ("html", "javascript", "css", "json", "svg")

ALIVE = """
new Promise((done) => {
  const look = () => {
    const places = [...document.querySelectorAll(".live")];
    const alive = places.every((place) => {
      const root = place.querySelector(".nn-explorer");
      return root ? root.explorer : place.classList.contains("alive");
    });
    if (alive && document.readyState === "complete") done(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})
"""


def rows() -> Iterator[Row]:
    """Each page with explorers against a page of the same book without; nothing without a book."""
    if not (HTML / "index.html").exists():
        return
    pages = {path: path.read_text(encoding="utf-8") for path in HTML.rglob("*.html")}
    live = sorted(path for path, text in pages.items() if "jupyter.widget-view+json" in text)
    plain = HTML / "reference" / "glossary.html"
    with launch() as browser, serve(HTML) as address:
        plain_bytes, plain_seconds = _visits(browser, address, plain)
        for path in live:
            page_bytes, seconds = _visits(browser, address, path)
            name = path.relative_to(HTML).as_posix()
            yield Row(f"{name}: weight", page_bytes, "page of text", plain_bytes, unit="bytes")
            yield Row(f"{name}: all alive after", seconds, "page of text", plain_seconds)


def _visits(browser: Browser, address: str, path: Path) -> tuple[float, float]:
    """What a first visit loads, in bytes, and the median time until all is alive, in seconds."""
    url = address + path.relative_to(HTML).as_posix()
    weights, times = zip(*[_visit(browser, url) for _ in range(VISITS)], strict=True)
    return weights[0], statistics.median(times)


def _visit(browser: Browser, url: str) -> tuple[float, float]:
    context = browser.new_context()
    page = context.new_page()
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(url)
    seconds = page.evaluate(ALIVE) / 1000
    weight = sum(map(_weight, responses))
    context.close()
    return weight, seconds


def _weight(response: Response) -> int:
    body = response.body()
    kind = response.headers.get("content-type", "")
    return len(gzip.compress(body)) if any(text in kind for text in TEXT) else len(body)
