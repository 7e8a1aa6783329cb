"""What a page has around its text: light and dark, the search, menus, folds, paper."""

import re

import pytest

from tests.book.site import HTML, page_source

CHAPTER = "chapters/01-neuron.html"
THEME = "document.documentElement.dataset.theme"
BLOCKED = """
Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("The operation is insecure.", "SecurityError"); },
});
"""
CUT = """
() => [...document.querySelectorAll(".bar *, .turn *, .tool")]
  .filter((element) => element.checkVisibility())
  .filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return left < -0.5 || right > innerWidth + 0.5;
  })
  .map((element) => element.outerHTML.slice(0, 100))
"""
LUMINANCE = """
(element) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  const of = (color) => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
    return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
  };
  const paper = getComputedStyle(document.body).backgroundColor;
  return [of(getComputedStyle(element).color), of(paper)];
}
"""


def test_the_theme_button_goes_through_light_dark_and_the_systems(reader):
    visit = reader(color_scheme="light").open("intro.html")
    button = visit.page.get_by_role("button", name="Colours")
    seen = []
    for _ in range(3):
        button.click()
        seen.append((button.get_attribute("aria-label"), visit.page.evaluate(THEME)))
    assert seen == [
        ("Colours: light", "light"),
        ("Colours: dark", "dark"),
        ("Colours: as in your system", "light"),
    ]


def test_the_chosen_theme_is_kept_for_the_next_page(reader):
    visit = reader(color_scheme="dark").open("intro.html")
    visit.page.get_by_role("button", name="Colours").click()
    visit.open("reference/glossary.html")
    assert visit.page.evaluate(THEME) == "light"


def test_the_theme_button_works_where_nothing_can_be_stored(reader):
    visit = reader(color_scheme="light")
    visit.page.add_init_script(BLOCKED)
    visit.open("intro.html")
    button = visit.page.get_by_role("button", name="Colours")
    button.click()
    button.click()
    assert visit.page.evaluate(THEME) == "dark"
    assert visit.problems == []


def test_without_javascript_a_page_is_dark_where_the_system_is(reader):
    visit = reader(java_script_enabled=False, color_scheme="dark")
    visit.page.goto(visit.root + CHAPTER)
    picture = visit.page.screenshot(clip={"x": 0, "y": 300, "width": 4, "height": 4})
    light = reader(java_script_enabled=False, color_scheme="light")
    light.page.goto(light.root + CHAPTER)
    assert picture != light.page.screenshot(clip={"x": 0, "y": 300, "width": 4, "height": 4})


def test_without_javascript_a_page_says_that_its_pictures_stand_still(reader):
    visit = reader(java_script_enabled=False)
    visit.page.goto(visit.root + CHAPTER)
    note = visit.page.get_by_text("The pictures on this page stand still")
    assert note.is_visible()
    assert note.get_by_role("link").count() == 2
    visit.page.goto(visit.root + "reference/glossary.html")
    assert note.count() == 0


def test_the_menus_open_without_javascript(reader):
    visit = reader(java_script_enabled=False)
    visit.page.goto(visit.root + CHAPTER)
    contents = visit.page.get_by_role("navigation", name="Contents")
    visit.page.get_by_role("button", name="Contents").first.click()
    assert contents.get_by_role("link", name="Playground").is_visible()


def test_the_contents_lead_to_every_page_and_close_with_escape(reader):
    visit = reader().open(CHAPTER)
    contents = visit.page.get_by_role("navigation", name="Contents")
    visit.page.get_by_role("button", name="Contents").first.press("Enter")
    assert contents.get_by_role("link").count() >= 15
    visit.page.keyboard.press("Escape")
    contents.wait_for(state="hidden")


def test_a_notebook_can_be_opened_on_binder_and_colab_and_downloaded(reader):
    visit = reader().open(CHAPTER)
    visit.page.get_by_role("button", name="Open, download").click()
    menu = visit.page.get_by_role("navigation", name="This page")
    links = {link.inner_text(): link.get_attribute("href") for link in menu.locator("a").all()}
    assert links["Open in Binder"].endswith("?urlpath=lab/tree/chapters/01-neuron.ipynb")
    assert links["Open in Colab"].endswith("/blob/main/chapters/01-neuron.ipynb")
    assert links["Suggest an edit"].endswith("/edit/main/chapters/01-neuron.ipynb")
    assert (HTML / "chapters" / links["Download .ipynb"]).is_file()


def test_a_page_that_is_no_notebook_offers_no_notebook(reader):
    visit = reader().open("reference/glossary.html")
    visit.page.get_by_role("button", name="Open, download").click()
    menu = visit.page.get_by_role("navigation", name="This page")
    assert menu.get_by_text("Download .md").is_visible()
    assert menu.get_by_text("Open in").count() == 0


# --- the search ---------------------------------------------------------------------------------


def test_the_search_loads_only_when_a_reader_searches_and_shows_excerpts(reader):
    visit = reader()
    loaded = []
    visit.page.on("request", lambda request: loaded.append(request.url.split("/")[-1]))
    visit.open(CHAPTER)
    assert "texts.js" not in loaded
    visit.page.keyboard.press("/")
    visit.page.get_by_role("searchbox").fill("learning rate")
    results = visit.page.locator("dialog .results li")
    results.locator("mark").first.wait_for()
    assert "texts.js" in loaded
    results.first.get_by_role("link").click()
    visit.page.locator("dialog[open]").wait_for(state="detached")
    assert visit.problems == []


