// Where everything in a panel goes: title and legend, axes with their numbers, and the plot.

import { measureLabel, shortenLabel, wrapLabel } from "./labels.js";
import { ticksOf } from "./scales.js";

// Sizes in CSS pixels.
export const TITLE = { size: 14, line: 20, below: 4, weight: 600 };
export const LABEL = { size: 13, line: 20 };
export const TICK = { size: 12, length: 4, gap: 7 };
export const LEGEND = { size: 12.5, line: 20, swatch: 28, gap: 16 };
export const COLORBAR = { size: 11, width: 12, gap: 14, tick: 6 };

/** The angle at which names stand that do not fit side by side. */
export const TILT = Math.PI / 4.5;

const LEAST_HEIGHT = 220;
const LEAST_PLOT = 120;
const LEAST_MARGIN = 14;
// Rooms for numbers grow in steps.
const ROOM_STEP = 6;
// A short label such as "y" stands upright beside its axis; longer ones are turned.
const UPRIGHT = 26;

export class Layout {
  /** marks: pairs { mark, type } of a mark and its row in the table. */
  constructor(spec, marks, frame, painter) {
    Object.assign(this, { spec, marks, frame, painter });
    this.hasAxes = spec.axes !== false && !marks.some(({ type }) => type.cells || type.diagram);
    this.isFilled = marks.some(({ type }) => type.filling);
    this.colorbar = marks.find(({ mark }) => mark.style.colorbar);
    this.bars = marks.find(({ type }) => type.categories);
    this.cells = marks.find(({ type }) => type.cells);
    this.diagram = marks.find(({ type }) => type.height);
    // Lying bars are read from the top down, as rows are.
    this.isDownwards = Boolean(this.bars?.mark.style.horizontal);
    this.reset();
  }

  /** Forget what was chosen for another width or font. */
  reset() {
    this.height = null;
    // For the numbers left of the plot, beyond the ends of its lower axis, and beside its colours.
    this.labelRoom = this.endRoom = this.colorRoom = 0;
  }

  /** Place everything on a canvas of a width; `height` is then the canvas's. */
  arrange(width, values, theme) {
    Object.assign(this, { width, values, theme, family: theme.font });
    this.title = this.spec.title ? wrapLabel(this.painter, this.spec.title, this.font(TITLE), width) : [];
    this.legend = this.placeLegend();
    const { rows } = this.legend;
    const titleHeight = this.title.length * TITLE.line + (this.title.length ? TITLE.below : 0);
    const head = titleHeight + rows * LEGEND.line + (titleHeight || rows ? 6 : 0);
    this.legend.top = titleHeight;
    const full = this.fullHeight(head);
    // One line of title and legend is part of the height asked for; what wraps comes on top.
    const wrapped = Math.max(0, rows - 1) * LEGEND.line + Math.max(0, this.title.length - 1) * TITLE.line;
    const total = Math.max(full + wrapped, head + LEAST_PLOT);
    const wanted = this.placePlot(head, this.height ?? total);
    // The height is chosen once for a width: a page that jumps cannot be read.
    this.height ??= Math.ceil(wanted);
    this.frame.canvas = { width, height: this.height };
    // Title and legend begin where the plot with its labels does, if there is room to the right.
    const widest = Math.max(this.legend.width, ...this.title.map((line) => this.measure(line, TITLE)));
    this.headLeft = Math.max(0, Math.min(this.blockLeft, width - widest));
  }

  /** The height asked for, but less on a phone; a diagram knows its own. */
  fullHeight(head) {
    const { spec, diagram, width } = this;
    if (diagram) return head + diagram.type.height(this.painter, diagram.mark, width, this.theme);
    return Math.min(spec.height ?? 320, Math.max(LEAST_HEIGHT, 0.92 * width));
  }

