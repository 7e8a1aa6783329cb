// A grid of numbers from 0 to 1 that the reader draws on.

import { pointerPlace } from "./handles.js";
import { addTool, addToolbar } from "./toolbar.js";

export class PadTool {
  constructor({ data, style }, panel) {
    this.panel = panel;
    this.data = data;
    this.name = style.control;
    this.cursor = { row: 0, column: 0 };
    this.erasing = false;
    this.makeSurface();
    this.toolbar = addToolbar(panel.element, "Drawing");
    this.eraser = addTool(this.toolbar, "Eraser", "Erase instead of drawing", () => this.toggle());
    this.eraser.setAttribute("aria-pressed", false);
    addTool(this.toolbar, "Clear", "Clear the drawing", () => this.clear());
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
    this.placeCursor(values(this.data.values).data);
  }

  placeCursor(numbers) {
    const { context } = this.panel;
    const { row, column } = this.cursor;
    const size = `${this.cell}px`;
    const [left, top] = [`${column * this.cell}px`, `${row * this.cell}px`];
    Object.assign(this.mark.style, { width: size, height: size, left, top });
    const ink = numbers[row * this.columns + column];
    const name = context.control(this.name).label ?? "Drawing";
    const help = "Arrow keys move, space draws, Delete erases";
    const place = `row ${row + 1}, column ${column + 1}, ink ${ink.toFixed(1)}`;
    this.surface.setAttribute("aria-label", `${name}, ${place}. ${help}.`);
  }

  // --- pointer --------------------------------------------------------------------------------

  begin(event) {
    if (event.button !== 0) return;
    this.surface.setPointerCapture(event.pointerId);
    this.ink = this.present();
    this.last = this.cellsAt(event);
    this.stroke(this.last, this.last);
    this.send();
  }

  extend(event) {
    if (!this.last) return;
    // Some browsers keep the moments between two frames to themselves.
    const between = event.getCoalescedEvents?.() ?? [];
    for (const moment of between.length ? between : [event]) {
      const next = this.cellsAt(moment);
      this.stroke(this.last, next);
      this.last = next;
    }
    this.send();
  }

  end() {
    this.last = null;
  }

  /** Where a pointer is, counted in cells; the middle of the first cell is (0, 0). */
  cellsAt(event) {
    const [x, y] = pointerPlace(event, this.surface);
    return [x / this.cell - 0.5, y / this.cell - 0.5];
  }

  /** Ink all cells near the way from one place to another, less and less towards its edge. */
  stroke([x0, y0], [x1, y1]) {
    const { rows, columns, ink } = this;
    const radius = 0.3 + 0.04 * Math.max(rows, columns);
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
        ink[i] = this.erasing ? Math.min(ink[i], 1 - wet) : Math.max(ink[i], wet);
      }
    }
  }

  // --- keyboard -------------------------------------------------------------------------------

  key(event) {
    const [right, down] = STEPS[event.key] ?? [0, 0];
    const ink = { " ": this.erasing ? 0 : 1, Enter: this.erasing ? 0 : 1, Delete: 0, Backspace: 0 }[event.key];
    if (!right && !down && ink === undefined) return;
    event.preventDefault();
    const { cursor } = this;
    cursor.column = Math.min(Math.max(cursor.column + right, 0), this.columns - 1);
    cursor.row = Math.min(Math.max(cursor.row + down, 0), this.rows - 1);
    this.ink = this.present();
    if (ink !== undefined) {
      this.ink[cursor.row * this.columns + cursor.column] = ink;
      this.send();
    }
    this.placeCursor(this.ink);
  }

  // --- drawing --------------------------------------------------------------------------------

  toggle() {
    this.erasing = !this.erasing;
    this.eraser.setAttribute("aria-pressed", this.erasing);
  }

  clear() {
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

const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
