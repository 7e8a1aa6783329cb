// A closer look at one node or link of a network, by the pointer, by touch or by the keyboard.

import { moveTo, pointerPlace } from "./handles.js";
import { NodeCard, describeLink, describeNode } from "./nodecard.js";

// How near a pointer must be to a node or a link, in pixels: fingers are less exact than mice.
const NODE_REACH = { mouse: 3, pen: 5, touch: 10 };
const LINK_REACH = { mouse: 5, pen: 7, touch: 14 };
const MOST_WEIGHTS = 8;
const NODE_KEYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const NODE_HELP = "Arrow keys go from node to node, Escape closes.";

/**
 * What the reader looks at is `{ layer, node }`, or for a link `{ layer, node, from }` with the node
 * it comes from; `layer` counts all layers of the mark, drawn or not. As long as nothing is looked
 * at, a frame costs nothing here.
 */
export class Inspector {
  constructor(mark, panel) {
    this.mark = mark;
    this.panel = panel;
    this.looked = null;
    // What is looked at when the pointer is on nothing: what was pressed, or the keyboard stands on.
    this.kept = null;
    this.makeStand();
    this.heard = document.createElement("p");
    this.heard.className = "nn-heard";
    this.heard.setAttribute("aria-live", "polite");
    panel.element.append(this.heard);
    this.listening = new AbortController();
    this.listen(panel.stage, "pointerdown", this.pressed);
    this.listen(panel.stage, "pointermove", this.moved);
    this.listen(panel.stage, "pointerleave", this.left);
    this.listen(panel.stage, "click", this.clicked);
    this.listen(document, "keydown", this.escaped);
  }

  destroy() {
    clearTimeout(this.timer);
    this.listening.abort();
    this.card?.hide();
    this.stand.remove();
    this.heard.remove();
  }

  listen(element, type, act) {
    element.addEventListener(type, act.bind(this), { signal: this.listening.signal });
  }

  /** One element stands on a node for the keyboard. */
  makeStand() {
    this.stand = document.createElement("div");
    this.stand.className = "nn-stand";
    this.stand.tabIndex = 0;
    this.stand.setAttribute("role", "application");
    this.stand.setAttribute("aria-roledescription", "network");
    this.stand.setAttribute("aria-label", `${this.panel.spec.title || "Network"}. ${NODE_HELP}`);
    this.stand.addEventListener("focus", () => this.standOn(this.place));
    this.stand.addEventListener("blur", () => {
      this.isFocused = false;
      this.close();
    });
    this.stand.addEventListener("keydown", (event) => this.key(event));
    this.panel.stage.append(this.stand);
  }

  get store() {
    return this.panel.frame.store(this.mark);
  }

  // --- pointer --------------------------------------------------------------------------------

  pressed(event) {
    // A click does not tell in every browser what made it.
    this.pointerType = event.pointerType;
  }

  moved(event) {
    // A finger that moves scrolls the page.
    if (event.pointerType === "touch") return;
    const hit = this.hit(event, event.pointerType);
    if (hit && isSamePart(hit, this.shut)) return;
    this.shut = null;
    this.look(hit ?? this.kept);
  }

  left(event) {
    if (event.pointerType !== "touch") this.look(this.kept);
  }

  /** A press keeps what it meets in sight, until the next one beside it. */
  clicked(event) {
    const hit = this.hit(event, this.pointerType);
    // With a mouse, an input has been seen already; the press is meant for its button.
    if (event.target.closest("button") && this.pointerType !== "touch") return;
    this.kept = isSamePart(hit, this.kept) ? null : hit;
    this.look(this.kept);
  }

  /** What a pointer is on: a node, or else a link, or null. */
  hit(event, pointerType) {
    const { layers, places, links, strokes } = this.store;
    const button = event.target.closest("button");
    if (!layers || (button && !button.classList.contains("nn-input"))) return null;
    const [x, y] = pointerPlace(event, this.panel.stage);
    let best = null;
    let least = places.radius + (NODE_REACH[pointerType] ?? NODE_REACH.mouse);
    layers.forEach(({ index, count }, l) => {
      for (let node = 0; node < count; node++) {
        const distance = Math.max(Math.abs(places.x(l) - x), Math.abs(places.y(l, node) - y));
        if (distance > least) continue;
        least = distance;
        best = { layer: index, node };
      }
    });
    if (best) return best;
    least = LINK_REACH[pointerType] ?? LINK_REACH.mouse;
    let strength = 0;
    for (const link of links) {
      const width = strokes.of(strokes.key(link.w)).width;
      const distance = Math.max(0, distanceToLink(x, y, link) - width / 2);
      // Where links cross, it is on the one that lies on top.
      if (distance > least || (distance === least && Math.abs(link.w) < strength)) continue;
      [least, strength] = [distance, Math.abs(link.w)];
      // The card stays where the pointer came upon the link.
      best = { layer: link.layer, node: link.to, from: link.from, along: shareAlong(x, y, link) };
    }
    return best;
  }

  // --- keyboard -------------------------------------------------------------------------------

