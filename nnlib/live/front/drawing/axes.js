// What stands around a plot: title, legend, grid, axes and their numbers.

import { drawLabel, fittingFont, measureLabel } from "./labels.js";
import { LABEL, LEGEND, TICK, TILT, TITLE } from "./layout.js";

/** Draws a panel's surroundings as its layout has placed them. */
export class Surroundings {
  constructor(layout) {
    this.layout = layout;
    this.painter = layout.painter;
    this.frame = layout.frame;
  }

  /** theme: the colours; ratio: how many pixels of the screen a CSS pixel has. */
  begin(theme, ratio) {
    this.theme = theme;
    this.ratio = ratio;
  }

  drawHead() {
    const { painter, theme, layout } = this;
    const { title, legend, headLeft } = layout;
    painter.fillStyle = theme.ink;
    title.forEach((line, i) => drawLabel(painter, line, headLeft, (i + 0.5) * TITLE.line, layout.font(TITLE)));
    for (const { mark, type, lines, left, row } of legend.entries) {
      const y = legend.top + (row + 0.5) * LEGEND.line;
      painter.save();
      type.swatch(painter, mark, headLeft + left, y, theme);
      painter.restore();
      painter.fillStyle = theme.ink;
      const textLeft = headLeft + left + LEGEND.swatch;
      lines.forEach((line, i) => drawLabel(painter, line, textLeft, y + i * LEGEND.line, layout.font(LEGEND)));
    }
  }

  drawGrid() {
    const { painter, frame, theme } = this;
    const { xticks, yticks } = this.layout;
    const acrossX = (value) => this.fillColumn(frame.x.pixel(value), frame.top, frame.height);
    const acrossY = (value) => this.fillRow(frame.y.pixel(value), frame.left, frame.width);
    painter.fillStyle = theme.faint;
    if (!xticks.areNames) xticks.ticks.forEach(({ value }) => acrossX(value));
    if (!yticks.areNames) yticks.ticks.forEach(({ value }) => acrossY(value));
    painter.fillStyle = theme.spine;
    if (!xticks.areNames && frame.x.low < 0 && frame.x.high > 0) acrossX(0);
    if (!yticks.areNames && frame.y.low < 0 && frame.y.high > 0) acrossY(0);
  }

  drawAxes() {
    const { painter, frame, theme, layout } = this;
    painter.fillStyle = theme.spine;
    this.fillRow(frame.bottom, frame.left, frame.width);
    this.fillColumn(frame.left, frame.top, frame.height);
    if (layout.isFilled) {
      this.fillRow(frame.top, frame.left, frame.width);
      this.fillColumn(frame.right, frame.top, frame.height);
    }
    this.drawTicksOfX();
    this.drawTicksOfY();
    this.drawLabels();
  }

  drawTicksOfX() {
    const { painter, frame, theme, layout } = this;
    const { ticks, minor, areNames, tilted } = layout.xticks;
    painter.fillStyle = theme.spine;
    if (!areNames) ticks.forEach(({ value }) => this.fillColumn(frame.x.pixel(value), frame.bottom, TICK.length));
    minor.forEach((value) => this.fillColumn(frame.x.pixel(value), frame.bottom, TICK.length / 2));
    painter.fillStyle = theme.muted;
    const y = frame.bottom + TICK.gap;
    for (const { value, label } of ticks) {
      const x = frame.x.pixel(value);
      if (tilted) this.drawTurned(label, x + 3, y + 4, -TILT, layout.font(TICK), "end");
      else drawLabel(painter, label, x, y + TICK.size / 2, layout.font(TICK), "middle");
    }
  }

  drawTicksOfY() {
    const { painter, frame, theme, layout } = this;
    const { ticks, minor, areNames } = layout.yticks;
    const left = (length) => frame.left - length;
    painter.fillStyle = theme.spine;
    if (!areNames) ticks.forEach(({ value }) => this.fillRow(frame.y.pixel(value), left(TICK.length), TICK.length));
    minor.forEach((value) => this.fillRow(frame.y.pixel(value), left(TICK.length / 2), TICK.length / 2));
    painter.fillStyle = theme.muted;
    for (const { value, label } of ticks) {
      drawLabel(painter, label, left(TICK.gap), frame.y.pixel(value), layout.font(TICK), "end");
    }
  }

  drawLabels() {
    const { painter, frame, theme, layout } = this;
    const { xlabel, ylabel } = layout.spec;
    painter.fillStyle = theme.ink;
    if (xlabel) {
      const font = fittingFont(painter, [xlabel], layout.font(LABEL), layout.width);
      const half = measureLabel(painter, xlabel, font) / 2;
      // Below the middle of the axis, but on the canvas.
      const x = Math.max(half, Math.min(frame.left + frame.width / 2, layout.width - half));
      const y = frame.bottom + TICK.gap + (layout.xticks.tilted || TICK.size) + 4 + LABEL.line / 2;
      drawLabel(painter, xlabel, x, y - 2, font, "middle");
    }
    if (!ylabel) return;
    const left = frame.left - layout.labelRoom;
    const middle = frame.top + frame.height / 2;
    if (layout.isUpright) drawLabel(painter, ylabel, left - 4, middle, layout.font(LABEL), "end");
    else {
      const font = fittingFont(painter, [ylabel], layout.font(LABEL), frame.height + 16);
      this.drawTurned(ylabel, left - LABEL.line / 2, middle, -Math.PI / 2, font, "middle");
    }
  }

  drawTurned(label, x, y, angle, font, anchor) {
    const { painter } = this;
    painter.save();
    painter.translate(x, y);
    painter.rotate(angle);
    drawLabel(painter, label, 0, 0, font, anchor);
    painter.restore();
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
}
