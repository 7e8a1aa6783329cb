// Marks made of strokes: line, area, segments, rule, arrows.

import { setStroke } from "./markers.js";

export const lineMark = {
  extent({ data }, values, reach) {
    reach.x.addAll(values(data.x).data);
    reach.y.addAll(values(data.y).data);
  },

  draw(context, { data, style }, values, frame, theme) {
    setStroke(context, style, theme);
    context.globalAlpha = style.alpha ?? 1;
    context.beginPath();
    tracePolyline(context, values(data.x).data, values(data.y).data, frame);
    context.stroke();
  },

  swatch: drawStrokeSwatch,
};

export const areaMark = {
  extent({ data }, values, reach) {
    reach.x.addAll(values(data.x).data);
    reach.y.addAll(values(data.y).data);
    const base = values(data.base).data;
    if (base.length > 1) reach.y.addAll(base);
    else reach.y.addEdge(base[0]);
  },

  draw(context, { data, style }, values, frame, theme) {
    const x = values(data.x).data;
    const y = values(data.y).data;
    const base = values(data.base).data;
    const baseAt = base.length > 1 ? (i) => frame.y.pixel(base[i]) : () => frame.y.pixel(base[0]);
    context.fillStyle = theme.colors[style.color ?? "blue"];
    context.globalAlpha = style.alpha ?? 0.25;
    context.beginPath();
    for (let i = 1; i < x.length; i++) {
      const [x0, x1] = [frame.x.pixel(x[i - 1]), frame.x.pixel(x[i])];
      const [y0, y1, b0, b1] = [frame.y.pixel(y[i - 1]), frame.y.pixel(y[i]), baseAt(i - 1), baseAt(i)];
      if (!Number.isFinite(x0 + x1 + y0 + y1 + b0 + b1)) continue;
      context.moveTo(x0, b0);
      context.lineTo(x0, y0);
      context.lineTo(x1, y1);
      context.lineTo(x1, b1);
    }
    context.fill();
  },

  swatch(context, { style }, x, y, theme) {
    context.fillStyle = theme.colors[style.color ?? "blue"];
    context.globalAlpha = Math.max(style.alpha ?? 0.25, 0.3);
    context.fillRect(x, y - 5, 20, 10);
  },
};

export const segmentsMark = {
  extent({ data }, values, reach) {
    reach.x.addAll(values(data.x0).data);
    reach.x.addAll(values(data.x1).data);
    reach.y.addAll(values(data.y0).data);
    reach.y.addAll(values(data.y1).data);
  },

  draw(context, { data, style }, values, frame, theme) {
    const [x0, y0, x1, y1] = [data.x0, data.y0, data.x1, data.y1].map((key) => values(key).data);
    setStroke(context, { color: "gray", width: 1.5, ...style }, theme);
    context.beginPath();
    for (let i = 0; i < x0.length; i++) {
      const [left, top] = [frame.x.pixel(x0[i]), frame.y.pixel(y0[i])];
      const [right, bottom] = [frame.x.pixel(x1[i]), frame.y.pixel(y1[i])];
      if (!Number.isFinite(left + top + right + bottom)) continue;
      context.moveTo(left, top);
      context.lineTo(right, bottom);
    }
    context.stroke();
  },

  swatch: drawStrokeSwatch,
};

export const ruleMark = {
  extent({ data, style }, values, reach) {
    const at = values(data.at).data[0];
    if (style.orientation === "vertical") reach.x.add(at);
    else reach.y.add(at);
  },

  draw(context, { data, style }, values, frame, theme) {
    const vertical = style.orientation === "vertical";
    const at = (vertical ? frame.x : frame.y).pixel(values(data.at).data[0]);
    if (!Number.isFinite(at)) return;
    setStroke(context, { color: "gray", width: 1, ...style }, theme);
    context.beginPath();
    context.moveTo(vertical ? at : frame.left, vertical ? frame.top + frame.height : at);
    context.lineTo(vertical ? at : frame.left + frame.width, vertical ? frame.top : at);
    context.stroke();
  },

  swatch: drawStrokeSwatch,
};

const HEAD_LENGTH = 5;
const HEAD_HALF = 2.2;

export const arrowsMark = {
  extent({ data }, values, reach) {
    const [x, y, dx, dy] = [data.x, data.y, data.dx, data.dy].map((key) => values(key).data);
    for (let i = 0; i < x.length; i++) {
      if (!Number.isFinite(x[i] + y[i] + dx[i] + dy[i])) continue;
      reach.x.add(x[i]);
      reach.x.add(x[i] + dx[i]);
      reach.y.add(y[i]);
      reach.y.add(y[i] + dy[i]);
    }
  },

  draw(context, { data, style }, values, frame, theme) {
    const [x, y, dx, dy] = [data.x, data.y, data.dx, data.dy].map((key) => values(key).data);
    setStroke(context, { color: "ink", ...style }, theme);
    context.lineCap = "butt";
    context.fillStyle = context.strokeStyle;
    for (let i = 0; i < x.length; i++) {
      const [x0, y0] = [frame.x.pixel(x[i]), frame.y.pixel(y[i])];
      const [x1, y1] = [frame.x.pixel(x[i] + dx[i]), frame.y.pixel(y[i] + dy[i])];
      if (Number.isFinite(x0 + y0 + x1 + y1)) strokeArrow(context, x0, y0, x1, y1, style.width ?? 2);
    }
  },

  swatch(context, { style }, x, y, theme) {
    setStroke(context, { color: "ink", ...style }, theme);
    context.lineCap = "butt";
    context.fillStyle = context.strokeStyle;
    strokeArrow(context, x, y, x + 20, y, style.width ?? 2);
  },
};

/** Draw an arrow; a short one is all head, and one without length is not drawn. */
function strokeArrow(context, x0, y0, x1, y1, width) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 0.5) return;
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const scale = Math.min(width + 0.5, length / HEAD_LENGTH);
  const [head, half] = [HEAD_LENGTH * scale, HEAD_HALF * scale];
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1 - 0.8 * head * ux, y1 - 0.8 * head * uy);
  context.stroke();
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x1 - head * ux - half * uy, y1 - head * uy + half * ux);
  context.lineTo(x1 - 0.8 * head * ux, y1 - 0.8 * head * uy);
  context.lineTo(x1 - head * ux + half * uy, y1 - head * uy - half * ux);
  context.fill();
}

/** Add a line to the path, with a gap wherever a number is not finite. */
function tracePolyline(context, x, y, frame) {
  let open = false;
  for (let i = 0; i < x.length; i++) {
    const px = frame.x.pixel(x[i]);
    const py = frame.y.pixel(y[i]);
    if (!Number.isFinite(px + py)) open = false;
    else if (open) context.lineTo(px, py);
    else {
      context.moveTo(px, py);
      open = true;
    }
  }
}

export function drawStrokeSwatch(context, { style }, x, y, theme) {
  setStroke(context, style, theme);
  context.globalAlpha = style.alpha ?? 1;
  context.beginPath();
  context.moveTo(x + 1, y);
  context.lineTo(x + 21, y);
  context.stroke();
}