  key(event) {
    const [right, down] = NODE_KEYS[event.key] ?? [0, 0];
    if (!right && !down) return;
    event.preventDefault();
    const { layers, places } = this.store;
    const here = this.find(this.place) ?? { l: 0, node: 0 };
    const l = Math.min(Math.max(here.l + right, 0), layers.length - 1);
    const { index, count } = layers[l];
    let { node } = here;
    if (l !== here.l) {
      const away = (i) => Math.abs(places.y(l, i) - places.y(here.l, here.node));
      node = 0;
      for (let i = 1; i < count; i++) if (away(i) < away(node)) node = i;
    }
    this.standOn({ layer: index, node: Math.min(Math.max(node + down, 0), count - 1) });
  }

  standOn(place) {
    this.isFocused = true;
    this.place = this.find(place) ? place : { layer: 0, node: 0 };
    this.kept = this.place;
    this.placeStand();
    this.look(this.place);
  }

  // --- looking --------------------------------------------------------------------------------

  look(part) {
    if (isSamePart(part, this.looked)) return;
    this.looked = part;
    this.store.looked = part;
    this.sign = null;
    clearTimeout(this.timer);
    if (!part) {
      this.card?.hide();
      this.say("");
    }
    this.panel.draw();
  }

  /** Escape closes the card wherever the focus is, and as long as the pointer stays where it is. */
  escaped(event) {
    if (event.key !== "Escape") return;
    this.shut = this.looked;
    this.close();
  }

  close() {
    this.kept = null;
    this.look(null);
  }

  /** Where a part is among the layers that are drawn, or null if it is not drawn. */
  find(part) {
    const { layers, links } = this.store;
    const l = layers?.findIndex(({ index }) => index === part?.layer) ?? -1;
    if (l < 0 || part.node >= layers[l].count) return null;
    if (part.from === undefined) return { ...part, l };
    const link = links.find(({ layer, from, to }) => layer === part.layer && from === part.from && to === part.node);
    return link ? { ...part, l, link } : null;
  }

  update() {
    if (this.isFocused) this.placeStand();
    if (!this.looked) return;
    const found = this.find(this.looked);
    // It may be gone with its layer, or with the recording that it belonged to.
    if (!found || this.store.looked !== this.looked) {
      this.close();
      return;
    }
    const { width, layout } = this.panel;
    const spots = this.spotsOf(found);
    const sign = JSON.stringify([this.looked, spots, width, layout.height]);
    const isNew = sign !== this.sign;
    this.sign = sign;
    const { hasMap, words } = isNew ? this.fit(found, spots) : this.write(found);
    if (hasMap) this.card.drawMap(this.store.maps.get(found.layer), found.node);
    // While numbers run, nobody wants to hear them.
    clearTimeout(this.timer);
    if (isNew) this.say(words);
    else this.timer = setTimeout(() => this.say(words), 400);
  }

  /** Show as many weights as there is room for in the panel. */
  fit(found, spots) {
    const { stage, width, layout } = this.panel;
    this.card ??= new NodeCard(stage);
    this.most = MOST_WEIGHTS;
    let text = this.write(found);
    this.card.fitText();
    while (this.most > 0 && this.card.size.height > layout.height) {
      this.most--;
      text = this.write(found);
    }
    this.card.place(spots, { width, height: layout.height });
    return text;
  }

  write(found) {
    const format = this.mark.style.format ?? ".2f";
    const describe = found.link ? describeLink : describeNode;
    const text = describe(this.store.layers, found, format, this.most);
    this.card.write(text);
    return text;
  }

  /** What the card should leave free: the node, or where the link is looked at and then the rest of it. */
  spotsOf({ l, node, from, link, along }) {
    const { places } = this.store;
    const nodeSpot = (column, i) => ({ x: places.x(column), y: places.y(column, i), reach: places.radius });
    if (!link) return [nodeSpot(l, node)];
    const { x0, y0, x1, y1 } = link;
    const [here, ...others] = [along, 0.1, 0.3, 0.5, 0.7, 0.9].map((share) => {
      return { x: x0 + share * (x1 - x0), y: y0 + share * (y1 - y0), reach: LINK_REACH.mouse };
    });
    return [here, nodeSpot(l - 1, from), nodeSpot(l, node), ...others];
  }

  placeStand() {
    const { l, node } = this.find(this.place) ?? { l: 0, node: 0 };
    const { places } = this.store;
    const size = 2 * places.radius;
    this.stand.style.width = this.stand.style.height = `${size}px`;
    moveTo(this.stand, places.x(l) - size / 2, places.y(l, node) - size / 2);
  }

  say(words) {
    if (this.heard.textContent !== words) this.heard.textContent = words;
  }
}

function isSamePart(one, other) {
  return one === other || (one?.layer === other?.layer && one?.node === other?.node && one?.from === other?.from);
}

/** How far along a link the place nearest to a point lies: 0 where the link begins, 1 at its end. */
function shareAlong(x, y, { x0, y0, x1, y1 }) {
  const share = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2);
  return Math.min(Math.max(share, 0), 1);
}

function distanceToLink(x, y, link) {
  const { x0, y0, x1, y1 } = link;
  const share = shareAlong(x, y, link);
  return Math.hypot(x0 + share * (x1 - x0) - x, y0 + share * (y1 - y0) - y);
}
