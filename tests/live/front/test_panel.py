"""What a panel shows, seen on its pixels."""

from itertools import pairwise

import numpy as np
import pytest

from tests.live.front.drawn import DrawnPanel
from tests.live.page import SLACK

POINTS = {"x": [0.0, 1, 2], "y": [0.0, 1, 4]}
STROKE = {"color": "blue", "width": 3, "dash": "solid", "alpha": 1}


def hex_color(panel, name):
    text = panel.ask("panel.theme.colors[argument]", name)
    return np.array([int(text[start : start + 2], 16) for start in (1, 3, 5)])


def is_color(pixel, wanted, tolerance=12):
    return pixel[3] > 240 and np.abs(pixel[:3] - wanted).max() <= tolerance


# --- axes -----------------------------------------------------------------------------------------


def test_limits_follow_the_data_with_a_margin_of_four_percent(draw):
    panel = draw(("line", POINTS, STROKE))
    assert panel.limits == pytest.approx((-0.08, 2.08, -0.16, 4.16))
    panel.change(0, "y", [0, np.nan, 100])
    assert panel.limits == pytest.approx((-0.08, 2.08, -4, 104))


def test_a_heatmap_fills_its_panel_to_the_edge(draw, field):
    assert draw(("heatmap", field, {})).limits == (-0.5, 7.5, -0.5, 5.5)


def test_given_limits_are_kept_and_those_of_a_tensor_followed(draw):
    line = ("line", POINTS, STROKE)
    assert draw(line, xlim=[-1, 1], ylim=[0, 10]).limits == (-1, 1, 0, 10)
    panel = draw(line, ("line", {"x": [5.0, 6], "y": [7.0, 9]}, STROKE), xlim="#2")
    assert panel.limits[:2] == (5, 6)
    panel.change(1, "x", [-3, 3])
    assert panel.limits[:2] == (-3, 3)


def test_limits_that_make_no_sense_give_way_to_those_of_the_data(draw):
    line = ("line", POINTS, STROKE)
    panel = draw(line, ("points", {"x": [1.0, 1], "y": [np.nan, 1]}, {}), ylim="#3")
    assert panel.limits[2:] == pytest.approx((-0.16, 4.16))


def test_hidden_points_do_not_count(draw):
    panel = draw(("points", {"x": [0.0, 1, 50], "y": [0.0, 1, 50], "mask": [1, 1, 0]}, {}))
    assert panel.limits == pytest.approx((-0.04, 1.04, -0.04, 1.04))


def test_with_aspect_equal_a_unit_is_as_long_on_both_axes(draw):
    for width in (300, 700):
        panel = draw(("line", POINTS, STROKE), aspect="equal", width=width)
        assert panel.ask("frame.x.slope") == pytest.approx(-panel.ask("frame.y.slope"))


def test_on_a_log_axis_equal_factors_are_equal_distances(draw):
    data = {"x": [0.0, 1, 2], "y": [0.1, 10, -5]}
    panel = draw(("line", data, STROKE), yscale="log")
    tops = [panel.at(0, y)[1] for y in (0.1, 1, 10)]
    assert tops[0] - tops[1] == pytest.approx(tops[1] - tops[2])


@pytest.mark.parametrize("width", [320, 360, 900])
@pytest.mark.parametrize("span", [1, 0.0123, 98765, 1e-7])
def test_numbers_along_an_axis_never_touch(draw, width, span):
    panel = draw(("line", {"x": [0, span], "y": [0, span]}, STROKE), width=width)
    boxes = panel.ask(
        """panel.layout.xticks.ticks.map(({ value, label }) => {
          const half = panel.layout.measure(label, { size: 12 }) / 2;
          const middle = frame.x.pixel(value);
          return [middle - half, middle + half];
        })"""
    )
    assert len(boxes) >= 2
    assert all(left[1] + 4 < right[0] for left, right in pairwise(boxes))
    assert boxes[0][0] >= -SLACK
    assert boxes[-1][1] <= width + SLACK


def test_names_of_bars_never_touch_and_stay_on_the_canvas(draw):
    names = ["initialisation of weights", "regularisation", "architecture", "optimiser", "data"]
    panel = draw(("bars", {"height": [1.0, 2, 3, 4, 5]}, {"labels": names}), width=360)
    widths = panel.ask(
        "panel.layout.xticks.ticks.map(({ label }) => panel.layout.measure(label, { size: 12 }))"
    )
    assert len(widths) == len(names)
    pitch = panel.ask("frame.x.slope")
    assert max(widths) > pitch
    # They are tilted, each ending below its bar; what must fit side by side is their height.
    assert panel.ask("panel.layout.xticks.tilted") > 0
    assert pitch > 12
    top = panel.ask("frame.bottom + 7")
    for k, width in enumerate(widths):
        assert panel.at(k, 0)[0] - np.cos(np.pi / 4.5) * width >= -1
        assert top + np.sin(np.pi / 4.5) * width <= panel.ask("panel.layout.height")