def test_the_search_finds_accented_words_definitions_and_functions(reader):
    visit = reader().open("search.html")
    for query, heading in {"RELU": "ReLU", "cross_entropy": "nnlib.cross_entropy"}.items():
        visit.page.locator("main").get_by_role("searchbox").fill(query)
        visit.page.locator("main .results li a", has_text=heading).first.wait_for()
    visit.page.locator("main").get_by_role("searchbox").fill("qwxyz")
    visit.page.locator("main .results", has_text="Nothing found").wait_for()


def test_what_has_the_name_that_was_asked_for_is_found_first(reader):
    visit = reader().open("search.html")
    results = visit.page.locator("main .results")
    visit.page.locator("main").get_by_role("searchbox").fill("gradient")
    results.get_by_text("here are the best 40").wait_for()
    assert results.locator("li a").first.text_content() == "gradient"
    assert results.locator("li").count() == 40


def test_nothing_is_found_in_what_readers_do_not_see(reader):
    visit = reader().open(CHAPTER)
    visit.page.keyboard.press("/")
    for hidden in ("browser runs none", "{z:.2f}"):
        visit.page.get_by_role("searchbox").fill(hidden)
        visit.page.locator("dialog .results", has_text="Nothing found").wait_for()
        visit.page.get_by_role("searchbox").fill("")


def test_the_address_of_a_search_can_be_given_away(reader):
    visit = reader()
    visit.page.goto(visit.root + "search.html?q=neuron")
    visit.page.locator("main .results li a").first.wait_for()
    assert visit.problems == []


def test_the_search_works_from_a_folder_with_excerpts(browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto((HTML / CHAPTER).as_uri())
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("perceptron")
    page.locator("dialog .results li mark").first.wait_for()
    context.close()


# --- what is folded, counted and shown ------------------------------------------------------------


def test_a_solution_opens_from_the_keyboard_and_its_title_may_take_two_lines(reader):
    visit = reader(viewport={"width": 360, "height": 740}).open("intro.html")
    visit.page.goto(visit.root + CHAPTER)
    solution = visit.page.locator("details.solution").nth(4)
    title = solution.locator("summary")
    assert title.bounding_box()["height"] > 40
    title.press("Enter")
    assert solution.locator("section > *").first.is_visible()


def test_exercises_count_from_1_on_a_page_without_a_chapters_number():
    for page in ("chapters/lab-digits.html", "chapters/your-own-explorer.html"):
        numbers = re.findall(r'caption-number">Exercise ([\d.]+)', page_source(page))
        assert numbers == [str(k + 1) for k in range(len(numbers))] != []


@pytest.mark.parametrize("width", [344, 360, 375, 390, 412, 768, 1280, 1920])
@pytest.mark.parametrize("page", [CHAPTER, "chapters/04-gradient-descent.html"])
def test_bar_and_next_page_are_whole_at_every_width(page, width, open_page):
    visit = open_page(page)
    visit.page.set_viewport_size({"width": width, "height": 800})
    cut = visit.page.evaluate(CUT)
    wide = visit.page.evaluate("document.documentElement.scrollWidth")
    visit.page.set_viewport_size({"width": 1280, "height": 900})
    assert cut == []
    assert wide <= width


def test_a_page_can_be_read_from_right_to_left(reader):
    visit = reader(viewport={"width": 390, "height": 800}).open("intro.html")
    visit.page.evaluate("document.documentElement.dir = 'rtl'")
    assert visit.page.evaluate(CUT) == []


def test_the_keyboard_sees_where_it_is_in_the_bar(reader):
    visit = reader().open("intro.html")
    seen = []
    for _ in range(12):
        visit.page.keyboard.press("Tab")
        seen.append(
            visit.page.evaluate(
                """() => [
                  document.activeElement.textContent.trim() || document.activeElement.ariaLabel,
                  getComputedStyle(document.activeElement).outlineStyle,
                ]"""
            )
        )
    assert seen[0][0] == "Skip to content"
    assert {outline for _, outline in seen} == {"solid"}
    assert {"Contents", "Search"} <= {name for name, _ in seen}


# --- paper ----------------------------------------------------------------------------------------


def test_print_is_dark_on_white_also_from_a_dark_page(reader):
    visit = reader(color_scheme="dark").open(CHAPTER)
    visit.page.get_by_role("button", name="Colours").click()
    visit.page.get_by_role("button", name="Colours").click()
    assert visit.page.evaluate(THEME) == "dark"
    visit.page.emulate_media(media="print")
    for part in ("article h1", "article p", "article h2", "article pre", "article td"):
        text, paper = visit.page.locator(part).first.evaluate(LUMINANCE)
        assert text < 0.35, part
        assert paper > 0.99


def test_print_cuts_no_code_and_leaves_out_what_is_folded(reader):
    visit = reader().open(CHAPTER)
    visit.page.reload()
    visit.page.emulate_media(media="print")
    visit.page.set_viewport_size({"width": 680, "height": 900})
    cut = """(all) => all.filter((code) => code.checkVisibility())
      .filter((code) => code.scrollWidth > code.clientWidth + 1).length"""
    assert visit.page.locator("article pre").evaluate_all(cut) == 0
    assert not visit.page.locator("details.hidden-cell").first.is_visible()
    assert not visit.page.locator("details.solution section").first.is_visible()
    number = visit.page.locator("article h1 .section-number")
    assert number.is_visible()
