"""A closer look at a network: the card of a node or a link, by mouse, finger and keyboard."""

import itertools
import math
import re

import numpy as np
import pytest

from nnlib import cos
from nnlib.live import choice, explore, integer, play, switch
from tests.live.page import AS_TEXT, PageExplorer, pixels
from tools.axe import WCAG, findings

X1, X2 = np.meshgrid(np.linspace(-3, 3, 12), np.linspace(-3, 3, 12))
INPUTS = np.stack([X1, X2, X1 * X2])
RNG = np.random.default_rng(0)
WEIGHTS = [RNG.normal(size=shape) for shape in ((9, 3), (9, 9), (2, 9))]
BIASES = [RNG.normal(size=len(w)) for w in WEIGHTS]
BLUE, ORANGE, INK = (11, 111, 184), (194, 86, 10), (31, 41, 51)
W, V = np.array([[1.5, -0.5], [0.25, 2.0]]), np.array([[-1.0, 0.75]])


@explore(
    t=play(100),
    depth=integer(2, 0, 2),
    first=integer(9, 1, 9),
    on=switch(True, label="the product"),
)
def grown(picture, t, depth, first, on):
    """Maps in the nodes, and a size that changes."""
    swing = cos(t / 10)
    maps = [INPUTS, *(np.resize(INPUTS, (9, 12, 12)) * swing for _ in range(2)), INPUTS[:2] * swing]
    picture.panel(height=430, width=1.9).network(
        [w * swing for w in WEIGHTS],
        maps,
        BIASES,
        labels=[["x1", "x2", "x1·x2"], None, None, ["z1", "z2"]],
        layers=depth,
        neurons=[first, 4],
        inputs=[1, 1, on],
        outputs=1,
    )


@explore(task=choice("the one", "the other"))
def small(picture, task):
    """Values in the nodes."""
    picture.panel("Forward", axes=False, height=210).network(
        [W, V],
        [[1, -1], [0.5, -2.25], [3]],
        [[0.1, -0.2], [0.3]],
        labels=[["x1", "x2"], ["h1", "h2"], ["y_hat"]],
    )
    picture.panel(task, axes=False).network([RNG.normal(size=(5, 30))], [np.ones(30), np.ones(5)])


