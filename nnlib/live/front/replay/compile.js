// From a recording to the text of a JavaScript module that replays it.
//
// Nodes that depend on the same inputs form a stage, so that a moved slider recomputes only what
// depends on it. Within a stage, neighbouring operations on numbers of one shape share one loop.
// Numbers live in buffers that are made once; reshapes, transposes and slices are views of them.

import { CALLABLE, ELEMENTWISE, VIEWS, broadcastStrides, contiguousStrides, isContiguous, sizeOf } from "./operations.js";

const UNROLLED = 8;
// V8 leaves functions of more than 60 kB of bytecode unoptimised; this is well below.
const LONGEST_PIECE = 8000;
const DECODERS = {
  "|i1": Int8Array,
  "|u1": Uint8Array,
  "<i2": Int16Array,
  "<i4": Int32Array,
  "<f4": Float32Array,
  "<f8": Float64Array,
};

/** The numbers of a constant, from base64. */
export function decodeConstant({ dtype, data }) {
  const text = atob(data);
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return Float64Array.from(new DECODERS[dtype](bytes.buffer));
}

/**
 * Plan a recording and generate its code.
 *
 * constants: decoded arrays, one for each entry of the recording's (or the explorer's) pool.
 * separate: give every operation a loop and a buffer of its own, so that each value can be looked
 * at afterwards.
 *
 * Returns { source, buffers, views, stages, masks, inputs }: the module's text, whose
 * `build(buffers, functions)` returns one function for each stage without a fold; the buffers;
 * for each node its view, its stage and the set of inputs it depends on (a bit each).
 */
export function compile(recording, constants, separate = false) {
  return new Compiler(recording, constants, separate).compile();
}

class Compiler {
  constructor(recording, constants, separate) {
    this.nodes = recording.nodes;
    this.outputs = new Set(Object.values(recording.outputs));
    this.constants = constants;
    this.separate = separate;
    this.buffers = [];
    this.pieces = [];
    this.views = [];
    this.bases = []; // the node whose buffer a node's view looks at
    this.masks = [];
    this.stageOf = [];
    this.stages = [];
    this.inputs = {};
  }

  compile() {
    this.nodes.forEach((node, id) => this.place(node, id));
    this.findStored();
    const functions = this.stages.map((stage) => (stage.fold === undefined ? this.stageSource(stage) : "null"));
    const names = this.buffers.map((_, k) => `b${k} = buffers[${k}]`);
    const source = [
      `export function build(buffers, { ${Object.keys(CALLABLE).join(", ")} }) {`,
      names.length ? `  const ${names.join(", ")};` : "",
      ...this.pieces,
      `  return [${functions.join(",\n")}];`,
      "}",
    ].join("\n");
    const { buffers, views, stages, stageOf, masks, inputs } = this;
    return { source, buffers, views, stages, stageOf, masks, inputs };
  }

  newBuffer(shape, data) {
    this.buffers.push(data ?? new Float64Array(sizeOf(shape)));
    return { buffer: this.buffers.length - 1, offset: 0, shape, strides: contiguousStrides(shape) };
  }

  /** Give a node its view, its stage and its base. */
  place(node, id) {
    this.bases[id] = id;
    this.stageOf[id] = -1;
    if (node.op === "input" && this.given) {
      this.masks[id] = 0;
      this.views[id] = this.given[node.name];
      return;
    }
    if (node.op === "input") {
      const bit = Object.keys(this.inputs).length;
      this.inputs[node.name] = { node: id, bit: 2 ** Math.min(bit, 30) };
      this.masks[id] = this.inputs[node.name].bit;
      this.views[id] = this.newBuffer(node.shape);
      return;
    }
    if (node.op === "constant") {
      this.masks[id] = 0;
      this.views[id] = this.newBuffer(node.shape, this.constants[node.constant]);
      return;
    }
    const parents = node.inputs ?? [];
    this.masks[id] = parents.reduce((mask, parent) => mask | this.masks[parent], 0);
    const after = parents.reduce((stage, parent) => Math.max(stage, this.stageOf[parent]), -1);
    const view = node.op in VIEWS ? VIEWS[node.op](this.views[parents[0]], node) : null;
    if (view !== null) {
      this.views[id] = view;
      this.bases[id] = this.bases[parents[0]];
      this.stageOf[id] = after;
      return;
    }
    this.views[id] = this.newBuffer(node.shape);
    this.stageOf[id] = this.stageFor(id, after);
  }