def test_a_long_name_of_a_lying_bar_is_cut_short_rather_than_off(draw):
    names = ["a very long name that nobody should give to a bar", "w"]
    style = {"labels": names, "horizontal": True}
    panel = draw(("bars", {"height": [1.0, 2]}, style), width=360)
    shown = panel.ask("panel.layout.yticks.ticks.map(({ label }) => label)")
    assert shown[0].endswith("…")
    assert shown[1] == "w"
    assert panel.ask("frame.left - panel.layout.measure(argument, { size: 12 })", shown[0]) >= 0
    assert panel.ask("frame.width") > 150


@pytest.mark.parametrize("horizontal", [True, False])
def test_the_numbers_at_the_ends_of_bars_stay_in_the_plot(draw, horizontal):
    style = {"format": ".2f", "horizontal": horizontal}
    panel = draw(("bars", {"height": [3.0, -2, 0.5]}, style), width=320)
    panel.ask(
        """(panel.painter.fillText = (text, x, y) => {
          const width = panel.painter.measureText(text).width;
          if (/[.]\\d\\d$/.test(text)) drawn.log.push([text, x, y, width]);
        })"""
    )
    for limits in ([-2, 3], [-4, 6]):
        panel.ask("drawn.log.splice(0)")
        panel.ask(f"(panel.spec.{'x' if horizontal else 'y'}lim = argument)", limits)
        panel.ask("panel.draw()")
        assert [text for text, *_ in panel.sent] == ["3.00", "−2.00", "0.50"]
        for _, x, y, width in panel.sent:
            assert panel.ask("frame.left") - SLACK <= x <= x + width <= 320 + SLACK
            assert 0 <= y <= panel.ask("frame.bottom") + SLACK


def test_a_long_legend_takes_lines_of_its_own_and_covers_nothing(draw):
    marks = [("line", POINTS, {**STROKE, "legend": f"a rather long name {k}"}) for k in range(6)]
    panel = draw(*marks, width=360)
    legend = panel.ask("panel.layout.legend")
    assert legend["rows"] >= 3
    assert panel.ask("frame.top") >= 20 * legend["rows"]
    assert legend["width"] <= 360
    assert panel.ask("frame.height") > 150


# --- marks ----------------------------------------------------------------------------------------


def test_the_first_row_of_a_heatmap_lies_at_the_bottom(draw, field):
    panel = draw(("heatmap", field, {"cmap": "diverging", "vmin": -3, "vmax": 3}))
    low, high, peak = panel.color(0, 2), panel.color(5, 2), panel.color(7.3, 5.3)
    assert low[0] > low[2]
    assert high[2] > high[0]
    assert is_color(peak, hex_color(panel, "blue"))
    assert not is_color(panel.color(7.3, -0.3), hex_color(panel, "blue"), 40)


def test_cells_without_a_finite_value_stay_empty(draw, field):
    field["z"][:, 5] = np.nan
    panel = draw(("heatmap", field, {"vmin": -1, "vmax": 1}))
    # Only its very middle is quite empty, because colours go over into each other.
    assert panel.color(5, 2.5)[3] < 40
    assert panel.color(2, 2.5)[3] == 255


def is_gray(color):
    return np.ptp(color[:3]) < 20 and 150 < np.mean(color[:3]) < 215 and color[3] == 255


def test_classes_are_gray_where_their_strength_is_no_number(draw):
    z, strength = np.zeros((2, 3)), np.ones((2, 3))
    strength[:, 1:] = [np.nan, np.inf]
    data = {"x": np.arange(3.0), "y": np.arange(2.0), "z": z, "strength": strength}
    panel = draw(("heatmap", data, {"cmap": "class"}))
    assert not is_gray(panel.color(-0.2, 0.5))
    assert is_gray(panel.color(1, 0.5))
    assert is_gray(panel.color(2.2, 0.5))


