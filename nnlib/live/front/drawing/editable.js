// Points that the reader moves, adds and removes.

import { moveTo, pointerPlace, printCoordinate } from "./handles.js";
import { traceMarker } from "./markers.js";
import { roundStep } from "./scales.js";
import { CLASS_COLORS, CLASS_MARKERS } from "./theme.js";
import { addTool, addToolbar } from "./toolbar.js";

// How near a press must be to a point, in pixels: fingers are less exact than mice.
const REACH = { mouse: 14, pen: 16, touch: 24 };
const TAP = 6;
// So long a finger rests on a point before it drags it, in milliseconds; a swipe scrolls the page.
const HOLD = 250;
// The milliseconds between the two taps of a double one; what most systems take for a double click.
const DOUBLE = 500;
const SHAPE_SIZE = 24;

export class EditTool {
  constructor({ data, style }, panel) {
    this.panel = panel;
    this.data = data;
    this.name = style.control;
    this.classes = style.classes ?? 1;
    this.edit = new Set(style.edit);
    this.current = 0;
    this.selected = 0;
    this.makeSurface();
    this.makeProxy();
    this.makeToolbar();
  }

  destroy() {
    clearTimeout(this.holding);
    this.surface.remove();
    this.proxy.remove();
    this.toolbar.remove();
  }

  makeSurface() {
    this.surface = document.createElement("div");
    this.surface.className = "nn-surface";
    this.surface.dataset.edit = [...this.edit].join(" ");
    const listen = (type, act, options) => this.surface.addEventListener(type, act.bind(this), options);
    listen("pointerdown", this.pressed);
    listen("pointermove", this.moved);
    listen("pointerup", this.released);
    listen("pointercancel", this.cancelled);
    // Before it moves, a finger can still be kept from scrolling the page.
    listen("touchmove", (event) => this.grabbed !== null && event.preventDefault(), { passive: false });
    listen("contextmenu", (event) => this.grabbed !== null && event.preventDefault());
    this.grabbed = null;
    this.panel.stage.append(this.surface);
  }

  /** One element stands for the point that is selected, and takes the keyboard. */
  makeProxy() {
    this.proxy = document.createElement("button");
    this.proxy.type = "button";
    this.proxy.className = "nn-selected";
    this.proxy.setAttribute("role", "slider");
    this.proxy.setAttribute("aria-valuemin", 1);
    this.proxy.title = this.keyHelp();
    this.proxy.addEventListener("keydown", (event) => this.key(event));
    this.panel.stage.append(this.proxy);
  }

  keyHelp() {
    const help = ["Page Up and Page Down select a point"];
    if (this.edit.has("move")) help.push("arrow keys move it");
    if (this.edit.has("add")) help.push("Insert adds one");
    if (this.edit.has("remove")) help.push("Delete removes it");
    return `${help.join(", ")}.`;
  }

  makeToolbar() {
    this.toolbar = addToolbar(this.panel.element, "Points");
    this.choosers = [];
    if (this.classes > 1 && this.edit.has("add")) {
      for (let k = 0; k < this.classes; k++) {
        const name = className(k);
        const button = addTool(this.toolbar, "", `New points: ${name}`, () => this.choose(k));
        button.append(makeShape());
        this.choosers.push(button);
      }
    }
    if (this.edit.has("add")) {
      this.adder = addTool(this.toolbar, "Add", "", () => this.addInMiddle());
    }
    if (this.edit.has("remove")) {
      this.remover = addTool(this.toolbar, "Remove", "Remove the selected point", () => this.remove(this.selected));
    }
    this.toolbar.hidden = !this.toolbar.childElementCount;
    this.hint = document.createElement("span");
    this.hint.className = "nn-hint";
    this.toolbar.append(this.hint);
    this.choose(0);
  }

  update(values, theme) {
    if (theme !== this.theme) {
      this.choosers.forEach((button, k) => drawShape(button.firstChild, k, theme));
      this.theme = theme;
    }
    this.place();
  }

