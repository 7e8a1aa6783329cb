// A network as nodes in columns, joined by its weights.

import { colormap, missingColor } from "./colormap.js";
import { mixColors } from "./colors.js";
import { formatNumber, withMinus } from "./format.js";
import { drawLabel, measureLabel } from "./labels.js";
import { setStroke } from "./markers.js";
import { NodeMaps } from "./nodemaps.js";

const LARGEST_RADIUS = 24;
// Buttons that let a layer grow need room above and below it.
const BUTTON_ROOM = 38;
// More links than this, and their numbers would cover each other.
const MOST_NUMBERS = 12;
// More links than this, and dashes would be noise; the colours say the sign as well.
const MOST_DASHES = 100;
const SMALLEST_TEXT = 9;
const WIDTHS = 12;
const SHARES = [0.3, 0.36, 0.24, 0.42, 0.5, 0.58, 0.64, 0.7, 0.76];

export const networkMark = {
  // A diagram has no axes; it fills its panel.
  extent() {},

  diagram: true,

  draw(context, mark, values, frame, theme) {
    const store = frame.store(mark);
    const layers = shownLayers(mark, values);
    const places = placeNodes(context, layers, mark.style, frame, theme);
    const links = findLinks(layers, places);
    // The tools put their buttons beside what is drawn, and look up what a pointer is on.
    Object.assign(store, { layers, places, links });
    store.maps ??= new Map();
    const strokes = chooseStrokes(links, places);
    drawLinks(context, links, strokes, theme);
    if (store.looked) liftLinks(context, links, strokes, store.looked, theme);
    writeWeights(context, links, layers, places, mark.style, theme);
    layers.forEach((layer, l) => {
      if (layer.maps) drawMaps(context, layer, l, places, store.maps, theme);
      else drawCircles(context, layer, l, places, mark.style, theme);
      nameNodes(context, layers, l, places, mark.style, theme);
    });
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
  const font = { size: 14, family: theme.font };
  const widest = ({ names = [], count }) =>
    Math.max(-10, ...names.slice(0, count).map((name) => measureLabel(context, name, font))) + 10;
  // Names stand outside the first and the last column, and above the nodes in between.
  const left = widest(layers[0]);
  const right = widest(layers.at(-1));
  const room = style.neurons ? BUTTON_ROOM : 0;
  const headroom = Math.max(room, layers.slice(1, -1).some(({ names }) => names) ? 18 : 4);
  const footroom = Math.max(room, layers.some(({ biases, maps }) => biases && !maps) ? 18 : 4);
  const width = frame.width - left - right;
  const height = frame.height - headroom - footroom;
  const hasMaps = layers.some(({ maps }) => maps);
  const [down, across] = hasMaps ? [0.44, 0.34] : [0.36, 0.2];
  const radius = Math.max(3, Math.min(LARGEST_RADIUS, (down * height) / most, (across * width) / layers.length));
  const pitch = Math.min((height - 2 * radius) / Math.max(most - 1, 1), (hasMaps ? 2.6 : 5) * radius);
  const middle = frame.top + headroom + height / 2;
  const stride = (width - 2 * radius - 4) / Math.max(layers.length - 1, 1);
  return {
    radius,
    x: (l) => frame.left + left + radius + 2 + l * stride,
    y: (l, i) => middle + (i - (layers[l].count - 1) / 2) * pitch,
  };
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

/** Write few weights on their links, each at the first place where it covers nothing written before. */
function writeWeights(context, links, layers, places, style, theme) {
  const size = Math.min(12, 0.6 * places.radius);
  if (links.length > MOST_NUMBERS || size < SMALLEST_TEXT) return;
  const font = { size, family: theme.font, weight: 600 };
  const height = size + 3;
  const taken = [];
  layers.forEach(({ count }, l) => {
    // Above a node stands its name, below it its bias.
    for (let i = 0; i < count; i++) {
      for (const side of [-1, 1]) {
        const y = places.y(l, i) + side * (places.radius + 9);
        taken.push({ x: places.x(l), y, width: 2 * places.radius + 8 });
      }
    }
  });
  for (const { w, x0, y0, x1, y1, late } of links) {
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
function drawCircles(context, { count, nodes, biases, on }, l, places, style, theme) {
  const { radius } = places;
  const family = theme.font;
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
    const size = Math.min(13, (2 * radius - 5) / (measureLabel(context, text, { size: 10, family }) / 10));
    if (size >= SMALLEST_TEXT) drawLabel(context, text, x, y, { size, family }, "middle");
    context.globalAlpha = 1;
    if (biases && radius >= 10) {
      context.fillStyle = theme.muted;
      const bias = withMinus(`b = ${formatNumber(biases[i], style.format ?? ".2f")}`);
      drawLabel(context, bias, x, y + radius + 10, { size: 11, family }, "middle", theme.background);
    }
  }
}

function nameNodes(context, layers, l, places, style, theme) {
  const { names, count, on } = layers[l];
  if (!names) return;
  const { radius } = places;
  const font = { size: 14, family: theme.font };
  for (let i = 0; i < count; i++) {
    const [x, y] = [places.x(l), places.y(l, i)];
    context.fillStyle = on?.[i] === 0 ? theme.muted : theme.ink;
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