  /** The first stage that can take a node, or a new one. */
  stageFor(id, after) {
    const mask = this.masks[id];
    if (this.nodes[id].op === "fold") {
      this.stages.push({ mask, fold: id, nodes: [id] });
      return this.stages.length - 1;
    }
    const found = this.stages.findIndex((stage, k) => k >= after && stage.mask === mask && stage.fold === undefined);
    if (found >= 0) {
      this.stages[found].nodes.push(id);
      return found;
    }
    this.stages.push({ mask, nodes: [id] });
    return this.stages.length - 1;
  }

  /** Find the nodes that are read from outside the loop that computes them; see `stored`. */
  findStored() {
    this.readers = this.nodes.map(() => []);
    this.nodes.forEach((node, id) => {
      if (this.bases[id] !== id) return;
      for (const parent of node.inputs ?? []) this.readers[this.bases[parent]].push(id);
    });
    this.exported = new Set([...this.outputs].map((id) => this.bases[id]));
  }

  isElementwise(id) {
    return this.nodes[id].op in ELEMENTWISE;
  }

  stageSource(stage) {
    return `function () {\n${this.code(this.statements(stage.nodes))}\n}`;
  }

  /** Statements in functions of a length that the browser's optimiser still takes, if there are many. */
  code(statements) {
    const parts = [[]];
    let length = 0;
    for (const statement of statements) {
      length += statement.length;
      if (length > LONGEST_PIECE && parts.at(-1).length > 0) {
        parts.push([]);
        length = statement.length;
      }
      parts.at(-1).push(statement);
    }
    if (parts.length === 1) return parts[0].join("\n");
    return parts.map((part) => `${this.piece(part.join("\n"))}();`).join("\n");
  }

  /** Give some code a function of its own; returns its name. */
  piece(text) {
    this.pieces.push(`const f${this.pieces.length} = () => {\n${text}\n};`);
    return `f${this.pieces.length - 1}`;
  }

  /** The statements that compute nodes, given in an order in which each comes after its inputs. */
  statements(nodes) {
    const lines = [];
    const waiting = new Set(nodes);
    const done = (id) => !waiting.has(id);
    while (waiting.size > 0) {
      // Nodes stand after their inputs, so the first one that waits can always be computed.
      const [first] = waiting;
      if (this.isElementwise(first)) {
        const group = this.growGroup(first, waiting, done);
        lines.push(this.emitGroup(group));
        for (const id of group) waiting.delete(id);
      } else {
        lines.push(this.emit(first));
        waiting.delete(first);
      }
    }
    return lines;
  }

  /** The operations that can share a loop with the first one. */
  growGroup(first, waiting, done) {
    const group = new Set([first]);
    if (this.separate) return group;
    const size = sizeOf(this.nodes[first].shape);
    const shape = String(this.nodes[first].shape);
    for (const id of waiting) {
      if (id === first || !this.isElementwise(id)) continue;
      const sameShape = size === 1 ? sizeOf(this.nodes[id].shape) === 1 : String(this.nodes[id].shape) === shape;
      if (!sameShape) continue;
      const fits = this.nodes[id].inputs.every((parent) => {
        const base = this.bases[parent];
        return group.has(base) ? this.readsSameElement(parent, shape, size) : done(base);
      });
      if (fits) group.add(id);
    }
    return group;
  }

  /** Whether a view shows, at each place, the number that its base has at the same place. */
  readsSameElement(id, shape, size) {
    const view = this.views[id];
    if (size === 1) return true;
    return String(view.shape) === shape && view.offset === 0 && isContiguous(view);
  }