  /** Place the plot below the head; returns the height that the canvas needs, `total` at most. */
  placePlot(head, total) {
    const { frame, width } = this;
    if (this.cells) return this.placeCells(head, total);
    let wanted = total;
    if (this.hasAxes) this.placeAxes(head, total);
    else {
      this.blockLeft = 0;
      frame.place(0, head, width, total - head);
    }
    if (this.spec.aspect === "equal") wanted -= this.makeEqual();
    const [start, end] = this.isDownwards ? [frame.top, frame.bottom] : [frame.bottom, frame.top];
    frame.x.set(frame.x.low, frame.x.high, frame.left, frame.right);
    frame.y.set(frame.y.low, frame.y.high, start, end);
    frame.colorbar = { left: frame.right + COLORBAR.gap, width: COLORBAR.width };
    return wanted;
  }

  placeAxes(head, total) {
    const { spec, frame, width } = this;
    const top = head || 8;
    let bottom = total - TICK.gap - TICK.size - (spec.xlabel ? LABEL.line + 2 : 2);
    this.yticks = this.ticksFor("y", bottom - top);
    const labelWidth = spec.ylabel ? this.measure(spec.ylabel, LABEL) : 0;
    this.isUpright = labelWidth <= UPRIGHT;
    const label = labelWidth && (this.isUpright ? labelWidth + 8 : LABEL.line);
    const widest = this.widestOf(this.yticks);
    this.keepRoom("labelRoom", widest + TICK.gap + 2);
    if (this.colorbar) this.keepRoom("colorRoom", this.roomForColors(bottom - top));
    let left, right;
    do {
      left = Math.max(label + this.labelRoom, this.endRoom);
      right = width - Math.max(LEAST_MARGIN, this.colorRoom, this.endRoom);
      this.xticks = this.ticksFor("x", right - left);
      // With more room for what reaches over the ends the axis is shorter, and its numbers may be others.
    } while (this.keepRoom("endRoom", this.widestOf(this.xticks) / 2));
    if (this.xticks.tilted) bottom -= this.xticks.tilted - TICK.size;
    left += this.overhang(left, right - left);
    this.blockLeft = 0;
    frame.place(left, top, right - left, bottom - top);
  }

  /** Make a room as large as needed; returns whether it grew. */
  keepRoom(name, needed) {
    // Room once needed is kept, so that the plot does not tremble while its numbers change.
    const isLarger = needed > this[name];
    if (isLarger) this[name] = Math.ceil(needed / ROOM_STEP) * ROOM_STEP;
    return isLarger;
  }

  /** How much width a scale of colours takes with its numbers. */
  roomForColors(length) {
    const { mark, type } = this.colorbar;
    const numbers = type.colorTicks(mark, this.values, this.frame, length);
    const widest = Math.max(0, ...numbers.map(({ label }) => this.measure(label, COLORBAR)));
    return COLORBAR.gap + COLORBAR.width + COLORBAR.tick + widest;
  }

  /** How much farther right the plot must begin for tilted names to stay on the canvas. */
  overhang(left, length) {
    const { ticks, tilted } = this.xticks;
    if (!tilted) return 0;
    const beyond = ({ label, value }) => {
      const share = this.frame.x.share(value);
      // The plot's right end stays: what lies far to the right moves less than its left end.
      return (Math.cos(TILT) * this.measure(label, TICK) - left - share * length) / (1 - share);
    };
    return Math.max(0, ...ticks.map(beyond));
  }

  /** Shrink the plot until a unit is as long on both axes; returns how much lower it became. */
  makeEqual() {
    const { frame } = this;
    const [across, up] = [frame.x.span(), frame.y.span()];
    const unit = Math.min(frame.width / across, frame.height / up);
    const [width, height] = [across * unit, up * unit];
    const [besides, below] = [frame.width - width, frame.height - height];
    this.blockLeft += besides / 2;
    // On a canvas whose height is still to be chosen, nothing stays empty below.
    frame.place(frame.left + besides / 2, frame.top + (this.height === null ? 0 : below / 2), width, height);
    if (this.hasAxes) {
      this.xticks = this.ticksFor("x", width);
      this.yticks = this.ticksFor("y", height);
    }
    return below;
  }

