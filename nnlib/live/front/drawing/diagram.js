// A network as circles in columns, joined by its weights.

import { mixColors } from "./colors.js";
import { formatNumber, withMinus } from "./format.js";
import { drawLabel, measureLabel } from "./labels.js";
import { setStroke } from "./markers.js";

const LARGEST_RADIUS = 24;
// More links than this, and their numbers would cover each other.
const MOST_NUMBERS = 12;
const SMALLEST_TEXT = 9;
const SHARES = [0.3, 0.36, 0.24, 0.42, 0.5, 0.58, 0.64, 0.7, 0.76];

export const networkMark = {
  // A diagram has no axes; it fills its panel.
  extent() {},

  diagram: true,

  draw(context, { data, style }, values, frame, theme) {
    const read = (key) => data[key] && values(data[key]).data;
    const layers = [];
    for (let l = 0; data[`a${l}`]; l++) {
      layers.push({ nodes: read(`a${l}`), weights: read(`w${l}`), biases: read(`b${l - 1}`) });
    }
    const places = placeNodes(context, layers, style.labels, frame, theme);
    drawLinks(context, layers, places, style, theme);
    layers.forEach((layer, l) => drawLayer(context, layers, l, places, style, theme));
  },
};

/** Choose the radius and the centres: a column for each layer, in the middle of its height. */
function placeNodes(context, layers, labels, frame, theme) {
  const most = Math.max(...layers.map(({ nodes }) => nodes.length));
  const font = { size: 14, family: theme.font };
  const room = (names = []) => Math.max(-10, ...names.map((name) => measureLabel(context, name, font))) + 10;
  // Names stand outside the first and the last column, and above the nodes in between.
  const left = room(labels?.[0]);
  const right = room(labels?.[layers.length - 1]);
  const headroom = labels && layers.length > 2 ? 18 : 4;
  const footroom = layers.some(({ biases }) => biases) ? 18 : 4;
  const width = frame.width - left - right;
  const height = frame.height - headroom - footroom;
  const radius = Math.max(3, Math.min(LARGEST_RADIUS, (0.36 * height) / most, (0.2 * width) / layers.length));
  const pitch = Math.min((height - 2 * radius) / Math.max(most - 1, 1), 5 * radius);
  const middle = frame.top + headroom + height / 2;
  const stride = (width - 2 * radius - 4) / Math.max(layers.length - 1, 1);
  return {
    radius,
    x: (l) => frame.left + left + radius + 2 + l * stride,
    y: (l, i) => middle + (i - (layers[l].nodes.length - 1) / 2) * pitch,
  };
}

function drawLinks(context, layers, places, style, theme) {
  const largest = layers.reduce((most, { weights }) => Math.max(most, largestOf(weights ?? [])), 0);
  const count = layers.reduce((sum, { weights }) => sum + (weights?.length ?? 0), 0);
  const thickest = Math.min(6, places.radius / 2.5, 40 / Math.sqrt(count));
  const ends = [];
  for (let l = 0; l < layers.length - 1; l++) {
    const sources = layers[l].nodes.length;
    const { weights } = layers[l];
    for (let k = 0; k < weights.length; k++) {
      const w = weights[k];
      if (!Number.isFinite(w)) continue;
      const [to, from] = [Math.floor(k / sources), k % sources];
      const [x0, y0] = [places.x(l) + places.radius, places.y(l, from)];
      const [x1, y1] = [places.x(l + 1) - places.radius, places.y(l + 1, to)];
      const width = 0.75 + (thickest - 0.75) * (largest ? Math.abs(w) / largest : 0);
      const [color, dash] = w < 0 ? ["orange", "dashed"] : ["blue", "solid"];
      setStroke(context, { color, width, dash }, theme);
      context.globalAlpha = w === 0 ? 0.35 : 0.85;
      context.beginPath();
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
      context.stroke();
      // Where a link is nearer to the end at which fewer links gather, it is more alone.
      ends.push({ w, x0, y0, x1, y1, late: sources < layers[l + 1].nodes.length });
    }
  }
  context.globalAlpha = 1;
  const size = Math.min(12, 0.6 * places.radius);
  if (count <= MOST_NUMBERS && size >= SMALLEST_TEXT) writeWeights(context, ends, layers, places, size, style, theme);
}

