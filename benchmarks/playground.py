"""The playground of the built book at its largest: what a frame of training costs."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.browser import launch, serve
from benchmarks.measure import Row

HTML = Path(__file__).parent.parent / "_build" / "html"
PAGE = "chapters/playground.html"
FRAME = 1 / 60

COST = """
async (updates) => {
  const { explorer } = document.querySelector("[data-name=playground]");
  for (let k = 1; k <= 6; k++) await explorer.set(`neurons${k}`, 8);
  await explorer.set("layers", 6);
  let n = 0;
  const times = [];
  for (let k = 0; k < 120; k++) {
    n = n + updates > 2000 ? 0 : n + updates;
    const start = performance.now();
    await explorer.set("n", n);
    // The first frames are the compiler's, and going back to 0 is no frame of a training.
    if (k >= 30 && n > 0) times.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}
"""


def rows() -> Iterator[Row]:
    """Frames of six layers of eight neurons with all maps; nothing without a book."""
    if not (HTML / PAGE).exists():
        return
    with launch() as browser, serve(HTML) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address + PAGE)
        page.wait_for_selector("[data-name=playground]")
        for updates in (5, 25):
            seconds = page.evaluate(COST, updates) / 1000
            what = f"playground, 6 layers of 8, all maps: {updates} updates and the picture"
            yield Row(what, seconds, "a frame", FRAME, most=1)
