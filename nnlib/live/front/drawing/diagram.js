// A network as nodes in columns, joined by its weights.

import { colormap, missingColor } from "./colormap.js";
import { mixColors } from "./colors.js";
import { formatNumber, withMinus } from "./format.js";
import { drawLabel, fittingFont, measureLabel } from "./labels.js";
import { setStroke } from "./markers.js";
import { NodeMaps } from "./nodemaps.js";

const LARGEST_RADIUS = 24;
// Buttons that let a layer grow need room above and below it.
const BUTTON_ROOM = 38;
// More links than this, and their numbers would cover each other.
const MOST_NUMBERS = 12;
// More links than this, and dashes would be noise; the colours say the sign as well.
const MOST_DASHES = 100;
const NODE_NAME_SIZE = 14;
const BIAS_SIZE = 11;
const SMALLEST_TEXT = 9;
// The height that a name takes above its node, and a bias below it.
const NAME_ROOM = 18;
const BIAS_ROOM = 17;
// Smaller nodes have no texts between them.
const LEAST_NOTED = 10;
const WIDTHS = 12;
const SHARES = [0.3, 0.36, 0.24, 0.42, 0.5, 0.58, 0.64, 0.7, 0.76, 0.82, 0.18];

export const networkMark = {
  // A diagram has no axes; it fills its panel.
  extent() {},

  diagram: true,

  draw(context, mark, values, frame, theme) {
    const store = frame.store(mark);
    const layers = shownLayers(mark, values);
    const places = placeNodes(context, layers, mark.style, frame, theme);
    const links = findLinks(layers, places);
    const strokes = chooseStrokes(links, places);
    // The tools put their buttons beside what is drawn, and look up what a pointer is on.
    Object.assign(store, { layers, places, links, strokes });
    store.maps ??= new Map();
    const notes = findNotes(context, layers, places, mark.style, frame, theme);
    drawLinks(context, links, strokes, theme);
    if (store.looked) liftLinks(context, links, strokes, store.looked, theme);
    writeWeights(context, links, layers, places, notes, mark.style, theme);
    layers.forEach((layer, l) => {
      if (layer.maps) drawMaps(context, layer, l, places, store.maps, theme);
      else drawCircles(context, layer, l, places, mark.style, theme);
    });
    writeNotes(context, notes);
    if (store.looked) outlineNodes(context, store.looked, layers, places, theme);
  },
};

/** The layers that are drawn, each with how many of its nodes are. */
function shownLayers({ data, style }, values) {
  const read = (key) => data[key] && values(data[key]).data;
  const count = Object.keys(data).filter((key) => /^a\d+$/.test(key)).length;
  const depth = read("layers")?.[0] ?? count - 2;
  const layers = [];
  for (let l = 0; l < count; l++) {
    const isLast = l === count - 1;
    if (l > depth && !isLast) continue;
    const nodes = values(data[`a${l}`]);
    const shown = isLast ? read("outputs")?.[0] : l > 0 ? read("neurons")?.[l - 1] : undefined;
    layers.push({
      index: l,
      count: Math.max(0, Math.min(Math.floor(shown ?? nodes.shape[0]), nodes.shape[0])),
      nodes: nodes.data,
      maps: nodes.shape.length === 3 ? nodes : null,
      weights: l > 0 ? read(`w${l - 1}`) : null,
      // A row of weights is as long as the layer before, also where that is not drawn.
      stride: l > 0 ? values(data[`w${l - 1}`]).shape[1] : 0,
      biases: l > 0 ? read(`b${l - 1}`) : undefined,
      on: l === 0 ? read("inputs") : undefined,
      names: style.labels?.[l] ?? undefined,
    });
  }
  return layers;
}

