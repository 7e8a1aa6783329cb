// A field on a leaf of a computational graph that sets the slider behind it.
//
// A number is typed into it, moved with the arrow keys, or dragged sideways.

import { readNumber } from "../typing.js";
import { nearestPosition, positionAfter, printCoordinate } from "./handles.js";
import { fittingFont } from "./labels.js";

// What a finger hits; the text itself is smaller.
const LEAST_HEIGHT_OF_FIELD = 24;
// A drag of so many pixels is one step of the slider.
const PIXELS_A_STEP = 5;

const STEPS_OF_KEYS = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

export class LeafField {
  /** name: the control's. */
  constructor(name, panel) {
    Object.assign(this, { name, panel });
    this.input = document.createElement("input");
    Object.assign(this.input, { type: "text", className: "nn-leaf", autocomplete: "off", spellcheck: false });
    this.input.setAttribute("role", "spinbutton");
    const on = (event, act) => this.input.addEventListener(event, act);
    on("keydown", (event) => this.press(event));
    on("change", () => this.read());
    on("blur", () => this.show());
    on("pointerdown", (event) => this.grab(event));
    on("pointermove", (event) => this.drag(event));
    on("pointerup", () => this.release());
    on("pointercancel", () => this.release());
    panel.stage.append(this.input);
  }

  destroy() {
    this.input.remove();
  }

  get control() {
    return this.panel.context.control(this.name);
  }

  /** Lie over a row of the drawing whose middle is (x, y), and show the value as large as it fits. */
  place(x, y, width, size, theme) {
    const height = Math.max(LEAST_HEIGHT_OF_FIELD, 1.5 * size);
    const box = { left: x - width / 2, top: y - height / 2, width, height };
    for (const [side, length] of Object.entries(box)) this.input.style[side] = `${length.toFixed(2)}px`;
    const { min, max, value, label } = this.control;
    const states = { label, valuemin: min, valuemax: max, valuenow: value };
    for (const [state, text] of Object.entries(states)) this.input.setAttribute(`aria-${state}`, text);
    // Whoever is typing is not interrupted.
    if (value !== this.shown) this.show();
    const font = { size, family: theme.font, weight: 500 };
    const fitting = fittingFont(this.panel.painter, [this.input.value], font, width - 2);
    this.input.style.fontSize = `${fitting.size}px`;
  }

  show() {
    const { value, step, log } = this.control;
    this.shown = value;
    this.input.value = printCoordinate(Number(value), log ? value * step : step);
  }

  /** Take the number that was typed, with a point or a comma; what is none is put back. */
  read() {
    const typed = readNumber(this.input.value);
    if (Number.isFinite(typed)) this.set(nearestPosition(this.control, typed));
    this.show();
  }

  set(position) {
    if (position !== this.control.value) this.panel.context.setControl(this.name, position);
  }

  press(event) {
    if (event.key === "Escape") this.show();
    const steps = STEPS_OF_KEYS[event.key];
    if (!steps) return;
    event.preventDefault();
    this.set(positionAfter(this.control, this.control.value, steps * (event.shiftKey ? 10 : 1)));
    this.show();
  }

  grab(event) {
    if (event.button !== 0) return;
    this.held = { x: event.clientX, value: this.control.value };
    this.input.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.held) return;
    const steps = Math.trunc((event.clientX - this.held.x) / PIXELS_A_STEP);
    this.set(positionAfter(this.control, this.held.value, steps));
  }

  release() {
    this.held = null;
  }
}
