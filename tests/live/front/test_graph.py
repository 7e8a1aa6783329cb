"""A computational graph in the page: it follows the step, and its leaves can be set."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib import Tensor
from nnlib.live import explore, play, slider
from nnlib.live.graph.notation import spell
from nnlib.live.label import parse_label
from nnlib.live.still.axes import StillPanel
from nnlib.live.still.graph import rule_of
from tests.live.page import AS_TEXT, SLACK, PageExplorer, pixels
from tools.axe import WCAG, findings

BLUE, ORANGE = (11, 111, 184), (194, 86, 10)


@explore(
    w=slider(2, -4, 4),
    x=slider(-3, -4, 4),
    b=slider(5, -9, 9, 0.1, label="bias"),
    rate=slider(0.1, 0.01, 1, log=True),
    n=play(25),
)
def neuron(picture, w, x, b, rate, n):
    """The graph of a neuron."""
    z = w * x + b
    y = z.tanh()
    L = (y - 1) ** 2 + rate * w * w
    picture.graph(L, n, names={"z": z, "y": y, "L": L})
    return {"L": L}


@explore({name: slider(1, -4, 4) for name in "abcdefgh"}, n=play(40))
def wide(picture, n, **x):
    """A wide graph."""
    a, b, c, d, e, f, g, h = x.values()
    y = (a + b) * (c + d) + (e + f) * (g + h)
    picture.graph(y.tanh().exp().sin().cos(), n, names={"y": y})


@pytest.fixture
def show(page):
    def show(explorer, width=704):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("(document.body.style.margin = 0)")
        return PageExplorer(page, explorer).start()

    return show


def style_of(explorer):
    (panel,) = explorer._show().view.spec["combinations"][""]["panels"]
    return panel["marks"][0]["style"]


STEPS = len(style_of(neuron)["steps"])


class Drawn:
    """The drawing on the canvas, in the pixels of its layout."""

    def __init__(self, shown):
        self.shown = shown
        self.style, view = shown.ask(
            """({ panels: [panel] }) => {
              const { style, view } = panel.frame.store(panel.marks[0].mark);
              return [style, view];
            }"""
        )
        self.drawing, self.is_down = view["drawing"], view["isDown"]
        self.scale, self.left = view["scale"], view["left"]
        self.names = [node["name"] for node in self.style["nodes"]]

    def pixels(self, left, top, width, height):
        data = self.shown.ask(
            f"""(explorer, box) => {{
              const {{ painter, ratio }} = explorer.panels[0];
              const pixels = box.map((length) => Math.round(length * ratio));
              return {AS_TEXT}(painter.getImageData(...pixels).data);
            }}""",
            [
                self.left + left * self.scale,
                top * self.scale,
                width * self.scale,
                height * self.scale,
            ],
        )
        return pixels(data)[:, :3]

    def row(self, name, row):
        """The pixels of a node's row: 0 is its head, 1 its value, 2 its gradient."""
        node = self.style["nodes"][self.names.index(name)]
        x, y = self.drawing["centres"][self.names.index(name)]
        left, top = x - node["width"] / 2, y - node["height"] / 2
        return self.pixels(left + 8, top + 5 + 18 * row, node["width"] - 16, 16)

    def border(self, name):
        """The colours around the middle of a node's lower border."""
        node = self.style["nodes"][self.names.index(name)]
        x, y = self.drawing["centres"][self.names.index(name)]
        return self.pixels(x - 2, y + node["height"] / 2 - 2, 4, 4)

    def is_written(self, name, row):
        """Whether there is a number: more than the even tint of an empty row."""
        pixels = self.row(name, row)
        return bool(np.ptp(pixels.sum(axis=1)) > 150)


# --- the rule -----------------------------------------------------------------------------------

PIECES = [
    "{a:.2f}",
    "({a:.2f})",
    "−({b:.2f})",
    "x",
    "exp({b:.2f})",
    "2",
    "(1 − ({b:.1f})^2)",
    "√({a:.3f})",
]


@given(
    pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=5),
    joins=st.lists(st.sampled_from([" = ", " × ", " + ", " − ", " / "]), min_size=5, max_size=5),
    a=st.floats(-1e6, 1e6),
    b=st.floats(-2, 2),
)
def test_the_page_spells_as_python_does(front, pieces, joins, a, b):
    template = "".join(p + j for p, j in zip(pieces, joins, strict=False))
    found = front.evaluate(
        'async ([text, numbers]) => (await import("./drawing/graph.js")).spell(text, numbers)',
        [template, {"a": a, "b": b}],
    )
    assert found == spell(template, {"a": a, "b": b})


