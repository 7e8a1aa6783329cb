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

const PACKAGES = {
  "@jupyter-widgets/base": base,
  "@jupyter-widgets/controls": controls,
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
 * The build took the explorers' module and style out of the state, where each explorer
 * carried a copy, and left their addresses relative to the page. anywidget wants absolute ones.
 *
 * @returns {Promise[]} the modules, under way: anywidget gives up on one that takes 2 s to come.
 */
function resolveAssets(models) {
  const modules = [];
  for (const { state } of Object.values(models)) {
    for (const key of ["_esm", "_css"]) {
      const path = state[key]?.match(/^asset:(.*)$/)?.[1];
      if (path) {
        state[key] = new URL(path, document.baseURI).href;
        if (key === "_esm") modules.push(import(state[key]));
      }
    }
  }
  return modules;
}

/** Shows a model's view where its script stands; the page's style then hides the still image. */
async function show(manager, script) {
  const { model_id } = JSON.parse(script.textContent);
  const view = await manager.create_view(await manager.get_model(model_id));
  const stage = document.createElement("div");
  stage.className = "stage";
  script.after(stage);
  Widget.attach(view.luminoWidget, stage);
  script.parentElement.classList.add("alive");
}

async function start() {
  const script = document.querySelector(STATE);
  const saved = JSON.parse(script.textContent);
  await Promise.all(resolveAssets(saved.state));
  const manager = new PageManager();
  await manager.set_state(saved);
  await Promise.all([...document.querySelectorAll(VIEWS)].map((view) => show(manager, view)));
}

start();
