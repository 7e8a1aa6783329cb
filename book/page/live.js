/**
 * Brings the widgets of a static page to life, without a kernel.
 *
 * The page holds what Jupyter Book wrote: one script with the state of all widget models, and, in
 * each place where a widget is shown, a script that names its model. The official widget classes
 * do the rest; the explorers listen to the models of their controls.
 */
import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as controls from "@jupyter-widgets/controls";
import { Widget } from "@lumino/widgets";
import "anywidget";
import { defined } from "./amd.js";

const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
const VIEWS = 'script[type="application/vnd.jupyter.widget-view+json"]';

/**
 * ipywidgets' player, with a new icon whenever it starts or stops: the theme has made the last one
 * into SVG, where the original finds nothing that it could change.
 */
class PlayView extends controls.PlayView {
  updatePlaying() {
    const isPlaying = this.model.get("playing");
    if (isPlaying === this.showsPlaying) return;
    this.showsPlaying = isPlaying;
    const icon = document.createElement("i");
    icon.className = isPlaying ? "fa fa-pause" : "fa fa-play";
    this.playPauseButton.replaceChildren(icon);
    drawIcons(this.playPauseButton);
  }
}

/** The theme draws icons as SVG; states.py has told it not to look for new ones by itself. */
function drawIcons(node) {
  window.FontAwesome?.dom.i2svg({ node });
}

const PACKAGES = {
  "@jupyter-widgets/base": base,
  "@jupyter-widgets/controls": { ...controls, PlayView },
  anywidget: defined[0].factory(base),
};

/** A widget manager whose models are never connected to anything. */
class PageManager extends ManagerBase {
  async loadClass(className, moduleName) {
    const widgetClass = PACKAGES[moduleName]?.[className];
    if (!widgetClass) {
      throw new Error(`This page has no widget ${className} of ${moduleName}; see book/page/live.js.`);
    }
    return widgetClass;
  }

  async _get_comm_info() {
    return {};
  }

  async _create_comm() {
    throw new Error("A static page has no kernel to talk to.");
  }
}

/**
 * Gives the explorers their module back, which the build took out of the state.
 *
 * It is imported here once, ahead of all: anywidget imports a text of its own for each widget, and
 * warns about one that takes two seconds to come. That text need only point to the module.
 */
async function restoreModules(models) {
  const addresses = new Map();
  for (const { state } of Object.values(models)) {
    if (!("_esm" in state)) continue;
    const name = state._esm;
    if (!addresses.has(name)) {
      const module = new Blob([window.liveAssets[name]], { type: "text/javascript" });
      addresses.set(name, URL.createObjectURL(module));
    }
    state._esm = `export { default } from "${addresses.get(name)}";`;
  }
  await Promise.all([...addresses.values()].map((address) => import(address)));
}

/** ipywidgets shows the tooltip that a control does not have as the word "null". */
function emptyTooltips(models) {
  for (const { state } of Object.values(models)) {
    if (state.tooltip === null) state.tooltip = "";
  }
}

/** Resolves when an explorer is drawn or says why it cannot be, or rejects when it does neither. */
async function drawn(stage) {
  const patience = performance.now() + 5000;
  while (!stage.querySelector(".nn-trouble:not([hidden])")) {
    if (stage.querySelector(".nn-explorer")?.explorer) return;
    if (performance.now() > patience) throw new Error("An explorer does not come alive.");
    await new Promise(requestAnimationFrame);
  }
}

/**
 * Shows a model's view where its script stands. It is made unseen, since what draws needs a width;
 * when it is drawn the page's style puts it in the place of the still image.
 */
async function show(manager, script) {
  const { model_id } = JSON.parse(script.textContent);
  const model = await manager.get_model(model_id);
  const view = await manager.create_view(model);
  const stage = document.createElement("div");
  stage.className = "stage";
  script.after(stage);
  Widget.attach(view.luminoWidget, stage);
  if (model.get("_dom_classes").includes("nn-explorer")) await drawn(stage);
  drawIcons(stage);
  script.parentElement.classList.add("alive");
}

/** The places of the widgets, what the reader looks at first. */
function places() {
  const distance = (view) => Math.abs(view.parentElement.getBoundingClientRect().top);
  return [...document.querySelectorAll(VIEWS)].sort((a, b) => distance(a) - distance(b));
}

/** Code that is wider than its place scrolls from the keyboard too, also when it is unfolded later. */
function scrollFromKeyboard() {
  const watcher = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    }
  });
  for (const code of document.querySelectorAll("main pre")) watcher.observe(code);
}

async function start() {
  scrollFromKeyboard();
  const script = document.querySelector(STATE);
  const saved = JSON.parse(script.textContent);
  emptyTooltips(saved.state);
  await restoreModules(saved.state);
  const manager = new PageManager();
  await manager.set_state(saved);
  // One after the other, so that the first is alive before the last has begun.
  for (const view of places()) await show(manager, view).catch(console.error);
}

start();