def test_the_map_of_a_neuron_is_gray_where_it_is_no_number(draw):
    maps = np.ones((2, 4, 4))
    maps[1] = np.nan
    data = {"a0": maps, "a1": [1.0], "w0": [[1.0, 1.0]]}
    panel = draw(("network", data, {}))
    x, *rows = panel.ask(
        """(() => {
          const { places } = panel.frame.store(panel.marks[0].mark);
          return [places.x(0), places.y(0, 0), places.y(0, 1)];
        })()"""
    )
    assert [is_gray(panel.pixel(x, y)) for y in rows] == [False, True]


def test_a_contour_lies_where_the_field_has_its_level(draw):
    x, y = np.linspace(-2, 2, 41), np.linspace(-1, 1, 31)
    z = x + 0 * y[:, None]
    panel = draw(
        ("contour", {"x": x, "y": y, "z": z}, {"levels": [0.53], "color": "red", "width": 4})
    )
    assert is_color(panel.color(0.53, 0.31), hex_color(panel, "red"))
    assert not is_color(panel.color(0.7, 0.31), hex_color(panel, "red"))
    panel.change(0, "z", z - 0.3)
    assert is_color(panel.color(0.83, 0.31), hex_color(panel, "red"))


def test_a_line_breaks_at_nan(draw):
    data = {"x": [0.0, 1, 2, 3, 4], "y": [1.0, 1, np.nan, 1, 1]}
    panel = draw(("line", data, STROKE), ylim=[0, 2])
    blue = hex_color(panel, "blue")
    assert is_color(panel.color(0.5, 1), blue)
    assert not is_color(panel.color(2, 1), blue)
    assert is_color(panel.color(3.5, 1), blue)


def test_classes_have_their_colours_and_shapes(draw):
    data = {"x": np.arange(6.0), "y": np.ones(6), "c": np.arange(6.0)}
    panel = draw(("points", data, {"size": 14}), ylim=[0, 2], width=600)
    names = ["blue", "orange", "green", "purple", "red", "sky"]
    for k, name in enumerate(names):
        assert is_color(panel.color(k, 1), hex_color(panel, name)), name
    # The corner of a square is filled; that of a circle or a diamond of the same size is not.
    corner = {}
    for k in range(4):
        left, top = panel.at(k, 1)
        corner[k] = is_color(panel.pixel(left + 11, top - 11), hex_color(panel, names[k]))
    assert corner == {0: False, 1: True, 2: False, 3: False}


def test_a_long_title_is_broken_into_lines(draw):
    title = "A title that is far too long to be set in a single line on the screen of a phone"
    panel = draw(("line", POINTS, STROKE), title=title, width=320)
    lines = panel.ask("panel.layout.title")
    assert len(lines) >= 2
    assert " ".join(lines) == title
    assert panel.ask(
        "argument.every((line) => panel.layout.measure(line, { size: 14 }) < 320)", lines
    )


def test_points_whose_mask_is_zero_are_not_drawn(draw):
    data = {"x": [0.0, 1], "y": [1.0, 1], "mask": [1.0, 0]}
    panel = draw(("points", data, {"size": 8, "color": "green"}), xlim=[-1, 2], ylim=[0, 2])
    green = hex_color(panel, "green")
    assert is_color(panel.color(0, 1), green)
    assert not is_color(panel.color(1, 1), green)


def test_bars_rise_from_zero_or_from_their_base(draw):
    panel = draw(("bars", {"height": [2.0, -1]}, {"color": "orange"}))
    orange = hex_color(panel, "orange")
    assert is_color(panel.color(0, 1.5), orange)
    assert not is_color(panel.color(0, -0.5), orange)
    assert is_color(panel.color(1, -0.5), orange)
    panel = draw(("bars", {"height": [1.0, 1], "base": [3.0, 1]}, {"color": "orange"}))
    assert is_color(panel.color(0, 3.5), orange)
    assert not is_color(panel.color(0, 2.5), orange)


def test_lying_bars_are_counted_from_the_top(draw):
    panel = draw(("bars", {"height": [2.0, 1]}, {"colors": ["red", "blue"], "horizontal": True}))
    assert is_color(panel.color(1.8, 0), hex_color(panel, "red"))
    assert panel.at(1, 0)[1] < panel.at(1, 1)[1]


def test_an_image_has_its_first_row_on_top_and_sharp_square_pixels(draw):
    panel = draw(("image", {"values": [[1.0, 0], [0, 0], [0, 1]]}, {"cmap": "gray"}))
    ink = hex_color(panel, "ink")
    assert is_color(panel.color(0, 0), ink)
    assert is_color(panel.color(0.45, 0.45), ink)
    assert not is_color(panel.color(0.55, 0.45), ink, 60)
    assert is_color(panel.color(1, 2), ink)
    assert panel.ask("frame.x.slope") == pytest.approx(panel.ask("frame.y.slope"))


