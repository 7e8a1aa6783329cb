import io
import re
from urllib.parse import unquote, urldefrag, urljoin

import numpy as np
import pytest
from matplotlib.image import imread

import nnlib.live
from tests.book.site import CONFIG, HEADERS, HTML, ROOT, explorers_on, page_source, pages
from tests.live.page import SLACK

every_page = pytest.mark.parametrize("page", pages())
TOO_WIDE = """
[...document.querySelectorAll("article *")]
  .filter((element) => element.checkVisibility() && !element.closest("pre, .math"))
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.outerHTML.slice(0, 100))
"""
SEEN_OF_EXPLORERS = """
[...document.querySelectorAll(".live")].map((place) => ({
  still: place.querySelector("img").checkVisibility(),
  stage: place.querySelector(".stage").checkVisibility(),
}))
"""
with_explorers = pytest.mark.parametrize("page", [page for page in pages() if explorers_on(page)])


@every_page
def test_a_page_loads_without_a_complaint_and_asks_no_one_else(page, open_page):
    visit = open_page(page)
    visit.page.wait_for_timeout(300)
    assert visit.problems == []


@every_page
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page, scheme, width, open_page):
    visit = open_page(page)
    visit.emulate(color_scheme=scheme)
    visit.page.set_viewport_size({"width": width, "height": 900})
    found = visit.axe()
    visit.page.set_viewport_size({"width": 1280, "height": 900})
    assert found == []


@every_page
def test_no_two_elements_of_a_page_have_the_same_id(page):
    ids = re.findall(r'<[^>]* id="([^"]*)"', page_source(page))
    assert sorted(ids) == sorted(set(ids))


@every_page
def test_a_page_brings_no_icon_font_and_no_program_for_its_formulas(page):
    links = re.findall(r'<(?:script|link)[^>]*(?:src|href)="([^"]*)"', page_source(page))
    foreign = re.compile("fontawesome|bootstrap|mathjax|katex|thebe", re.IGNORECASE)
    assert [link for link in links if foreign.search(link)] == []


@every_page
def test_formulas_are_set_in_the_page_itself(page, reader):
    visit = reader(java_script_enabled=False)
    visit.page.goto(visit.root + page)
    assert visit.page.locator("article", has_text="\\(").count() == 0
    assert visit.page.locator(".math:not(:has(math))").count() == 0


@every_page
def test_a_phone_has_room_for_a_page_and_its_sliders(page, reader):
    visit = reader(
        viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True
    ).open(page)
    width = visit.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360, visit.page.evaluate(TOO_WIDE)
    sliders = visit.page.locator(".nn-explorer .noUi-base")
    lengths = sliders.evaluate_all("(sliders) => sliders.map((slider) => slider.clientWidth)")
    # Those of folded groups have no width yet.
    assert min(filter(None, lengths), default=80) >= 80


@every_page
def test_links_within_the_book_lead_somewhere(page, reader):
    visit = reader(java_script_enabled=False)
    visit.page.goto(visit.root + page)
    links = visit.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    dead = []
    for link in links:
        address, anchor = urldefrag(urljoin(visit.root, link))
        if not address.startswith(visit.root):
            continue
        path = unquote(address.removeprefix(visit.root)) or "index.html"
        exists = (HTML / path).is_file()
        if not exists or (anchor and f'id="{unquote(anchor)}"' not in page_source(path)):
            dead.append(link)
    assert dead == []


@with_explorers
def test_without_javascript_a_page_shows_stills_that_say_what_they_are(page, reader):
    visit = reader(java_script_enabled=False)
    visit.page.goto(visit.root + page)
    stills = visit.page.locator(".live img")
    assert stills.count() >= len(explorers_on(page))
    for still in stills.all():
        if not still.evaluate("(still) => Boolean(still.closest('details:not([open])'))"):
            still.scroll_into_view_if_needed()
            assert still.is_visible()
        assert still.get_attribute("alt").startswith("Explorer ")


@with_explorers
def test_print_shows_the_stills_and_no_controls(page, open_page):
    visit = open_page(page)
    visit.emulate("print")
    seen = visit.page.evaluate(SEEN_OF_EXPLORERS)
    assert len(seen) >= len(explorers_on(page))
    assert all(place == {"still": True, "stage": False} for place in seen)