  emitGroup(group) {
    const [first] = group;
    const { shape } = this.nodes[first];
    const accesses = [];
    const names = new Map();
    const statements = [];

    const operand = (parent) => {
      const base = this.bases[parent];
      if (group.has(base)) return `t${base}`;
      const literal = this.literal(parent);
      if (literal !== null) return literal;
      if (!names.has(parent)) {
        const view = this.views[parent];
        names.set(parent, `x${parent}`);
        accesses.push({ ...view, strides: broadcastStrides(view, shape), name: `x${parent}` });
      }
      return names.get(parent);
    };

    const out = { offset: 0, strides: contiguousStrides(shape) };
    for (const id of group) {
      const { op, inputs, attrs } = this.nodes[id];
      const operands = inputs.map(operand);
      statements.push({ id, text: ELEMENTWISE[op](operands, attrs) });
    }
    return this.nest(shape, [out, ...accesses], ([o, ...indices]) => [
      ...accesses.map(({ name, buffer }, k) => `const ${name} = b${buffer}[${indices[k]}];`),
      ...statements.flatMap(({ id, text }) => [
        `const t${id} = ${text};`,
        ...(this.stored(id, group) ? [`b${this.views[id].buffer}[${o}] = t${id};`] : []),
      ]),
    ]);
  }

  stored(id, group) {
    return this.separate || this.exported.has(id) || this.readers[id].some((reader) => !group.has(reader));
  }

  /** A fixed single number as text, or null. */
  literal(id) {
    const base = this.bases[id];
    if (this.nodes[base].op !== "constant" || sizeOf(this.nodes[base].shape) !== 1) return null;
    const value = this.buffers[this.views[base].buffer][0];
    const text = Object.is(value, -0) ? "-0" : String(value);
    return text.startsWith("-") ? `(${text})` : text;
  }

  /**
   * Loops over a shape. accesses: { offset, strides } of what is read or written in step;
   * body: from their index expressions to lines.
   */
  nest(shape, accesses, body) {
    const axes = mergeAxes(shape, accesses.map(({ strides }) => strides));
    const variables = axes.map(() => `i${this.loopCount++}`);
    const index = ({ offset }, k) => {
      const terms = axes.map(({ strides }, axis) => times(variables[axis], strides[k])).filter(Boolean);
      if (offset !== 0 || terms.length === 0) terms.push(String(offset));
      return terms.join(" + ");
    };
    const open = axes.map(({ length }, axis) => {
      const i = variables[axis];
      return `for (let ${i} = 0; ${i} < ${length}; ${i}++) {`;
    });
    return ["{", ...open, ...body(accesses.map(index)), "}".repeat(axes.length), "}"].join("\n");
  }

  loopCount = 0;

  emit(id) {
    const node = this.nodes[id];
    const out = this.views[id];
    const ins = (node.inputs ?? []).map((parent) => this.views[parent]);
    return this[`emit_${node.op}`](node, out, ins);
  }

  /** A reshape of numbers that do not lie one behind the other. */
  emit_reshape(node, out, [x]) {
    return this.copy(x, { ...out, strides: contiguousStrides(x.shape) });
  }

  emit_sum(node, out, [x]) {
    return this.reduce(node, out, x, "let acc = 0;", (value) => `acc += ${value};`, "acc");
  }

  emit_amax(node, out, [x]) {
    return this.reduce(node, out, x, "let acc = -Infinity;", (value) => `acc = Math.max(acc, ${value});`, "acc");
  }

  emit_argmax(node, out, [x]) {
    const at = { ...node, attrs: { dim: [node.attrs.dim], keepdim: false } };
    // As in numpy, a NaN counts as the largest number of all.
    const wins = (value) => `${value} > acc || (Number.isNaN(${value}) && !Number.isNaN(acc))`;
    const compare = (value) => `if (${wins(value)}) { acc = ${value}; best = place; } place++;`;
    return this.reduce(at, out, x, "let acc = -Infinity, best = 0, place = 0;", compare, "best");
  }

  reduce({ attrs }, out, x, start, step, result) {
    const all = x.shape.map((_, axis) => axis);
    const kept = all.filter((axis) => !attrs.dim.includes(axis));
    const pick = (axes, list) => axes.map((axis) => list[axis]);
    const outStrides = contiguousStrides(pick(kept, x.shape));
    const outer = [{ offset: 0, strides: outStrides }, { offset: x.offset, strides: pick(kept, x.strides) }];
    return this.nest(pick(kept, x.shape), outer, ([o, base]) => [
      start,
      this.nest(pick(attrs.dim, x.shape), [{ offset: 0, strides: pick(attrs.dim, x.strides) }], ([inner]) => [
        step(`b${x.buffer}[${base} + ${inner}]`),
      ]),
      `b${out.buffer}[${o}] = ${result};`,
    ]);
  }