/** Choose the radius and the centres: a column for each layer, in the middle of its height. */
function placeNodes(context, layers, style, frame, theme) {
  const most = Math.max(1, ...layers.map((layer) => layer.count));
  // Names stand outside the first and the last column, and above the nodes in between.
  const nameFonts = [layers[0], layers.at(-1)].map(({ names = [], count }) =>
    fittingFont(context, names.slice(0, count), { size: NODE_NAME_SIZE, family: theme.font }, 0.3 * frame.width),
  );
  const widest = ({ names = [], count }, font) =>
    Math.max(-10, ...names.slice(0, count).map((name) => measureLabel(context, name, font))) + 10;
  const left = widest(layers[0], nameFonts[0]);
  let right = widest(layers.at(-1), nameFonts[1]);
  let above = layers.slice(1, -1).some(({ names }) => names) ? NAME_ROOM : 0;
  let below = layers.some(hasBiases) ? BIAS_ROOM : 0;
  const room = style.neurons ? BUTTON_ROOM : 2;
  const hasMaps = layers.some(({ maps }) => maps);
  const [down, across] = hasMaps ? [0.44, 0.34] : [0.36, 0.2];
  const largest = Math.min(LARGEST_RADIUS, (across * (frame.width - left - right)) / layers.length);
  const radiusFor = (height, gap) => Math.min(largest, (down * height) / most, (height - (most - 1) * gap) / (2 * most));
  let height = frame.height - 2 * room - above - below;
  let radius = radiusFor(height, above + below);
  if (radius < LEAST_NOTED) {
    above = below = 0;
    height = frame.height - 2 * room;
    radius = Math.max(3, radiusFor(height, 0));
  }
  if (below && hasBiases(layers.at(-1))) {
    const usual = `b = ${formatNumber(-12.345, style.format ?? ".2f")}`;
    const half = measureLabel(context, usual, { size: BIAS_SIZE, family: theme.font }) / 2;
    right = Math.max(right, half - radius);
  }
  const width = frame.width - left - right;
  const apart = Math.max((hasMaps ? 2.6 : 5) * radius, 2 * radius + above + below);
  const pitch = Math.min((height - 2 * radius) / Math.max(most - 1, 1), apart);
  const middle = frame.top + room + above + height / 2;
  const stride = (width - 2 * radius - 4) / Math.max(layers.length - 1, 1);
  return {
    radius,
    above,
    below,
    nameFonts,
    stride,
    x: (l) => frame.left + left + radius + 2 + l * stride,
    y: (l, i) => middle + (i - (layers[l].count - 1) / 2) * pitch,
  };
}

/** Whether the biases of a layer can be written; below maps there is no room. */
function hasBiases({ biases, maps }) {
  return biases && !maps;
}

/** The links between the layers that are drawn: where each begins and ends, and its weight. */
function findLinks(layers, places) {
  const links = [];
  for (let l = 1; l < layers.length; l++) addLinks(links, layers, l, places);
  return links;
}

function addLinks(links, layers, l, places) {
  const [before, { index, weights, stride, count }] = [layers[l - 1], layers[l]];
  for (let from = 0; from < before.count; from++) {
    if (before.on?.[from] === 0) continue;
    for (let to = 0; to < count; to++) {
      const w = weights[to * stride + from];
      if (!Number.isFinite(w)) continue;
      const [x0, y0] = [places.x(l - 1) + places.radius, places.y(l - 1, from)];
      const [x1, y1] = [places.x(l) - places.radius, places.y(l, to)];
      // Where a link is nearer to the end at which fewer links gather, it is more alone.
      links.push({ w, from, to, layer: index, x0, y0, x1, y1, late: before.count < count });
    }
  }
}

function drawLinks(context, links, strokes, theme) {
  // Links of about one width share a style; the browser is quickest with each line by itself.
  const groups = new Map();
  for (const link of links) {
    const key = strokes.key(link.w);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(link);
  }
  for (const [key, group] of [...groups].sort(([a], [b]) => Math.abs(a) - Math.abs(b))) {
    const stroke = strokes.of(key);
    setStroke(context, stroke, theme);
    context.lineCap = "butt";
    context.globalAlpha = stroke.alpha;
    for (const link of group) strokeLink(context, link);
  }
  context.globalAlpha = 1;
}

/** From weights to how their links are drawn; those with the same key are drawn alike. */
function chooseStrokes(links, places) {
  const largest = links.reduce((most, { w }) => Math.max(most, Math.abs(w)), 0) || 1;
  const thickest = Math.max(1.5, Math.min(6, places.radius / 2.5, 40 / Math.sqrt(links.length)));
  const isCrowd = links.length > MOST_DASHES;
  return {
    key: (w) => Math.sign(w) * (1 + Math.round((WIDTHS * Math.abs(w)) / largest)),
    of(key) {
      const share = Math.max(0, (Math.abs(key) - 1) / WIDTHS);
      return {
        color: key < 0 ? "orange" : "blue",
        dash: key < 0 && !isCrowd ? "dashed" : "solid",
        width: 0.75 + (thickest - 0.75) * share,
        alpha: key === 0 ? 0.35 : isCrowd ? 0.25 + 0.7 * share : 0.85,
      };
    },
  };
}

