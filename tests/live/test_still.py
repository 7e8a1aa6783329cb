import io

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from nnlib.live import Picture
from nnlib.live.palette import COLORS, MUTED, PAPER
from nnlib.live.still import draw_still
from nnlib.live.still.axes import StillPanel, find_limits
from nnlib.live.still.colors import color_table, mix
from nnlib.live.still.marks import MARKS
from tests.live.gallery import EXAMPLES, GALLERY, X, Y, described, graph, live


def still(draw, title=""):
    return draw_still(*described(draw), title)


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=float) / 255


def share_of(png, color, tolerance=0.02):
    """How much of a still has a colour."""
    return (np.abs(pixels(png) - to_rgb(color)).max(axis=2) < tolerance).mean()


# --- every mark ---------------------------------------------------------------------------------


def test_every_mark_of_a_picture_has_a_still_and_an_example():
    methods = {"hline": "rule", "vline": "rule"}
    on_a_panel = {name for name in dir(Picture) if name[0] != "_"} - {
        "axes",
        "caption",
        "code",
        "may_diverge",
        "panel",
        "spec",
    }
    types = {methods.get(name, name) for name in on_a_panel}
    assert types == MARKS.keys() == GALLERY.keys()


@pytest.mark.parametrize("draw", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_a_mark_leaves_its_trace_on_the_still(draw):
    spec, values = described(draw)
    (panel,) = spec["panels"]
    found = StillPanel.of(panel, values)
    panel |= {"xlim": list(found.xlim), "ylim": list(found.ylim), "axes": False}
    drawn = pixels(draw_still(spec, values))
    panel["marks"] = []
    empty = pixels(draw_still(spec, values))
    assert (drawn < 0.8).any(axis=2).sum() > (empty < 0.8).any(axis=2).sum() + 50


# --- the PNG ------------------------------------------------------------------------------------


def test_the_same_numbers_give_the_same_bytes():
    for draw in (GALLERY["points"][1], GALLERY["heatmap"][0]):
        assert still(draw, "title") == still(draw, "title")


def test_the_readers_matplotlib_settings_change_nothing():
    draw = GALLERY["line"][0]
    before = still(draw)
    with matplotlib.rc_context({"axes.facecolor": "black", "font.size": 30, "axes.grid": False}):
        assert still(draw) == before
        assert matplotlib.rcParams["font.size"] == 30


def test_no_figure_of_pyplot_is_made():
    import matplotlib.pyplot as plt

    still(GALLERY["line"][0])
    assert plt.get_fignums() == []


def test_a_still_is_small():
    rng = np.random.default_rng(0)
    x = np.linspace(-4, 4, 100)

    def neuron(picture):
        picture.axes(aspect="equal", xlabel="x1", ylabel="x2")
        picture.heatmap(x, x, np.maximum(0, 3 * x - 2 * x[:, None] + 1))
        picture.points(*rng.normal(size=(2, 200)), rng.integers(0, 2, 200))

    assert len(still(neuron)) < 60_000
    assert len(still(GALLERY["network"][0])) < 60_000


def test_no_metadata_is_left_in_the_file():
    assert Image.open(io.BytesIO(still(GALLERY["line"][0]))).info == {}


# --- what is drawn where ------------------------------------------------------------------------


def test_masked_and_nonfinite_points_are_not_drawn():
    def some(picture):
        picture.points([0, 1, 5], [0, 1, 5], mask=[1, 1, 0])

    def others(picture):
        picture.points([0, 1, np.nan], [0, 1, 2])

    def two(picture):
        picture.points([0, 1], [0, 1])

    assert still(some) == still(others) == still(two)


def test_a_heatmap_is_orange_below_and_blue_above_zero():
    image = pixels(still(lambda p: p.heatmap([0, 1], [0, 1], [[-1, -1], [1, 1]])))
    height, width, _ = image.shape
    below, above = image[int(0.7 * height), width // 2], image[int(0.2 * height), width // 2]
    np.testing.assert_allclose(below, to_rgb(COLORS["orange"]), atol=0.01)
    np.testing.assert_allclose(above, to_rgb(COLORS["blue"]), atol=0.01)


def test_the_first_row_of_an_image_is_on_top():
    image = pixels(still(lambda p: p.image([[1, 1], [0, 0]])))
    dark = (image < 0.3).all(axis=2)
    height = len(image)
    assert dark[: height // 2].sum() > 10 * dark[height // 2 :].sum()


def test_lying_bars_are_read_from_the_top():
    image = pixels(
        still(lambda p: p.bars([1, 1], horizontal=True, color=["red", "green"])),
    )
    red = np.abs(image - to_rgb(COLORS["red"])).max(axis=2) < 0.03
    green = np.abs(image - to_rgb(COLORS["green"])).max(axis=2) < 0.03
    assert np.nonzero(red)[0].mean() < np.nonzero(green)[0].mean()


def test_a_class_has_its_colour():
    png = still(lambda p: p.points([0, 1], [0, 1], [2, 3], size=20))
    assert share_of(png, COLORS["green"]) > 0.001
    assert share_of(png, COLORS["purple"]) > 0.001
    assert share_of(png, COLORS["blue"]) == 0


def test_a_text_stands_in_the_panel_with_its_numbers():
    one = still(lambda p: p.text(0, 0, "{:.1f}", 1.04))
    assert one == still(lambda p: p.text(0, 0, "{:.1f}", 1.01))
    assert one != still(lambda p: p.text(0, 0, "{:.1f}", 1.1))


def test_a_caption_follows_the_numbers():
    def with_loss(loss):
        def draw(picture):
            picture.line(X, X)
            picture.caption("loss {loss:.2f}", loss=loss)

        return still(draw)

    assert with_loss(0.5) == with_loss(0.501)
    assert with_loss(0.5) != with_loss(0.6)


def test_biases_are_written_below_values_but_not_below_maps():
    def drawn(activations, *biases):
        return still(lambda picture: picture.panel().network([[[2.0]]], activations, *biases))

    values, maps = np.ones(1), np.ones((1, 3, 3))
    assert drawn([values, values], [[0.5]]) != drawn([values, values])
    assert drawn([maps, maps], [[0.5]]) == drawn([maps, maps])


def test_dollars_are_only_dollars():
    def draw(picture):
        picture.axes(title="$5", xlabel="$x_1$")
        picture.line(X, X, label="$")
        picture.text(0, 0, "$ {:.2f} $", 2)
        picture.caption("$5 to ${n:d}", n=6)

    assert still(draw, "from $1 to $2").startswith(b"\x89PNG")


def test_panels_stand_in_rows():
    def draw(count):
        def panels(picture):
            for _ in range(count):
                picture.panel().line(X, X)

        return pixels(still(panels))

    one, three, four = (draw(count).shape for count in (1, 3, 4))
    assert one == three
    assert four[0] > 1.9 * one[0]
    assert four[1] == one[1]


def test_a_panel_of_equal_units_takes_no_more_room_than_it_fills():
    def draw(aspect):
        def square(picture):
            picture.axes(aspect=aspect)
            picture.line([0, 1], [0, 1])

        return pixels(still(square)).shape

    assert draw("equal")[1] < 0.7 * draw("auto")[1]
    assert draw("equal")[0] == draw("auto")[0]


def test_a_panel_without_finite_numbers_says_so():
    empty = still(lambda p: p.line([0, 1], [np.nan, np.inf]))
    assert share_of(empty, MUTED, 0.2) > share_of(still(lambda p: p.line([], [])), MUTED, 0.2)


@pytest.mark.parametrize("huge", [1e300, 1e308, 1.7e308])
def test_nothing_infinite_or_huge_stops_a_still(huge):
    wild = np.array([np.inf, -np.inf, np.nan, huge, -1e-300, 0, 1, 2, -huge])

    def draw(picture):
        picture.line(wild, wild[::-1])
        picture.points(wild, wild, wild, cmap="diverging", size=np.abs(wild))
        picture.heatmap(X, Y, np.full((7, 9), np.inf))
        picture.heatmap(X, Y, np.full((7, 9), [huge, -huge, *[0] * 7]), colorbar=True)
        picture.hline(huge)
        picture.contour(X, Y, np.full((7, 9), np.nan))
        picture.segments(wild, wild, wild[::-1], wild)
        picture.area(wild, wild)
        picture.arrows(wild, wild, wild, wild)
        picture.hline(np.nan)
        picture.text(np.inf, 0, "{:d}", np.nan)
        panel = picture.panel()
        panel.bars(wild[:4], format=".2f")
        picture.panel().matrix([wild[:3]])
        picture.panel().image([wild[:3]])
        picture.panel().network([[[np.nan, 1]]], [[np.inf, 1], [np.nan]], [[np.nan]])
        maps = np.full((1, 3, 3), np.nan)
        picture.panel().network([[[1.0]]], [maps, maps])
        strength = np.full((7, 9), np.inf)
        picture.panel().heatmap(X, Y, np.zeros((7, 9)), cmap="class", strength=strength)
        picture.panel(xlim=live([np.nan, 1.0]), yscale="log").line([1, 2], [-1, 0])
        picture.caption("{z:.2f} {n:d}", z=np.nan, n=np.inf)

    assert still(draw).startswith(b"\x89PNG")


# --- limits -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "edges", "scale", "limits"),
    [
        ([0, 100], [], "linear", (-4, 104)),
        ([0.01, 100], [0], "linear", (0, 104)),
        ([-100], [0], "linear", (-104, 0)),
        ([-0.9, 0.9], [-1, 1], "linear", (-1, 1)),
        ([3], [], "linear", (2.5, 3.5)),
        ([], [], "linear", (0, 1)),
        ([np.inf, np.nan, 0, 1], [], "linear", (-0.04, 1.04)),
        ([1, 100, -5, 0], [], "log", (10**-0.08, 10**2.08)),
        ([-1], [0], "log", (0.1, 10)),
    ],
)
def test_limits_hold_the_data_with_a_margin_except_at_edges(shown, edges, scale, limits):
    found = find_limits(np.array(shown, dtype=float), np.array(edges, dtype=float), scale)
    assert found == pytest.approx(limits)


def test_given_limits_are_kept_and_senseless_ones_are_not():
    def limits(xlim):
        spec, values = described(lambda p: p.panel(xlim=xlim).line([0, 1], [0, 1]))
        return StillPanel.of(spec["panels"][0], values).xlim

    assert limits((-3, 5)) == (-3, 5)
    assert limits(live([-3.0, 5.0])) == (-3, 5)
    assert limits(live([5.0, -3.0])) == pytest.approx((-0.04, 1.04))
    assert limits(live([np.nan, 5.0])) == pytest.approx((-0.04, 1.04))


# --- colours ------------------------------------------------------------------------------------


def luminance(color):
    channels = np.array(to_rgb(color))
    linear = np.where(channels > 0.04045, ((channels + 0.055) / 1.055) ** 2.4, channels / 12.92)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("name", COLORS)
def test_a_colour_stands_out_from_the_paper(name):
    assert (luminance(PAPER) + 0.05) / (luminance(COLORS[name]) + 0.05) >= 3


def test_the_sequential_map_rises_evenly_from_pale_to_dark():
    steps = np.diff([luminance(color) for color in color_table("sequential").colors])
    assert (steps < 0).all()


# --- the graph of a computation -----------------------------------------------------------------


def test_a_graph_has_the_colour_of_its_step():
    steps = [still(lambda p, k=k: graph(p, k)) for k in (0, 2, 8, 99)]
    assert len(set(steps)) == 4
    before, forward, backward, after = steps
    # The tints of the rows are much paler.
    assert share_of(forward, COLORS["blue"]) > 0.002 > share_of(forward, COLORS["orange"])
    assert share_of(backward, COLORS["orange"]) > 0.002 > share_of(backward, COLORS["blue"])
    assert (
        max(share_of(png, COLORS[c]) for png in (before, after) for c in ("blue", "orange")) < 2e-3
    )


def test_a_deep_graph_is_drawn_downwards():
    def deep(picture):
        x = live(0.5)
        for _ in range(14):
            x = x.sin()
        picture.graph(x)

    def broad(picture):
        x = live(0.5)
        picture.graph(x.sin() + x.cos() * x.exp())

    (height, width, _), (low, wide, _) = pixels(still(deep)).shape, pixels(still(broad)).shape
    assert height > 2 * width
    assert wide > low


def test_a_graph_keeps_its_proportions_beside_another_panel():
    def alone(picture):
        graph(picture, 99)

    def beside(picture):
        graph(picture.panel(), 99)
        picture.panel().line(X, X)

    def corner_of_cards(draw):
        """The ratio of the width to the height of the area that cards' tints take."""
        image = pixels(still(draw))
        tint = np.abs(image - mix(PAPER, COLORS["orange"], 0.09)).max(axis=2) < 0.01
        rows, columns = np.nonzero(tint.any(axis=1))[0], np.nonzero(tint.any(axis=0))[0]
        return np.ptp(columns) / np.ptp(rows)

    assert corner_of_cards(alone) == pytest.approx(corner_of_cards(beside), rel=0.03)
