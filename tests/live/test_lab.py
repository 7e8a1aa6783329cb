"""The extension for JupyterLab: an output's picture stands where its widget cannot live."""

import json
import tomllib
from pathlib import Path

import pytest

from nnlib.live import explore, slider

ROOT = Path(__file__).resolve().parent.parent.parent
LAB = ROOT / "nnlib" / "live" / "lab"
PACKAGE = json.loads((LAB / "package.json").read_text(encoding="utf-8"))
LOADED = LAB / PACKAGE["jupyterlab"]["_build"]["load"]

# JupyterLab as far as the extension meets it: a registry of renderers for each notebook, in which
# ipywidgets' renderer does as its source says. The notebook's models come, or not, with `arrive`.
JUPYTERLAB = """
async (load) => {
  window.lab = {};
  const models = new Promise((resolve) => (lab.arrive = resolve));
  class WidgetRenderer {
    node = document.body.appendChild(document.createElement("div"));
    async renderModel({ data }) {
      this.node.textContent = "Loading widget...";
      const known = await models;
      if (known.includes(data["application/vnd.jupyter.widget-view+json"].model_id)) {
        this.node.textContent = "";
        this.node.append(document.createElement("main"));
      } else {
        this.node.textContent = "Error displaying widget: model not found";
      }
    }
  }
  class TextRenderer {
    node = document.body.appendChild(document.createElement("div"));
    async renderModel() { this.node.textContent = "text"; }
  }
  class Registry {
    createRenderer(type) {
      return type.includes("widget-view") ? new WidgetRenderer() : new TextRenderer();
    }
  }
  const addWidgetExtension = (name, { createNew }) => (lab.extend = [name, createNew]);
  await import(load);
  const container = window._JUPYTERLAB["neural-networks-live"];
  await container.init({});
  const { default: plugin } = (await container.get("./extension"))();
  plugin.activate({ docRegistry: { addWidgetExtension } });
  const rendermime = new Registry();
  lab.extend[1]({ content: { rendermime } });
  lab.show = (type, data) => {
    lab.renderer = rendermime.createRenderer(type);
    lab.rendered = lab.renderer.renderModel({ data });
  };
  return [lab.extend[0], plugin.autoStart];
}
"""
VIEW = "application/vnd.jupyter.widget-view+json"


@explore(a=slider(1, 0, 2))
def line(picture, a):
    picture.line([0, 1], [0, a])
    return {"a": a}


@pytest.fixture
def lab(page):
    text = LOADED.read_text(encoding="utf-8")
    page.route(
        "**/extension.js", lambda route: route.fulfill(body=text, content_type="text/javascript")
    )
    assert page.evaluate(JUPYTERLAB, "/extension.js") == ["Notebook", True]
    return page


def show(lab, data, type=VIEW):
    lab.evaluate("([type, data]) => lab.show(type, data)", [type, data])


def test_where_no_model_comes_the_picture_stands_with_its_text_for_those_who_do_not_see_it(lab):
    data, _ = line._repr_mimebundle_()
    show(lab, data)
    picture = lab.get_by_role("img", name="Explorer line: a=1 → a 1")
    # While it is looked for, and for ever where no kernel is.
    assert picture.is_visible()
    lab.evaluate("lab.arrive([]); lab.rendered")
    assert picture.evaluate("(img) => img.decode().then(() => img.naturalWidth)") > 400
    assert lab.evaluate("lab.renderer.node.textContent") == ""


def test_where_the_widget_lives_no_picture_stands_beside_it(lab):
    data, _ = line._repr_mimebundle_()
    show(lab, data)
    lab.evaluate("(id) => { lab.arrive([id]); return lab.rendered; }", data[VIEW]["model_id"])
    assert lab.evaluate("lab.renderer.node.innerHTML") == "<main></main>"


def test_a_picture_that_a_file_holds_in_lines_is_shown_too(lab):
    data, _ = line._repr_mimebundle_()
    half = len(data["image/png"]) // 2
    lines = [data["image/png"][:half] + "\n", data["image/png"][half:]]
    show(lab, data | {"image/png": lines, "text/plain": ["a\n", "b"]})
    picture = lab.get_by_role("img", name="a b")
    assert picture.evaluate("(img) => img.decode().then(() => img.naturalWidth)") > 400


def test_outputs_that_bring_no_picture_and_those_of_other_types_are_left_alone(lab):
    show(lab, {VIEW: {"model_id": "1"}, "text/plain": "IntSlider()"})
    lab.evaluate("lab.arrive([]); lab.rendered")
    assert lab.evaluate("lab.renderer.node.textContent").endswith("model not found")
    show(lab, {"text/plain": "text", "image/png": "AAAA"}, "text/plain")
    assert lab.evaluate("lab.renderer.node.innerHTML") == "text"


def test_pip_puts_the_extension_where_jupyterlab_looks_for_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folder = f"share/jupyter/labextensions/{PACKAGE['name']}"
    assert project["tool"]["setuptools"]["data-files"] == {
        folder: [(LAB / "package.json").relative_to(ROOT).as_posix()],
        f"{folder}/static": [LOADED.relative_to(ROOT).as_posix()],
    }
