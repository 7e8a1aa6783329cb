// One panel: a canvas with axes and marks, and what the reader can take hold of on top of it.

import { drawLabel, measureLabel } from "./labels.js";
import { MARKS } from "./marks.js";
import { Reach, Scale, ticksOf } from "./scales.js";
import { applyTheme } from "./theme.js";

const TITLE = { size: 14, height: 24 };
const LABEL = { size: 13, height: 20 };
const TICK = { size: 12, length: 4, gap: 7 };
const LEGEND = { size: 12.5, height: 20, swatch: 28, gap: 16 };
const COLORBAR = { width: 12, gap: 14, labels: 40 };
const TILT = Math.PI / 4.5;
const LEAST_PLOT = 120;

/** Where a panel's data lie on its canvas, in CSS pixels. Marks draw with its scales. */
class Frame {
  constructor(spec) {
    this.x = new Scale(spec.xscale === "log");
    this.y = new Scale(spec.yscale === "log");
    this.stores = new Map();
    this.place(0, 0, 1, 1);
  }

  place(left, top, width, height) {
    Object.assign(this, { left, top, width, height, right: left + width, bottom: top + height });
  }

  /** What a mark keeps from one drawing to the next. */
  store(mark) {
    if (!this.stores.has(mark)) this.stores.set(mark, {});
    return this.stores.get(mark);
  }
}

/**
 * A panel of an explorer's picture.
 *
 * spec: the panel as the recording describes it. context: { setControl(name, value),
 * control(name) -> { min, max, step, log, value, … }, reducedMotion }. `element` is what to put
 * into the page; the panel draws itself anew when its width changes.
 */