def test_a_matrix_writes_its_numbers_on_their_colours(draw):
    values = [[1.0, -1], [0, np.nan]]
    panel = draw(("matrix", {"values": values}, {"format": ".1f", "rows": ["a1", "b"]}))
    assert is_color(panel.color(-0.4, -0.4), hex_color(panel, "blue"))
    assert is_color(panel.color(0.6, -0.4), hex_color(panel, "orange"))
    assert panel.color(0.6, 0.6)[3] == 0
    left, top = panel.at(0, 0)
    spread = np.ptp(panel.area(left - 12, top - 5, 24, 11)[..., 0])
    assert spread > 100, "no number is written on the cell"


def test_links_of_a_network_show_the_sign_by_colour_and_dashes(draw):
    data = {
        "w0": [[2.0], [-2.0]],
        "a0": [1.0],
        "a1": [0.5, -0.5],
    }
    panel = draw(("network", data, {"format": ".1f"}), width=500)
    height = panel.ask("panel.canvas.height")
    image = panel.pixels().reshape(height, -1, 4)
    upper, lower = image[: height // 2], image[height // 2 :]

    def count(part, name):
        wanted = hex_color(panel, name)
        return (np.abs(part[..., :3] - wanted).max(-1) < 60).sum()

    assert count(upper, "blue") > 4 * count(upper, "orange")
    assert count(lower, "orange") > 4 * count(lower, "blue")
    # Dashes leave gaps: the same length of link has less colour on it.
    assert count(lower, "orange") < 0.85 * count(upper, "blue")


def test_text_is_filled_with_its_numbers(draw):
    data = {"x": 0.0, "y": 0.0, "v0": -2.0, "v1": 3.5}
    panel = draw(("text", data, {"template": "{:d} × {:.1f}"}), xlim=[-1, 1], ylim=[-1, 1])
    panel.ask("(panel.painter.fillText = (text) => drawn.log.push(text))")
    panel.change(0, "v1", 4.25)
    assert "−2 × 4.2" in panel.sent


@pytest.mark.parametrize(
    "kind", ["line", "points", "segments", "arrows", "area", "bars", "rule", "text", "handle"]
)
def test_what_is_not_finite_is_not_drawn_and_breaks_nothing(draw, kind):
    nothing = [np.nan, np.inf, -np.inf]
    data = {
        "line": {"x": nothing, "y": nothing},
        "points": {"x": nothing, "y": nothing, "c": nothing},
        "segments": dict.fromkeys(("x0", "y0", "x1", "y1"), nothing),
        "arrows": dict.fromkeys(("x", "y", "dx", "dy"), nothing),
        "area": {"x": nothing, "y": nothing, "base": np.nan},
        "bars": {"height": nothing},
        "rule": {"at": np.nan},
        "text": {"x": np.nan, "y": 0.0},
        "handle": {"x": np.nan, "y": 0.0},
    }[kind]
    style = {
        "rule": {"orientation": "horizontal"},
        "text": {"template": "nowhere"},
        "handle": {"xcontrol": "w"},
        "bars": {"format": ".1f"},
    }.get(kind, {})
    controls = {"w": {"min": 0, "max": 1, "step": 0.1, "value": 0}}
    with_mark = draw((kind, data, style), xlim=[0, 2], ylim=[0, 1], controls=controls)
    shown = with_mark.ask("panel.canvas.toDataURL()")
    if kind == "bars":
        assert with_mark.color(1, 0.5)[3] == 0
        return
    assert shown == draw(xlim=[0, 2], ylim=[0, 1]).ask("panel.canvas.toDataURL()")


# --- the canvas -----------------------------------------------------------------------------------


def test_the_canvas_has_a_pixel_for_each_pixel_of_the_screen(browser, front_url):
    page = browser.new_page(device_scale_factor=2.5)
    page.goto(front_url)
    panel = DrawnPanel(page, [("line", POINTS, STROKE)], {}, {}, 400)
    box = page.locator("canvas").bounding_box()
    assert panel.ask("panel.canvas.width") == 1000
    assert 2.5 * box["width"] == pytest.approx(1000, abs=1)
    assert panel.ask("panel.canvas.height") == pytest.approx(2.5 * box["height"], abs=1)
    page.close()


def test_a_panel_takes_the_width_it_is_given_and_draws_itself_anew(draw):
    panel = draw(("line", POINTS, STROKE), width=700)
    assert panel.page.locator("canvas").bounding_box()["width"] == pytest.approx(700, abs=10)
    panel.ask("(panel.element.parentElement.style.width = '320px')")
    panel.page.wait_for_function(
        "Math.abs(document.querySelector('canvas').clientWidth * devicePixelRatio"
        " - document.querySelector('canvas').width) < 2"
        " && document.querySelector('canvas').clientWidth <= 320"
    )
    assert panel.ask("frame.right") <= 320


def test_changing_widths_raise_no_error(draw):
    panel = draw(("line", POINTS, STROKE), width=700)
    panel.page.evaluate("window.addEventListener('error', (e) => (document.title = e.message))")
    for width in (300, 650, 250):
        panel.ask("(panel.element.parentElement.style.width = `${argument}px`)", width)
        panel.page.wait_for_function(
            "(width) => Math.abs(document.querySelector('.nn-stage').clientWidth - width) < 2",
            arg=width,
        )
        panel.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert panel.page.title() == "Panel"


def test_a_panel_that_was_hidden_is_drawn_when_it_appears(draw):
    panel = draw(("line", {"x": [0.0, 1], "y": [1.0, 1]}, STROKE), ylim=[0, 2])
    panel.ask("(panel.element.parentElement.style.display = 'none')")
    panel.page.evaluate("new Promise(requestAnimationFrame)")
    panel.change(0, "y", [1.5, 1.5])
    panel.ask("(panel.element.parentElement.style.display = '')")
    panel.page.wait_for_function("document.querySelector('.nn-stage').clientWidth > 0")
    panel.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert is_color(panel.color(0.5, 1.5), hex_color(panel, "blue"))


def test_nothing_is_drawn_when_nothing_has_changed(draw):
    panel = draw(("line", POINTS, STROKE))
    panel.ask("(panel.draw = () => drawn.log.push('drawn'))")
    panel.ask("drawn.show()")
    assert panel.sent == []
    panel.change(0, "y", [1, 2, 3])
    assert panel.sent == ["drawn"]
    panel.ask("panel.forget()")
    panel.ask("drawn.show()")
    assert panel.sent == ["drawn", "drawn"]


def test_many_points_look_alike_painted_and_copied_and_follow_their_numbers(draw):
    x = np.linspace(0, 1, 60)
    points = ("points", {"x": x, "y": x**2}, {"color": "blue", "alpha": 0.6})
    line = ("line", {"x": [0.0, 1], "y": [0.0, 1]}, STROKE)
    panel = draw(points, line, xlim=[0, 2], ylim=[0, 2])
    painted = panel.pixels()
    panel.change(1, "y", [1, 0])
    panel.change(1, "y", [0, 1])
    assert panel.ask("frame.store(panel.marks[0].mark).picture.copy instanceof OffscreenCanvas")
    # What shines through is rounded once more on its way over the copy.
    assert np.abs(panel.pixels() - painted).max() <= 2
    panel.change(0, "x", x + 1)
    moved = panel.pixels()
    assert np.abs(moved - painted).max() > 100
    panel.ask("(panel.forget(), drawn.show())")
    assert np.array_equal(panel.pixels(), moved)


def test_a_panel_follows_the_theme_at_once(draw):
    panel = draw(("line", {"x": [0.0, 1], "y": [1.0, 1]}, STROKE), ylim=[0, 2])
    light = panel.color(0.5, 1)
    panel.page.evaluate(
        """() => {
          document.documentElement.dataset.theme = "dark";
          return new Promise(requestAnimationFrame);
        }"""
    )
    dark = panel.color(0.5, 1)
    assert panel.ask("panel.theme.dark")
    assert is_color(dark, hex_color(panel, "blue"))
    assert np.abs(light - dark).max() > 20


def test_the_picture_has_a_name(draw):
    panel = draw(("line", POINTS, STROKE), title="Loss", xlabel="step", ylabel="L")
    assert panel.page.get_by_role("img", name="Loss: L against step").count() == 1


def test_panels_stand_below_each_other_on_a_phone(draw):
    panel = draw(("line", POINTS, STROKE), width=340)
    panel.ask("panel.element.after(panel.element.cloneNode(true))")
    boxes = [p.bounding_box() for p in panel.page.locator(".nn-panel").all()]
    assert boxes[0]["x"] == pytest.approx(boxes[1]["x"], abs=SLACK)
    assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"] - SLACK
    panel.ask("(panel.element.parentElement.style.width = '800px')")
    boxes = [p.bounding_box() for p in panel.page.locator(".nn-panel").all()]
    assert boxes[0]["y"] == pytest.approx(boxes[1]["y"], abs=SLACK)
