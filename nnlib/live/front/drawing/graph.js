// A computational graph: operations as cards with their values and gradients, joined by edges.
//
// nnlib/live/graph/ lays it out, in pixels, once from left to right and once downwards, and
// writes the text of each step; what is drawn here depends on the step alone. It cannot know the
// reader's font: where that is wider than it took letters to be, everything is stretched.

import { mixColors } from "./colors.js";
import { fillTemplate, formatNumber, withMinus } from "./format.js";
import { drawLabel, fittingFont, measureLabel } from "./labels.js";

export const GRAPH_TEXT = 13;
const ROW = 18;
const INSET = 4;
const BADGE = 18;
// Around the texts of a node, and between the symbol and the name of an operation.
const SIDE = 5;
const NUMBER_GAP = 2;
const HEAD_WEIGHT = 600;
const NUMBER_WEIGHT = 500;
// A drawing smaller than this cannot be read; it scrolls instead.
const LEAST_SCALE = 0.8;
const LARGEST_SCALE = 1.2;
const NEEDLESS = /(?<!\p{L})\((\d[^()\s]*)\)/gu;

export const graphMark = {
  // A diagram has no axes; it fills its panel.
  extent() {},

  diagram: true,

  height(context, { style }, width, theme) {
    const { drawing, scale } = fitGraph(stretchGraph(context, style, theme), width);
    return Math.ceil(drawing.height * scale);
  },

  draw(context, mark, values, frame, theme) {
    const { data } = mark;
    const style = stretchGraph(context, mark.style, theme);
    const view = fitGraph(style, frame.width);
    const moment = momentOf(style, data, values);
    // The tools put fields on what is drawn.
    Object.assign(frame.store(mark), { style, view });
    context.translate(frame.left + view.left, frame.top);
    context.scale(view.scale, view.scale);
    if (moment.current) drawGlow(context, style, view, moment.current, theme);
    style.edges.forEach((edge, k) => drawEdge(context, edge, view, k, moment, theme));
    style.nodes.forEach((node, k) => {
      const number = (kind) => data[`${kind}${k}`] && values(data[`${kind}${k}`]);
      drawNode(context, node, k, view, moment, { value: number("v"), gradient: number("g") }, style.format, theme);
    });
  },
};

const stretched = new WeakMap();

/** Stretch the drawings sideways until the texts of each node fit into it; kept for a theme. */
function stretchGraph(context, style, theme) {
  const kept = stretched.get(style);
  if (kept?.theme === theme) return kept.style;
  const stretch = Math.max(1, ...style.nodes.map((node) => neededWidth(context, node, style.format, theme) / node.width));
  const widen = ([x, y]) => [x * stretch, y];
  const widenDrawing = (drawing) => ({
    ...drawing,
    width: drawing.width * stretch,
    centres: drawing.centres.map(widen),
    routes: drawing.routes.map((route) => route.map(widen)),
  });
  const wide = {
    ...style,
    nodes: style.nodes.map((node) => ({ ...node, width: node.width * stretch })),
    across: widenDrawing(style.across),
    down: widenDrawing(style.down),
  };
  stretched.set(style, { theme, style: wide });
  return wide;
}

/** The width of a node whose texts are written in full; its numbers are taken to be as long as usual. */
function neededWidth(context, { name, symbol, text, shape, grid, kind }, format, theme) {
  const measure = (label, size, weight) => measureLabel(context, label, { size, weight, family: theme.font });
  if (text) return measure(text, GRAPH_TEXT) + 2 * SIDE;
  const size = kind === "operation" ? GRAPH_TEXT : GRAPH_TEXT + 1;
  const badge = kind === "operation" ? badgeWidth(context, symbol, theme) + SIDE : 0;
  const head = measure(name, size, HEAD_WEIGHT) + badge;
  const number = measure(withMinus(formatNumber(-12.345, format)), GRAPH_TEXT, NUMBER_WEIGHT);
  const body = grid ? grid[1] * (number + NUMBER_GAP) : measure(shape.join(" × "), GRAPH_TEXT - 1);
  return Math.max(head, body) + 2 * SIDE;
}

function badgeWidth(context, symbol, theme) {
  return Math.max(BADGE, measureLabel(context, symbol, { size: GRAPH_TEXT, family: theme.font, weight: HEAD_WEIGHT }) + 8);
}