class Shown(PageExplorer):
    """An explorer whose panels show networks."""

    def network(self, expression, argument=None, panel=0):
        """Evaluate an expression of the `panel`, what its mark has `drawn`, and the `argument`."""
        return self.ask(
            f"""(explorer, [k, argument]) => {{
              const panel = explorer.panels[k];
              const drawn = panel.frame.store(panel.marks[0].mark);
              return {expression};
            }}""",
            [panel, argument],
        )

    def nodes(self, panel=0):
        """Return (layer, node) of all nodes that are drawn."""
        found = (
            "drawn.layers.flatMap((l) => Array.from({ length: l.count }, (_, i) => [l.index, i]))"
        )
        return [tuple(pair) for pair in self.network(found, panel=panel)]

    def links(self, panel=0):
        """Return (layer, to, from) of all links that are drawn."""
        found = "drawn.links.map(({ layer, to, from }) => [layer, to, from])"
        return [tuple(triple) for triple in self.network(found, panel=panel)]

    def at(self, layer, node, source=None, panel=0):
        """Return where a node lies on its panel, or a place of a link far from all others."""
        return tuple(
            self.network(
                """(([layer, node, source]) => {
                  const { layers, places, links } = drawn;
                  const l = layers.findIndex(({ index }) => index === layer);
                  if (source === null) return [places.x(l), places.y(l, node)];
                  const isIt = (a) => a.layer === layer && a.to === node && a.from === source;
                  const others = links.filter((a) => a.layer === layer && !isIt(a));
                  const along = ({ x0, y0, x1, y1 }, share) =>
                    [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
                  const room = (share) => {
                    const [, y] = along(links.find(isIt), share);
                    const away = others.map((a) => Math.abs(along(a, share)[1] - y));
                    return Math.min(Infinity, ...away);
                  };
                  const shares = Array.from({ length: 17 }, (_, k) => 0.1 + 0.05 * k);
                  const best = shares.reduce((a, b) => (room(b) > room(a) + 0.01 ? b : a));
                  return along(links.find(isIt), best);
                })(argument)""",
                [layer, node, source],
                panel,
            )
        )

    def crossing(self, layer, one, other):
        """Return where two links cross, each given by its node and its source."""
        return self.network(
            """(([layer, ...pairs]) => {
              const [a, b] = pairs.map(([node, source]) =>
                drawn.links.find((a) => a.layer === layer && a.to === node && a.from === source));
              const share = (b.y0 - a.y0) / (b.y0 - a.y0 - (b.y1 - a.y1));
              return [a.x0 + share * (a.x1 - a.x0), a.y0 + share * (a.y1 - a.y0)];
            })(argument)""",
            [layer, one, other],
        )

    def on_page(self, *part, panel=0):
        left, top = self.corner(panel)
        x, y = self.at(*part, panel=panel)
        return left + x, top + y

    def corner(self, panel=0):
        stage = self.root.locator(".nn-stage").nth(panel)
        stage.scroll_into_view_if_needed()
        box = stage.bounding_box()
        return box["x"], box["y"]

    def hover(self, *part, panel=0):
        self.page.mouse.move(*self.on_page(*part, panel=panel))

    def pixels(self, x, y, reach, panel=0):
        """Return the colours of the drawing around a place, on white paper."""
        box = [round(x - reach), round(y - reach), 2 * reach + 1, 2 * reach + 1]
        read = f"{AS_TEXT}(panel.painter.getImageData(...argument).data)"
        return on_paper(self.network(read, box, panel), 2 * reach + 1)

    def strength(self, layer, node, source):
        """Return how many pixels along a link have its full blue, not a paler one."""
        x0, y0, x1, y1 = self.network(
            """(([layer, node, source]) => {
              const isIt = (a) => a.layer === layer && a.to === node && a.from === source;
              const { x0, y0, x1, y1 } = drawn.links.find(isIt);
              return [x0, y0, x1, y1];
            })(argument)""",
            [layer, node, source],
        )
        left, width = math.ceil(x0), math.floor(x1 - x0)
        top, bottom = math.floor(min(y0, y1)) - 5, math.ceil(max(y0, y1)) + 5
        read = f"{AS_TEXT}(panel.painter.getImageData(...argument).data)"
        image = on_paper(self.network(read, [left, top, width, bottom - top]), width)
        y, x = np.indices(image.shape[:2])
        beside = np.abs(top + y - y0 - (y1 - y0) / (x1 - x0) * (left + x - x0))
        return int(((np.abs(image - BLUE).max(-1) < 8) & (beside <= 5)).sum())

    def has_border(self, x, y):
        """Whether the top border of a node with this centre is a line of ink."""
        radius = self.network("drawn.places.radius")
        return bool((np.abs(self.pixels(x, y - radius, 2) - INK).max(-1) < 30).sum() >= 5)

    @property
    def card(self):
        return self.root.locator(".nn-card")

    @property
    def rows(self):
        """The card's rows: pairs of a label and a text."""
        pairs = self.card.evaluate(
            """(card) => [...card.lastChild.children].map((row) => {
              return [...row.children].map((cell) => cell.textContent);
            })"""
        )
        return [tuple(pair) for pair in pairs]

    @property
    def heard(self):
        return self.root.locator(".nn-panel .nn-heard").first.text_content()


def on_paper(data, width):
    """The colours of so wide a piece of a drawing, on white paper."""
    image = pixels(data).reshape(-1, width, 4)
    opacity = image[..., 3:] / 255
    return image[..., :3] * opacity + 255 * (1 - opacity)


@pytest.fixture
def show(page):
    def show(explorer, width=704, **values):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("(document.body.style.margin = 0)")
        shown = Shown(page, explorer).start()
        shown.set(**values)
        return shown

    return show


def number(value):
    return f"{value:.2f}".replace("-", "−")


# --- what the card tells ------------------------------------------------------------------------


def test_a_node_with_a_value_shows_it_with_its_name_its_bias_and_its_weights(show):
    shown = show(small)
    shown.hover(1, 1)
    assert shown.card.locator("b").text_content() == "hidden layer 1, neuron h2"
    assert shown.rows == [
        ("value", "−2.25"),
        ("bias", "−0.20"),
        ("weights", ""),
        ("x1", "0.25"),
        ("x2", "2.00"),
    ]
    assert shown.card.locator("canvas").count() == 0


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ((0, 1), "input x2"),
        ((2, 3), "hidden layer 2, neuron 4"),
        ((3, 0), "output z1"),
        ((1, 4, 2), "input x1·x2 → hidden layer 1, neuron 5"),
        ((3, 0, 3), "hidden layer 2, neuron 4 → output z1"),
    ],
)
def test_nodes_and_links_are_named_by_their_layers_and_labels(show, part, name):
    shown = show(grown)
    shown.hover(*part)
    assert shown.card.locator("b").text_content().replace("x12", "x1²") == name


