// Marks at single places: points and text.

import { colorIndex, colorLimits, colormap, packedToCss } from "./colormap.js";
import { fillTemplate, withMinus } from "./format.js";
import { KeptPicture } from "./kept.js";
import { drawLabel, fittingFont, measureLabel } from "./labels.js";
import { fillWithHalo, traceMarker } from "./markers.js";
import { CLASS_COLORS, CLASS_MARKERS } from "./theme.js";

// So many points take longer to draw than a copy of their picture.
const MANY = 50;

export const pointsMark = {
  extent({ data }, values, reach) {
    const x = values(data.x).data;
    const y = values(data.y).data;
    const mask = data.mask && values(data.mask).data;
    for (let i = 0; i < x.length; i++) {
      if (mask?.[i] === 0 || !Number.isFinite(x[i] + y[i])) continue;
      reach.x.add(x[i]);
      reach.y.add(y[i]);
    }
  },

  draw(context, mark, values, frame, theme) {
    const entries = Object.values(mark.data).map(values);
    if (entries[0].data.length < MANY) {
      drawPoints(context, mark, values, frame, theme);
      return;
    }
    const store = frame.store(mark);
    store.picture ??= new KeptPicture();
    const sign = [theme, frame.sign, ...entries.map(({ version }) => version)];
    store.picture.draw(context, sign, (painter) => drawPoints(painter, mark, values, frame, theme));
  },

  swatch(context, { data, style }, x, y, theme) {
    if (data.c && !style.cmap) {
      // Two classes stand for all.
      for (const k of [0, 1]) drawSample(context, CLASS_MARKERS[k], CLASS_COLORS[k], x + 5 + 12 * k, y, theme);
    } else drawSample(context, style.marker ?? "circle", style.color ?? "blue", x + 11, y, theme);
  },

  // Points on the edge are drawn whole; those beyond it are not drawn.
  unclipped: true,
};

export const textMark = {
  // Words do not widen the axes: they stand next to what does.
  extent() {},

  draw(context, { data, style }, values, frame, theme) {
    const { width, height } = frame.canvas;
    const x = frame.x.pixel(values(data.x).data[0]);
    const y = frame.y.pixel(values(data.y).data[0]);
    if (!(x >= 0 && x <= width && y >= 0 && y <= height)) return;
    const numbers = [];
    for (let k = 0; data[`v${k}`] !== undefined; k++) numbers.push(values(data[`v${k}`]).data[0]);
    const text = withMinus(fillTemplate(style.template, numbers));
    const font = fittingFont(context, [text], { size: style.size ?? 13, family: theme.font }, width);
    const length = measureLabel(context, text, font);
    const share = { start: 0, middle: 0.5, end: 1 }[style.anchor ?? "start"];
    // What is written near the side of the canvas moves until it is on it.
    const left = Math.max(0, Math.min(x + (style.dx ?? 0) - share * length, width - length));
    const middle = Math.max(0.6 * font.size, Math.min(y + (style.dy ?? 0), height - 0.6 * font.size));
    context.fillStyle = theme.colors[style.color ?? "ink"];
    drawLabel(context, text, left, middle, font, "start", theme.background);
  },

  unclipped: true,
};

function drawPoints(context, { data, style }, values, frame, theme) {
  const points = {
    x: values(data.x).data,
    y: values(data.y).data,
    c: data.c && values(data.c).data,
    mask: data.mask && values(data.mask).data,
    radii: data.size && values(data.size).data,
  };
  context.globalAlpha = style.alpha ?? 1;
  if (points.c && style.cmap) drawByValue(context, points, style, frame, theme);
  else if (points.c) drawByClass(context, points, style.size ?? 5, frame, theme);
  else {
    context.beginPath();
    tracePoints(context, points, null, style.marker ?? "circle", style.size ?? 5, frame);
    fillWithHalo(context, theme.colors[style.color ?? "blue"], theme);
  }
}

function drawSample(context, marker, color, x, y, theme) {
  context.beginPath();
  traceMarker(context, marker, x, y, 4.5);
  context.fillStyle = theme.colors[color];
  context.fill();
}

/** Draw points in the colours and shapes of their classes, a class at a time. */
export function drawByClass(context, points, radius, frame, theme) {
  for (let k = 0; k < CLASS_COLORS.length; k++) {
    context.beginPath();
    if (tracePoints(context, points, k, CLASS_MARKERS[k], radius, frame)) {
      fillWithHalo(context, theme.colors[CLASS_COLORS[k]], theme);
    }
  }
}

function drawByValue(context, points, style, frame, theme) {
  const { x, y, c, mask, radii } = points;
  let [low, high] = [Infinity, -Infinity];
  for (const value of c) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  [low, high] = colorLimits(style, low, high);
  const table = colormap(style.cmap, theme);
  for (let i = 0; i < x.length; i++) {
    const [px, py] = [frame.x.pixel(x[i]), frame.y.pixel(y[i])];
    if (mask?.[i] === 0 || !Number.isFinite(c[i])) continue;
    if (!frame.x.holds(x[i]) || !frame.y.holds(y[i])) continue;
    context.beginPath();
    traceMarker(context, style.marker ?? "circle", px, py, radii?.[i] ?? style.size ?? 5);
    // A thin outline keeps the pale middle of a colour map visible.
    context.strokeStyle = theme.muted;
    context.lineWidth = 1.5;
    context.setLineDash([]);
    context.stroke();
    context.fillStyle = packedToCss(table[colorIndex(c[i], low, high)]);
    context.fill();
  }
}

/** Add the points of a class, or all of them, to the path; returns how many. */
function tracePoints(context, { x, y, c, mask, radii }, k, marker, radius, frame) {
  let count = 0;
  for (let i = 0; i < x.length; i++) {
    if (k !== null && Math.round(c[i]) !== k) continue;
    if (mask?.[i] === 0 || !frame.x.holds(x[i]) || !frame.y.holds(y[i])) continue;
    const size = radii ? radii[i] : radius;
    if (!(size > 0)) continue;
    traceMarker(context, marker, frame.x.pixel(x[i]), frame.y.pixel(y[i]), size);
    count++;
  }
  return count;
}
