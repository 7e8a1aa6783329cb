"""The front end as one module: joined as anywidget wants it, and servable under a strict policy."""

import re
import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import Error

import nnlib
from nnlib.live.front import _in_order, module_text, style_text

FRONT = Path(nnlib.__file__).parent / "live" / "front"
SOURCES = {
    path.relative_to(FRONT).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
    for path in FRONT.rglob("*.js")
}

every_module = pytest.mark.parametrize("name", sorted(SOURCES))


def code(name):
    """A module's text without comments and strings, which may speak of anything."""
    strings = r'"(?:\\.|[^"\\\n])*"' + r"|'(?:\\.|[^'\\\n])*'"
    return re.sub(rf"//[^\n]*|/\*.*?\*/|{strings}", '""', SOURCES[name], flags=re.DOTALL)


IMPORT = """
async (text) => {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const module = await import(address);
  return [Object.keys(module), Object.keys(module.default)];
}
"""


def test_the_joined_text_is_a_module_whose_default_is_the_widget(page):
    assert page.evaluate(IMPORT, module_text()) == [["default"], ["render"]]


def test_a_top_level_name_that_is_there_twice_would_be_refused(page):
    with pytest.raises(Error, match="already been declared"):
        page.evaluate(IMPORT, module_text() + "\nfunction erf() {}\n")


def test_every_module_is_part_of_the_joined_text():
    assert sorted(_in_order("widget")) == sorted(SOURCES)


@every_module
def test_a_module_stands_after_those_it_imports(name):
    order = _in_order("widget")
    imported = re.findall(r'from "(.+)\.js";', SOURCES[name])
    earlier = {str((FRONT / f"{other}.js").resolve()) for other in order[: order.index(name)]}
    folder = (FRONT / name).parent
    assert {str((folder / f"{address}.js").resolve()) for address in imported} <= earlier


@every_module
def test_imports_and_exports_have_the_form_that_can_be_joined(name):
    for line in SOURCES[name].splitlines():
        if line.startswith("import"):
            assert re.fullmatch(r'import \{ [\w, ]+ \} from "\.{1,2}/[\w/]+\.js";', line)
        if line.startswith("export") and line != "export default { render };":
            assert re.match(r"export (async function|function|class|const) \w", line)
    assert ("export default" in SOURCES[name]) == (name == "widget")


def test_nothing_is_left_to_link_in_the_joined_text():
    lines = module_text().splitlines()
    linked = [line for line in lines if re.match(r"(import|export)\b", line)]
    assert linked == ["export default { render };"]


@every_module
def test_no_module_turns_text_into_code_or_asks_the_network(name):
    forbidden = r"\b(eval|Function|XMLHttpRequest|fetch|WebSocket|importScripts)\s*\("
    assert re.search(forbidden, code(name)) is None
    assert "innerHTML" not in code(name)
    assert "import.meta" not in code(name)
    # Nothing but the generated code, in replay.js, is imported when it runs.
    assert ("import(" in re.sub(r"\s", "", code(name))) == (name == "replay/replay")


def test_the_text_and_the_style_name_no_address_elsewhere():
    addresses = re.findall(r"(?:https?:)?//[\w.-]+\.\w+", module_text() + style_text())
    assert [address for address in addresses if "w3.org" not in address] == []


def test_the_modules_are_installed_with_the_package():
    project = tomllib.loads((FRONT.parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert "live/front/**" in project["tool"]["setuptools"]["package-data"]["nnlib"]


def test_a_page_that_forbids_eval_replays(page, front_url):
    policy = "script-src 'self' blob:; default-src 'self'"

    def forbid(route):
        response = route.fetch()
        headers = {**response.headers, "content-security-policy": policy}
        route.fulfill(response=response, headers=headers)

    page.route("**/*", forbid)
    page.goto(front_url)
    result = page.evaluate(
        """async () => {
          const { loadReplay } = await import("./replay/replay.js");
          const nodes = [
            { op: "input", name: "x", shape: [] },
            { op: "sigmoid", inputs: [0], shape: [] },
          ];
          const replay = await loadReplay({ nodes, outputs: { y: 1 } }, []);
          replay.set("x", 0);
          replay.run();
          const forbidden = await new Promise((done) => {
            document.addEventListener("securitypolicyviolation", (e) => done(e.blockedURI));
            setTimeout(() => { try { setTimeout("1"); } catch { done("eval"); } });
          });
          return [replay.value("y").data[0], forbidden];
        }"""
    )
    assert result == [0.5, "eval"]