  place() {
    const { frame, context } = this.panel;
    Object.assign(this.surface.style, {
      left: `${frame.left}px`,
      top: `${frame.top}px`,
      width: `${frame.width}px`,
      height: `${frame.height}px`,
    });
    const { label } = context.control(this.name);
    const { x, y, c } = this.points();
    this.selected = Math.max(0, Math.min(this.selected, x.length - 1));
    this.enable(x.length);
    if (this.proxy.hidden) return;
    const k = this.selected;
    moveTo(this.proxy, frame.x.pixel(x[k]), frame.y.pixel(y[k]));
    const place = `${printCoordinate(x[k], this.step("x"))}, ${printCoordinate(y[k], this.step("y"))}`;
    const kind = this.classes > 1 ? `, ${className(c[k])}` : "";
    this.proxy.setAttribute("aria-label", label ?? "Points");
    this.proxy.setAttribute("aria-valuemax", x.length);
    this.proxy.setAttribute("aria-valuenow", k + 1);
    this.proxy.setAttribute("aria-valuetext", `Point ${k + 1} of ${x.length}${kind}, at ${place}`);
  }

  /** Allow what can be done with so many points. */
  enable(count) {
    const focused = document.activeElement;
    const isEmpty = count === 0;
    const isFull = count >= this.capacity();
    this.proxy.hidden = isEmpty;
    if (this.remover) this.remover.disabled = isEmpty;
    if (isFull !== this.isFull) this.enableAdding(isFull);
    // What has the focus loses it together with its use.
    if (isEmpty && [this.proxy, this.remover].includes(focused)) this.adder?.focus();
    if (isFull && focused === this.adder) this.proxy.focus({ preventScroll: true });
  }

  enableAdding(isFull) {
    this.isFull = isFull;
    const most = `${this.capacity()} points are the most`;
    const hints = matchMedia("(pointer: coarse)").matches ? FINGER_HINTS : MOUSE_HINTS;
    const hint = (way) => (way === "add" && isFull ? most : hints[way]);
    const ways = Object.keys(hints).filter((way) => this.edit.has(way));
    this.hint.textContent = ways.map(hint).join(" · ");
    if (!this.adder) return;
    this.adder.disabled = isFull;
    this.adder.title = isFull ? most : "Add a point in the middle";
  }

  /** A copy of the control's points. */
  points() {
    const { x, y, c } = this.panel.context.control(this.name).value;
    return { x: Array.from(x), y: Array.from(y), c: c ? Array.from(c) : new Array(x.length).fill(0) };
  }

  /** How far an arrow key moves a point: about a hundredth of the axis. */
  step(axis) {
    const { low, high } = this.panel.frame[axis];
    return roundStep((high - low) / 100);
  }

  choose(k) {
    this.current = k;
    this.choosers.forEach((button, other) => button.setAttribute("aria-pressed", other === k));
  }

  // --- pointer --------------------------------------------------------------------------------

  /** The point nearest to a pointer, or -1. */
  hit(event) {
    const { frame, stage } = this.panel;
    const [px, py] = pointerPlace(event, stage);
    const { x, y } = this.points();
    let nearest = -1;
    let least = REACH[event.pointerType] ?? REACH.mouse;
    for (let k = 0; k < x.length; k++) {
      const distance = Math.hypot(frame.x.pixel(x[k]) - px, frame.y.pixel(y[k]) - py);
      if (distance > least) continue;
      least = distance;
      nearest = k;
    }
    return nearest;
  }

  pressed(event) {
    if (event.button !== 0) return;
    this.pressedPoint = this.hit(event);
    this.start = [event.clientX, event.clientY];
    if (this.pressedPoint < 0) return;
    event.preventDefault();
    // A finger takes hold of a point by resting on it, or at once if it has tapped it before.
    const isHandle = this.pressedPoint === this.selected && document.activeElement === this.proxy;
    if (event.pointerType !== "touch" || isHandle) this.grab(event.pointerId);
    else this.holding = setTimeout(() => this.grab(event.pointerId), HOLD);
  }

  grab(pointerId) {
    this.select(this.pressedPoint);
    if (!this.edit.has("move")) return;
    this.grabbed = this.pressedPoint;
    this.surface.setPointerCapture(pointerId);
    this.panel.hold(true);
  }

  moved(event) {
    if (this.grabbed === null) {
      if (this.start && this.travel(event) >= TAP) clearTimeout(this.holding);
      this.surface.dataset.over = event.pointerType === "mouse" && this.hit(event) >= 0 ? "point" : "";
      return;
    }
    // A press that trembles is not yet a move.
    if (!this.dragging && this.travel(event) < 3) return;
    this.dragging = true;
    this.put(this.grabbed, ...this.valuesAt(event));
  }

  released(event) {
    const isTap = this.start && this.travel(event) < TAP;
    this.cancelled();
    if (!isTap) return;
    if (this.pressedPoint < 0) this.add(...this.valuesAt(event));
    else if (this.isSecond(event)) this.remove(this.pressedPoint);
    else this.select(this.pressedPoint);
  }