@pytest.mark.parametrize("pair", [((4, 2), (7, 0)), ((0, 1), (1, 0)), ((8, 0), (0, 2))])
def test_where_links_cross_the_pointer_is_on_the_one_that_lies_on_top(show, pair):
    shown = show(grown)
    node, source = max(pair, key=lambda link: abs(WEIGHTS[0][link]))
    inputs = ["x1", "x2", "x1·x2"]
    (left, top), (x, y) = shown.corner(), shown.crossing(1, *pair)
    shown.page.mouse.move(left + x, top + y)
    name = shown.card.locator("b").text_content()
    assert name == f"input {inputs[source]} → hidden layer 1, neuron {node + 1}"


def test_labels_are_set_as_mathematics(show):
    shown = show(small)
    shown.hover(2, 0)
    assert shown.card.locator("b i").text_content() == "ŷ"
    assert shown.card.locator("div i").all_text_contents() == ["h", "h"]
    assert shown.card.locator("div sub").all_text_contents() == ["1", "2"]


def test_a_link_shows_its_weight_in_its_colour(show):
    shown = show(small)
    colors = {}
    for node, source in itertools.product((0, 1), repeat=2):
        weight = W[node, source]
        shown.hover(1, node, source)
        assert shown.rows == [("weight", number(weight))]
        shade = shown.card.locator("[data-sign]").evaluate("(text) => getComputedStyle(text).color")
        colors.setdefault(weight < 0, set()).add(shade)
    assert colors == {False: {"rgb(11, 111, 184)"}, True: {"rgb(194, 86, 10)"}}


def test_at_most_eight_weights_are_told_the_largest_in_the_order_of_their_nodes(show):
    shown = show(grown)
    shown.hover(2, 0)
    weights = WEIGHTS[1][0]
    largest = sorted(np.argsort(-np.abs(weights))[:8])
    told = shown.rows[shown.rows.index(("weights", "")) + 1 :]
    assert told == [(f"neuron {k + 1}", number(weights[k])) for k in largest] + [("1 smaller", "")]


def test_what_is_switched_off_or_not_drawn_has_no_weight_in_the_card(show):
    shown = show(grown, on=False, first=2)
    shown.hover(1, 1)
    assert [label for label, _ in shown.rows[3:]] == ["x1", "x2"]
    shown.hover(2, 1)
    assert [label for label, _ in shown.rows[3:]] == ["neuron 1", "neuron 2"]
    shown.hover(0, 2)
    assert ("switched", "off") in shown.rows