function strokeLink(context, { x0, y0, x1, y1 }) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

/** Draw the links that are looked at again, over all others and set off from them. */
function liftLinks(context, links, strokes, looked, theme) {
  const isLink = looked.from !== undefined;
  const lifted = links.filter(
    ({ layer, from, to }) => layer === looked.layer && to === looked.node && (!isLink || from === looked.from),
  );
  for (const link of lifted.sort((a, b) => Math.abs(a.w) - Math.abs(b.w))) {
    const stroke = strokes.of(strokes.key(link.w));
    const width = stroke.width + 1;
    // Paper on both sides, and around a link by itself a line of ink as around its ends.
    const casing = [[theme.background, width + 3]];
    if (isLink) casing.unshift([theme.ink, width + 6]);
    context.setLineDash([]);
    context.lineCap = "butt";
    for (const [color, broad] of casing) {
      context.strokeStyle = color;
      context.lineWidth = broad;
      strokeLink(context, link);
    }
    setStroke(context, { ...stroke, width }, theme);
    context.lineCap = "butt";
    strokeLink(context, link);
  }
}

/** Draw a strong border around the node that is looked at, or around both ends of the link. */
function outlineNodes(context, { layer, node, from }, layers, places, theme) {
  const l = layers.findIndex(({ index }) => index === layer);
  if (l < 0) return;
  setStroke(context, { color: "ink", width: 3 }, theme);
  const { radius } = places;
  for (const [column, i] of from === undefined ? [[l, node]] : [[l - 1, from], [l, node]]) {
    const [x, y] = [places.x(column), places.y(column, i)];
    context.beginPath();
    if (layers[column].maps) context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  }
}

/** Write few weights on their links, as large as they cover no node and no other text, or not at all. */
function writeWeights(context, links, layers, places, notes, style, theme) {
  if (links.length > MOST_NUMBERS) return;
  const { radius } = places;
  const nodes = layers.flatMap(({ count }, l) =>
    Array.from({ length: count }, (_, i) => ({ x: places.x(l), y: places.y(l, i), width: 2 * radius, height: 2 * radius })),
  );
  const taken = [...nodes, ...notes.map(({ box }) => box)];
  for (let size = Math.min(12, 0.6 * radius); size >= SMALLEST_TEXT; size--) {
    const font = { size, family: theme.font, weight: 600 };
    const numbers = placeWeights(context, links, taken, font, style.format ?? ".2f");
    if (!numbers) continue;
    for (const { text, w, x, y, width, height } of numbers) {
      // On a thick link, a number needs paper of its own to be read.
      context.fillStyle = theme.background;
      context.beginPath();
      context.roundRect(x - width / 2, y - height / 2, width, height, 3);
      context.fill();
      context.fillStyle = theme.colors[w < 0 ? "orange" : "blue"];
      drawLabel(context, text, x, y, font, "middle");
    }
    return;
  }
}

/** Place each weight where it covers nothing that is taken; null if there is no place for one. */
function placeWeights(context, links, taken, font, format) {
  const numbers = [];
  for (const { w, x0, y0, x1, y1, late } of links) {
    const text = withMinus(formatNumber(w, format));
    const [width, height] = [measureLabel(context, text, font) + 6, font.size + 3];
    const spots = SHARES.map((share) => {
      const along = late ? 1 - share : share;
      return { x: x0 + along * (x1 - x0), y: y0 + along * (y1 - y0), width, height };
    });
    const best = spots.find((spot) => ![...taken, ...numbers].some((other) => overlap(spot, other)));
    if (!best) return null;
    numbers.push({ text, w, ...best });
  }
  return numbers;
}

/** Whether two boxes cover each other; each has its middle at (x, y). */
function overlap(a, b) {
  return 2 * Math.abs(a.x - b.x) < a.width + b.width && 2 * Math.abs(a.y - b.y) < a.height + b.height;
}

