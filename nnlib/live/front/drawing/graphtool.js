// What stands around a computational graph: the rule of the present step, and fields on the leaves.

import { formatNumber, withMinus } from "./format.js";
import { GRAPH_TEXT, leastWidth, momentOf, spell, valueRow } from "./graph.js";
import { labelNodes } from "./labelnodes.js";
import { LeafField } from "./leaffield.js";

export class GraphTool {
  constructor(mark, panel) {
    const { data, style } = mark;
    Object.assign(this, { mark, data, style, panel });
    this.rule = document.createElement("p");
    this.rule.className = "nn-rule";
    this.rule.setAttribute("aria-hidden", "true");
    this.summary = document.createElement("p");
    this.summary.className = "nn-heard";
    this.summary.setAttribute("aria-live", "polite");
    panel.element.prepend(this.rule, this.summary);
    panel.element.classList.add("nn-scroll");
    this.fields = new Map();
    style.nodes.forEach(({ control }, k) => {
      if (control) this.fields.set(k, new LeafField(control, panel));
    });
  }

  destroy() {
    clearTimeout(this.timer);
    this.fields.forEach((field) => field.destroy());
  }

  update(values, theme) {
    const { frame } = this.panel;
    this.widen(leastWidth(frame.store(this.mark).style));
    const { style, view } = frame.store(this.mark);
    const moment = momentOf(this.style, this.data, values);
    for (const [k, field] of this.fields) {
      const [x, y, width] = valueRow(style, view.drawing, k).map((length) => length * view.scale);
      field.place(frame.left + view.left + x, frame.top + y, width, GRAPH_TEXT * view.scale, theme);
      field.input.toggleAttribute("data-used", moment.current?.values.includes(k) ?? false);
    }
    this.offerScrolling();
    const numbers = Object.fromEntries(Object.entries(this.data).map(([name, key]) => [name, values(key).data[0]]));
    const { lead, text: template } = moment.current ?? (moment.step <= 0 ? this.style.before : this.style.after);
    const text = spell(template, numbers);
    if (lead !== this.lead || text !== this.text) this.write(lead, text, moment);
    this.reserve(numbers);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(`${lead}: ${text}`, moment, numbers), 400);
  }

  /** Make the stage at least so wide, and draw the panel anew where it was narrower. */
  widen(width) {
    if (width === this.least) return;
    this.least = width;
    this.panel.stage.style.minWidth = `${width}px`;
    this.panel.resize();
  }

  /** Let the keyboard reach what lies outside the panel, if anything does. */
  offerScrolling() {
    const { element } = this.panel;
    const scrolls = element.scrollWidth > element.clientWidth + 1;
    if (scrolls === element.hasAttribute("tabindex")) return;
    const states = { tabindex: 0, role: "region", "aria-label": `The graph of ${this.style.root}, which scrolls` };
    for (const [name, state] of Object.entries(states)) {
      if (scrolls) element.setAttribute(name, state);
      else element.removeAttribute(name);
    }
  }

  write(lead, text, { current }) {
    Object.assign(this, { lead, text });
    const head = document.createElement("b");
    head.textContent = lead;
    this.rule.dataset.phase = current?.phase ?? "";
    this.rule.replaceChildren(head, document.createElement("br"), ...ruleNodes(text, Boolean(current)));
  }

  /** Tell a screen reader: the rule at once, and on asking all numbers that are known. */
  say(rule, moment, numbers) {
    if (this.summary.textContent !== rule) this.summary.textContent = rule;
    const { nodes, root, format } = this.style;
    const print = (key) => withMinus(formatNumber(numbers[key], format));
    const known = nodes.flatMap(({ name, shape }, k) => {
      if (!name || !moment.hasValue(k)) return [];
      if (shape.length) return [`${name} of shape ${shape.join(" × ")}`];
      return [`${name} = ${print(`v${k}`)}${moment.hasGradient(k) ? ` with gradient ${print(`g${k}`)}` : ""}`];
    });
    this.panel.canvas.setAttribute("aria-label", `The graph of ${root}: ${known.join(", ")}`);
  }

  /** Keep room for the longest rule: a page that jumps cannot be read. */
  reserve(numbers) {
    const width = this.panel.element.clientWidth;
    if (width === this.reserved) return;
    this.reserved = width;
    const shown = [...this.rule.childNodes];
    const texts = this.style.steps.map(({ text }) => spell(text, numbers)).sort((a, b) => b.length - a.length);
    this.rule.style.minHeight = "";
    this.rule.replaceChildren("–", document.createElement("br"), ...ruleNodes(texts[0] ?? "", true));
    this.rule.style.minHeight = `${this.rule.offsetHeight}px`;
    this.rule.replaceChildren(...shown);
  }
}

/** A rule as nodes; what it says of one number of an array has a line of its own. */
function ruleNodes(text, isFormula) {
  const lines = text.split("; ").map((line) => labelNodes(line, isFormula));
  return lines.flatMap((nodes, k) => (k ? [document.createElement("br"), ...nodes] : nodes));
}
