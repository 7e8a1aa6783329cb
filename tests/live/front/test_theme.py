"""Colours: readable on light and dark pages, and following the page at once."""

import base64
from pathlib import Path

import matplotlib
import numpy as np
import pytest

from nnlib.live import palette
from nnlib.live.still.colors import color_table

FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSansMono.ttf"
SIGNS = {
    "html[data-theme=dark]": "document.documentElement.dataset.theme = 'dark'",
    "html[theme=dark]": "document.documentElement.setAttribute('theme', 'dark')",
    "JupyterLab": "document.body.dataset.jpThemeLight = 'false'",
    "VS Code": "document.body.classList.add('vscode-dark')",
    "high contrast": "document.body.classList.add('vscode-high-contrast')",
    "background": "document.body.style.background = '#101010'",
}


def read_theme(page):
    return page.evaluate(
        """async () => {
          const { readTheme } = await import("./drawing/theme.js");
          const { maps, ...theme } = readTheme(document.body);
          return theme;
        }"""
    )


def luminance(color):
    share = np.array([int(color[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(first, second):
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(
    "paper", [{"light": "#ffffff", "dark": "#111111"}, {"light": "#f4f4f4", "dark": "#2a303a"}]
)
def test_every_colour_stands_out_and_words_can_be_read(page, name, paper):
    page.evaluate(f"document.documentElement.dataset.theme = '{name}'")
    theme = read_theme(page)
    for color, text in theme["colors"].items():
        assert contrast(text, paper[name]) >= 3, f"{color} on a {name} page"
    assert contrast(theme["muted"], paper[name]) >= 4.5
    assert contrast(theme["ink"], paper[name]) >= 7


def test_the_light_colours_are_those_of_the_still(page):
    theme = read_theme(page)
    assert theme["colors"] == palette.COLORS
    shades = (palette.FAINT, palette.SPINE, palette.MUTED, palette.PAPER)
    assert (theme["faint"], theme["spine"], theme["muted"], theme["background"]) == shades


@pytest.mark.parametrize("name", ["diverging", "sequential", "gray", "class"])
def test_colour_maps_are_those_of_the_still(page, name):
    packed = page.evaluate(
        """async (name) => {
          const { colormap } = await import("./drawing/colormap.js");
          const { readTheme } = await import("./drawing/theme.js");
          return Array.from(colormap(name, readTheme(document.body)));
        }""",
        name,
    )
    table = np.array(color_table(name).colors) * 255
    page_table = np.array([[color & 255, color >> 8 & 255, color >> 16 & 255] for color in packed])
    np.testing.assert_allclose(page_table[: len(table)], table, atol=1)


@pytest.mark.parametrize("sign", SIGNS)
def test_the_theme_follows_the_page_at_once(page, sign):
    seen = page.evaluate_handle(
        """async () => {
          const { readTheme, watchTheme } = await import("./drawing/theme.js");
          const seen = [readTheme(document.body).dark];
          watchTheme(document.body, (theme) => seen.push(theme.dark));
          return seen;
        }"""
    )
    page.evaluate(SIGNS[sign])
    assert seen.json_value() == [False, True]


def test_a_typeface_that_arrives_late_measures_and_draws_anew(page):
    font = base64.b64encode(FONT.read_bytes()).decode()
    before, after, drawn = page.evaluate(
        """async (font) => {
          const { watchTheme } = await import("./drawing/theme.js");
          const { measureLabel } = await import("./drawing/labels.js");
          const context = document.createElement("canvas").getContext("2d");
          const measure = () => measureLabel(context, "wide", { size: 13, family: "Late, serif" });
          let drawn = 0;
          watchTheme(document.body, () => drawn++);
          const before = measure();
          const face = new FontFace("Late", `url(data:font/ttf;base64,${font})`);
          document.fonts.add(face);
          await new Promise((done) => {
            document.fonts.addEventListener("loadingdone", done, { once: true });
            face.load();
          });
          return [before, measure(), drawn];
        }""",
        font,
    )
    assert before != after
    assert drawn == 1


def test_what_the_reader_prefers_counts_where_the_page_says_nothing(page):
    page.emulate_media(color_scheme="dark")
    assert read_theme(page)["dark"]
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    assert not read_theme(page)["dark"]


def test_colours_stand_out_from_the_backgrounds_behind_them(page):
    page.evaluate("document.body.style.background = 'rgb(250, 244, 235)'")
    assert read_theme(page)["background"] == "#faf4eb"
