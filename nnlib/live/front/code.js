// Code that a reader copies out of an explorer, with its present numbers; see nnlib/live/code.py.

import { formatNumber } from "./drawing/format.js";
import { shareOneStop } from "./roving.js";

/** The text that a spec describes. values: from a key to { data, shape }. */
export function codeText({ lines }, values) {
  const kept = lines.filter(({ when }) => when === undefined || values(when).data[0] !== 0);
  return kept.map((line) => writeLine(line, values)).join("");
}

function writeLine({ parts, values: keys, rows, columns }, values) {
  const masks = [rows, columns].map((key) => (key === undefined ? null : values(key).data));
  const numbers = keys.map((key) => writeNumbers(values(key), masks));
  return `${parts.map((part, k) => part + (numbers[k] ?? "")).join("")}\n`;
}

function writeNumbers({ data, shape }, masks) {
  const write = (axis, offset, size) => {
    if (axis === shape.length) return writeNumber(data[offset]);
    const step = size / shape[axis];
    const entries = Array.from({ length: shape[axis] }, (_, k) => k).filter((k) => masks[axis]?.[k] !== 0);
    return `[${entries.map((k) => write(axis + 1, offset + k * step, step)).join(", ")}]`;
  };
  return write(0, 0, data.length);
}

/** A number as Python reads it back, to the last bit; whole numbers without a point. */
function writeNumber(value) {
  if (!Number.isFinite(value)) return `float("${formatNumber(value)}")`;
  return formatNumber(value, Number.isInteger(value) && Math.abs(value) < 1e15 ? "d" : "");
}

/** Buttons that copy code, and the code itself, for those who want to see or to select it. */
export class CodeCopier {
  /** specs: the texts there are; write: from a spec to its text at this moment; hold: let time stand still. */
  constructor(parent, specs, write, hold) {
    this.write = write;
    this.hold = hold;
    this.element = document.createElement("div");
    this.element.className = "nn-code";
    this.element.hidden = specs.length === 0;
    this.buttons = document.createElement("div");
    this.buttons.className = "nn-toolbar";
    this.text = document.createElement("textarea");
    this.text.readOnly = true;
    this.text.hidden = true;
    this.text.rows = 12;
    this.text.spellcheck = false;
    this.status = document.createElement("span");
    this.status.className = "nn-hint";
    this.status.setAttribute("role", "status");
    for (const spec of specs) this.addButton(spec);
    shareOneStop(this.buttons);
    this.buttons.append(this.status);
    this.element.append(this.buttons, this.text);
    parent.append(this.element);
  }

  addButton(spec) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "nn-button";
    button.textContent = `Copy as ${spec.title}`;
    button.addEventListener("click", () => this.copy(spec));
    this.buttons.append(button);
  }

  async copy(spec) {
    this.hold();
    this.spec = spec;
    this.text.hidden = false;
    this.text.value = this.write(spec);
    this.text.setAttribute("aria-label", `Code: ${spec.title}`);
    this.text.select();
    try {
      await navigator.clipboard.writeText(this.text.value);
      this.status.textContent = "Copied.";
    } catch {
      // Pages without a secure address may not write to the clipboard.
      this.status.textContent = "Selected: press Ctrl+C, or ⌘C.";
    }
  }

  /** Take a copy away that is no longer what the picture shows. */
  update() {
    if (this.text.hidden || this.text.value === this.write(this.spec)) return;
    this.text.hidden = true;
    this.status.textContent = "";
  }
}
