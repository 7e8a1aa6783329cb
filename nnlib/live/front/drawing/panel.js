// One panel: a canvas with axes and marks, and what the reader can take hold of on top of it.

import { Surroundings } from "./axes.js";
import { Layout } from "./layout.js";
import { MARKS } from "./marks.js";
import { Reach, Scale } from "./scales.js";
import { watchRatio } from "./ratio.js";
import { applyTheme } from "./theme.js";

/** Where a panel's data lie on its canvas, in CSS pixels. Marks draw with its scales. */
class Frame {
  constructor(spec) {
    this.x = new Scale(spec.xscale === "log");
    this.y = new Scale(spec.yscale === "log");
    this.stores = new Map();
    this.place(0, 0, 1, 1);
  }

  place(left, top, width, height) {
    Object.assign(this, { left, top, width, height, right: left + width, bottom: top + height });
  }

  /** A text for where everything lies: the same text, the same places. */
  get sign() {
    const { x, y, left, top, width, height } = this;
    return [left, top, width, height, x.low, x.high, y.low, y.high].join(" ");
  }

  /** What a mark keeps from one drawing to the next. */
  store(mark) {
    if (!this.stores.has(mark)) this.stores.set(mark, {});
    return this.stores.get(mark);
  }
}

/**
 * A panel of an explorer's picture.
 *
 * spec: the panel as the recording describes it. context: { setControl(name, value),
 * control(name) -> { min, max, step, log, value, label } }. `element` is what to put into the page;
 * the panel draws itself anew when its width changes.
 */
export class Panel {
  constructor(spec, context) {
    this.spec = spec;
    this.context = context;
    this.keys = keysOf(spec);
    this.versions = new Array(this.keys.length);
    this.holds = 0;
    this.width = 0;
    this.build();
    this.marks = spec.marks.map((mark) => ({ mark, type: MARKS[mark.type] }));
    this.frame = new Frame(spec);
    this.reach = { x: new Reach(this.frame.x.log), y: new Reach(this.frame.y.log) };
    this.layout = new Layout(spec, this.marks, this.frame, this.painter);
    this.surroundings = new Surroundings(this.layout);
    this.tools = this.marks.flatMap(({ mark, type }) => type.interact?.(mark, this) ?? []);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.probe);
    this.stopWatching = watchRatio(() => this.resize());
  }

  build() {
    this.element = document.createElement("div");
    this.element.className = "nn-panel";
    this.element.style.setProperty("--nn-share", this.spec.width ?? 1);
    this.stage = document.createElement("div");
    this.stage.className = "nn-stage";
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", describePanel(this.spec));
    // As wide as the stage, but never higher: drawing must not set off the observer again.
    this.probe = document.createElement("div");
    this.probe.className = "nn-probe";
    this.stage.append(this.canvas, this.probe);
    this.element.append(this.stage);
    this.painter = this.canvas.getContext("2d");
  }

  destroy() {
    this.observer.disconnect();
    this.stopWatching();
    this.tools.forEach((tool) => tool.destroy());
    this.element.remove();
  }

  /** Draw again at the next update, whatever the versions say. */
  forget() {
    this.versions.fill(undefined);
    this.frame.stores.clear();
  }

  /** Show the values, unless they and the theme are those already shown. */
  update(values, theme) {
    this.values = values;
    let changed = theme !== this.theme || devicePixelRatio !== this.ratio;
    for (let k = 0; k < this.keys.length; k++) {
      const { version } = values(this.keys[k]);
      if (version === this.versions[k]) continue;
      this.versions[k] = version;
      changed = true;
    }
    if (theme !== this.theme) {
      applyTheme(this.element, theme);
      this.layout.reset();
    }
    this.theme = theme;
    this.width ||= Math.floor(this.stage.clientWidth);
    if (changed) this.draw();
  }

  /** Fit the canvas to the width there is. */
  resize() {
    const width = Math.floor(this.stage.clientWidth);
    if (width === this.width && devicePixelRatio === this.ratio) return;
    this.width = width;
    this.layout.reset();
    this.draw();
  }

  /** Keep the limits while the reader drags, or let go of them: what is held must not run away. */
  hold(holding) {
    this.holds += holding ? 1 : -1;
    if (!this.holds) this.draw();
  }

  draw() {
    if (!this.values || !this.width) return;
    const { painter, layout, surroundings, theme, values } = this;
    this.setLimits();
    layout.arrange(this.width, values, theme);
    this.fitCanvas();
    surroundings.begin(theme, this.ratio);
    surroundings.drawHead();
    if (layout.hasAxes && !layout.isFilled) surroundings.drawGrid();
    this.drawMarks("draw");
    if (layout.hasAxes) surroundings.drawAxes();
    this.drawMarks("annotate");
    this.tools.forEach((tool) => tool.update(values, theme));
  }

  /** Let each mark draw itself, or annotate what is drawn. */
  drawMarks(how) {
    const { painter, frame, values, theme } = this;
    for (const { mark, type } of this.marks) {
      if (!type[how]) continue;
      painter.save();
      if (how === "draw" && !type.unclipped) {
        painter.beginPath();
        painter.rect(frame.left, frame.top, frame.width, frame.height);
        painter.clip();
      }
      type[how](painter, mark, values, frame, theme);
      painter.restore();
    }
  }

  /** Take the limits that are given where they make sense, and else those of the data. */
  setLimits() {
    const { spec, values, reach, frame } = this;
    reach.x.clear();
    reach.y.clear();
    for (const { mark, type } of this.marks) type.extent(mark, values, reach);
    for (const axis of ["x", "y"]) {
      const scale = frame[axis];
      const given = spec[`${axis}lim`];
      const [low, high] = (typeof given === "string" ? values(given).data : given) ?? [];
      const usable = low < high && Number.isFinite(high - low) && !(scale.log && low <= 0);
      if (usable) scale.limit(low, high);
      else if (!this.holds) scale.limit(...reach[axis].limits());
    }
  }

  fitCanvas() {
    const { canvas, painter, layout } = this;
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(this.width * ratio), Math.round(layout.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.height = `${layout.height}px`;
    }
    this.ratio = ratio;
    painter.setTransform(ratio, 0, 0, ratio, 0, 0);
    painter.clearRect(0, 0, this.width, layout.height);
    // The buttons below a plot begin where its title does. Telling the browser what it knows already
    // would still make it look through the styles.
    const indent = `${Math.round(layout.headLeft)}px`;
    if (indent !== this.indent) this.element.style.setProperty("--nn-indent", indent);
    this.indent = indent;
  }
}

/** All keys whose values a panel shows. */
function keysOf(spec) {
  const keys = spec.marks.flatMap(({ data }) => Object.values(data));
  const limits = [spec.xlim, spec.ylim].filter((limit) => typeof limit === "string");
  return [...new Set([...keys, ...limits])];
}

/** A name for the picture, for those who do not see it. */
function describePanel({ title, xlabel, ylabel, marks }) {
  const axes = xlabel && ylabel ? `${ylabel} against ${xlabel}` : ylabel || xlabel;
  const kinds = [...new Set(marks.map(({ type }) => type))].join(", ");
  return [title, axes].filter(Boolean).join(": ") || `Picture of ${kinds}`;
}