  /** Whether a tap is the second on its point; where a finger may drag, browsers tell no double click. */
  isSecond({ timeStamp }) {
    const before = this.tapped;
    this.tapped = { point: this.pressedPoint, timeStamp };
    return before?.point === this.pressedPoint && timeStamp - before.timeStamp < DOUBLE;
  }

  cancelled() {
    clearTimeout(this.holding);
    if (this.grabbed !== null) this.panel.hold(false);
    this.grabbed = null;
    this.dragging = false;
    this.start = null;
  }

  travel(event) {
    return Math.hypot(event.clientX - this.start[0], event.clientY - this.start[1]);
  }

  valuesAt(event) {
    const { frame, stage } = this.panel;
    const [px, py] = pointerPlace(event, stage);
    return [frame.x.value(px), frame.y.value(py)];
  }

  // --- keyboard -------------------------------------------------------------------------------

  key(event) {
    const { x, y } = this.points();
    const act = {
      PageDown: () => this.select((this.selected + 1) % x.length),
      PageUp: () => this.select((this.selected + x.length - 1) % x.length),
      Home: () => this.select(0),
      End: () => this.select(x.length - 1),
      Insert: () => this.add(x[this.selected], y[this.selected]),
      Delete: () => this.remove(this.selected),
      Backspace: () => this.remove(this.selected),
    }[event.key];
    const [right, up] = ARROWS[event.key] ?? [0, 0];
    if (!act && !right && !up) return;
    event.preventDefault();
    if (act) {
      act();
      return;
    }
    if (!this.edit.has("move")) return;
    const steps = event.shiftKey ? 10 : 1;
    const k = this.selected;
    this.put(k, x[k] + right * steps * this.step("x"), y[k] + up * steps * this.step("y"));
  }

  // --- editing --------------------------------------------------------------------------------

  select(k) {
    this.selected = k;
    this.place();
    this.proxy.focus({ preventScroll: true });
  }

  put(k, x, y) {
    const points = this.points();
    points.x[k] = this.inside("x", x);
    points.y[k] = this.inside("y", y);
    this.send(points);
  }

  /** Add a point, to the right of any that would hide it or be hidden. */
  add(x, y) {
    const points = this.points();
    if (!this.edit.has("add") || points.x.length >= this.capacity()) return;
    const step = { x: this.step("x"), y: this.step("y") };
    const isHere = (other, k) => Math.abs(other - x) < step.x && Math.abs(points.y[k] - y) < step.y;
    if (points.x.some(isHere) && x < this.panel.frame.x.high) {
      this.add(x + 5 * step.x, y);
      return;
    }
    points.x.push(this.inside("x", x));
    points.y.push(this.inside("y", y));
    points.c.push(this.current);
    this.selected = points.x.length - 1;
    this.send(points);
  }

  addInMiddle() {
    const { frame } = this.panel;
    this.add(frame.x.value(frame.left + frame.width / 2), frame.y.value(frame.top + frame.height / 2));
  }

  remove(k) {
    const points = this.points();
    if (!this.edit.has("remove") || k >= points.x.length) return;
    for (const column of [points.x, points.y, points.c]) column.splice(k, 1);
    this.tapped = null;
    this.send(points);
  }

  send(points) {
    this.panel.context.setControl(this.name, points);
  }

  capacity() {
    return this.panel.values(this.data.x).data.length;
  }

  /** A coordinate within the axes, without digits that nobody can see. */
  inside(axis, value) {
    const { low, high } = this.panel.frame[axis];
    return Number(Math.min(Math.max(value, low), high).toPrecision(5));
  }
}

const MOUSE_HINTS = { move: "drag to move", add: "click to add", remove: "double-click to remove" };
const FINGER_HINTS = { move: "hold and drag to move", add: "tap to add", remove: "double-tap to remove" };

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

function className(k) {
  return `${CLASS_COLORS[k]} ${CLASS_MARKERS[k]}`;
}

/** A small canvas for a class's marker. */
function makeShape() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2 * SHAPE_SIZE;
  canvas.className = "nn-shape";
  return canvas;
}

function drawShape(canvas, k, theme) {
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.beginPath();
  traceMarker(context, CLASS_MARKERS[k], SHAPE_SIZE, SHAPE_SIZE, 0.6 * SHAPE_SIZE);
  context.fillStyle = theme.colors[CLASS_COLORS[k]];
  context.fill();
}
