"""Everything is laid out from measured text: the gallery in a wide and in a narrow font."""

import pytest

from tests.live.front.drawn import DrawnPanel, plain_numbers, show_panel
from tests.live.front.fonts import WIDTHS, launch_with_font
from tests.live.gallery import EXAMPLES, described

NUMBER = {"min": 0, "max": 9, "step": 1, "label": "a number", "value": 2}
CONTROLS = {
    **dict.fromkeys(("w", "b", "w1", "w2", "n", "depth", "first", "second", "a"), NUMBER),
    "data": {"value": {"x": [1, 2], "y": [3, 4], "c": [0, 1]}, "label": "data"},
    "ink": {"value": [], "label": "ink"},
}
# What an author may add to any panel.
AROUND = {"title": "How a loss falls", "xlabel": "steps of gradient descent", "ylabel": "loss L"}

# Draws the panel anew, notes what is written where, and returns what is wrong with it: pieces that
# are written outside of the canvas or of what the painter is confined to, that cover each other, or
# that are cut short; and the same for what the page itself writes.
FAULTS = """
async (drawn) => {
  const { panel } = drawn;
  const { painter } = panel;
  const SLACK = 0.5;
  await new Promise(requestAnimationFrame);

  // --- what is written on the canvas
  const labels = [];
  const state = [];
  let [path, clip, end] = [null, null, null];
  const spots = (corners) => {
    const matrix = painter.getTransform();
    return corners.map(([x, y]) => {
      const place = matrix.transformPoint(new DOMPoint(x, y));
      return [place.x / panel.ratio, place.y / panel.ratio];
    });
  };
  const rectangle = (left, top, right, bottom) =>
    [[left, top], [right, top], [right, bottom], [left, bottom]];
  const watched = {
    rect: (x, y, width, height) => (path = spots(rectangle(x, y, x + width, y + height))),
    clip: () => (clip = path),
    save: () => state.push(clip),
    restore: () => (clip = state.pop()),
    fillText(text, x, y) {
      if (!text.trim()) return;
      const size = painter.measureText(text);
      const corners = spots(
        rectangle(
          x - size.actualBoundingBoxLeft,
          y - size.actualBoundingBoxAscent,
          x + size.actualBoundingBoxRight,
          y + size.actualBoundingBoxDescent,
        ),
      );
      const [begin] = spots([[x, y]]);
      // A label with an index is written piece by piece, one where the other ends.
      const goesOn = end && Math.hypot(begin[0] - end[0], begin[1] - end[1]) < 8;
      if (goesOn) {
        labels.at(-1).text += text;
        labels.at(-1).parts.push(corners);
      } else labels.push({ text, parts: [corners], clip });
    },
  };
  for (const [name, watch] of Object.entries(watched)) {
    const native = painter[name].bind(painter);
    painter[name] = (...given) => {
      watch(...given);
      native(...given);
      if (name === "fillText") {
        [end] = spots([[given[1] + painter.measureText(given[0]).width, given[2]]]);
      } else end = null;
    };
  }
  panel.draw();
  for (const name of Object.keys(watched)) delete painter[name];

  const faults = [];
  const within = (corners, box) => {
    const [xs, ys] = [0, 1].map((axis) => box.map((corner) => corner[axis]));
    return corners.every(
      ([x, y]) =>
        x >= Math.min(...xs) - SLACK && x <= Math.max(...xs) + SLACK &&
        y >= Math.min(...ys) - SLACK && y <= Math.max(...ys) + SLACK,
    );
  };
  const canvas = rectangle(0, 0, panel.width, panel.layout.height);
  for (const { text, parts, clip } of labels) {
    if (!within(parts.flat(), canvas)) faults.push(`outside: ${text}`);
    else if (clip && !within(parts.flat(), clip)) faults.push(`clipped: ${text}`);
    if (text.endsWith("…")) faults.push(`cut short: ${text}`);
  }
  // What belongs to a graph stands on the cards of its nodes.
  const { style, view } = panel.frame.store(panel.marks[0].mark);
  const cards = view?.drawing.centres.map(([x, y], k) => {
    const { width, height } = style.nodes[k];
    const corners = rectangle(x - width / 2, y - height / 2, x + width / 2, y + height / 2);
    const { left, top } = panel.frame;
    return corners.map(([x, y]) => [left + view.left + x * view.scale, top + y * view.scale]);
  });
  for (const { text, parts, clip } of labels) {
    const isOnCard = !cards || !clip || cards.some((card) => within(parts.flat(), card));
    if (!isOnCard) faults.push(`off its card: ${text}`);
  }
  // Two boxes are apart if some side of one of them parts them.
  const apart = (one, other) =>
    [one, other].some(([a, b, c]) =>
      [[b[0] - a[0], b[1] - a[1]], [c[0] - b[0], c[1] - b[1]]].some(([dx, dy]) => {
        const length = Math.hypot(dx, dy) || 1;
        const along = (box) => box.map(([x, y]) => (x * dx + y * dy) / length);
        const [first, second] = [along(one), along(other)];
        const ends = (a, b) => Math.max(...a) <= Math.min(...b) + SLACK;
        return ends(first, second) || ends(second, first);
      }),
    );
  const cover = (one, other) => one.parts.some((a) => other.parts.some((b) => !apart(a, b)));
  const stage = panel.stage.getBoundingClientRect();
  for (const button of panel.stage.querySelectorAll(".nn-grow:not(.nn-input)")) {
    if (!button.checkVisibility()) continue;
    const { left, top, right, bottom } = button.getBoundingClientRect();
    const { x, y } = stage;
    const box = rectangle(left - x, top - y, right - x, bottom - y);
    labels.push({ text: button.title, parts: [box] });
  }
  labels.forEach((one, k) => {
    for (const other of labels.slice(k + 1)) {
      if (cover(one, other)) faults.push(`one over the other: ${one.text} and ${other.text}`);
    }
  });

  // --- what the page writes
  const main = panel.element.parentElement.getBoundingClientRect();
  for (const element of panel.element.querySelectorAll("p, span, button, input")) {
    if (element.matches(".nn-heard") || !element.checkVisibility()) continue;
    const text = element.value || element.textContent;
    const { left, right } = element.getBoundingClientRect();
    const scrolls = element.closest(".nn-scroll .nn-stage");
    const isOutside = left < main.left - SLACK || right > main.right + SLACK;
    if (isOutside && !scrolls) faults.push(`outside: ${text}`);
    // What stands in a line has no width of its own.
    const isCut = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
    if (isCut) faults.push(`cut: ${text}`);
  }
  return { faults, count: labels.length };
}
"""


