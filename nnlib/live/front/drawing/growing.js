// Buttons in the drawing of a network: more or fewer layers, more or fewer neurons, inputs on or off.
//
// Each moves the control that holds the number, so the same can be done with the control itself.

import { allow, shareOneStop } from "../roving.js";
import { moveTo } from "./handles.js";
import { addTool, addToolbar } from "./toolbar.js";

// As large as fits between two columns of nodes, or two nodes: fingers are broad.
const BUTTON = 32;
const SMALLEST_BUTTON = 24;

export class GrowTool {
  constructor(mark, panel) {
    this.mark = mark;
    this.panel = panel;
    const { layers, neurons = [], inputs = [] } = mark.style;
    if (layers) this.makeToolbar(layers);
    this.columns = neurons.map((name, l) => name && this.makeColumn(name, l));
    this.switches = inputs.map((name, i) => name && this.makeSwitch(name, i));
    shareOneStop(panel.stage, ".nn-grow");
  }

  destroy() {
    this.toolbar?.remove();
    for (const button of this.buttons()) button.remove();
  }

  buttons() {
    return [...this.columns.filter(Boolean).flatMap(({ more, fewer }) => [more, fewer]), ...this.switches.filter(Boolean)];
  }

  makeToolbar(name) {
    this.toolbar = addToolbar(this.panel.element, "Layers");
    this.fewerLayers = addTool(this.toolbar, "−", "Remove a hidden layer", () => this.move(name, -1));
    this.layerCount = document.createElement("span");
    this.layerCount.className = "nn-count";
    this.toolbar.append(this.layerCount);
    this.moreLayers = addTool(this.toolbar, "+", "Add a hidden layer", () => this.move(name, 1));
  }

  makeColumn(name, l) {
    const place = `hidden layer ${l + 1}`;
    return {
      name,
      more: this.addButton("+", `Add a neuron to ${place}`, () => this.move(name, 1)),
      fewer: this.addButton("−", `Remove a neuron from ${place}`, () => this.move(name, -1)),
    };
  }

  makeSwitch(name, i) {
    const { label } = this.panel.context.control(name);
    const button = this.addButton("", `Input ${this.mark.style.labels?.[0][i] ?? label}`, () => {
      const { setControl, control } = this.panel.context;
      setControl(name, !control(name).value);
    });
    button.classList.add("nn-input");
    // The card of the node says more than a tip would.
    button.removeAttribute("title");
    return button;
  }

  addButton(text, description, act) {
    const button = addTool(this.panel.stage, text, description, act);
    button.classList.add("nn-grow");
    button.setAttribute("aria-label", description);
    return button;
  }

  move(name, by) {
    const { setControl, control } = this.panel.context;
    const { min, max, step, value } = control(name);
    const next = value + by * step;
    if (next >= min && next <= max) setControl(name, next);
  }

  update() {
    const { layers, places } = this.panel.frame.store(this.mark);
    const depth = this.toolbar && this.panel.context.control(this.mark.style.layers);
    const sign = JSON.stringify([
      layers.map(({ index, count }) => [index, count]),
      [places.radius, places.above, places.below, places.x(0), places.x(1), places.y(0, 0), places.y(0, 1)],
      Array.from(layers[0].on ?? []),
      depth && [depth.value, depth.min, depth.max],
    ]);
    // What stays as it is from frame to frame is not told to the browser again.
    if (sign === this.sign) return;
    this.sign = sign;
    this.place(layers, places);
    this.switches.forEach((button, i) => button?.setAttribute("aria-pressed", layers[0].on[i] !== 0));
    if (depth) this.countLayers(depth);
  }

  countLayers({ value, min, max }) {
    this.layerCount.textContent = `${value} hidden layer${value === 1 ? "" : "s"}`;
    allow(this.fewerLayers, value > min, this.moreLayers);
    allow(this.moreLayers, value < max, this.fewerLayers);
  }

  place(layers, places) {
    const middle = (button, x, y, size) => {
      button.style.width = button.style.height = `${size}px`;
      moveTo(button, x - size / 2, y - size / 2);
    };
    const fitting = (distance) => Math.max(SMALLEST_BUTTON, Math.min(BUTTON, distance - 1));
    const size = fitting(places.x(1) - places.x(0));
    this.columns.forEach((column, hidden) => {
      if (!column) return;
      const l = layers.findIndex(({ index }) => index === hidden + 1);
      column.more.hidden = column.fewer.hidden = l < 0;
      if (l < 0) return;
      const { min, max, value } = this.panel.context.control(column.name);
      const away = places.radius + 4 + size / 2;
      middle(column.more, places.x(l), places.y(l, 0) - away - places.above, size);
      middle(column.fewer, places.x(l), places.y(l, layers[l].count - 1) + away + places.below, size);
      allow(column.more, value < max, column.fewer);
      allow(column.fewer, value > min, column.more);
    });
    this.switches.forEach((button, i) => {
      if (!button) return;
      const distance = places.y(0, 1) - places.y(0, 0);
      middle(button, places.x(0), places.y(0, i), Math.max(2 * places.radius, fitting(distance)));
    });
  }
}