  placeCells(head, total) {
    const { frame, width, painter, values } = this;
    const { mark, type } = this.cells;
    const grid = type.grid(painter, mark, values, { width, height: total - head, family: this.family });
    frame.grid = grid;
    const room = { width: width - grid.left, height: total - head - grid.top - 2 };
    let cellWidth = Math.min(grid.width, room.width / grid.columns);
    let cellHeight = Math.min(grid.height, room.height / grid.rows);
    if (grid.square) cellWidth = cellHeight = Math.min(cellWidth, cellHeight);
    const [across, down] = [cellWidth * grid.columns, cellHeight * grid.rows];
    frame.place(Math.round(grid.left + (room.width - across) / 2), Math.round(head + grid.top), across, down);
    this.blockLeft = frame.left - grid.left;
    frame.x.set(-0.5, grid.columns - 0.5, frame.left, frame.right);
    frame.y.set(-0.5, grid.rows - 0.5, frame.top, frame.bottom);
    return head + grid.top + down + 2;
  }

  // --- ticks and legend ---------------------------------------------------------------------------

  ticksFor(axis, length) {
    if (this.bars && (axis === "y") === this.isDownwards) return this.categoryTicks(axis, length);
    const { low, high, log } = this.frame[axis];
    if (axis === "y") return ticksOf(low, high, length / 44, log);
    // Numbers that would touch each other make place for fewer.
    let chosen;
    for (let count = Math.max(2, length / 60); count >= 1; count *= 0.7) {
      chosen = ticksOf(low, high, count, log);
      if (this.widestOf(chosen) + 12 < this.pitch(chosen.ticks, axis, length)) return chosen;
    }
    return { ...chosen, ticks: chosen.ticks.slice(0, 1) };
  }

  /** The width of the widest number or name at an axis; what is tilted ends at its tick. */
  widestOf({ ticks, tilted }) {
    return tilted ? 0 : Math.max(0, ...ticks.map(({ label }) => this.measure(label, TICK)));
  }

  /** The smallest distance between neighbouring ticks, in pixels. */
  pitch(ticks, axis, length) {
    const scale = this.frame[axis];
    const places = ticks.map(({ value }) => scale.share(value) * length).sort((a, b) => a - b);
    return Math.min(Infinity, ...places.slice(1).map((place, i) => place - places[i]));
  }

  /** A name for each bar: level where that fits, else tilted, else only some of them. */
  categoryTicks(axis, length) {
    const { mark, type } = this.bars;
    const longest = axis === "y" ? 0.4 * this.width : 0.5 * length;
    const shorten = (name) => shortenLabel(this.painter, name, this.font(TICK), longest);
    const names = type.categories(mark, this.values).map(shorten);
    const pitch = length / names.length;
    const widest = Math.max(0, ...names.map((name) => this.measure(name, TICK)));
    const needed = axis === "y" ? TICK.size + 2 : widest + 8;
    const tilts = axis === "x" && needed > pitch && widest > 30;
    const stride = Math.ceil((tilts ? (TICK.size + 2) / Math.sin(TILT) : needed) / pitch);
    const ticks = names.map((label, value) => ({ label, value })).filter((_, i) => i % stride === 0);
    return { ticks, minor: [], tilted: tilts ? Math.sin(TILT) * widest + 12 : 0, areNames: true };
  }

  /** Put the legend's entries side by side, and on new lines where they do not fit. */
  placeLegend() {
    const { spec, width } = this;
    const entries = [];
    let [left, row, below, widest] = [0, 0, 0, 0];
    for (const { mark, type } of spec.legend === false ? [] : this.marks) {
      if (!mark.label || !type.swatch) continue;
      const lines = wrapLabel(this.painter, mark.label, this.font(LEGEND), width - LEGEND.swatch);
      const needed = LEGEND.swatch + Math.max(...lines.map((line) => this.measure(line, LEGEND)));
      if (left && left + needed > width) {
        left = 0;
        row = below;
      }
      entries.push({ mark, type, lines, left, row });
      below = Math.max(below, row + lines.length);
      widest = Math.max(widest, left + needed);
      left += needed + LEGEND.gap;
    }
    return { entries, rows: below, width: widest };
  }

  font({ size, weight }) {
    return { size, weight, family: this.family };
  }

  measure(label, style) {
    return measureLabel(this.painter, label, this.font(style));
  }
}