def test_each_step_says_the_same_in_the_page_and_in_the_still(show):
    shown = show(neuron)
    values = {"w": -1.5, "x": 0.5, "b": -2.0, "rate": 0.5}
    shown.set(**values)
    for step in range(STEPS + 2):
        shown.set(n=step)
        results = neuron._run({**neuron.values, **values, "n": step})
        still = StillPanel.of(neuron._combination(neuron.values).picture["panels"][0], results)
        lead, rule = rule_of(still.first("graph"))
        is_formula = 1 <= step <= STEPS
        plain = "".join(run.text for run in parse_label(rule, formula=is_formula))
        assert shown.root.locator(".nn-rule").text_content() == lead + plain


def test_the_rule_is_set_as_mathematics(show):
    shown = show(neuron)
    shown.set(n=2)
    rule = shown.root.locator(".nn-rule")
    assert rule.locator("b").text_content() == f"Forward, step 2 of {STEPS}"
    assert rule.locator("i").all_text_contents() == ["z", "v", "b"]
    assert rule.locator("sub").all_text_contents() == ["1"]


def test_of_an_array_the_first_number_is_told_on_a_line_of_its_own(show):
    @explore(x=slider(2, -4, 4), n=play(6, value=1))
    def row(picture, x, n):
        w = Tensor([3.0, 4.0])
        z = w * x
        picture.graph(z.sum(), n, names={"w": w, "z": z})

    shown = show(row)
    rule = shown.root.locator(".nn-rule")
    lines = rule.evaluate("(rule) => rule.innerText.split('\\n')")
    assert lines[2] == "z[0] = w[0] × x = 3.00 × 2.00 = 6.00"


def test_the_page_does_not_jump_from_step_to_step(show):
    shown = show(neuron, width=344)
    heights = []
    for step in range(STEPS + 2):
        shown.set(n=step)
        heights.append(shown.root.bounding_box()["height"])
    assert heights == pytest.approx([heights[0]] * len(heights), abs=SLACK)


# --- the drawing --------------------------------------------------------------------------------


def test_a_number_is_written_when_its_step_has_come(show):
    shown = show(neuron)
    drawn = Drawn(shown)
    for number in range(STEPS + 2):
        shown.set(n=number)
        for position, step in enumerate(drawn.style["steps"], start=1):
            node = drawn.style["nodes"][step["node"]]
            row = 1 if step["phase"] == "forward" else 2
            assert drawn.is_written(node["name"], row) is (position <= number), (number, position)


def test_the_present_node_and_what_it_reads_have_the_colour_of_their_phase(show):
    shown = show(neuron)
    drawn = Drawn(shown)
    for number, step in enumerate(drawn.style["steps"], start=1):
        shown.set(n=number)
        color = BLUE if step["phase"] == "forward" else ORANGE
        involved = {step["node"], *step["values"], *step["gradients"]}
        for k, node in enumerate(drawn.style["nodes"]):
            if node["name"]:
                away = np.abs(drawn.border(node["name"]) - color).max(axis=1)
                is_colored = bool(away.min() < 30)
                assert is_colored is (k in involved), (number, node["name"])


def test_without_a_step_everything_is_shown(show):
    @explore(a=slider(2, -4, 4))
    def plain(picture, a):
        picture.graph(a * a + 1)

    shown = show(plain)
    drawn = Drawn(shown)
    assert all(drawn.is_written(name, row) for name in ("v1", "v2") for row in (1, 2))
    assert "Every value" in shown.root.locator(".nn-rule").text_content()


def test_a_graph_too_wide_for_a_column_is_drawn_downwards_and_fits_a_phone(show):
    shown = show(neuron, width=344)
    drawn = Drawn(shown)
    assert drawn.is_down
    shown.set(n=STEPS)
    assert drawn.is_written("z", 1)
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= 344
    assert shown.root.locator("canvas").bounding_box()["height"] > 500


def test_what_does_not_fit_a_phone_scrolls_inside_its_panel_also_from_the_keyboard(show):
    shown = show(wide, width=344)
    region = shown.root.get_by_role("region", name="The graph of v10, which scrolls")
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= 344
    region.focus()
    shown.page.keyboard.press("ArrowRight")
    shown.page.wait_for_function("document.querySelector('.nn-scroll').scrollLeft > 0")
    rule = shown.root.locator(".nn-rule").bounding_box()
    assert rule["x"] >= 0
    assert rule["x"] + rule["width"] <= 344
    shown.page.set_viewport_size({"width": 704, "height": 800})
    shown.page.wait_for_function("!document.querySelector('.nn-scroll[tabindex]')")