/** Choose the direction and the scale that suit a width; where the drawing then lies. */
export function fitGraph({ across, down }, width) {
  const fits = across.width * LEAST_SCALE <= width;
  const drawing = fits ? across : down;
  const scale = Math.min(LARGEST_SCALE, width / drawing.width);
  return { drawing, scale, isDown: !fits, left: (width - drawing.width * scale) / 2 };
}

/** The width below which a graph scrolls. */
export function leastWidth({ across, down }) {
  return Math.ceil(LEAST_SCALE * Math.min(across.width, down.width));
}

/**
 * What a step shows: `count` of steps that are done, the `current` one, if any, and for a node
 * whether its value and its gradient are known.
 */
export function momentOf({ nodes, steps }, data, values) {
  const step = data.step ? Math.floor(values(data.step).data[0]) : Infinity;
  const known = (phase) => new Set(steps.slice(0, Math.max(0, step)).filter((s) => s.phase === phase).map((s) => s.node));
  const [forward, backward] = [known("forward"), known("backward")];
  return {
    step,
    current: steps[step - 1] ?? null,
    hasValue: (k) => nodes[k].kind !== "operation" || forward.has(k),
    hasGradient: (k) => backward.has(k),
  };
}

/** Fill a step's template: brackets only where a sign needs them, nothing said twice. */
export function spell(template, values) {
  const parts = withMinus(fillTemplate(template, values).replace(NEEDLESS, "$1")).split(" = ");
  return parts.filter((part, k) => k === 0 || part !== parts[k - 1]).join(" = ");
}

/** The middle of the row that holds a node's value, and its width: [x, y, width]. */
export function valueRow(style, drawing, k) {
  const { width, height } = style.nodes[k];
  const [x, y] = drawing.centres[k];
  return [x, y - height / 2 + INSET + 1.5 * ROW, width - 2 * INSET];
}

function drawEdge(context, { source, target, backward }, { drawing, isDown }, k, { current, hasValue }, theme) {
  const forwards = current?.phase === "forward" && current.node === target;
  const backwards =
    current?.phase === "backward" && backward && current.node === source && current.gradients.includes(target);
  const color = forwards || backwards ? accentOf(current.phase, theme) : theme.spine;
  context.strokeStyle = context.fillStyle = color;
  context.globalAlpha = forwards || backwards || hasValue(target) ? 1 : 0.55;
  context.lineWidth = forwards || backwards ? 2.5 : 1.4;
  context.setLineDash([]);
  context.beginPath();
  const route = drawing.routes[k];
  route.forEach(([x, y], i) => {
    if (i === 0) return context.moveTo(x, y);
    const [x0, y0] = route[i - 1];
    const [mx, my] = [(x0 + x) / 2, (y0 + y) / 2];
    if (isDown) context.bezierCurveTo(x0, my, x, my, x, y);
    else context.bezierCurveTo(mx, y0, mx, y, x, y);
  });
  context.stroke();
  // The arrow points the way that numbers take: with the computation, or back.
  if (backwards) drawTip(context, route[0], isDown ? [0, -1] : [-1, 0], 9);
  else drawTip(context, route.at(-1), isDown ? [0, 1] : [1, 0], forwards ? 9 : 7);
  context.globalAlpha = 1;
}

function drawTip(context, [x, y], [dx, dy], length) {
  const half = 0.5 * length;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - dx * length - dy * half, y - dy * length + dx * half);
  context.lineTo(x - dx * length + dy * half, y - dy * length - dx * half);
  context.fill();
}

/** Set the present node off, below everything else. */
function drawGlow(context, { nodes }, { drawing }, { node, phase }, theme) {
  traceCard(context, nodes[node], ...drawing.centres[node]);
  context.strokeStyle = mixColors(theme.background, accentOf(phase, theme), 0.3);
  context.lineWidth = 9;
  context.stroke();
}

function accentOf(phase, theme) {
  return theme.colors[phase === "forward" ? "blue" : "orange"];
}

function traceCard(context, { width, height, kind }, x, y) {
  context.setLineDash([]);
  context.beginPath();
  context.roundRect(x - width / 2, y - height / 2, width, height, kind === "constant" ? height / 2 : 7);
}

