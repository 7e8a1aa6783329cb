// A grid of numbers from 0 to 1 that the reader draws on.

import { pointerPlace } from "./handles.js";
import { addTool, addToolbar } from "./toolbar.js";

export class PadTool {
  constructor({ data, style }, panel) {
    this.panel = panel;
    this.data = data;
    this.name = style.control;
    this.radius = style.brush / 2;
    this.cursor = { row: 0, column: 0 };
    this.makeSurface();
    this.toolbar = addToolbar(panel.element, "Drawing");
    this.eraser = addTool(this.toolbar, "Eraser", "Erase instead of drawing", () => this.erase(!this.erasing));
    this.erase(false);
    addTool(this.toolbar, "Clear", "Clear the drawing", () => this.clear());
    this.makeHelp();
  }

  destroy() {
    this.surface.remove();
    this.toolbar.remove();
  }

  makeSurface() {
    this.surface = document.createElement("div");
    this.surface.className = "nn-surface nn-paper";
    this.surface.tabIndex = 0;
    this.surface.setAttribute("role", "application");
    this.surface.setAttribute("aria-roledescription", "drawing pad");
    this.mark = document.createElement("div");
    this.mark.className = "nn-cursor";
    this.surface.append(this.mark);
    const listen = (type, act) => this.surface.addEventListener(type, act.bind(this));
    listen("pointerdown", this.begin);
    listen("pointermove", this.extend);
    listen("pointerup", this.end);
    listen("pointercancel", this.end);
    listen("keydown", this.key);
    this.panel.stage.append(this.surface);
  }

  /** What the keys do, shown while the pad has the focus; and where the cursor is, read aloud. */
  makeHelp() {
    const add = (className) => {
      const element = document.createElement("span");
      element.className = className;
      this.toolbar.append(element);
      return element;
    };
    add("nn-hint nn-keys").textContent = KEYS_HELP;
    this.told = add("nn-heard");
    this.told.setAttribute("role", "status");
  }

  update(values) {
    const { frame } = this.panel;
    const [rows, columns] = values(this.data.values).shape;
    Object.assign(this, { rows, columns, cell: frame.width / columns });
    Object.assign(this.surface.style, {
      left: `${frame.left}px`,
      top: `${frame.top}px`,
      width: `${frame.width}px`,
      height: `${frame.height}px`,
    });
    const name = this.panel.context.control(this.name).label ?? "Drawing";
    this.surface.setAttribute("aria-label", `${name}. ${KEYS_HELP}`);
    this.placeCursor();
  }

  /** Show how much a touch of the pen at the cursor would ink. */
  placeCursor() {
    const { cell, cursor, mark, radius } = this;
    const size = `${2 * radius * cell}px`;
    const at = (index) => `${(index + 0.5 - radius) * cell}px`;
    Object.assign(mark.style, { width: size, height: size, left: at(cursor.column), top: at(cursor.row) });
  }

  // --- pointer --------------------------------------------------------------------------------

  begin(event) {
    // A second finger, as when two rest on the pad, would join its place to the first one's.
    if (this.pointer !== undefined || ![0, PEN_ERASER].includes(event.button)) return;
    this.pointer = event.pointerId;
    this.surface.setPointerCapture(event.pointerId);
    this.rubbing = this.erasing || event.button === PEN_ERASER;
    this.ink = this.present();
    this.last = this.cellsAt(event);
    this.stroke(this.last, this.last, this.rubbing);
    this.send();
  }

  extend(event) {
    if (event.pointerId !== this.pointer) return;
    // Some browsers keep the moments between two frames to themselves.
    const between = event.getCoalescedEvents?.() ?? [];
    for (const moment of between.length ? between : [event]) {
      const next = this.cellsAt(moment);
      this.stroke(this.last, next, this.rubbing);
      this.last = next;
    }
    this.send();
  }

  end(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = undefined;
    // The keyboard goes on where the pointer left.
    const [column, row] = this.last.map(Math.round);
    this.moveCursor(row, column);
  }

  /** Where a pointer is, counted in cells; the middle of the first cell is (0, 0). */
  cellsAt(event) {
    const [x, y] = pointerPlace(event, this.surface);
    return [x / this.cell - 0.5, y / this.cell - 0.5];
  }

  /** Ink or rub all cells near the way from one place to another, less and less towards its edge. */
  stroke([x0, y0], [x1, y1], rubbing) {
    const { rows, columns, ink, radius } = this;
    const length = (x1 - x0) ** 2 + (y1 - y0) ** 2;
    const from = (a, b) => Math.max(0, Math.floor(Math.min(a, b) - radius - 0.5));
    const to = (a, b, count) => Math.min(count - 1, Math.ceil(Math.max(a, b) + radius + 0.5));
    for (let row = from(y0, y1); row <= to(y0, y1, rows); row++) {
      for (let column = from(x0, x1); column <= to(x0, x1, columns); column++) {
        const along = length ? ((column - x0) * (x1 - x0) + (row - y0) * (y1 - y0)) / length : 0;
        const share = Math.min(Math.max(along, 0), 1);
        const distance = Math.hypot(x0 + share * (x1 - x0) - column, y0 + share * (y1 - y0) - row);
        const wet = Math.min(Math.max(radius + 0.5 - distance, 0), 1);
        const i = row * columns + column;
        ink[i] = rubbing ? Math.min(ink[i], 1 - wet) : Math.max(ink[i], wet);
      }
    }
  }

  // --- keyboard -------------------------------------------------------------------------------

  key(event) {
    const [right, down] = STEPS[event.key] ?? [0, 0];
    const rubs = ["Delete", "Backspace"].includes(event.key);
    const dabs = rubs || [" ", "Enter"].includes(event.key);
    if (!right && !down && !dabs) return;
    event.preventDefault();
    const { row, column } = this.cursor;
    this.moveCursor(row + down, column + right);
    this.ink = this.present();
    if (dabs || event.shiftKey) {
      this.stroke([column, row], [this.cursor.column, this.cursor.row], rubs || this.erasing);
      this.send();
    }
    const ink = this.ink[this.cursor.row * this.columns + this.cursor.column];
    this.told.textContent = `row ${this.cursor.row + 1}, column ${this.cursor.column + 1}, ink ${ink.toFixed(1)}`;
  }

  moveCursor(row, column) {
    this.cursor.row = Math.min(Math.max(row, 0), this.rows - 1);
    this.cursor.column = Math.min(Math.max(column, 0), this.columns - 1);
    this.placeCursor();
  }

  // --- drawing --------------------------------------------------------------------------------

  erase(isErasing) {
    this.erasing = isErasing;
    this.eraser.setAttribute("aria-pressed", isErasing);
  }

  /** Take a new sheet: there is nothing on it to erase. */
  clear() {
    this.erase(false);
    this.ink = new Float64Array(this.rows * this.columns);
    this.send();
  }

  /** A copy of the drawing as the control holds it: rows, or all numbers in one list. */
  present() {
    return Float64Array.from(Array.from(this.panel.context.control(this.name).value).flat());
  }

  send() {
    this.panel.context.setControl(this.name, this.ink.slice());
  }
}

const KEYS_HELP = "Arrow keys move, space inks, Shift with arrows draws a line, Delete erases.";

// The button number of the blunt end of a pen.
const PEN_ERASER = 5;

const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
