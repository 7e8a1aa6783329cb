// The operations of nnlib/operations.py, each as the JavaScript that computes it.
//
// Operations that act on each number alone are expressions over their operands. The others write
// loops of their own, in compile.js. A test compares every one of them with numpy.

/** The error function by its everywhere positive series (Abramowitz & Stegun 7.1.6). */
export function erf(x) {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** The remainder with the sign of the divisor, as Python and numpy define it. */
export function remainder(a, b) {
  const r = a % b;
  if (r === 0) return b < 0 ? -0 : 0;
  return r < 0 !== b < 0 ? r + b : r;
}

/** 1 / (1 + e⁻ˣ), without overflow on either side. */
export function sigmoid(x) {
  const small = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + small) : small / (1 + small);
}

/** log(1 + eˣ), without overflow. */
export function softplus(x) {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** aᵇ as IEEE 754 and numpy define it; JavaScript answers 1 to the power of NaN with NaN. */
export function power(a, b) {
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : Math.pow(a, b);
}

/** Functions that generated code may call by name. */
export const CALLABLE = { erf, power, remainder, sigmoid, softplus };

function powerText(a, b) {
  // Small fixed exponents are by far the most frequent ones, and Math.pow is slow.
  if (b === "2") return `${a} * ${a}`;
  if (b === "3") return `${a} * ${a} * ${a}`;
  if (b === "0.5") return `Math.sqrt(${a})`;
  if (b === "(-1)") return `1 / ${a}`;
  return `power(${a}, ${b})`;
}

/** name -> (operands, attributes) -> expression. */
export const ELEMENTWISE = {
  add: ([a, b]) => `${a} + ${b}`,
  sub: ([a, b]) => `${a} - ${b}`,
  mul: ([a, b]) => `${a} * ${b}`,
  div: ([a, b]) => `${a} / ${b}`,
  pow: ([a, b]) => powerText(a, b),
  remainder: ([a, b]) => `remainder(${a}, ${b})`,
  maximum: ([a, b]) => `Math.max(${a}, ${b})`,
  minimum: ([a, b]) => `Math.min(${a}, ${b})`,
  less: ([a, b]) => `${a} < ${b} ? 1 : 0`,
  less_equal: ([a, b]) => `${a} <= ${b} ? 1 : 0`,
  greater: ([a, b]) => `${a} > ${b} ? 1 : 0`,
  greater_equal: ([a, b]) => `${a} >= ${b} ? 1 : 0`,
  equal: ([a, b]) => `${a} === ${b} ? 1 : 0`,
  not_equal: ([a, b]) => `${a} !== ${b} ? 1 : 0`,
  where: ([condition, a, b]) => `${condition} !== 0 ? ${a} : ${b}`,
  neg: ([x]) => `-${x}`,
  exp: ([x]) => `Math.exp(${x})`,
  log: ([x]) => `Math.log(${x})`,
  log1p: ([x]) => `Math.log1p(${x})`,
  sqrt: ([x]) => `Math.sqrt(${x})`,
  sin: ([x]) => `Math.sin(${x})`,
  cos: ([x]) => `Math.cos(${x})`,
  tanh: ([x]) => `Math.tanh(${x})`,
  sigmoid: ([x]) => `sigmoid(${x})`,
  softplus: ([x]) => `softplus(${x})`,
  erf: ([x]) => `erf(${x})`,
  relu: ([x]) => `Math.max(${x}, 0)`,
  abs: ([x]) => `Math.abs(${x})`,
  sign: ([x]) => `Math.sign(${x}) + 0`,
  floor: ([x]) => `Math.floor(${x})`,
  clip: ([x], { low, high }) => `Math.min(Math.max(${x}, ${low}), ${high})`,
};

/** shape -> strides of numbers that lie one behind the other, the last axis fastest. */
export function contiguousStrides(shape) {
  const strides = new Array(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}

/** How many numbers a shape holds. */
export function sizeOf(shape) {
  return shape.reduce((product, length) => product * length, 1);
}

/** Whether a view's numbers lie one behind the other, from its offset on. */
export function isContiguous({ shape, strides }) {
  const expected = contiguousStrides(shape);
  return shape.every((length, axis) => length === 1 || strides[axis] === expected[axis]);
}

/**
 * Operations that only look at the same numbers in another order: no number moves.
 *
 * name -> (view of the input, node) -> view. A view is { buffer, offset, shape, strides }, as in
 * numpy. A result of null means that the numbers must be copied first.
 */
export const VIEWS = {
  reshape: (view, { shape }) =>
    isContiguous(view) ? { ...view, shape, strides: contiguousStrides(shape) } : null,
  permute: (view, { shape, attrs }) => ({
    ...view,
    shape,
    strides: attrs.dims.map((axis) => view.strides[axis]),
  }),
  expand: (view, { shape }) => ({ ...view, shape, strides: broadcastStrides(view, shape) }),
  slice: (view, { shape, attrs }) => ({
    ...view,
    shape,
    offset: attrs.key.reduce((offset, [start], axis) => offset + start * view.strides[axis], view.offset),
    strides: attrs.key.map(([, , step], axis) => step * view.strides[axis]),
  }),
};

/** The strides with which a view is read when it is broadcast to a shape. */
export function broadcastStrides(view, shape) {
  const missing = shape.length - view.shape.length;
  return shape.map((_, axis) => {
    const own = axis - missing;
    return own < 0 || view.shape[own] === 1 ? 0 : view.strides[own];
  });
}