# --- leaves that are sliders --------------------------------------------------------------------


@pytest.fixture
def field(show):
    shown = show(neuron)
    return shown, shown.root.get_by_role("spinbutton", name="bias")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("2.5", 2.5), ("−3", -3), ("-3,5", -3.5), ("100", 9), ("1.2345", 1.2), ("two", 5), ("", 5)],
)
def test_a_number_typed_into_a_leaf_sets_its_slider(field, typed, value):
    shown, box = field
    box.fill(typed)
    box.press("Enter")
    assert shown.values["b"] == pytest.approx(value)
    assert box.input_value() == f"{value:.1f}".replace("-", "−")


def test_arrow_keys_move_a_leaf_by_the_steps_of_its_slider(field):
    shown, box = field
    box.focus()
    for key, value in [("ArrowUp", 5.1), ("ArrowDown", 5), ("PageUp", 6), ("Shift+ArrowUp", 7)]:
        box.press(key)
        assert shown.values["b"] == pytest.approx(value)
        assert box.input_value() == f"{value:.1f}"
        assert float(box.get_attribute("aria-valuenow")) == pytest.approx(value)


def test_a_leaf_dragged_sideways_moves_its_slider(field):
    shown, box = field
    place = box.bounding_box()
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    shown.page.mouse.move(x, y)
    shown.page.mouse.down()
    shown.page.mouse.move(x + 50, y, steps=5)
    assert shown.values["b"] == pytest.approx(6)
    shown.page.mouse.move(x - 25, y, steps=5)
    shown.page.mouse.up()
    shown.page.mouse.move(x + 90, y)
    assert shown.values["b"] == pytest.approx(4.5)
    assert shown.outputs == pytest.approx(neuron.at(b=4.5))


def test_a_leaf_on_a_log_slider_moves_by_its_positions(show):
    shown = show(neuron)
    box = shown.root.get_by_role("spinbutton", name="rate")
    box.press("ArrowUp")
    assert shown.values["rate"] == pytest.approx(0.12)
    box.fill("0.5")
    box.press("Enter")
    assert shown.values["rate"] == pytest.approx(0.5)


def test_a_leaf_follows_its_slider_but_not_while_someone_types(field):
    shown, box = field
    shown.set(b=-2)
    assert box.input_value() == "−2.0"
    box.fill("7")
    shown.set(w=1)
    assert box.input_value() == "7"
    box.press("Escape")
    assert box.input_value() == "−2.0"


def test_a_leaf_lies_on_its_row_and_is_large_enough_to_hit(field):
    shown, box = field
    drawn = Drawn(shown)
    canvas, place = shown.root.locator("canvas").bounding_box(), box.bounding_box()
    k = drawn.names.index("b")
    node, (x, y) = drawn.style["nodes"][k], drawn.drawing["centres"][k]
    top = canvas["y"] + (y - node["height"] / 2 + 31) * drawn.scale
    assert place["y"] + place["height"] / 2 == pytest.approx(top, abs=1)
    left = canvas["x"] + drawn.left + x * drawn.scale
    assert place["x"] + place["width"] / 2 == pytest.approx(left, abs=1)
    assert place["height"] >= 24 - SLACK


# --- readers who do not see it ------------------------------------------------------------------


def test_a_screen_reader_hears_the_step_and_can_ask_for_all_numbers(show):
    shown = show(neuron)
    shown.set(n=9)
    panel = shown.root.locator(".nn-panel")
    heard = f"Backward, step 9 of {STEPS}: ∂L/∂L = 1"
    shown.page.wait_for_function(
        "(text) => document.querySelector('.nn-panel .nn-heard').textContent === text", arg=heard
    )
    assert panel.locator(".nn-heard").get_attribute("aria-live") == "polite"
    label = panel.locator("canvas").get_attribute("aria-label")
    assert label.startswith("The graph of L: w = 2.00, x = −3.00, b = 5.00, rate = 0.10, ")
    assert "L = 3.50 with gradient 1.00" in label
    assert label.count("gradient") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("explorer", [neuron, wide], ids=["neuron", "wide"])
def test_nobody_is_shut_out(show, explorer, scheme):
    shown = show(explorer, width=344)
    shown.page.emulate_media(color_scheme=scheme)
    shown.page.add_style_tag(
        content="@media (prefers-color-scheme: dark) { body { background: #14181e; color: #eee } }"
    )
    shown.page.evaluate("(document.title = 'Graph', document.documentElement.lang = 'en')")
    shown.set(n=5)
    assert findings(shown.page, WCAG) == []