/** Write each weight on its link, at the first place where it covers nothing written before. */
function writeWeights(context, ends, layers, places, size, style, theme) {
  const font = { size, family: theme.font, weight: 600 };
  const height = size + 3;
  const taken = [];
  layers.forEach(({ nodes }, l) => {
    // Above a node stands its name, below it its bias.
    for (let i = 0; i < nodes.length; i++) {
      for (const side of [-1, 1]) {
        const y = places.y(l, i) + side * (places.radius + 9);
        taken.push({ x: places.x(l), y, width: 2 * places.radius + 8 });
      }
    }
  });
  for (const { w, x0, y0, x1, y1, late } of ends) {
    const text = withMinus(formatNumber(w, style.format ?? ".2f"));
    const width = measureLabel(context, text, font) + 6;
    const spots = SHARES.map((share) => {
      const along = late ? 1 - share : share;
      return { x: x0 + along * (x1 - x0), y: y0 + along * (y1 - y0), width };
    });
    // Two numbers cover each other when they are closer than 1 in both directions.
    const between = (a, b) => Math.max((2 * Math.abs(a.x - b.x)) / (a.width + b.width), Math.abs(a.y - b.y) / height);
    const clear = spots.map((spot) => Math.min(...taken.map((other) => between(spot, other))));
    const first = clear.findIndex((distance) => distance >= 1);
    const best = spots[first >= 0 ? first : clear.indexOf(Math.max(...clear))];
    taken.push(best);
    // On a thick link, a number needs paper of its own to be read.
    context.fillStyle = theme.background;
    context.beginPath();
    context.roundRect(best.x - width / 2, best.y - height / 2, width, height, 3);
    context.fill();
    context.fillStyle = theme.colors[w < 0 ? "orange" : "blue"];
    drawLabel(context, text, best.x, best.y, font, "middle");
  }
}

function drawLayer(context, layers, l, places, style, theme) {
  const { nodes, biases } = layers[l];
  const { radius } = places;
  const largest = largestOf(nodes);
  const names = style.labels?.[l];
  for (let i = 0; i < nodes.length; i++) {
    const [x, y] = [places.x(l), places.y(l, i)];
    const strength = largest && Number.isFinite(nodes[i]) ? Math.abs(nodes[i]) / largest : 0;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    const color = theme.colors[nodes[i] < 0 ? "orange" : "blue"];
    context.fillStyle = mixColors(theme.background, color, 0.34 * strength);
    context.fill();
    context.setLineDash([]);
    context.lineWidth = 1.5;
    context.strokeStyle = theme.muted;
    context.stroke();
    context.fillStyle = theme.ink;
    const text = withMinus(formatNumber(nodes[i], style.format ?? ".2f"));
    const family = theme.font;
    const size = Math.min(13, (2 * radius - 5) / (measureLabel(context, text, { size: 10, family }) / 10));
    if (size >= SMALLEST_TEXT) drawLabel(context, text, x, y, { size, family }, "middle");
    if (biases && radius >= 10) {
      context.fillStyle = theme.muted;
      const bias = withMinus(`b = ${formatNumber(biases[i], style.format ?? ".2f")}`);
      drawLabel(context, bias, x, y + radius + 10, { size: 11, family }, "middle", theme.background);
    }
    if (!names) continue;
    context.fillStyle = theme.ink;
    const font = { size: 14, family };
    if (l === 0) drawLabel(context, names[i], x - radius - 8, y, font, "end");
    else if (l === layers.length - 1) drawLabel(context, names[i], x + radius + 8, y, font);
    else drawLabel(context, names[i], x, y - radius - 10, font, "middle", theme.background);
  }
}

function largestOf(numbers) {
  let largest = 0;
  for (const number of numbers) {
    if (Number.isFinite(number)) largest = Math.max(largest, Math.abs(number));
  }
  return largest;
}