/** Draw the nodes of a layer as squares that show what each node answers everywhere. */
function drawMaps(context, { index, count, maps, on }, l, places, kept, theme) {
  if (!kept.has(index)) kept.set(index, new NodeMaps(maps.shape));
  const grid = kept.get(index);
  grid.paint(maps, count, colormap("diverging", theme), missingColor(theme));
  const half = places.radius;
  context.imageSmoothingEnabled = true;
  context.setLineDash([]);
  context.lineWidth = 1.25;
  context.strokeStyle = theme.muted;
  for (let i = 0; i < count; i++) {
    const [x, y] = [places.x(l), places.y(l, i)];
    if (on?.[i] === 0) {
      context.fillStyle = theme.background;
      context.fillRect(x - half, y - half, 2 * half, 2 * half);
      context.globalAlpha = 0.25;
    }
    grid.draw(context, i, x, y, half);
    context.strokeRect(x - half, y - half, 2 * half, 2 * half);
    context.globalAlpha = 1;
  }
}

/** Draw the nodes of a layer as circles with their values. */
function drawCircles(context, { count, nodes, on }, l, places, style, theme) {
  const { radius } = places;
  const largest = largestOf(nodes);
  for (let i = 0; i < count; i++) {
    const [x, y] = [places.x(l), places.y(l, i)];
    const strength = largest && Number.isFinite(nodes[i]) ? Math.abs(nodes[i]) / largest : 0;
    context.globalAlpha = on?.[i] === 0 ? 0.35 : 1;
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
    const font = fittingFont(context, [text], { size: 13, family: theme.font }, 2 * radius - 5);
    if (font.size >= SMALLEST_TEXT) drawLabel(context, text, x, y, font, "middle");
    context.globalAlpha = 1;
  }
}

/** What is written beside nodes: names and biases, each with its font and the box that it takes. */
function findNotes(context, layers, places, style, frame, theme) {
  const { radius } = places;
  const notes = [];
  const family = theme.font;
  const last = layers.length - 1;
  const write = (l, texts, font, color, anchor, dx, dy, halo) => {
    texts.forEach((text, i) => {
      const [x, y] = [places.x(l) + dx, places.y(l, i) + dy];
      const width = measureLabel(context, text, font);
      const middle = { start: x + width / 2, middle: x, end: x - width / 2 }[anchor];
      const box = { x: middle, y, width, height: font.size + 2 };
      notes.push({ text, x, y, font, anchor, halo, color: color(i), box });
    });
  };
  // What stands above or below a node has room up to the next column, or to the side of the canvas.
  const writeBetween = (l, texts, size, color, dy) => {
    const x = places.x(l);
    const room = Math.min(places.stride - 4, 2 * (x - frame.left), 2 * (frame.right - x));
    const font = fittingFont(context, texts, { size, family }, room);
    if (font.size >= SMALLEST_TEXT) write(l, texts, font, () => color, "middle", 0, dy, theme.background);
  };
  layers.forEach((layer, l) => {
    const { count, on, biases } = layer;
    const names = layer.names?.slice(0, count);
    const color = (i) => (on?.[i] === 0 ? theme.muted : theme.ink);
    if (names && l === 0) write(l, names, places.nameFonts[0], color, "end", -radius - 8, 0);
    else if (names && l === last) write(l, names, places.nameFonts[1], color, "start", radius + 8, 0);
    else if (names && places.above) writeBetween(l, names, NODE_NAME_SIZE, theme.ink, -radius - 10);
    if (!hasBiases(layer) || !places.below) return;
    const texts = Array.from(biases.slice(0, count), (bias) => withMinus(`b = ${formatNumber(bias, style.format ?? ".2f")}`));
    writeBetween(l, texts, BIAS_SIZE, theme.muted, radius + 10);
  });
  return notes;
}

function writeNotes(context, notes) {
  for (const { text, x, y, font, anchor, halo, color } of notes) {
    context.fillStyle = color;
    drawLabel(context, text, x, y, font, anchor, halo);
  }
}

function largestOf(numbers) {
  let largest = 0;
  for (const number of numbers) {
    if (Number.isFinite(number)) largest = Math.max(largest, Math.abs(number));
  }
  return largest;
}
