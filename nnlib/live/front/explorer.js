// An explorer in the page: it listens to its controls, replays, and draws.

import { allFinite } from "./replay/foldrunner.js";
import { decodeConstants, loadReplay } from "./replay/replay.js";
import { CodeCopier, codeText } from "./code.js";
import { ControlLink } from "./controls.js";
import { Pace } from "./pace.js";
import { Panel } from "./drawing/panel.js";
import { fillTemplate, formatNumber, withMinus } from "./drawing/format.js";
import { readTheme, watchTheme } from "./drawing/theme.js";
import { writeOutFormulas } from "./replay/formula.js";
import { shareOneStop } from "./roving.js";
import { nextTurn } from "./turn.js";
import { describeFailure, describeTrouble, keysWithGaps } from "./trouble.js";

// A slice of a long run leaves time for drawing and for the reader's next move in each frame.
const SLICE = 10;

export class LiveExplorer {
  /** model: the anywidget model; el: where to draw; widgets: from a widget's id to its model. */
  constructor(model, el, widgets) {
    this.el = el;
    this.spec = model.get("spec");
    this.replays = new Map();
    this.waiting = [];
    this.panels = [];
    const changed = () => {
      this.pace?.apply();
      this.request();
    };
    this.controls = this.spec.controls.map((control) => new ControlLink(control, model, widgets, changed));
    this.byName = new Map(this.controls.map((control) => [control.spec.name, control]));
  }

  async start() {
    this.build();
    try {
      this.constants = decodeConstants(this.spec.constants);
      await Promise.all(this.controls.map((control) => control.connect()));
      const fast = this.controls.find((control) => control.spec.fast);
      if (fast) this.pace = Pace.of(fast, this.showPace);
      this.theme = readTheme(this.el);
      this.stopWatching = watchTheme(this.el, (theme) => {
        this.theme = theme;
        this.draw();
      });
      await this.settled();
    } catch (error) {
      this.showTrouble(describeFailure(error));
      throw error;
    }
  }

  destroy() {
    this.stopWatching?.();
    this.pace?.leave(this.showPace);
    clearTimeout(this.summaryTimer);
    this.controls.forEach((control) => control.destroy());
    this.panels.forEach((panel) => panel.destroy());
  }

  // --- for readers' scripts and tests -----------------------------------------------------

  get name() {
    return this.spec.name;
  }

  /** The controls' present values, by name. */
  get values() {
    return Object.fromEntries(this.controls.map((control) => [control.spec.name, control.value]));
  }

  /** Move a control; the promise resolves when the picture shows it. */
  async set(name, value) {
    const control = this.byName.get(name);
    if (control === undefined) {
      throw new Error(`There is no control ${name}; there are ${[...this.byName.keys()].join(", ")}.`);
    }
    control.set(value);
    await this.settled();
    if (control.spec.kind === "formula" && control.formula.error) throw control.formula.error;
  }

  /** The author's outputs: a number, or { data, shape }, by name. */
  outputs() {
    const entries = this.combination.outputs.map((name) => {
      const { data, shape } = this.replay.value(name);
      return [name, shape.length === 0 ? data[0] : { data: Array.from(data), shape }];
    });
    return Object.fromEntries(entries);
  }

  /** The code with this title, with the present numbers. */
  code(title) {
    const spec = this.combination.codes.find((code) => code.title === title);
    return codeText(spec, (key) => this.replay.value(key));
  }