  emit_matmul(node, out, [a, b]) {
    const batch = node.shape.slice(0, -2);
    const [rows, columns] = node.shape.slice(-2);
    const inner = a.shape.at(-1);
    const lead = (view) => broadcastStrides({ shape: view.shape.slice(0, -2), strides: view.strides.slice(0, -2) }, batch);
    const [aRow, aInner] = a.strides.slice(-2);
    const [bInner, bColumn] = b.strides.slice(-2);
    const eachRow = [
      { offset: 0, strides: out.strides.slice(0, -1) },
      { offset: a.offset, strides: [...lead(a), aRow] },
      { offset: b.offset, strides: [...lead(b), 0] },
    ];
    const eachColumn = [{ offset: 0, strides: out.strides.slice(-1) }, { offset: 0, strides: [bColumn] }];
    return this.nest([...batch, rows], eachRow, ([start, left, top]) => {
      const factor = (k) => `b${a.buffer}[${left} + ${times(k, aInner) || 0}]`;
      const other = (k, right) => `b${b.buffer}[${top} + ${right} + ${times(k, bInner) || 0}]`;
      if (inner <= UNROLLED) {
        // The browser does not see that a row's factors stay the same for all columns.
        const kept = Array.from({ length: inner }, (_, k) => `const r${k} = ${factor(k)};`);
        const row = this.nest([columns], eachColumn, ([o, right]) => {
          const terms = kept.map((_, k) => `r${k} * ${other(k, right)}`);
          return [`b${out.buffer}[${start} + ${o}] = ${terms.join(" + ") || "0"};`];
        });
        return [...kept, row];
      }
      return [
        this.nest([columns], eachColumn, ([o, right]) => [
          "let acc = 0;",
          `for (let k = 0; k < ${inner}; k++) acc += ${factor("k")} * ${other("k", right)};`,
          `b${out.buffer}[${start} + ${o}] = acc;`,
        ]),
      ];
    });
  }

  emit_cat(node, out, inputs) {
    let start = 0;
    const parts = inputs.map((x) => {
      const offset = start * out.strides[node.attrs.dim];
      start += x.shape[node.attrs.dim];
      return this.copy(x, { ...out, offset });
    });
    return parts.join("\n");
  }

  emit_unslice(node, out, [x]) {
    // Around the target a buffer keeps the zeros it was made with.
    return this.copy(x, VIEWS.slice(out, { shape: x.shape, attrs: node.attrs }));
  }

  copy(from, to) {
    return this.nest(from.shape, [to, from], ([o, i]) => [`b${to.buffer}[${o}] = b${from.buffer}[${i}];`]);
  }

  emit_take(node, out, [x, index]) {
    return this.gather(index, out, x, (entry, row, inside) => [
      `b${out.buffer}[${entry}] = ${inside} ? b${x.buffer}[${row}] : NaN;`,
    ]);
  }

  emit_put(node, out, [x, index]) {
    const added = this.gather(index, x, out, (entry, row, inside) => [
      `if (${inside}) b${out.buffer}[${row}] += b${x.buffer}[${entry}];`,
    ]);
    return `b${out.buffer}.fill(0);\n${added}`;
  }

  /** Visit the rows of `table` that an index names (rounded down), beside the entries of `list` in order. */
  gather(index, list, table, body) {
    const depth = index.shape.length;
    const heads = [index, { offset: list.offset, strides: list.strides.slice(0, depth) }];
    const rest = [
      { offset: 0, strides: list.strides.slice(depth) },
      { offset: 0, strides: table.strides.slice(1) },
    ];
    return this.nest(index.shape, heads, ([at, entry]) => [
      `const row = Math.floor(b${index.buffer}[${at}]), inside = row >= 0 && row < ${table.shape[0]};`,
      `const start = ${table.offset} + row * ${table.strides[0]};`,
      this.nest(table.shape.slice(1), rest, ([inner, outer]) =>
        body(`${entry} + ${inner}`, `start + ${outer}`, "inside"),
      ),
    ]);
  }

  emit_patches({ shape, attrs }, out, [x]) {
    return this.slide(x, { shape, ...attrs }, out, (pixel, patch, inside) => [
      `b${out.buffer}[${patch}] = ${inside} ? b${x.buffer}[${pixel}] : 0;`,
    ]);
  }