export class Panel {
  constructor(spec, context) {
    this.spec = spec;
    this.context = context;
    this.frame = new Frame(spec);
    this.reach = { x: new Reach(this.frame.x.log), y: new Reach(this.frame.y.log) };
    this.keys = keysOf(spec);
    this.versions = new Array(this.keys.length);
    this.holds = 0;
    this.width = 0;
    this.height = null;
    this.marks = spec.marks.map((mark) => ({ mark, type: MARKS[mark.type] }));
    this.filled = this.marks.some(({ type }) => type.filling);
    this.build();
    this.tools = this.marks.filter(({ type }) => type.interact).map(({ mark, type }) => type.interact(mark, this));
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.stage);
  }

  build() {
    this.element = document.createElement("div");
    this.element.className = "nn-panel";
    this.element.style.setProperty("--nn-share", this.spec.width ?? 1);
    this.stage = document.createElement("div");
    this.stage.className = "nn-stage";
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", describe(this.spec));
    this.stage.append(this.canvas);
    this.element.append(this.stage);
    this.painter = this.canvas.getContext("2d");
  }

  destroy() {
    this.observer.disconnect();
    this.tools.forEach((tool) => tool.destroy());
    this.element.remove();
  }

  /** Draw again at the next update, whatever the versions say. */
  forget() {
    this.versions.fill(undefined);
    this.frame.stores.clear();
  }

  /** Show the values, unless they and the theme are those already shown. */
  update(values, theme) {
    this.values = values;
    let changed = theme !== this.theme || devicePixelRatio !== this.ratio;
    for (let k = 0; k < this.keys.length; k++) {
      const { version } = values(this.keys[k]);
      if (version === this.versions[k]) continue;
      this.versions[k] = version;
      changed = true;
    }
    if (theme !== this.theme) applyTheme(this.element, theme);
    this.theme = theme;
    this.width ||= Math.floor(this.stage.clientWidth);
    if (changed) this.draw();
  }

  /** Fit the canvas to the width there is. */
  resize() {
    const width = Math.floor(this.stage.clientWidth);
    if (width === this.width && devicePixelRatio === this.ratio) return;
    this.width = width;
    this.height = null;
    this.labelRoom = 0;
    this.draw();
  }

  /** Keep the limits while the reader drags, or let go of them: what is held must not run away. */
  hold(holding) {
    this.holds += holding ? 1 : -1;
    if (!this.holds) this.draw();
  }

  draw() {
    if (!this.values || !this.width) return;
    const { painter, frame, theme, values } = this;
    this.setLimits();
    this.layOut();
    this.fitCanvas();
    painter.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    painter.clearRect(0, 0, this.width, this.height);
    this.drawHead();
    if (this.hasAxes && !this.filled) this.drawGrid();
    for (const { mark, type } of this.marks) {
      painter.save();
      if (!type.unclipped) this.clip();
      type.draw?.(painter, mark, values, frame, theme);
      painter.restore();
    }
    if (this.hasAxes) this.drawAxes();
    for (const { mark, type } of this.marks) {
      painter.save();
      type.annotate?.(painter, mark, values, frame, theme);
      painter.restore();
    }
    this.tools.forEach((tool) => tool.update(values, theme));
  }

  // --- where everything goes ----------------------------------------------------------------------

  setLimits() {
    const { spec, values, reach, frame } = this;
    reach.x.clear();
    reach.y.clear();
    for (const { mark, type } of this.marks) type.extent(mark, values, reach);
    for (const axis of ["x", "y"]) {
      const given = spec[`${axis}lim`];
      const limits = typeof given === "string" ? Array.from(values(given).data) : given;
      if (limits && limits[0] < limits[1] && limits.every(Number.isFinite) && !(frame[axis].log && limits[0] <= 0)) {
        [frame[axis].low, frame[axis].high] = limits;
      } else if (!this.holds) [frame[axis].low, frame[axis].high] = reach[axis].limits();
    }
    // Lying bars are read from the top down, as rows are.
    this.downwards = this.marks.some(({ mark, type }) => type.categories && mark.style.horizontal);
  }

  /** Divide the canvas: title and legend above, numbers and labels around, the plot in the middle. */
  layOut() {
    const { spec, frame, width } = this;
    this.hasAxes = spec.axes !== false && !this.marks.some(({ type }) => type.cells || type.diagram);
    this.legend = this.placeLegend();
    const title = spec.title ? TITLE.height : 0;
    const head = title + this.legend.rows * LEGEND.height + (title || this.legend.rows ? 6 : 0);
    const full = Math.min(spec.height ?? 320, Math.max(220, 0.92 * width));
    // The first line of the legend is part of the height asked for; what wraps comes on top.
    const total = Math.max(full + Math.max(0, this.legend.rows - 1) * LEGEND.height, head + LEAST_PLOT);
    const keep = this.height ?? total;
    const grid = this.cellGrid();
    if (grid) this.placeCells(grid, head, keep);
    else if (!this.hasAxes) {
      frame.place(0, head, width, keep - head);
      if (spec.aspect === "equal") this.makeEqual(keep);
      this.blockLeft = 0;
      this.setScales();
    } else this.placeAxes(head, keep);
    // The height is chosen once for a width: a page that jumps cannot be read.
    this.height ??= Math.ceil(this.wanted ?? total);
    this.wanted = null;
    // Title and legend begin where the plot with its labels does, if there is room to the right.
    const widest = Math.max(this.legend.width, spec.title ? this.measure(spec.title, TITLE.size) * 1.1 : 0);
    this.headLeft = Math.max(0, Math.min(this.blockLeft, width - widest));
    this.element.style.setProperty("--nn-indent", `${Math.round(this.headLeft)}px`);
  }

  placeAxes(head, total) {
    const { spec, frame } = this;
    const categories = this.categories();
    const footRoom = (names) => TICK.gap + (names ?? TICK.size) + (spec.xlabel ? LABEL.height + 2 : 2);
    const colorbar = this.marks.some(({ mark }) => mark.style.colorbar) ? COLORBAR.gap + COLORBAR.width + COLORBAR.labels : 0;
    let top = head + (head ? 0 : 8);
    let bottom = total - footRoom();
    this.yticks = this.ticksFor("y", bottom - top, categories);
    const upright = spec.ylabel && this.measure(spec.ylabel, LABEL.size) <= 26;
    const label = spec.ylabel ? (upright ? this.measure(spec.ylabel, LABEL.size) + 8 : LABEL.height) : 0;
    const widest = Math.max(0, ...this.yticks.ticks.map((tick) => this.measure(tick.label, TICK.size)));
    // Room once needed is kept, so that the plot does not tremble while its numbers change.
    this.labelRoom = Math.max(this.labelRoom ?? 0, Math.min(Math.ceil((widest + TICK.gap + 2) / 6) * 6, 0.4 * this.width));
    let left = label + this.labelRoom;
    const right = this.width - Math.max(colorbar, 14);
    this.xticks = this.ticksFor("x", right - left, categories);
    if (this.xticks.tilted) bottom -= this.xticks.tilted - TICK.size;
    left += this.overhang(left, right - left);
    frame.place(left, top, right - left, bottom - top);
    if (spec.aspect === "equal") this.makeEqual(total);
    this.uprightLabel = upright;
    this.blockLeft = frame.left - left;
    this.setScales();
    frame.colorbar = { left: frame.right + COLORBAR.gap, width: COLORBAR.width };
  }

  /** How far tilted names would reach over the canvas's left side. */
  overhang(left, length) {
    const { ticks, tilted } = this.xticks;
    if (!tilted) return 0;
    const { low, high } = this.frame.x;
    const reach = ({ label, value }) => Math.cos(TILT) * this.measure(label, TICK.size) - left - (length * (value - low)) / (high - low);
    return Math.max(0, ...ticks.map(reach));
  }

  /** Shrink the plot until a unit is as long on both axes; the canvas gives up what is left below. */
  makeEqual(total) {
    const { frame } = this;
    const extent = (scale) => (scale.log ? Math.log10(scale.high / scale.low) : scale.high - scale.low);
    const [across, up] = [extent(frame.x), extent(frame.y)];
    const unit = Math.min(frame.width / across, frame.height / up);
    const [width, height] = [across * unit, up * unit];
    this.wanted = total - (frame.height - height);
    const spare = this.height === null ? 0 : (frame.height - height) / 2;
    frame.place(frame.left + (frame.width - width) / 2, frame.top + spare, width, height);
    this.yticks = this.ticksFor("y", height, null);
    this.xticks = this.ticksFor("x", width, null);
  }

  placeCells(grid, head, total) {
    const { frame, width } = this;
    const room = { width: width - grid.left, height: total - head - grid.top - 2 };
    let cellWidth = Math.min(grid.width, room.width / grid.columns);
    let cellHeight = Math.min(grid.height, room.height / grid.rows);
    if (grid.square) cellWidth = cellHeight = Math.min(cellWidth, cellHeight);
    const [across, down] = [cellWidth * grid.columns, cellHeight * grid.rows];
    frame.place(Math.round(grid.left + (room.width - across) / 2), Math.round(head + grid.top), across, down);
    this.wanted = head + grid.top + down + 2;
    this.blockLeft = frame.left - grid.left;
    frame.x.set(-0.5, grid.columns - 0.5, frame.left, frame.right);
    frame.y.set(-0.5, grid.rows - 0.5, frame.top, frame.bottom);
  }

  setScales() {
    const { frame } = this;
    frame.x.set(frame.x.low, frame.x.high, frame.left, frame.right);
    const [start, end] = this.downwards ? [frame.top, frame.bottom] : [frame.bottom, frame.top];
    frame.y.set(frame.y.low, frame.y.high, start, end);
  }

  cellGrid() {
    const found = this.marks.find(({ type }) => type.cells);
    return found?.type.grid(this.painter, found.mark, this.values, this.theme);
  }

  /** The names of bars, and the axis that they stand on. */
  categories() {
    const found = this.marks.find(({ type }) => type.categories);
    if (!found) return null;
    return { axis: found.mark.style.horizontal ? "y" : "x", names: found.type.categories(found.mark, this.values) };
  }

  ticksFor(axis, length, categories) {
    if (categories?.axis === axis) return this.categoryTicks(axis, length, categories.names);
    const { low, high, log } = this.frame[axis];
    if (axis === "y") return ticksOf(low, high, length / 44, log);
    // Numbers that would touch each other make place for fewer.
    for (let count = Math.max(2, length / 60); ; count *= 0.7) {
      const chosen = ticksOf(low, high, count, log);
      const shown = chosen.ticks.map(({ label }) => this.measure(label, TICK.size));
      if (count < 1.5 || Math.max(0, ...shown) + 12 < this.spacing(chosen.ticks, low, high, log, length)) return chosen;
    }
  }

  /** The smallest distance between neighbouring ticks, in pixels. */
  spacing(ticks, low, high, log, length) {
    const at = ({ value }) => (log ? Math.log10(value / low) / Math.log10(high / low) : (value - low) / (high - low)) * length;
    const places = ticks.map(at).sort((a, b) => a - b);
    return Math.min(Infinity, ...places.slice(1).map((place, i) => place - places[i]));
  }

  /** A name for each bar: level where that fits, else tilted, else only some of them. */
  categoryTicks(axis, length, names) {
    const pitch = length / names.length;
    const widest = Math.max(0, ...names.map((name) => this.measure(name, TICK.size)));
    const needed = axis === "y" ? TICK.size + 2 : widest + 8;
    const tilts = axis === "x" && needed > pitch && widest > 30;
    const stride = Math.ceil((tilts ? TICK.size + 4 : needed) / pitch);
    const ticks = names.map((label, value) => ({ label, value })).filter((_, i) => i % stride === 0);
    const tilted = tilts ? Math.sin(TILT) * widest + 12 : 0;
    return { ticks, minor: [], tilted, categorical: true };
  }

  placeLegend() {
    const { spec, width } = this;
    const entries = [];
    let left = 0;
    let row = 0;
    let widest = 0;
    if (spec.legend !== false) {
      for (const { mark, type } of this.marks) {
        if (!mark.label || !type.swatch) continue;
        const needed = LEGEND.swatch + this.measure(mark.label, LEGEND.size);
        if (left && left + needed > width) {
          left = 0;
          row++;
        }
        entries.push({ mark, type, left, row });
        widest = Math.max(widest, left + needed);
        left += needed + LEGEND.gap;
      }
    }
    return { entries, rows: entries.length ? row + 1 : 0, width: widest };
  }

  fitCanvas() {
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(this.width * ratio), Math.round(this.height * ratio)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.canvas.style.height = `${this.height}px`;
    }
    this.ratio = ratio;
  }

  // --- drawing --------------------------------------------------------------------------------------

  drawHead() {
    const { painter, spec, theme, legend } = this;
    painter.fillStyle = theme.ink;
    if (spec.title) drawLabel(painter, spec.title, this.headLeft, TITLE.size / 2 + 2, this.font(TITLE.size, 600));
    const top = spec.title ? TITLE.height : 0;
    const start = this.headLeft;
    for (const { mark, type, left, row } of legend.entries) {
      const y = top + (row + 0.5) * LEGEND.height;
      painter.save();
      type.swatch(painter, mark, start + left, y, theme);
      painter.restore();
      painter.fillStyle = theme.ink;
      drawLabel(painter, mark.label, start + left + LEGEND.swatch, y, this.font(LEGEND.size));
    }
  }

  drawGrid() {
    const { painter, frame, theme } = this;
    painter.fillStyle = theme.faint;
    for (const { value } of this.xticks.categorical ? [] : this.xticks.ticks) this.fillLine("x", value, frame.top, frame.height);
    for (const { value } of this.yticks.categorical ? [] : this.yticks.ticks) this.fillLine("y", value, frame.left, frame.width);
    painter.fillStyle = theme.spine;
    if (frame.x.low < 0 && frame.x.high > 0 && !this.xticks.categorical) this.fillLine("x", 0, frame.top, frame.height);
    if (frame.y.low < 0 && frame.y.high > 0 && !this.yticks.categorical) this.fillLine("y", 0, frame.left, frame.width);
  }

  drawAxes() {
    const { painter, frame, theme, spec, xticks, yticks } = this;
    painter.fillStyle = theme.spine;
    this.fillRow(frame.bottom, frame.left, frame.width);
    this.fillColumn(frame.left, frame.top, frame.height);
    if (this.filled) {
      this.fillRow(frame.top, frame.left, frame.width);
      this.fillColumn(frame.right, frame.top, frame.height);
    }
    for (const { value } of xticks.categorical ? [] : xticks.ticks) this.fillLine("x", value, frame.bottom, TICK.length);
    for (const { value } of yticks.categorical ? [] : yticks.ticks) this.fillLine("y", value, frame.left - TICK.length, TICK.length);
    for (const value of xticks.minor) this.fillLine("x", value, frame.bottom, TICK.length / 2);
    for (const value of yticks.minor) this.fillLine("y", value, frame.left - TICK.length / 2, TICK.length / 2);
    painter.fillStyle = theme.muted;
    const font = this.font(TICK.size);
    for (const { value, label } of xticks.ticks) {
      const x = frame.x.pixel(value);
      if (xticks.tilted) this.drawTilted(label, x, frame.bottom + TICK.gap);
      else drawLabel(painter, label, x, frame.bottom + TICK.gap + TICK.size / 2, font, "middle");
    }
    for (const { value, label } of yticks.ticks) drawLabel(painter, label, frame.left - TICK.gap, frame.y.pixel(value), font, "end");
    painter.fillStyle = theme.ink;
    const [middle, centre] = [frame.left + frame.width / 2, frame.top + frame.height / 2];
    const foot = TICK.gap + (xticks.tilted || TICK.size) + 4 + LABEL.height / 2;
    if (spec.xlabel) drawLabel(painter, spec.xlabel, middle, frame.bottom + foot, this.font(LABEL.size), "middle");
    if (!spec.ylabel) return;
    const left = frame.left - this.labelRoom;
    if (this.uprightLabel) drawLabel(painter, spec.ylabel, left - 4, centre, this.font(LABEL.size), "end");
    else this.drawTurned(spec.ylabel, left - LABEL.height / 2, centre, -Math.PI / 2, LABEL.size, "middle");
  }

  drawTilted(label, x, y) {
    this.drawTurned(label, x + 3, y + 4, -TILT, TICK.size, "end");
  }

  drawTurned(label, x, y, angle, size, anchor) {
    const { painter } = this;
    painter.save();
    painter.translate(x, y);
    painter.rotate(angle);
    drawLabel(painter, label, 0, 0, this.font(size), anchor);
    painter.restore();
  }

  /** Fill a line one pixel wide at a value, across the given stretch. */
  fillLine(axis, value, start, length) {
    const at = this.frame[axis].pixel(value);
    if (axis === "x") this.fillColumn(at, start, length);
    else this.fillRow(at, start, length);
  }

  fillRow(y, left, width) {
    this.painter.fillRect(left, this.snap(y), width, 1);
  }

  fillColumn(x, top, height) {
    this.painter.fillRect(this.snap(x), top, 1, height);
  }

  /** The nearest place where a line covers whole pixels of the screen. */
  snap(position) {
    return Math.round((position - 0.5) * this.ratio) / this.ratio;
  }

  clip() {
    const { painter, frame } = this;
    painter.beginPath();
    painter.rect(frame.left, frame.top, frame.width, frame.height);
    painter.clip();
  }

  font(size, weight) {
    return { size, weight, family: this.theme.font };
  }

  measure(label, size) {
    return measureLabel(this.painter, label, this.font(size));
  }
}

/** All keys whose values a panel shows. */
function keysOf(spec) {
  const keys = spec.marks.flatMap(({ data }) => Object.values(data));
  const limits = [spec.xlim, spec.ylim].filter((limit) => typeof limit === "string");
  return [...new Set([...keys, ...limits])];
}

/** A name for the picture, for those who do not see it. */
function describe({ title, xlabel, ylabel, marks }) {
  const axes = xlabel && ylabel ? `${ylabel} against ${xlabel}` : ylabel || xlabel;
  const kinds = [...new Set(marks.map(({ type }) => type))].join(", ");
  return [title, axes].filter(Boolean).join(": ") || `Picture of ${kinds}`;
}
