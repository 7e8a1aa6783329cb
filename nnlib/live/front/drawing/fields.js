// Marks of values over the plane: heatmap and contour.

import { STRENGTHS, classStrengths, colorLimits, colormap, missingColor } from "./colormap.js";
import { ContourTracer } from "./contour.js";
import { drawStrokeSwatch } from "./curves.js";
import { drawLabel } from "./labels.js";
import { COLORBAR } from "./layout.js";
import { setStroke } from "./markers.js";
import { ticksOf } from "./scales.js";

/**
 * A small canvas with a pixel for each value, kept until the values or the colours change.
 *
 * The browser scales it up, which costs next to nothing.
 */
export class ColorGrid {
  constructor(columns, rows) {
    this.canvas = document.createElement("canvas");
    this.canvas.width = columns;
    this.canvas.height = rows;
    this.context = this.canvas.getContext("2d");
    this.image = this.context.createImageData(columns, rows);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.painted = null;
  }

  paint(z, style, table) {
    const { data, version } = z;
    if (this.painted === table && this.version === version) return;
    this.painted = table;
    this.version = version;
    this.findLimits(z, style);
    const { pixels, low } = this;
    const scale = 255 / (this.high - low);
    for (let i = 0; i < pixels.length; i++) {
      const value = data[i];
      const index = (value - low) * scale + 0.5;
      // What is not finite stays transparent.
      pixels[i] = value - value === 0 ? table[index < 0 ? 0 : index > 255 ? 255 : index | 0] : 0;
    }
    this.context.putImageData(this.image, 0, 0);
  }

  /** Paint classes, each the fuller the stronger it is, and grey where that is not finite. */
  paintClasses(z, strength, table, missing) {
    const version = `${z.version} ${strength.version}`;
    if (this.painted === table && this.version === version) return;
    this.painted = table;
    this.version = version;
    const { pixels } = this;
    for (let i = 0; i < pixels.length; i++) {
      const share = strength.data[i];
      const clamped = share > 1 ? 1 : share > 0 ? share : 0;
      const color = table[z.data[i] * STRENGTHS + Math.round(clamped * (STRENGTHS - 1))] ?? 0;
      pixels[i] = share - share === 0 ? color : missing;
    }
    this.context.putImageData(this.image, 0, 0);
  }

  findLimits({ data, version }, style) {
    if (this.limited === version) return;
    this.limited = version;
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < data.length; i++) {
      const value = data[i];
      if (value < low && value > -Infinity) low = value;
      if (value > high && value < Infinity) high = value;
    }
    [this.low, this.high] = colorLimits(style, low, high);
  }
}

/** Return the ColorGrid of a mark, made anew when its shape has changed. */
export function colorGrid(frame, mark, [rows, columns]) {
  const store = frame.store(mark);
  if (store.grid?.canvas.width !== columns || store.grid.canvas.height !== rows) {
    store.grid = new ColorGrid(columns, rows);
  }
  return store.grid;
}

function withColors(style) {
  return { cmap: "diverging", ...style };
}