function drawNode(context, node, k, { drawing }, moment, { value, gradient }, format, theme) {
  const { current } = moment;
  const [x, y] = drawing.centres[k];
  const [left, top] = [x - node.width / 2, y - node.height / 2];
  const isPresent = current?.node === k;
  const isRead = current && (current.values.includes(k) || current.gradients.includes(k));
  const accent = current && accentOf(current.phase, theme);
  traceCard(context, node, x, y);
  context.fillStyle = node.kind === "operation" ? theme.background : mixColors(theme.background, theme.ink, 0.07);
  context.fill();
  context.strokeStyle = isPresent || isRead ? accent : theme.spine;
  context.lineWidth = isPresent ? 2.5 : isRead ? 2 : 1.2;
  if (!moment.hasValue(k) && !isPresent) context.setLineDash([4, 3]);
  context.stroke();
  context.setLineDash([]);
  if (node.text) {
    context.fillStyle = theme.ink;
    drawLabel(context, node.text, x, y, { size: GRAPH_TEXT, family: theme.font }, "middle");
    return;
  }
  drawHead(context, node, x, left, top, theme);
  let row = top + INSET + ROW;
  const isComputed = (phase) => isPresent && current.phase === phase;
  const rows = [
    ["blue", value, moment.hasValue(k), isComputed("forward") || current?.values.includes(k)],
    ["orange", gradient, moment.hasGradient(k), isComputed("backward") || current?.gradients.includes(k)],
  ];
  const [lines, columns] = node.grid ?? [1, 1];
  if (!node.grid) {
    context.fillStyle = theme.muted;
    drawLabel(context, node.shape.join(" × "), x, row + ROW / 2, { size: GRAPH_TEXT - 1, family: theme.font }, "middle");
    row += ROW;
  }
  for (const [color, numbers, isKnown, isUsed] of rows) {
    if (!numbers) continue;
    context.fillStyle = mixColors(theme.background, theme.colors[color], isUsed ? 0.3 : 0.09);
    context.beginPath();
    context.roundRect(left + INSET, row + 1, node.width - 2 * INSET, lines * ROW - 2, 4);
    context.fill();
    if (isKnown && !(color === "blue" && node.control)) {
      // Ink stands out on the stronger colour.
      context.fillStyle = isUsed ? theme.ink : mixColors(theme.colors[color], theme.ink, 0.2);
      const texts = Array.from(numbers.data, (number) => withMinus(formatNumber(number, format)));
      if (!node.grid) texts[0] = `‖·‖ ${texts[0]}`;
      drawNumbers(context, texts, columns, x, row, node.width, theme);
    }
    row += lines * ROW;
  }
}

/** A leaf's head is its name; an operation's its symbol and, beside it, the name of its result. */
function drawHead(context, { name, symbol, width, kind }, x, left, top, theme) {
  const middle = top + INSET + ROW / 2;
  const font = { size: GRAPH_TEXT, family: theme.font, weight: HEAD_WEIGHT };
  context.fillStyle = theme.ink;
  if (kind !== "operation") {
    drawLabel(context, name, x, middle, { ...font, size: GRAPH_TEXT + 1 }, "middle");
    return;
  }
  const badge = badgeWidth(context, symbol, theme);
  const around = (width - badge - measureLabel(context, name, font)) / 3;
  context.fillStyle = mixColors(theme.background, theme.ink, 0.14);
  context.beginPath();
  context.roundRect(left + around, middle - 8, badge, 16, 8);
  context.fill();
  context.fillStyle = theme.ink;
  drawLabel(context, symbol, left + around + badge / 2, middle, font, "middle");
  drawLabel(context, name, left + width - around, middle, font, "end");
}

/** Write numbers in rows, each as large as fits. */
function drawNumbers(context, texts, columns, x, top, width, theme) {
  const font = { size: GRAPH_TEXT, family: theme.font, weight: NUMBER_WEIGHT };
  const pitch = (width - 2 * INSET) / columns;
  texts.forEach((text, i) => {
    const middle = x + ((i % columns) - (columns - 1) / 2) * pitch;
    const fitting = fittingFont(context, [text], font, pitch - NUMBER_GAP);
    drawLabel(context, text, middle, top + (Math.floor(i / columns) + 0.5) * ROW, fitting, "middle");
  });
}