  emit_from_patches({ attrs }, out, [x]) {
    const images = { ...out };
    const added = this.slide(images, { shape: x.shape, ...attrs }, x, (pixel, patch, inside) => [
      `if (${inside}) b${out.buffer}[${pixel}] += b${x.buffer}[${patch}];`,
    ]);
    return `b${out.buffer}.fill(0);\n${added}`;
  }

  /** Visit each pixel under each position of a kernel, beside its place among the patches. */
  slide(images, { kernel, stride, padding }, patches, body) {
    const [count, channels, height, width] = images.shape;
    const fits = (size, k) => Math.floor((size + 2 * padding - k) / stride) + 1;
    const [rows, columns] = [fits(height, kernel[0]), fits(width, kernel[1])];
    const [pImage, pRow, pPosition] = patches.strides;
    const [iImage, iChannel, iRow, iColumn] = images.strides;
    const shape = [count, channels, kernel[0], kernel[1], rows, columns];
    const area = kernel[0] * kernel[1];
    const patchStrides = [pImage, area * pRow, kernel[1] * pRow, pRow, columns * pPosition, pPosition];
    const accesses = [
      { offset: patches.offset, strides: patchStrides },
      { offset: images.offset, strides: [iImage, iChannel, 0, 0, 0, 0] },
      { offset: -padding, strides: [0, 0, 1, 0, stride, 0] },
      { offset: -padding, strides: [0, 0, 0, 1, 0, stride] },
    ];
    return this.nest(shape, accesses, ([patch, image, row, column]) => [
      `const r = ${row}, c = ${column};`,
      ...body(
        `${image} + r * ${iRow} + c * ${iColumn}`,
        patch,
        `(r >= 0 && r < ${height} && c >= 0 && c < ${width})`,
      ),
    ]);
  }

  /** One of several recordings, each written out as a function. */
  emit_branch({ attrs: { branches } }, out, [index, ...operands]) {
    const cases = branches.map((recording, k) => {
      const inner = new Compiler(recording, this.constants, this.separate);
      return `case ${k}: ${this.piece(inner.written(this, operands, out))}(); break;`;
    });
    return `switch (${chosenCase(`b${index.buffer}[${index.offset}]`, branches.length)}) {\n${cases.join("\n")}\n}`;
  }

  /** The code of a whole recording that reads its inputs from views and puts its result into one. */
  written({ buffers, pieces }, operands, out) {
    Object.assign(this, { buffers, pieces });
    this.given = Object.fromEntries(operands.map((view, k) => [`operand ${k}`, view]));
    this.nodes.forEach((node, id) => this.place(node, id));
    this.findStored();
    const [result] = this.outputs;
    const statements = this.statements(this.stages.flatMap(({ nodes }) => nodes));
    return this.code([...statements, this.copy(this.views[result], out)]);
  }

  emit_arange({ attrs }, out) {
    return `for (let i = 0; i < ${attrs.size}; i++) b${out.buffer}[i] = ${attrs.start} + ${attrs.step} * i;`;
  }

  emit_linspace({ attrs: { start, stop, size } }, out) {
    const step = size > 1 ? (stop - start) / (size - 1) : 0;
    const last = size > 1 ? `\nb${out.buffer}[${size - 1}] = ${stop};` : "";
    return `for (let i = 0; i < ${size}; i++) b${out.buffer}[i] = ${start} + i * ${step};${last}`;
  }
}

/** The text of the number of a branch; no number counts as the first, as in nnlib/branch.py. */
function chosenCase(index, count) {
  return `Math.min(Math.max(Math.floor(${index}) || 0, 0), ${count - 1})`;
}

/** Join neighbouring axes that every access walks through evenly, and drop those of length 1. */
function mergeAxes(shape, strideLists) {
  const axes = [];
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const strides = strideLists.map((list) => list[axis]);
    const last = axes.at(-1);
    if (last && last.strides.every((stride, k) => stride === strides[k] * length)) {
      last.length *= length;
      last.strides = strides;
    } else {
      axes.push({ length, strides });
    }
  });
  return axes;
}

/** `variable * factor` as text; empty when it is always 0. */
function times(variable, factor) {
  if (factor === 0 || variable === 0) return "";
  return factor === 1 ? String(variable) : `${variable} * ${factor}`;
}
