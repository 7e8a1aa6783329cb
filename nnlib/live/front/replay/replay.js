// Running a compiled recording: set inputs, recompute what depends on them, read results.

import { CALLABLE, broadcastStrides, contiguousStrides, isContiguous, sizeOf } from "./operations.js";
import { compile, decodeConstant } from "./compile.js";
import { FoldRunner, allFinite } from "./foldrunner.js";

/** Load generated code as a module of its own; unlike eval this needs no `unsafe-eval`. */
async function importSource(source) {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Decode the constants that the recordings of an explorer share. */
export function decodeConstants(constants) {
  return constants.map(decodeConstant);
}

/**
 * Make a recording ready to run.
 *
 * constants: decoded arrays (see decodeConstants).
 * separate: keep the value of every node, to find out which operation went wrong.
 */
export async function loadReplay(recording, constants, separate = false) {
  const compiled = compile(recording, constants, separate);
  const [module, runners] = await Promise.all([
    importSource(compiled.source),
    Promise.all(compiled.stages.map(({ fold }) => (fold === undefined ? null : loadFold(recording, fold, constants)))),
  ]);
  return new Replay(recording, constants, compiled, module.build(compiled.buffers, CALLABLE), runners);
}

async function loadFold(recording, id, constants) {
  const { attrs } = recording.nodes[id];
  const [body, watch] = await Promise.all([loadReplay(attrs.body, constants), loadReplay(attrs.watch, constants)]);
  return new FoldRunner(body, watch, attrs);
}

export class Replay {
  constructor(recording, constants, compiled, functions, runners) {
    Object.assign(this, compiled);
    this.recording = recording;
    this.constants = constants;
    this.functions = functions;
    this.runners = runners;
    this.dirty = this.stages.map(() => true);
    this.versions = this.stages.map(() => 0);
    this.copies = new Map();
    this.loadedBranches = new Map();
    this.changes = 0;
  }

  /** The buffer of an input, for writing into directly; follow it with `touch`. */
  inputBuffer(name) {
    return this.buffers[this.views[this.inputs[name].node].buffer];
  }

  /** The present numbers of all inputs, by name. */
  inputValues() {
    return Object.fromEntries(Object.keys(this.inputs).map((name) => [name, this.inputBuffer(name).slice()]));
  }

  /** Give an input a new value: a number, or the numbers of an array in order. */
  set(name, value) {
    const buffer = this.inputBuffer(name);
    const values = typeof value === "number" ? [value] : value;
    if (values.length !== buffer.length) {
      throw new Error(`The input ${name} holds ${buffer.length} numbers, but ${values.length} were given.`);
    }
    if (buffer.every((old, k) => Object.is(old, values[k]))) return;
    buffer.set(values);
    this.touch(name);
  }

  /** Say that an input has changed. */
  touch(name) {
    const { bit } = this.inputs[name];
    this.changes++;
    for (let k = 0; k < this.stages.length; k++) if (this.stages[k].mask & bit) this.dirty[k] = true;
  }

  /** Recompute what has changed, for about budget milliseconds. Returns whether all is done. */
  run(budget = Infinity) {
    const deadline = performance.now() + budget;
    for (let k = 0; k < this.stages.length; k++) {
      if (!this.dirty[k]) continue;
      const runner = this.runners[k];
      if (runner === null) this.functions[k]();
      else if (!this.runFold(this.stages[k].fold, runner, deadline)) return false;
      this.dirty[k] = false;
      this.versions[k]++;
    }
    return true;
  }

  /** The functions of the stages that depend on any of these inputs, for an inner loop to call. */
  functionsAfter(names) {
    const bits = names.reduce((mask, name) => mask | this.inputs[name].bit, 0);
    return this.functions.filter((_, k) => this.stages[k].mask & bits);
  }

  runnerOf(fold) {
    return this.runners[this.stageOf[fold]];
  }

  runFold(id, runner, deadline) {
    const [n, ...rest] = this.recording.nodes[id].inputs.map((input) => this.numbers(input));
    return runner.advance(n[0], rest, deadline, this.buffers[this.views[id].buffer]);
  }

  /** The numbers of a node in order: its buffer where that will do, else a copy. */
  numbers(id) {
    const view = this.views[id];
    const buffer = this.buffers[view.buffer];
    const size = sizeOf(view.shape);
    if (isContiguous(view)) {
      if (size === buffer.length) return buffer;
      return buffer.subarray(view.offset, view.offset + size);
    }
    let copy = this.copies.get(id);
    if (copy === undefined) this.copies.set(id, (copy = new Float64Array(size)));
    readView(view, buffer, copy);
    return copy;
  }

  /** A result: { data, shape, version }. The version grows whenever it may have changed. */
  value(key) {
    const id = this.recording.outputs[key];
    if (id === undefined) throw new Error(`The recording has no output ${key}.`);
    const stage = this.stageOf[id];
    const version = stage >= 0 ? this.versions[stage] : this.masks[id] ? this.changes : 0;
    return { data: this.numbers(id), shape: this.views[id].shape, version };
  }

  /**
   * Where a result stopped being finite: null, or { operation, overflow, step, scope, result }.
   *
   * overflow: whether a quotient or a power became too large; step: of a fold, or null; scope: the
   * author's name of that part, or ""; result: the key of the result or the entry of a state that
   * is computed there, with the place in it, such as "w[2]".
   */
  diagnose() {
    return explain(this, this.inputValues());
  }

  /** The inputs of a node whose numbers reach it as they are; a `where` takes only some of them. */
  passedOn(id) {
    const { op, inputs = [], shape } = this.recording.nodes[id];
    if (op !== "where") return inputs;
    const [condition, ...sides] = inputs.map((input) => this.broadcast(input, shape));
    return inputs.slice(1).filter((_, k) =>
      sides[k].some((number, place) => !Number.isFinite(number) && (condition[place] !== 0) === (k === 0)),
    );
  }

  /** Whether a quotient or a power became too large: infinite, and not because of a 0 as in 1 / 0. */
  overflows(id) {
    const { op, inputs, shape } = this.recording.nodes[id];
    if (op !== "div" && op !== "pow") return false;
    const operands = inputs.map((input) => this.broadcast(input, shape));
    const isTooLarge = (number, place) =>
      Math.abs(number) === Infinity && operands.every((operand) => operand[place] !== 0);
    return this.numbers(id).some(isTooLarge);
  }

  /** The numbers of a node, repeated to a shape. */
  broadcast(id, shape) {
    const view = this.views[id];
    const repeated = new Float64Array(sizeOf(shape));
    readView({ shape, strides: broadcastStrides(view, shape), offset: view.offset }, this.buffers[view.buffer], repeated);
    return repeated;
  }

  /** A replay of one function of a branch. It is kept: browsers never let go of a module they have loaded. */
  branch(id, chosen) {
    const key = `${id} ${chosen}`;
    if (!this.loadedBranches.has(key)) {
      const { branches } = this.recording.nodes[id].attrs;
      this.loadedBranches.set(key, loadReplay(branches[chosen], this.constants));
    }
    return this.loadedBranches.get(key);
  }

  /** A replay of the same recording that keeps every value; results of folds are given to it. */
  inspector() {
    this.inspecting ??= loadReplay(withFoldsGiven(this.recording), this.constants, true);
    return this.inspecting;
  }
}

/** Copy a view's numbers, in order, into an array. */
function readView({ shape, strides, offset }, from, to) {
  const place = contiguousStrides(shape);
  for (let k = 0; k < to.length; k++) {
    let index = offset;
    for (let axis = 0; axis < shape.length; axis++) {
      index += (Math.floor(k / place[axis]) % shape[axis]) * strides[axis];
    }
    to[k] = from[index];
  }
}

/** Find the first operation that made, for these inputs, a non-finite number of finite ones. */
async function explain(replay, inputs) {
  const { nodes, outputs } = replay.recording;
  const given = { ...inputs };
  const troubles = new Map();
  // Folds are looked at before anything is awaited: they move on with the reader's next change.
  nodes.forEach(({ op }, id) => {
    if (op !== "fold") return;
    given[foldName(id)] = replay.numbers(id).slice();
    if (!allFinite(given[foldName(id)])) troubles.set(id, replay.runnerOf(id).firstTrouble());
  });

  const inspector = await replay.inspector();
  for (const name in given) inspector.set(name, given[name]);
  inspector.run();
  const bad = nodes.map((_, id) => !allFinite(inspector.numbers(id)));
  // What is not finite but hidden later, by a `where`, is no trouble: go back from the results.
  const blamed = new Set(Object.values(outputs).filter((id) => bad[id]));
  for (let id = nodes.length - 1; id >= 0; id--) {
    if (blamed.has(id)) for (const parent of inspector.passedOn(id)) if (bad[parent]) blamed.add(parent);
  }
  const first = nodes.findIndex(({ inputs }, id) => blamed.has(id) && inputs?.every((parent) => !bad[parent]));
  if (first < 0) return null;
  const { op, scope = "" } = nodes[first];
  const overflow = inspector.overflows(first);
  const found = { operation: op, overflow, step: null, scope, result: resultAfter(inspector, first, bad) };
  if (op === "branch") {
    const inner = await explain(...(await taken(inspector, first)));
    return inner && { ...inner, step: null, scope: inner.scope || scope, result: found.result };
  }
  const trouble = troubles.get(first);
  if (!trouble) return found;
  return { ...found, ...(await explain(trouble.replay, trouble.inputs)), step: trouble.step };
}

/** The first result that a node has spoilt, and where in it: all of "w", or "w[2]". */
function resultAfter(replay, first, bad) {
  const { nodes, outputs } = replay.recording;
  const after = [];
  nodes.forEach(({ inputs = [] }, id) => after.push(id === first || inputs.some((input) => after[input])));
  const [key, id] = Object.entries(outputs).find(([, id]) => bad[id] && after[id]);
  const numbers = replay.numbers(id);
  const place = numbers.findIndex((number) => !Number.isFinite(number));
  if (numbers.every((number) => !Number.isFinite(number))) return key;
  const { shape } = replay.views[id];
  const indices = contiguousStrides(shape).map((stride, axis) => Math.floor(place / stride) % shape[axis]);
  return `${key}[${indices.join(", ")}]`;
}

/** The function that a branch has chosen, as a replay, and its inputs. */
async function taken(replay, id) {
  const { inputs, attrs } = replay.recording.nodes[id];
  const [index, ...operands] = inputs.map((input) => replay.numbers(input).slice());
  const chosen = Math.min(Math.max(Math.floor(index[0]) || 0, 0), attrs.branches.length - 1);
  const inner = await replay.branch(id, chosen);
  return [inner, Object.fromEntries(operands.map((numbers, k) => [`operand ${k}`, numbers]))];
}

const foldName = (id) => `fold ${id}`;

function withFoldsGiven(recording) {
  const given = (node, id) => (node.op === "fold" ? { op: "input", name: foldName(id), shape: node.shape } : node);
  return { ...recording, nodes: recording.nodes.map(given) };
}
