/** The models of a page's widgets, made from the states in the page when they are asked for. */
import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import "anywidget";
import { defined } from "./amd.js";
import { loadModule, loadState } from "./modules.js";
import { PlayView } from "./player.js";
import * as controls from "./widgets.js";

const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';

const PACKAGES = {
  "@jupyter-widgets/base": base,
  "@jupyter-widgets/controls": { ...controls, PlayView },
  anywidget: defined[0].factory(base),
};

/** A widget manager whose models are never connected to anything. */
export class PageManager extends ManagerBase {
  constructor() {
    super();
    this.groups = new Map();
    // The name of a model is that of its group, a point, and its own.
    this.scripts = document.querySelectorAll(STATE);
  }

  async get_model(id) {
    if (!this.has_model(id)) await this.load(id.split(".")[0]);
    return super.get_model(id);
  }

  /** Make the models of a group, those that know of each other. */
  async load(group) {
    if (!this.groups.has(group)) {
      this.groups.set(group, this.make(group));
      // What failed for want of a script can be tried again.
      this.groups.get(group).catch(() => this.groups.delete(group));
    }
    return this.groups.get(group);
  }

  async make(group) {
    const written = JSON.parse(this.scripts[group].textContent);
    // The state itself, or the name of the script that holds it.
    const saved = typeof written === "string" ? JSON.parse(await loadState(written)) : written;
    for (const { state } of Object.values(saved.state)) {
      if ("_esm" in state) state._esm = await loadModule(state._esm);
    }
    await this.set_state(saved);
  }

  async loadClass(className, moduleName) {
    const widgetClass = PACKAGES[moduleName]?.[className];
    if (!widgetClass) {
      throw new Error(`This page has no widget ${className} of ${moduleName}; see book/page/widgets.js.`);
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
