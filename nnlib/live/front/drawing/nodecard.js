// What is known of a node or a link of a network, and the card that shows it.

import { formatNumber, withMinus } from "./format.js";
import { moveTo } from "./handles.js";
import { labelNodes } from "./labelnodes.js";

// Between a card and what it tells of, in pixels.
const CARD_GAP = 8;
const SMALLEST_CARD_TEXT = 10;
// Where it may stand, the best first: right, left, below, above, and at the corners.
const SIDES = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [1, -1], [-1, 1], [-1, -1]];

/**
 * Describe the node of a layer: `{ name, hasMap, rows, words }`.
 *
 * A row is `{ label, text }`, and `w` if it is a weight. Of more weights than `most`, those of the
 * largest size are told.
 */
export function describeNode(layers, { l, node }, format, most) {
  const print = printerOf(format);
  const { nodes, maps, biases, on } = layers[l];
  const name = nameOf(layers, l, node);
  const facts = [];
  // Under its map, a range needs no name.
  const range = maps && rangeOf(maps, node).map(print).join(" to ");
  facts.push(maps ? { label: "", text: range, said: "values" } : { label: "value", text: print(nodes[node]) });
  if (on) facts.push({ label: "switched", text: on[node] === 0 ? "off" : "on" });
  if (biases) facts.push({ label: "bias", text: print(biases[node]) });
  const weights = incoming(layers, l, node);
  const told = largestWeights(weights, most).map(({ from, w }) => {
    return { label: shortName(layers[l - 1], from), text: print(w), w };
  });
  const untold = weights.length - told.length;
  const rest = untold ? `${untold} ${told.length ? "smaller" : "weights"}` : "";
  const rows = [...facts, ...(told.length ? [{ label: "weights", text: "" }] : []), ...told];
  if (rest) rows.push({ label: rest, text: "" });
  const words = facts.map(({ label, text, said = label }) => `${said} ${text}`);
  if (told.length) words.push(`weights ${told.map(({ label, text }) => `${text} from ${label}`).join(", ")}`);
  if (rest) words.push(rest);
  return { name, hasMap: Boolean(maps), rows, words: `${name}: ${words.join("; ")}` };
}

/** Describe the link to a node from one of the layer before, as `describeNode` does. */
export function describeLink(layers, { l, node, from, link }, format) {
  const text = printerOf(format)(link.w);
  const [start, end] = [nameOf(layers, l - 1, from), nameOf(layers, l, node)];
  const rows = [{ label: "weight", text, w: link.w }];
  return { name: `${start} → ${end}`, rows, words: `weight ${text} from ${start} to ${end}` };
}

export class NodeCard {
  constructor(stage) {
    this.stage = stage;
    this.element = document.createElement("div");
    this.element.className = "nn-card";
    // The same is said in words.
    this.element.setAttribute("aria-hidden", "true");
    this.name = document.createElement("b");
    this.canvas = document.createElement("canvas");
    this.rows = document.createElement("div");
    this.element.append(this.name, this.rows);
  }

  hide() {
    this.element.remove();
  }

  get size() {
    const { width, height } = this.element.getBoundingClientRect();
    return { width, height };
  }

  /** Show a description; what has not changed is left alone. */
  write({ name, hasMap, rows }) {
    const sign = JSON.stringify([name, hasMap, rows.map(({ label }) => label)]);
    if (sign !== this.sign) {
      this.sign = sign;
      this.name.replaceChildren(...labelNodes(name));
      if (hasMap) this.name.after(this.canvas);
      else this.canvas.remove();
      this.rows.replaceChildren(...rows.map(makeRow));
    }
    rows.forEach(({ text, w }, k) => {
      const value = this.rows.children[k].lastChild;
      if (value.textContent !== text) value.textContent = text;
      if (w !== undefined) value.dataset.sign = w < 0 ? "-" : "+";
    });
    if (!this.element.parentElement) this.stage.append(this.element);
  }

