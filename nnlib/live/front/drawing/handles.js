// A dot that the reader drags: it moves the controls bound to its coordinates.

/** Return where a pointer is on an element, in CSS pixels. */
export function pointerPlace(event, element) {
  const box = element.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

/** Move an element so that its middle lies at a place of its parent. */
export function moveTo(element, x, y) {
  element.style.transform = `translate(${x.toFixed(2)}px, ${y.toFixed(2)}px)`;
}

/** Print a coordinate as finely as a step can change it. */
export function printCoordinate(value, step) {
  const places = Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  return value.toFixed(places).replace("-", "−");
}

/** The position of a control that is nearest to a value. */
export function nearestPosition({ min, max, step, log }, wanted) {
  const clamped = Math.min(Math.max(wanted, min), max);
  const stepped = log
    ? min * 10 ** (Math.round(Math.log10(clamped / min) / step) * step)
    : min + Math.round((clamped - min) / step) * step;
  // Without the rounding error of the multiplication.
  return Number(Math.min(Math.max(stepped, min), max).toPrecision(12));
}

/** The position of a control so many steps on from a value. */
export function positionAfter(control, value, steps) {
  const { step, log } = control;
  return nearestPosition(control, log ? value * 10 ** (steps * step) : Number(value) + steps * step);
}

export class HandleTool {
  constructor({ data, style }, panel) {
    this.panel = panel;
    this.data = data;
    this.style = style;
    this.axes = ["x", "y"].filter((axis) => style[`${axis}control`] != null);
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "nn-handle";
    this.button.dataset.axes = this.axes.join("");
    this.button.setAttribute("role", "slider");
    this.button.setAttribute("aria-label", style.label ?? "Handle");
    if (this.axes[0] === "y") this.button.setAttribute("aria-orientation", "vertical");
    this.button.style.setProperty("--nn-own", `var(--nn-${style.color ?? "orange"})`);
    this.button.addEventListener("pointerdown", (event) => this.grab(event));
    this.button.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) this.button.addEventListener(end, () => this.release());
    this.button.addEventListener("keydown", (event) => this.press(event));
    panel.stage.append(this.button);
  }

  destroy() {
    this.button.remove();
  }

  /** Put the dot at its values, or at the edge of the plot nearest to them. */
  update(values) {
    const { frame } = this.panel;
    const x = frame.x.pixel(values(this.data.x).data[0]);
    const y = frame.y.pixel(values(this.data.y).data[0]);
    this.button.hidden = !Number.isFinite(x + y);
    if (this.button.hidden) return;
    this.place = [
      Math.min(Math.max(x, frame.left), frame.right),
      Math.min(Math.max(y, frame.top), frame.bottom),
    ];
    moveTo(this.button, ...this.place);
    const controls = this.axes.map((axis) => this.control(axis));
    const say = ({ label, value, step, log }) => {
      const text = printCoordinate(Number(value), log ? value * step : step);
      return controls.length > 1 && label ? `${label} ${text}` : text;
    };
    this.button.setAttribute("aria-valuemin", controls[0].min);
    this.button.setAttribute("aria-valuemax", controls[0].max);
    this.button.setAttribute("aria-valuenow", controls[0].value);
    this.button.setAttribute("aria-valuetext", controls.map(say).join(", "));
  }

  control(axis) {
    return this.panel.context.control(this.style[`${axis}control`]);
  }

  grab(event) {
    if (event.button !== 0) return;
    const [x, y] = pointerPlace(event, this.panel.stage);
    // Where on the dot it was taken, so that it does not jump.
    this.offset = [this.place[0] - x, this.place[1] - y];
    this.button.setPointerCapture(event.pointerId);
    this.panel.hold(true);
  }

  drag(event) {
    if (!this.offset) return;
    const { frame, stage } = this.panel;
    pointerPlace(event, stage).forEach((position, k) => {
      const axis = "xy"[k];
      if (this.axes.includes(axis)) this.set(axis, frame[axis].value(position + this.offset[k]));
    });
  }

  release() {
    if (!this.offset) return;
    this.offset = null;
    this.panel.hold(false);
  }

  press(event) {
    const move = KEYS[event.key];
    if (!move) return;
    event.preventDefault();
    // With one control, all arrows move it; with two, each pair moves its own.
    const axis = this.axes.length > 1 ? move.axis : this.axes[0];
    const control = this.control(axis);
    const { frame } = this.panel;
    // In an image the rows are counted downwards, and still the arrow up moves the dot up.
    const turned = axis === "y" && move.axis === "y" && frame.y.pixel(1) > frame.y.pixel(0);
    const steps = (turned ? -1 : 1) * move.steps * (event.shiftKey ? 10 : 1);
    if (move.end) this.set(axis, move.end < 0 ? control.min : control.max);
    else this.set(axis, positionAfter(control, control.value, steps));
  }

  /** Set a control to the position on its own scale that is nearest to a value. */
  set(axis, wanted) {
    if (!Number.isFinite(wanted)) return;
    const control = this.control(axis);
    const position = nearestPosition(control, wanted);
    if (position !== control.value) this.panel.context.setControl(this.style[`${axis}control`], position);
  }
}

const KEYS = {
  ArrowRight: { axis: "x", steps: 1 },
  ArrowLeft: { axis: "x", steps: -1 },
  ArrowUp: { axis: "y", steps: 1 },
  ArrowDown: { axis: "y", steps: -1 },
  PageUp: { axis: "y", steps: 10 },
  PageDown: { axis: "y", steps: -10 },
  Home: { axis: "x", end: -1 },
  End: { axis: "x", end: 1 },
};