@pytest.fixture(scope="module", params=WIDTHS)
def sheet(request, browser, front_url, tmp_path_factory):
    """A page whose only font is wide, or narrow."""
    folder = tmp_path_factory.mktemp(request.param)
    other = launch_with_font(browser, folder, WIDTHS[request.param])
    page = other.new_page()
    page.goto(front_url)
    yield page
    other.close()


def test_whatever_is_asked_for_the_page_has_but_one_font(sheet, request):
    stretch = WIDTHS[request.node.callspec.params["sheet"]]
    widths = sheet.evaluate(
        """() => ["sans-serif", "Arial", "serif", "STIX Two Text"].map((family) => {
          const context = document.createElement("canvas").getContext("2d");
          context.font = `100px ${family}`;
          return context.measureText("n").width;
        })"""
    )
    # An n of DejaVu Sans is 0.634 of its size wide.
    assert widths == pytest.approx([63.4 * stretch] * 4, abs=1)


def test_a_bias_below_the_last_node_has_room_in_any_font(sheet):
    data = {"a0": [1.0], "a1": [2.0], "w0": [[1.0]], "b0": [-45.6]}
    drawn = DrawnPanel(sheet, [("network", data, {})], {}, {}, 320)
    drawn.ask("(panel.painter.fillText = (text) => drawn.log.push(text), panel.draw())")
    assert "−45.60" in " ".join(drawn.sent)


@pytest.mark.parametrize("width", [320, 360, 640])
@pytest.mark.parametrize("draw", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_no_text_leaves_its_panel_covers_another_or_is_cut(sheet, draw, width):
    spec, values = described(draw)
    (panel,) = spec["panels"]
    panel |= {name: panel[name] or text for name, text in AROUND.items()}
    numbers = {key: plain_numbers(value) for key, value in values.items()}
    drawn = show_panel(sheet, panel, numbers, CONTROLS, width)
    found = drawn.evaluate(FAULTS)
    assert found["faults"] == []
    assert found["count"] >= 1, "nothing was written"