  /** Set the text as large as all rows fit on a line each, and no smaller than can be read. */
  fitText() {
    const { style } = this.element;
    style.fontSize = "";
    let size = parseFloat(getComputedStyle(this.element).fontSize);
    const isBroken = (row) => row.clientHeight > 2 * size;
    while (size > SMALLEST_CARD_TEXT && [...this.rows.children].some(isBroken)) style.fontSize = `${--size}px`;
  }

  /**
   * Put the card beside the first of some spots `{ x, y, reach }`, within a room of some width and
   * height, where it covers as few of them as possible.
   */
  place(spots, room) {
    const { width, height } = this.size;
    const [{ x, y, reach }] = spots;
    const away = { x: reach + CARD_GAP + width / 2, y: reach + CARD_GAP + height / 2 };
    let least = Infinity;
    let best;
    for (const [right, down] of SIDES) {
      const left = Math.max(0, Math.min(x + right * away.x - width / 2, room.width - width));
      const top = Math.max(0, Math.min(y + down * away.y - height / 2, room.height - height));
      const isCovered = (spot) =>
        left < spot.x + spot.reach &&
        left + width > spot.x - spot.reach &&
        top < spot.y + spot.reach &&
        top + height > spot.y - spot.reach;
      // What it tells of must be seen before all else.
      const cost = (isCovered(spots[0]) ? spots.length : 0) + spots.filter(isCovered).length;
      if (cost >= least) continue;
      least = cost;
      best = [left, top];
    }
    moveTo(this.element, ...best);
    this.side = this.canvas.clientWidth;
  }

  /** Draw a node's map as the diagram does, only larger. */
  drawMap(maps, node) {
    const { canvas } = this;
    const size = Math.round(this.side * devicePixelRatio);
    if (canvas.width !== size) canvas.width = canvas.height = size;
    const painter = canvas.getContext("2d");
    painter.imageSmoothingQuality = "high";
    painter.clearRect(0, 0, size, size);
    maps.draw(painter, node, size / 2, size / 2, size / 2);
  }
}

function makeRow({ label }) {
  const row = document.createElement("div");
  const [name, value] = [document.createElement("span"), document.createElement("span")];
  name.append(...labelNodes(label));
  row.append(name, value);
  return row;
}

function printerOf(format) {
  return (value) => withMinus(formatNumber(value, format));
}

/** A node's name, such as "hidden layer 2, neuron 3", "input x1" or "output z1". */
function nameOf(layers, l, node) {
  const name = layers[l].names?.[node] ?? node + 1;
  if (l === 0) return `input ${name}`;
  if (l === layers.length - 1) return `output ${name}`;
  return `hidden layer ${layers[l].index}, neuron ${name}`;
}

/** A node's name for those who know its layer. */
function shortName({ index, names }, node) {
  return names?.[node] ?? `${index === 0 ? "input" : "neuron"} ${node + 1}`;
}

/** The weights of all links that lead to a node. */
function incoming(layers, l, node) {
  if (l === 0) return [];
  const { weights, stride } = layers[l];
  const { count, on } = layers[l - 1];
  const all = Array.from({ length: count }, (_, from) => ({ from, w: weights[node * stride + from] }));
  return all.filter(({ from }) => on?.[from] !== 0);
}

/** The weights of the largest size, in the order in which they stand. */
function largestWeights(weights, most) {
  if (weights.length <= most) return weights;
  const sorted = [...weights].sort((a, b) => Math.abs(b.w) - Math.abs(a.w));
  return sorted.slice(0, most).sort((a, b) => a.from - b.from);
}

/** The lowest and the highest finite value of a node's map. */
function rangeOf({ shape, data }, node) {
  const size = shape[1] * shape[2];
  let [low, high] = [Infinity, -Infinity];
  for (let i = node * size; i < (node + 1) * size; i++) {
    if (!Number.isFinite(data[i])) continue;
    low = Math.min(low, data[i]);
    high = Math.max(high, data[i]);
  }
  return low <= high ? [low, high] : [NaN, NaN];
}
