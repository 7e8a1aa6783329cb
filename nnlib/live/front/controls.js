// The link between an explorer and one of its controls.
//
// Sliders, choices and switches are ipywidgets: their models hold the value, and change with or
// without a kernel. Points and pads live in the picture: the explorer's own model holds theirs.

import { formatNumber } from "./drawing/format.js";
import { ExpressionError, parseExpression } from "./replay/expression.js";

export class ControlLink {
  /** spec: the control's description; changed: called when the reader has moved it. */
  constructor(spec, own, widgets, changed) {
    this.spec = spec;
    this.own = own;
    this.widgets = widgets;
    this.changed = changed;
    this.listening = [];
  }

  async connect() {
    const { spec } = this;
    this.player = spec.player ? await this.widgets(spec.player) : null;
    this.model = spec.widget ? await this.widgets(spec.widget) : this.own;
    this.listen(this.model, spec.widget ? `change:${spec.trait}` : "change:edits", this.changed);
    if (this.player !== null) this.connectPlayer();
  }

  /** The player and its slider follow each other here; a link of ipywidgets' does not live on Colab. */
  connectPlayer() {
    const { model, player } = this;
    letSeveralViewsPlay(player);
    const follow = (target, source) => {
      const value = source.get("value");
      if (target.get("value") === value) return;
      target.set("value", value);
      target.save_changes();
    };
    follow(player, model);
    this.listen(model, "change:value", () => follow(player, model));
    this.listen(player, "change:value", () => follow(model, player));
  }

  listen(model, event, listener) {
    model.on(event, listener);
    this.listening.push(() => model.off(event, listener));
  }

  destroy() {
    for (const stop of this.listening.splice(0)) stop();
  }

  /** The value as the widget holds it; for options and a log slider its position. */
  get raw() {
    const { spec, model } = this;
    if (spec.widget) return model.get(spec.trait);
    return model.get("edits")[spec.name] ?? spec.initial;
  }

  get index() {
    return this.raw ?? this.spec.initial;
  }

  /** The value as Python's `values` has it; a choice by the name of its option. */
  get value() {
    const { options, positions, decimals } = this.spec;
    const list = options ?? positions;
    if (list !== undefined) return list[this.index];
    // The widget computes min + k·step, with rounding errors: 4.000000000000002 for 4.
    return decimals === undefined ? this.raw : Number(this.raw.toFixed(decimals));
  }

  /**
   * The formula that is computed with: the last one that could be read. A reader who is still typing
   * has done nothing wrong, and the other controls go on.
   */
  get formula() {
    const { spec, value } = this;
    if (value === this.read?.typed) return this.read;
    try {
      this.read = { text: value, tree: parseExpression(value, spec.variables), error: null };
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.read ??= { text: spec.initial, tree: parseExpression(spec.initial, spec.variables) };
      this.read.error = error;
    }
    this.read.typed = value;
    return this.read;
  }

  set(value) {
    const { spec } = this;
    if (spec.options) {
      const index = spec.options.indexOf(String(value));
      if (index < 0) throw new Error(`${spec.name} has no option ${value}; it has ${spec.options.join(", ")}.`);
      this.write(index);
    } else if (["slider", "integer", "play"].includes(spec.kind)) {
      if (!Number.isFinite(value)) throw new Error(`${spec.name} wants a number, not ${value}.`);
      this.write(spec.positions ? nearest(spec.positions, value) : Math.min(Math.max(value, spec.min), spec.max));
    } else if (spec.kind === "pad") {
      const row = (_, r) => Array.from(value.slice(r * spec.width, (r + 1) * spec.width));
      this.write(Array.isArray(value[0]) ? value : Array.from({ length: spec.height }, row));
    } else {
      this.write(value);
    }
  }

  write(raw) {
    const { spec, model } = this;
    if (spec.widget) model.set(spec.trait, raw);
    else model.set("edits", { ...model.get("edits"), [spec.name]: raw });
    model.save_changes();
  }

  reset() {
    this.pause();
    if (this.spec.options) this.write(this.spec.initial);
    else this.set(this.spec.initial);
  }

  /** One step on in time, by hand. */
  advance() {
    this.pause();
    this.set(this.value + this.spec.step);
  }

  pause() {
    if (this.player !== null) this.setPlaying(false);
  }

  play() {
    this.setPlaying(true);
  }

  setPlaying(isPlaying) {
    // ipywidgets 7 and 8 name the trait differently.
    for (const trait of ["playing", "_playing"]) {
      if (this.player.get(trait) !== undefined) this.player.set(trait, isPlaying);
    }
    this.player.save_changes();
  }

  /** How many steps the player takes at a tick. */
  setPlayerStep(step) {
    if (step === this.player.get("step")) return;
    this.player.set("step", step);
    this.player.save_changes();
  }

  /** What a handle in the picture has to know. */
  handle() {
    const { min, max, step, log, label, kind } = this.spec;
    return { min, max, step, log, label, kind, value: this.value };
  }

  /** The recording's inputs that this control feeds: [name, number or numbers] pairs. */
  numbers() {
    const { spec, value } = this;
    if (spec.kind === "choice") return [];
    if (spec.kind === "option") return [[spec.name, this.index]];
    if (spec.kind === "points") return this.pointColumns(value);
    if (spec.kind === "pad") return [[spec.name, value.flat()]];
    if (spec.kind === "formula") return [];
    return [[spec.name, Number(value)]];
  }

  pointColumns({ x, y, c }) {
    const { name, capacity } = this.spec;
    const count = Math.min(x.length, capacity);
    const column = (numbers) => {
      const padded = new Float64Array(capacity);
      for (let k = 0; k < count; k++) padded[k] = numbers[k];
      return padded;
    };
    const mask = new Float64Array(capacity).fill(1, 0, count);
    const colors = c ?? new Array(count).fill(0);
    return [
      [`${name}.x`, column(x)],
      [`${name}.y`, column(y)],
      [`${name}.c`, column(colors)],
      [`${name}.mask`, mask],
    ];
  }

  /** The setting in words, for the text summary. */
  words() {
    const { spec, value } = this;
    if (spec.options || spec.kind === "formula") return `${spec.label} ${value}`;
    if (spec.kind === "switch") return `${spec.label} ${value ? "on" : "off"}`;
    if (spec.kind === "points") return `${spec.label}: ${value.x.length} points`;
    if (spec.kind === "pad") return "";
    return `${spec.label} = ${formatNumber(value, ".4g")}`;
  }
}

/**
 * A player shown twice stops after one tick, without this: each view of ipywidgets 8 starts the player
 * when `playing` has become true from false, and otherwise stops it. The first view's tick makes
 * Backbone forget what `playing` was, so that the second view finds that it had been true all along. But
 * what has just changed, and is true or false, was the other before.
 */
function letSeveralViewsPlay(player) {
  const { previous } = Object.getPrototypeOf(player);
  player.previous = (trait) => (trait === "playing" ? !player.get(trait) : previous.call(player, trait));
}

/** The position of the entry whose ratio to a value is nearest to 1. */
function nearest(positions, value) {
  const distances = positions.map((position) => Math.abs(Math.log(position / value)));
  return distances.indexOf(Math.min(...distances));
}