export const heatmapMark = {
  extent({ data }, values, reach) {
    const x = values(data.x).data;
    const y = values(data.y).data;
    outerEdges(x, reach.x.log).forEach((edge) => reach.x.addEdge(edge));
    outerEdges(y, reach.y.log).forEach((edge) => reach.y.addEdge(edge));
  },

  draw(context, mark, values, frame, theme) {
    const { data, style } = mark;
    const z = values(data.z);
    const grid = colorGrid(frame, mark, z.shape);
    if (data.strength) grid.paintClasses(z, values(data.strength), classStrengths(theme), missingColor(theme));
    else grid.paint(z, withColors(style), colormap(withColors(style).cmap, theme));
    const [left, right] = outerEdges(values(data.x).data, frame.x.log).map((edge) => frame.x.pixel(edge));
    const [bottom, top] = outerEdges(values(data.y).data, frame.y.log).map((edge) => frame.y.pixel(edge));
    context.globalAlpha = style.alpha ?? 1;
    context.imageSmoothingEnabled = true;
    // The first row lies at the bottom when y rises: the picture is turned over.
    context.translate(left, bottom);
    context.scale((right - left) / grid.canvas.width, (top - bottom) / grid.canvas.height);
    context.drawImage(grid.canvas, 0, 0);
  },

  /** The numbers beside so many pixels of the scale of colours. */
  colorTicks(mark, values, frame, length) {
    const z = values(mark.data.z);
    const grid = colorGrid(frame, mark, z.shape);
    grid.findLimits(z, withColors(mark.style));
    return ticksOf(grid.low, grid.high, length / 50).ticks;
  },

  /** Draw the scale of colours beside the frame. */
  annotate(context, mark, values, frame, theme) {
    if (!mark.style.colorbar) return;
    const { grid } = frame.store(mark);
    const { left, width } = frame.colorbar;
    const table = colormap(withColors(mark.style).cmap, theme);
    const strip = new ImageData(1, 256);
    new Uint32Array(strip.data.buffer).set(table.toReversed());
    const canvas = new OffscreenCanvas(1, 256);
    canvas.getContext("2d").putImageData(strip, 0, 0);
    context.globalAlpha = mark.style.alpha ?? 1;
    context.drawImage(canvas, left, frame.top, width, frame.height);
    context.globalAlpha = 1;
    context.fillStyle = theme.muted;
    const font = { size: COLORBAR.size, family: theme.font };
    for (const { value, label } of this.colorTicks(mark, values, frame, frame.height)) {
      const share = (value - grid.low) / (grid.high - grid.low);
      const y = frame.top + frame.height * (1 - share);
      context.fillRect(left + width, Math.round(y) - 0.5, 3, 1);
      drawLabel(context, label, left + width + COLORBAR.tick, y, font);
    }
  },

  swatch(context, { style }, x, y, theme) {
    const table = colormap(withColors(style).cmap, theme);
    const strip = new ImageData(22, 1);
    new Uint32Array(strip.data.buffer).forEach((_, i, pixels) => {
      pixels[i] = table[Math.round((i / 21) * 255)];
    });
    const canvas = new OffscreenCanvas(22, 1);
    canvas.getContext("2d").putImageData(strip, 0, 0);
    context.drawImage(canvas, x, y - 5, 22, 10);
  },

  filling: true,
};

export const contourMark = {
  extent({ data }, values, reach) {
    const x = values(data.x).data;
    const y = values(data.y).data;
    for (const value of [x[0], x[x.length - 1]]) reach.x.addEdge(value);
    for (const value of [y[0], y[y.length - 1]]) reach.y.addEdge(value);
  },

  draw(context, mark, values, frame, theme) {
    const { data, style } = mark;
    const x = values(data.x).data;
    const y = values(data.y).data;
    const z = values(data.z);
    const store = frame.store(mark);
    if (store.tracer?.columns !== x.length || store.tracer.rows !== y.length) {
      store.tracer = new ContourTracer(x.length, y.length);
    }
    const left = frame.x.pixel(x[0]);
    const bottom = frame.y.pixel(y[0]);
    const dx = (frame.x.pixel(x[x.length - 1]) - left) / (x.length - 1);
    const dy = (frame.y.pixel(y[y.length - 1]) - bottom) / (y.length - 1);
    // Lines that stand still, as those of a loss surface, are traced once.
    const sign = `${z.version} ${left} ${bottom} ${dx} ${dy}`;
    if (store.sign !== sign) {
      store.sign = sign;
      store.path = new Path2D();
      const pen = {
        move: (column, row) => store.path.moveTo(left + column * dx, bottom + row * dy),
        extend: (column, row) => store.path.lineTo(left + column * dx, bottom + row * dy),
        close: () => store.path.closePath(),
      };
      for (const level of style.levels) store.tracer.trace(z.data, level, pen);
    }
    setStroke(context, { color: "ink", width: 1.5, ...style }, theme);
    context.stroke(store.path);
  },

  swatch: drawStrokeSwatch,
};

/** Return where the first cell begins and the last one ends, for centres in equal steps. */
function outerEdges(centres, log) {
  const first = centres[0];
  const last = centres[centres.length - 1];
  const steps = centres.length - 1;
  if (!steps) return log ? [first / 2, first * 2] : [first - 0.5, first + 0.5];
  if (log) {
    const half = (last / first) ** (0.5 / steps);
    return [first / half, last * half];
  }
  const half = (last - first) / steps / 2;
  return [first - half, last + half];
}