  /** A promise for the moment when everything asked for so far is on the screen. */
  settled() {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.request();
    });
  }

  // --- replaying --------------------------------------------------------------------------

  /** Ask for an update: at once, but only one for all changes of one event. */
  request() {
    if (this.requested) return;
    this.requested = true;
    queueMicrotask(() => this.update());
  }

  async update() {
    this.requested = false;
    try {
      await this.replayAndDraw();
    } catch (error) {
      this.showTrouble(describeFailure(error));
      for (const { reject } of this.waiting.splice(0)) reject(error);
      throw error;
    }
  }

  async replayAndDraw() {
    const wanted = this.wanted();
    if (wanted !== this.shown) {
      if (this.loading === wanted) return;
      this.loading = wanted;
      try {
        await this.choose(wanted);
      } finally {
        this.loading = null;
      }
      this.request();
      return;
    }
    for (const control of this.controls) {
      for (const [name, numbers] of control.numbers()) this.replay.set(name, numbers);
    }
    const begin = performance.now();
    if (!this.replay.run(SLICE)) {
      this.pace?.slower();
      this.later();
      return;
    }
    const isFirst = !this.hasDrawn;
    if (isFirst) await this.drawPanelByPanel();
    this.draw();
    if (!isFirst) this.pace?.took(performance.now() - begin);
    for (const { resolve } of this.waiting.splice(0)) resolve();
  }

  /** Go on in the next frame, after the page has had its turn. */
  later() {
    if (this.requested) return;
    this.requested = true;
    requestAnimationFrame(() => this.update());
  }

  linksOf(kind) {
    return this.controls.filter((control) => control.spec.kind === kind);
  }

  /** The combination of choices: their indices, joined. */
  key() {
    return this.linksOf("choice")
      .map((control) => control.index)
      .join(",");
  }

  /** What must be loaded: the combination, and what was typed. */
  wanted() {
    return [this.key(), ...this.linksOf("formula").map(({ formula }) => formula.text)].join("\n");
  }

  /** Show the recording and the panels of a combination, with the functions that were typed. */
  async choose(wanted) {
    const combination = this.spec.combinations[this.key()];
    if (!this.replays.has(wanted)) {
      const formulas = this.linksOf("formula");
      // Each text makes a recording of its own; those typed over are not kept.
      if (formulas.length > 0) this.replays.clear();
      this.replays.set(wanted, this.load(combination.recording, formulas));
    }
    this.replay = await this.replays.get(wanted);
    this.combination = combination;
    this.shown = wanted;
    this.checked = new Map();
    this.mayHaveGaps = keysWithGaps(combination);
    this.makePanels(combination.panels);
  }

  async load(recording, formulas) {
    if (formulas.length === 0) return loadReplay(recording, this.constants);
    const trees = Object.fromEntries(formulas.map(({ spec, formula }) => [spec.name, formula.tree]));
    const constants = [...this.constants];
    return loadReplay(writeOutFormulas(recording, trees, this.spec.rules, constants), constants);
  }

  // --- showing ----------------------------------------------------------------------------

  build() {
    this.el.classList.add("nn-view");
    this.toolbar = this.add("div", "nn-toolbar");
    const player = this.controls.find((control) => control.spec.kind === "play");
    if (player) this.addButton("Step", `Advance ${player.spec.label} by ${player.spec.step}`, () => player.advance());
    if (player?.spec.fast) {
      const button = this.addButton("Fast", "Play as many steps at once as there is time for", () =>
        this.pace?.turn(!this.pace.isFast),
      );
      this.showPace = (isFast) => button.setAttribute("aria-pressed", isFast);
      this.showPace(false);
    }
    this.addButton("Reset", "Put all controls back to their start", () => {
      this.pace?.turn(false);
      for (const control of this.controls) control.reset();
    });
    shareOneStop(this.toolbar);
    this.toolbar.setAttribute("role", "toolbar");
    this.toolbar.setAttribute("aria-label", "Time and start");
    this.player = player;
    if (player) {
      this.ending = this.add("span", "nn-hint", this.toolbar);
      this.ending.setAttribute("role", "status");
    }
    // Above the picture, near the controls that led there: below, it may be out of sight.
    this.trouble = this.add("p", "nn-trouble");
    this.trouble.setAttribute("role", "alert");
    this.trouble.hidden = true;
    this.row = this.add("div", "nn-panels");
    this.caption = this.add("p", "nn-caption");
    this.summary = this.add("p", "nn-summary");
    this.summary.setAttribute("aria-live", "polite");
    // The texts are the same whatever is chosen, only their numbers differ.
    const [{ codes = [] }] = Object.values(this.spec.combinations);
    const write = ({ title }) => this.code(title);
    const hold = () => this.controls.forEach((control) => control.pause());
    this.copier = new CodeCopier(this.el, codes, write, hold);
  }

  add(tag, className, parent = this.el) {
    const element = document.createElement(tag);
    element.className = className;
    parent.append(element);
    return element;
  }

  addButton(text, description, act) {
    const button = this.add("button", "nn-button", this.toolbar);
    button.type = "button";
    button.textContent = text;
    button.title = description;
    button.addEventListener("click", act);
    return button;
  }

  makePanels(specs) {
    const layout = JSON.stringify(specs);
    if (layout === this.layout) {
      // The same marks of another recording: versions start anew there.
      this.panels.forEach((panel) => panel.forget());
      return;
    }
    this.layout = layout;
    this.panels.forEach((panel) => panel.destroy());
    const context = {
      control: (name) => this.byName.get(name).handle(),
      setControl: (name, value) => this.byName.get(name).set(value),
      reducedMotion: matchMedia("(prefers-reduced-motion: reduce)").matches,
    };
    this.panels = specs.map((spec) => new Panel(spec, context));
    this.row.replaceChildren(...this.panels.map((panel) => panel.element));
  }

  /** The first drawing takes longest; meanwhile the page has its turns. */
  async drawPanelByPanel() {
    for (const panel of this.panels) {
      panel.update((key) => this.replay.value(key), this.theme);
      await nextTurn();
    }
    this.hasDrawn = true;
  }

  draw() {
    if (this.replay === undefined) return;
    const values = (key) => this.replay.value(key);
    for (const panel of this.panels) panel.update(values, this.theme);
    this.copier.update();
    this.writeCaption();
    this.sayWhereTimeEnds();
    this.summarise();
    this.checkNumbers();
  }

  writeCaption() {
    const { caption } = this.combination;
    this.caption.hidden = caption === null;
    if (caption === null) return;
    const values = Object.fromEntries(
      Object.entries(caption.values).map(([name, key]) => [name, this.replay.value(key).data[0]]),
    );
    const text = withMinus(fillTemplate(caption.template, values));
    if (text !== this.caption.textContent) this.caption.textContent = text;
  }

  /** A run that stops must say that this was its end. */
  sayWhereTimeEnds() {
    if (!this.player) return;
    const text = this.player.value >= this.player.spec.max ? "The last step." : "";
    if (text !== this.ending.textContent) this.ending.textContent = text;
  }

  /** What the picture shows, in words, a moment after the reader has stopped moving. */
  summarise() {
    clearTimeout(this.summaryTimer);
    this.summaryTimer = setTimeout(() => {
      const settings = this.controls.map((control) => control.words()).filter(Boolean);
      const results = Object.entries(this.outputs())
        .filter(([, value]) => typeof value === "number")
        .map(([name, value]) => `${name} ${formatNumber(value, ".4g")}`);
      const parts = [this.spec.title, settings.join(", "), results.join(", ")].filter(Boolean);
      this.summary.textContent = withMinus(`${parts.join(". ")}.`);
    }, 400);
  }

  /** Explain numbers that are no longer finite, or take the explanation back. */
  async checkNumbers() {
    const { replay, checked } = this;
    let finite = true;
    for (const key of Object.keys(replay.recording.outputs)) {
      const { data, version } = replay.value(key);
      const known = checked.get(key);
      if (known?.version !== version) {
        const fine = this.mayHaveGaps.has(key) ? data.some(Number.isFinite) : allFinite(data);
        checked.set(key, { version, finite: fine });
      }
      finite &&= checked.get(key).finite;
    }
    this.isFinite = finite;
    const found = finite ? null : await replay.diagnose();
    // Meanwhile the reader may have gone back to where all is well.
    if (replay !== this.replay || finite !== this.isFinite) return;
    const unread = this.linksOf("formula").map(({ formula }) => formula.error);
    this.showTrouble(found ? describeTrouble(found, this.combination) : (unread.find(Boolean)?.message ?? null));
  }

  /** Say in the picture what is wrong, or nothing. */
  showTrouble(text) {
    this.trouble.hidden = text === null;
    // The same words again would only be read aloud again.
    if (text !== null && text !== this.trouble.textContent) this.trouble.textContent = text;
  }
}
