// From data to pixels: limits, scales and ticks.

const MARGIN = 0.04;
const SUPERSCRIPT_FROM = 4;

/** How far the data reach along one axis. Only finite numbers count; on a log axis, positive ones. */
export class Reach {
  constructor(log) {
    this.log = log;
    this.clear();
  }

  clear() {
    this.low = this.edgeLow = Infinity;
    this.high = this.edgeHigh = -Infinity;
  }

  /** Hold a value with a margin around it. */
  add(value) {
    if (!Number.isFinite(value) || (this.log && value <= 0)) return;
    if (value < this.low) this.low = value;
    if (value > this.high) this.high = value;
  }

  addAll(values) {
    for (let i = 0; i < values.length; i++) this.add(values[i]);
  }

  /** Hold a value at which the panel may end: the side of a heatmap, the foot of a bar. */
  addEdge(value) {
    if (!Number.isFinite(value) || (this.log && value <= 0)) return;
    if (value < this.edgeLow) this.edgeLow = value;
    if (value > this.edgeHigh) this.edgeHigh = value;
  }

  /** Return limits that hold everything, with a margin except where an edge is the outermost. */
  limits() {
    const scaled = (value) => (this.log ? Math.log10(value) : value);
    let from = scaled(Math.min(this.low, this.edgeLow));
    let to = scaled(Math.max(this.high, this.edgeHigh));
    if (!(from <= to)) return this.log ? [0.1, 10] : [0, 1];
    // What differs only by rounding errors is one value.
    const flat = to - from <= 1e-9 * Math.max(Math.abs(from), Math.abs(to));
    const margin = flat ? 0.5 : MARGIN * (to - from);
    if (flat || this.low < this.edgeLow) from -= margin;
    if (flat || this.high > this.edgeHigh) to += margin;
    return this.log ? [10 ** from, 10 ** to] : [from, to];
  }
}

/** One axis: where a value lies in pixels, and back. */
export class Scale {
  constructor(log) {
    this.log = log;
    this.set(0, 1, 0, 1);
  }

  /** Show the values from low to high. */
  limit(low, high) {
    this.low = low;
    this.high = high;
  }

  /** Let values from low to high lie from one pixel to the other. */
  set(low, high, start, end) {
    this.limit(low, high);
    this.slope = (end - start) / this.span();
    this.offset = start - (this.log ? Math.log10(low) : low) * this.slope;
  }

  /** How long the axis is: in units, or on a log axis in powers of ten. */
  span() {
    return this.log ? Math.log10(this.high / this.low) : this.high - this.low;
  }

  /** How far along the axis a value is, from 0 at the low end to 1 at the high one. */
  share(value) {
    return (this.log ? Math.log10(value / this.low) : value - this.low) / this.span();
  }

  /** The pixel of a value; not finite where there is none. */
  pixel(value) {
    return (this.log ? Math.log10(value) : value) * this.slope + this.offset;
  }

  value(pixel) {
    const number = (pixel - this.offset) / this.slope;
    return this.log ? 10 ** number : number;
  }

  holds(value) {
    const slack = 1e-9 * Math.abs(this.high - this.low);
    return value >= Math.min(this.low, this.high) - slack && value <= Math.max(this.low, this.high) + slack;
  }
}

/**
 * Choose about `count` round values between the limits.
 *
 * Returns { ticks: [{ value, label }], minor: [value] }, labels as `drawLabel` reads them.
 */
export function ticksOf(low, high, count, log = false) {
  if (low > high) [low, high] = [high, low];
  const decades = log ? Math.log10(high / low) : 0;
  return decades >= 1 ? logTicks(low, high, count, decades) : { ticks: linearTicks(low, high, count), minor: [] };
}

function linearTicks(low, high, count) {
  const step = roundStep((high - low) / Math.max(count, 1));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const power = Math.floor(Math.log10(step) + 1e-9);
  const largest = Math.max(Math.abs(first), Math.abs(last)) * step;
  const far = largest >= 1e6 || largest < 1e-3 ? Math.floor(Math.log10(largest)) : 0;
  // A common power of ten helps only where few digits are left.
  const exponent = far - power <= 2 ? far : 0;
  const places = Math.max(0, exponent - power);
  const ticks = [];
  for (let k = first; k <= last; k++) {
    const text = (Math.abs(k * step) / 10 ** exponent).toFixed(places);
    const label = (k < 0 ? "−" : "") + text + (exponent ? `·10^${signed(exponent)}` : "");
    ticks.push({ value: Number((k * step).toPrecision(12)), label: k ? label : "0" });
  }
  return ticks;
}

function logTicks(low, high, count, decades) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first) / Math.max(count, 1)));
  const far = Math.max(Math.abs(first), Math.abs(last)) >= SUPERSCRIPT_FROM;
  const ticks = [];
  const minor = [];
  for (let power = first - 1; power <= last; power++) {
    const value = 10 ** power;
    if (power >= first && (power - first) % stride === 0) {
      ticks.push({ value, label: far ? `10^${signed(power)}` : value.toFixed(Math.max(0, -power)) });
    }
    for (let digit = 2; digit < 10 && stride === 1; digit++) {
      const between = digit * value;
      if (between < low || between > high) continue;
      // Few decades have room for more labels, at 2 and 5.
      if (decades < 2 && (digit === 2 || digit === 5)) {
        ticks.push({ value: between, label: between.toFixed(Math.max(0, -power)) });
      } else minor.push(between);
    }
  }
  return { ticks, minor };
}

/** The number among 1, 2 and 5 times a power of ten that is nearest to a length, or just below. */
export function roundStep(length) {
  const power = Math.floor(Math.log10(length));
  const digit = length / 10 ** power;
  // Written as text, because 3 · 10^-1 is not 0.3.
  return Number(`${digit < 1.3 ? 1 : digit < 2.7 ? 2 : digit < 6.5 ? 5 : 10}e${power}`);
}

function signed(number) {
  return String(number).replace("-", "−");
}
