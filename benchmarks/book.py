"""The built book: what a page with explorers weighs, and when it is alive."""

import gzip
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Response

from benchmarks.browser import launch, serve
from benchmarks.measure import Row

HTML = Path(__file__).parent.parent / "_build" / "html"
VISITS = 3
# Text travels compressed from any public server; fonts and images already are.
TEXT = ("html", "javascript", "css", "json", "svg")

# What a page aims at: bytes without still images, and seconds.
LIGHT = 400_000
AT_ONCE = 0.4
SLOWLY = 1.5
BLOCKED = 0.15
SLOWER = 4

# Until the first widget is alive, and for as long again: how long, and for how long the page could
# do nothing else, as Lighthouse counts it.
ALIVE = """
new Promise((done) => {
  let blocked = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) blocked += Math.max(0, duration - 50);
  }).observe({ type: "longtask", buffered: true });
  let alive = null;
  const look = () => {
    const isComplete = document.readyState === "complete";
    const isPlain = !document.querySelector(".live");
    const isAlive = isPlain ? isComplete : document.querySelector(".live.alive");
    if (isAlive) alive ??= performance.now();
    if (!isAlive || !isComplete) requestAnimationFrame(look);
    else setTimeout(() => done([alive, blocked]), alive);
  };
  look();
})
"""


class Visit(NamedTuple):
    """What a first visit took: bytes without still images, and seconds."""

    weight: float
    alive: float
    blocked: float


def rows() -> Iterator[Row]:
    """Each page with explorers against its aims and a page of text; nothing without a book."""
    if not (HTML / "index.html").exists():
        return
    pages = {path: path.read_text(encoding="utf-8") for path in HTML.rglob("*.html")}
    live = sorted(path for path, text in pages.items() if "jupyter.widget-view+json" in text)
    plain = HTML / "reference" / "glossary.html"
    with launch() as browser, serve(HTML) as address:
        text = _visits(browser, address, plain)
        for path in live:
            name = path.relative_to(HTML).as_posix()
            quick = _visits(browser, address, path)
            slow = _visits(browser, address, path, SLOWER)
            yield Row(f"{name}: weight", quick.weight, "aim", LIGHT, unit="bytes", most=1)
            yield Row(f"{name}: first alive after", quick.alive, "aim", AT_ONCE, most=1)
            yield Row(f"{name}: first alive after", quick.alive, "page of text", text.alive)
            yield Row(f"{name}: blocked for", quick.blocked, "aim", BLOCKED, most=1)
            yield Row(f"{name}: alive, {SLOWER} times slower", slow.alive, "aim", SLOWLY, most=1)


def _visits(browser: Browser, address: str, path: Path, slower: int = 1) -> Visit:
    """The median of some first visits, with a processor that many times slower."""
    url = address + path.relative_to(HTML).as_posix()
    visits = [_visit(browser, url, slower) for _ in range(VISITS)]
    return Visit(*map(statistics.median, zip(*visits, strict=True)))


def _visit(browser: Browser, url: str, slower: int) -> Visit:
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(url)
    alive, blocked = page.evaluate(ALIVE)
    weight = sum(_weight(response) for response in responses if not _is_still(response))
    context.close()
    return Visit(weight, alive / 1000, blocked / 1000)


def _is_still(response: Response) -> bool:
    return response.url.endswith(".png")


def _weight(response: Response) -> int:
    body = response.body()
    kind = response.headers.get("content-type", "")
    return len(gzip.compress(body)) if any(text in kind for text in TEXT) else len(body)