def test_a_map_is_enlarged_in_the_same_colours_and_smooth(show):
    shown = show(grown)
    shown.hover(1, 0)
    width, data = shown.card.locator("canvas").evaluate(
        f"""(canvas) => {{
          const {{ width, height }} = canvas;
          const {{ data }} = canvas.getContext("2d").getImageData(0, 0, width, height);
          return [width, {AS_TEXT}(data)];
        }}"""
    )
    enlarged = pixels(data).reshape(width, width, 4)[..., :3]
    radius = shown.network("drawn.places.radius")
    assert width > 4 * radius
    # The map is that of x1: orange on the left, blue on the right.
    for share, color in ((0.01, ORANGE), (0.99, BLUE)):
        assert np.abs(enlarged[width // 2, int(share * width)] - color).max() <= 3
    # In the node, the same places have the same colours.
    x, y = shown.at(1, 0)
    for share in (-0.75, -0.4, 0.4, 0.75):
        small_one = shown.pixels(x + share * radius, y, 1).mean(axis=(0, 1))
        large_one = enlarged[width // 2, int((1 + share) / 2 * width)]
        assert np.abs(small_one - large_one).max() <= 16
    # Twelve columns, but no twelve steps.
    assert len(np.unique(enlarged[width // 2], axis=0)) > 40
    assert shown.rows[0] == ("", "−3.00 to 3.00")


# --- what is drawn ------------------------------------------------------------------------------


def test_the_link_looked_at_is_drawn_stronger_and_its_ends_get_a_border(show):
    shown = show(grown)
    part = (3, 0, int(np.argmax(WEIGHTS[2][0, :4])))
    ends = [shown.at(2, part[2]), shown.at(3, 0)]
    before = shown.strength(*part)
    assert [shown.has_border(*end) for end in ends] == [False, False]
    shown.hover(*part)
    assert shown.strength(*part) > before + 50
    assert [shown.has_border(*end) for end in ends] == [True, True]
    shown.page.mouse.move(0, 899)
    assert shown.strength(*part) == before
    assert [shown.has_border(*end) for end in ends] == [False, False]


def test_a_node_looked_at_gets_a_border_and_its_incoming_links_are_drawn_stronger(show):
    shown = show(small)
    into, past = shown.strength(1, 0, 0), shown.strength(1, 1, 1)
    assert not shown.has_border(*shown.at(1, 0))
    shown.hover(1, 0)
    assert shown.has_border(*shown.at(1, 0))
    assert shown.strength(1, 0, 0) > into + 50
    assert shown.strength(1, 1, 1) == past


def test_biases_are_written_below_values_but_not_below_maps(show):
    for explorer, written in ((small, 3), (grown, 0)):
        shown = show(explorer)
        texts = shown.network(
            """(() => {
              const { painter } = panel;
              const texts = [];
              painter.fillText = (text) => texts.push(text);
              panel.draw();
              delete painter.fillText;
              return texts.join(" ");
            })()"""
        )
        assert len(re.findall(r"b  = ", texts)) == written


# --- while numbers run --------------------------------------------------------------------------


def test_the_card_follows_the_values(show):
    shown = show(grown)
    shown.hover(2, 2)
    canvas = shown.card.locator("canvas")
    before = shown.rows, canvas.evaluate("(canvas) => canvas.toDataURL()")
    shown.set(t=31)
    swing = np.cos(3.1)
    told = dict(shown.rows)
    assert told["neuron 1"] == number(WEIGHTS[1][2, 0] * swing)
    assert told["bias"] == number(BIASES[1][2])
    assert shown.rows != before[0]
    assert canvas.evaluate("(canvas) => canvas.toDataURL()") != before[1]


def test_while_nothing_is_looked_at_values_change_nothing_but_the_drawing(show):
    shown = show(grown)
    shown.hover(2, 2)
    shown.page.mouse.move(0, 899)
    changes, drawn = shown.ask(
        """async (explorer) => {
          const [panel] = explorer.panels;
          let changes = 0;
          const observer = new MutationObserver((records) => (changes += records.length));
          observer.observe(panel.element, {
            attributes: true, characterData: true, childList: true, subtree: true,
          });
          const before = panel.canvas.toDataURL();
          for (let t = 20; t < 40; t++) await explorer.set("t", t);
          await new Promise((done) => setTimeout(done, 500));
          return [changes, panel.canvas.toDataURL() !== before];
        }"""
    )
    assert drawn
    assert changes == 0
    assert shown.card.count() == 0


def test_the_card_goes_with_its_layer_its_neuron_and_its_input(show):
    for part, values in [
        ((2, 0), {"depth": 1}),
        ((1, 8), {"first": 8}),
        ((1, 8, 2), {"on": False}),
    ]:
        shown = show(grown)
        shown.hover(*part)
        assert shown.card.count() == 1
        shown.set(**values)
        assert shown.card.count() == 0
        assert shown.heard == ""


def test_the_card_of_the_output_stays_when_a_layer_goes(show):
    shown = show(grown)
    shown.hover(3, 0)
    before = shown.card.bounding_box()
    shown.set(depth=0)
    assert shown.card.locator("b").text_content() == "output z1"
    assert [label for label, _ in shown.rows[3:]] == ["x1", "x2", "x1·x2"]
    assert shown.card.bounding_box() != before


def test_another_recording_closes_the_card(show):
    shown = show(small)
    shown.hover(1, 1)
    shown.set(task="the other")
    assert shown.card.count() == 0


# --- where the card stands ----------------------------------------------------------------------


@pytest.mark.parametrize("width", [704, 344])
@pytest.mark.parametrize(("explorer", "panel"), [(grown, 0), (small, 0), (small, 1)])
def test_the_card_stays_in_its_panel_and_covers_nothing_it_tells_of(show, explorer, panel, width):
    shown = show(explorer, width)
    radius = shown.network("drawn.places.radius", panel=panel)
    canvas = shown.root.locator("canvas").nth(panel)
    for part in [*shown.nodes(panel), *shown.links(panel)[::7]]:
        shown.hover(*part, panel=panel)
        assert shown.card.count() == 1, part
        card, box = shown.card.bounding_box(), canvas.bounding_box()
        left, top = card["x"] - box["x"], card["y"] - box["y"]
        right, bottom = left + card["width"], top + card["height"]
        assert min(left, top) >= -0.01
        assert right <= box["width"] + 0.01
        assert bottom <= box["height"] + 0.01
        x, y = shown.at(*part, panel=panel)
        reach = radius if len(part) == 2 else 4
        assert right <= x - reach or left >= x + reach or bottom <= y - reach or top >= y + reach


def test_in_a_low_panel_fewer_weights_are_told(show):
    @explore(t=play(10))
    def low(picture, t):
        picture.panel(axes=False, height=130).network([np.arange(8.0)[None] - 1], [np.ones(8), [t]])

    shown = show(low)
    shown.hover(1, 0)
    told = [label for label, text in shown.rows if text and label.startswith("input")]
    assert 1 <= len(told) < 8
    assert told[-1] == "input 8"
    assert shown.rows[-1] == (f"{8 - len(told)} smaller", "")
    assert shown.card.bounding_box()["height"] <= 130


def test_on_a_phone_the_name_of_every_weight_can_be_read(show):
    shown = show(grown, width=328, t=0)
    shown.page.add_style_tag(content="body { font-family: monospace }")
    cut = []
    for node in range(4):
        shown.hover(2, node)
        assert sum("neuron" in label for label, _ in shown.rows) >= 3
        cut += shown.card.evaluate(
            "(card) => [...card.lastChild.children].filter(({ firstChild: name }) => "
            "name.scrollWidth > name.clientWidth).map((row) => row.textContent)"
        )
    assert cut == []


# --- pointers -----------------------------------------------------------------------------------


def test_the_card_goes_when_the_pointer_leaves_but_not_what_was_pressed(show):
    shown = show(grown)
    shown.hover(1, 3)
    shown.page.mouse.move(0, 899)
    assert shown.card.count() == 0
    shown.page.mouse.click(*shown.on_page(1, 3))
    shown.hover(2, 1)
    assert "layer 2" in shown.card.text_content()
    shown.page.mouse.move(0, 899)
    assert "hidden layer 1, neuron 4" in shown.card.text_content()
    shown.page.mouse.click(*shown.on_page(1, 3))
    assert shown.card.count() == 0


def test_escape_closes_the_card_until_the_pointer_is_elsewhere(show):
    shown = show(grown)
    x, y = shown.on_page(1, 3)
    shown.page.mouse.move(x, y)
    shown.page.keyboard.press("Escape")
    assert shown.card.count() == 0
    shown.page.mouse.move(x + 3, y)
    assert shown.card.count() == 0
    shown.hover(1, 4)
    assert shown.card.count() == 1
    shown.page.mouse.move(x, y)
    assert "neuron 4" in shown.card.text_content()


def test_an_input_is_looked_at_and_its_button_still_toggles(show):
    shown = show(grown)
    shown.hover(0, 2)
    assert ("switched", "on") in shown.rows
    shown.page.mouse.click(*shown.on_page(0, 2))
    assert shown.values["on"] is False
    assert ("switched", "off") in shown.rows
    shown.page.mouse.move(0, 899)
    assert shown.card.count() == 0


def test_a_button_over_the_links_is_no_part_of_the_network(show):
    shown = show(grown, first=5)
    shown.root.get_by_role("button", name="Add a neuron to hidden layer 1").hover()
    assert shown.card.count() == 0


def test_a_finger_taps_a_node_and_the_card_stays_until_the_next_tap(phone):
    shown = Shown(phone, grown).start()
    phone.touchscreen.tap(*shown.on_page(1, 2))
    assert "hidden layer 1, neuron 3" in shown.card.text_content()
    shown.set(t=5)
    assert dict(shown.rows)["x1"] == number(WEIGHTS[0][2, 0] * np.cos(0.5))
    phone.touchscreen.tap(*shown.on_page(3, 0))
    assert "output" in shown.card.text_content()
    box = shown.root.locator(".nn-stage").bounding_box()
    phone.touchscreen.tap(box["x"] + 3, box["y"] + 3)
    assert shown.card.count() == 0


def test_a_tapped_input_toggles_and_tells_of_itself(phone):
    shown = Shown(phone, grown).start()
    phone.touchscreen.tap(*shown.on_page(0, 2))
    assert shown.values["on"] is False
    assert ("switched", "off") in shown.rows


def test_two_networks_are_looked_at_one_at_a_time(show):
    shown = show(small)
    shown.hover(1, 0)
    shown.hover(1, 0, panel=1)
    assert shown.card.count() == 1
    assert shown.card.locator("b").text_content() == "output 1"


# --- keyboard and words -------------------------------------------------------------------------


@pytest.fixture
def stand(show):
    shown = show(grown)
    return shown, shown.root.get_by_role("application")


def test_one_element_has_the_keyboard_and_arrows_go_from_node_to_node(stand):
    shown, element = stand
    assert element.count() == 1
    element.focus()
    names = [shown.card.locator("b").text_content()]
    keys = ["Down", "Right", "Right", "Down", "Up", "Up", "Up", "Right", "Right", "Left"]
    for key in keys:
        shown.page.keyboard.press(f"Arrow{key}")
        names.append(shown.card.locator("b").text_content())
    assert names == [
        "input x1",
        "input x2",
        "hidden layer 1, neuron 5",
        "hidden layer 2, neuron 2",
        "hidden layer 2, neuron 3",
        "hidden layer 2, neuron 2",
        "hidden layer 2, neuron 1",
        "hidden layer 2, neuron 1",
        "output z1",
        "output z1",
        "hidden layer 2, neuron 2",
    ]


def test_the_keyboard_stands_on_the_node_that_it_tells_of(stand):
    shown, element = stand
    element.focus()
    shown.page.keyboard.press("ArrowDown")
    shown.page.keyboard.press("ArrowRight")
    shown.set(depth=1)
    (x, y), box = shown.on_page(1, 4), element.bounding_box()
    assert (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) == pytest.approx(
        (x, y), abs=1
    )


def test_escape_closes_the_card_and_an_arrow_opens_it_again(stand):
    shown, element = stand
    element.focus()
    shown.page.keyboard.press("Escape")
    assert shown.card.count() == 0
    shown.page.keyboard.press("ArrowDown")
    assert shown.card.locator("b").text_content() == "input x2"
    element.blur()
    assert shown.card.count() == 0


def test_the_card_is_told_in_words(show):
    shown = show(small)
    element = shown.root.get_by_role("application").first
    assert element.get_attribute("aria-label").startswith("Forward. Arrow keys")
    element.focus()
    assert shown.heard == "input x1: value 1.00"
    shown.page.keyboard.press("ArrowRight")
    assert shown.heard == (
        "hidden layer 1, neuron h1: value 0.50; bias 0.10; weights 1.50 from x1, −0.50 from x2"
    )
    shown.hover(1, 0, 1)
    assert shown.heard == "weight −0.50 from input x2 to hidden layer 1, neuron h1"
    assert shown.root.locator(".nn-panel .nn-heard").first.get_attribute("aria-live") == "polite"


def test_words_wait_until_the_numbers_rest(show):
    shown = show(grown)
    shown.hover(3, 0)
    before = shown.heard
    shown.set(t=31)
    assert shown.heard == before
    weight = number(WEIGHTS[2][0, 0] * np.cos(3.1))
    shown.page.wait_for_function(
        "(words) => document.querySelector('.nn-panel .nn-heard').textContent.includes(words)",
        arg=f"weights {weight} from neuron 1",
    )


@pytest.mark.parametrize(("scheme", "panel"), list(itertools.product(["light", "dark"], [0, 1])))
def test_nobody_is_shut_out(show, scheme, panel):
    shown = show(small, width=344)
    shown.page.emulate_media(color_scheme=scheme)
    shown.page.add_style_tag(
        content="@media (prefers-color-scheme: dark) { body { background: #14181e; color: #eee } }"
    )
    shown.page.evaluate("(document.title = 'Network', document.documentElement.lang = 'en')")
    shown.hover(1, 0, panel=panel)
    assert shown.card.count() == 1
    assert findings(shown.page, WCAG) == []