def test_a_printed_page_holds_its_stills(open_page):
    page = "chapters/your-own-explorer.html"
    assert open_page(page).page.pdf().count(b"/Subtype /Image") >= len(explorers_on(page))


# Where a page finds its parts depends on its depth alone.
@pytest.mark.parametrize("page", ["intro.html", "chapters/playground.html"])
def test_a_page_comes_alive_from_a_folder_too(page, browser):
    context = browser.new_context()
    opened = context.new_page()
    opened.goto((HTML / page).as_uri())
    opened.wait_for_function(
        "(count) => [...document.querySelectorAll('.live')]"
        ".filter((place) => place.wake?.() && place.classList.contains('alive')).length >= count",
        arg=len(explorers_on(page)),
    )
    context.close()


def test_the_player_shows_what_a_press_will_do(reader):
    visit = reader().open("chapters/01-neuron.html")
    button = visit.page.locator(".widget-play button").first
    height = button.bounding_box()["height"]
    for icon in ("pause", "play"):
        button.click()
        button.locator(f"[data-icon={icon}]").wait_for()
        assert button.bounding_box()["height"] == pytest.approx(height, abs=SLACK)
    assert visit.problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_arrow_of_a_drop_down_stands_out(reader, scheme):
    visit = reader(color_scheme=scheme).open("chapters/playground.html")
    select = visit.page.locator(".nn-explorer select").first
    pixels = imread(io.BytesIO(select.screenshot()))[4:-4, -20:-4, :3].mean(axis=2)
    background = np.median(pixels)
    assert np.abs(pixels - background).max() > 0.5


def test_a_slider_tells_a_screen_reader_the_value_that_it_shows(reader):
    visit = reader().open("chapters/playground.html")
    sliders = visit.page.locator(".nn-explorer .widget-slider").all()
    told = []
    for slider in sliders:
        handle, readout = slider.get_by_role("slider"), slider.locator(".widget-readout")
        for key in ("", "ArrowRight", "ArrowRight"):
            if key:
                handle.press(key)
            told.append(handle.get_attribute("aria-valuetext"))
            assert told[-1] == readout.text_content()
    # The learning rates are fixed positions, the noise is a fraction, the seed a whole number.
    assert {"0.1", "0.12", "0.15", "0.10", "1"} <= set(told)


def test_a_group_of_controls_is_folded_until_a_key_unfolds_it(reader):
    visit = reader()
    visit.page.goto(visit.root + "chapters/playground.html")
    group = visit.page.get_by_role("group", name="Data")
    visit.page.get_by_role("button", name="Data", exact=True).press("Enter")
    group.wait_for(state="visible")
    visit.page.get_by_role("button", name="Data", exact=True).press("Enter")
    group.wait_for(state="hidden")
    assert visit.problems == []


def test_the_reference_documents_every_public_name():
    reference = page_source("reference/api.html")
    modules = [nnlib, nnlib.live, nnlib.data, nnlib.init, nnlib.optim]
    names = [
        f"{module.__name__}.{name}"
        for module in modules
        for name in module.__all__
        if callable(getattr(module, name))
    ]
    elsewhere = {"nnlib.live.fold"}  # is nnlib.fold
    missing = [name for name in names if f'id="{name}"' not in reference]
    assert set(missing) <= elsewhere


def test_an_address_that_leads_nowhere_shows_the_way_back_from_any_depth(reader):
    visit = reader()
    visit.page.goto(visit.root + "no/such/page.html")
    visit.page.get_by_role("link", name="first page").click()
    visit.page.wait_for_url("**/intro.html")  # the book's root only points there
    assert CONFIG["title"] in visit.page.title()
    assert [p for p in visit.problems if "violates" in p or "404" not in p] == []


def test_the_books_address_leads_to_its_first_page(reader):
    visit = reader()
    visit.page.goto(visit.root)
    visit.page.wait_for_url("**/intro.html")
    assert visit.problems == []


def test_the_book_brings_the_headers_that_these_tests_send():
    assert list(HEADERS) == ["Content-Security-Policy"]
    assert (HTML / "_headers").read_bytes() == (ROOT / "book" / "_headers").read_bytes()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_opens_in_the_theme_that_the_reader_has_everywhere(reader, scheme):
    visit = reader(color_scheme=scheme).open("intro.html")
    assert visit.page.evaluate("document.documentElement.dataset.theme") == scheme
