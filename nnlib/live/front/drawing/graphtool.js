// What stands around a computational graph: the rule of the present step, and fields on the leaves.

import { GRAPH_TEXT, fitGraph, leastWidth, momentOf, spell, valueRow } from "./graph.js";
import { printCoordinate } from "./handles.js";
import { parseLabel } from "./labels.js";

const FIELD_HEIGHT = 24;
// A drag of so many pixels is one step of the slider.
const PIXELS_A_STEP = 5;

export class GraphTool {
  constructor({ data, style }, panel) {
    Object.assign(this, { data, style, panel });
    this.rule = document.createElement("p");
    this.rule.className = "nn-rule";
    this.rule.setAttribute("aria-hidden", "true");
    this.summary = document.createElement("p");
    this.summary.className = "nn-summary";
    this.summary.setAttribute("aria-live", "polite");
    panel.element.prepend(this.rule, this.summary);
    panel.stage.style.minWidth = `${leastWidth(style)}px`;
    panel.element.classList.add("nn-scroll");
    this.fields = style.nodes.flatMap((node, k) => (node.control ? [new LeafField(node, k, panel)] : []));
  }

  destroy() {
    clearTimeout(this.timer);
    this.fields.forEach((field) => field.destroy());
  }

  update(values) {
    const { frame } = this.panel;
    const view = fitGraph(this.style, frame.width);
    for (const field of this.fields) {
      const [x, y, width] = valueRow(this.style, view.drawing, field.node);
      field.place(frame.left + view.left + x * view.scale, frame.top + y * view.scale, width * view.scale, view.scale);
    }
    const numbers = Object.fromEntries(Object.entries(this.data).map(([name, key]) => [name, values(key).data[0]]));
    this.write(momentOf(this.style, this.data, values), numbers);
  }

  write({ step, current }, numbers) {
    const { steps } = this.style;
    const lead = current
      ? `${current.phase === "forward" ? "Forward" : "Backward"}, step ${step} of ${steps.length}`
      : step <= 0
        ? `Step 0 of ${steps.length}`
        : "All steps";
    const text = current ? spell(current.text, numbers) : this.rest(step);
    const said = `${lead}: ${text}`;
    if (said === this.said) return;
    this.said = said;
    const head = document.createElement("b");
    head.textContent = lead;
    this.rule.dataset.phase = current?.phase ?? "";
    this.rule.replaceChildren(head, document.createElement("br"), ...(current ? formulaNodes(text) : [text]));
    this.reserve(numbers);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.summary.textContent = said;
    }, 400);
  }

  rest(step) {
    const { steps, root } = this.style;
    if (step <= 0) return "Only the leaves have values yet.";
    const gradients = steps.some(({ phase }) => phase === "backward");
    return gradients ? `Every value, and below it the gradient of ${root} with respect to it.` : "Every value.";
  }

  /** Keep room for the longest rule: a page that jumps cannot be read. */
  reserve(numbers) {
    const width = this.panel.element.clientWidth;
    if (width === this.reserved) return;
    this.reserved = width;
    const shown = [...this.rule.childNodes];
    const texts = this.style.steps.map(({ text }) => spell(text, numbers)).sort((a, b) => b.length - a.length);
    this.rule.style.minHeight = "";
    this.rule.replaceChildren("–", document.createElement("br"), ...formulaNodes(texts[0] ?? ""));
    this.rule.style.minHeight = `${this.rule.offsetHeight}px`;
    this.rule.replaceChildren(...shown);
  }
}

/** A field on a leaf that is a control's value: typed in, stepped with the arrow keys, dragged. */
class LeafField {
  constructor({ control }, node, panel) {
    Object.assign(this, { name: control, node, panel });
    this.input = document.createElement("input");
    this.input.type = "number";
    this.input.className = "nn-leaf";
    this.input.autocomplete = "off";
    this.input.addEventListener("input", () => this.take(this.input.valueAsNumber));
    for (const event of ["change", "blur"]) this.input.addEventListener(event, () => this.show());
    this.input.addEventListener("pointerdown", (event) => this.grab(event));
    this.input.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) this.input.addEventListener(end, () => this.release());
    panel.stage.append(this.input);
  }

  destroy() {
    this.input.remove();
  }

  get control() {
    return this.panel.context.control(this.name);
  }

  place(x, y, width, scale) {
    const { style } = this.input;
    const height = Math.max(FIELD_HEIGHT, 20 * scale);
    style.width = `${width - 6 * scale}px`;
    style.height = `${height}px`;
    style.left = `${x - width / 2 + 3 * scale}px`;
    style.top = `${y - height / 2}px`;
    style.fontSize = `${GRAPH_TEXT * scale}px`;
    const { min, max, step, label, log } = this.control;
    Object.assign(this.input, { min, max, step: log ? "any" : step });
    this.input.setAttribute("aria-label", label);
    if (document.activeElement !== this.input || this.held) this.show();
    else if (this.input.valueAsNumber !== Number(this.control.value) && !this.typing) this.show();
  }

  show() {
    const { value, step, log } = this.control;
    this.input.value = printCoordinate(Number(value), log ? value * step : step).replace("−", "-");
  }

  take(wanted) {
    const { min, max, value } = this.control;
    if (!Number.isFinite(wanted) || wanted < min || wanted > max || wanted === value) return;
    this.typing = true;
    this.panel.context.setControl(this.name, wanted);
    queueMicrotask(() => {
      this.typing = false;
    });
  }

  grab(event) {
    if (event.button !== 0) return;
    this.held = { x: event.clientX, value: Number(this.control.value), moved: false };
    this.input.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.held) return;
    const { min, max, step, log } = this.control;
    const steps = Math.round((event.clientX - this.held.x) / PIXELS_A_STEP);
    if (!steps && !this.held.moved) return;
    this.held.moved = true;
    const moved = log ? this.held.value * 10 ** (steps * step) : this.held.value + steps * step;
    const clean = Number(Math.min(Math.max(moved, min), max).toPrecision(12));
    this.panel.context.setControl(this.name, clean);
  }

  release() {
    this.held = null;
  }
}

/** A formula as nodes: variables in italics, and what is lowered or raised. */
function formulaNodes(text) {
  return parseLabel(text, true).map(({ text: piece, level, math }) => {
    const inner = math ? Object.assign(document.createElement("i"), { textContent: piece }) : piece;
    if (!level) return inner;
    const outer = document.createElement(level > 0 ? "sup" : "sub");
    outer.append(inner);
    return outer;
  });
}
