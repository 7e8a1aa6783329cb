// Typed functions in a recording: each `formula` node becomes the operations that were typed.
//
// A derivative is found by walking back over those operations with nnlib's own gradient rules,
// which the page gets as recordings (nnlib/rules.py): this file knows no derivative itself.

import { decodeConstant } from "./compile.js";

/**
 * A recording in which typed functions are written out.
 *
 * trees: from a control's name to the tree of what was typed (see expression.js).
 * rules: from an operation to the recordings of its gradient rules, one for each input.
 * constants: decoded arrays; numbers that the functions bring are added at the end.
 */
export function writeOutFormulas(recording, trees, rules, constants) {
  const writer = new Writer(trees, rules, constants);
  const places = [];
  recording.nodes.forEach((node, id) => {
    places[id] = node.op === "formula" ? writer.formula(node, places) : writer.copy(node, places);
  });
  const outputs = Object.entries(recording.outputs).map(([name, id]) => [name, places[id]]);
  return withoutUnused({ nodes: writer.nodes, outputs: Object.fromEntries(outputs) });
}

class Writer {
  constructor(trees, rules, constants) {
    this.trees = trees;
    this.rules = rules;
    this.constants = constants;
    this.nodes = [];
  }

  push(node) {
    this.nodes.push(node);
    return this.nodes.length - 1;
  }

  copy(node, places) {
    const copied = { ...node };
    if (node.inputs) copied.inputs = node.inputs.map((input) => places[input]);
    const writeOut = (part) => writeOutFormulas(part, this.trees, this.rules, this.constants);
    if (node.op === "fold") {
      const { body, watch } = node.attrs;
      copied.attrs = { ...node.attrs, body: writeOut(body), watch: writeOut(watch) };
    }
    if (node.op === "branch") copied.attrs = { branches: node.attrs.branches.map(writeOut) };
    return this.push(copied);
  }

  /** Operations on numbers of one shape; single numbers count for every place. */
  operation(op, inputs) {
    const shaped = inputs.find((input) => this.nodes[input].shape.length > 0) ?? inputs[0];
    return this.push({ op, inputs, shape: this.nodes[shaped].shape });
  }

  number(value) {
    this.constants.push(Float64Array.of(value));
    return this.push({ op: "constant", constant: this.constants.length - 1, shape: [] });
  }

  expand(id, shape) {
    if (String(this.nodes[id].shape) === String(shape)) return id;
    return this.push({ op: "expand", inputs: [id], shape, attrs: { shape } });
  }

  formula({ inputs, shape, attrs }, places) {
    const begin = this.nodes.length;
    const given = inputs.slice(1).map((input) => this.expand(places[input], shape));
    let value = this.build(this.trees[attrs.control], given);
    for (const position of attrs.by) value = this.derivative(value, given[position], begin);
    return this.expand(value, shape);
  }

  build([kind, content, branches], given) {
    if (kind === "number") return this.number(content);
    if (kind === "variable") return given[content];
    return this.operation(content, branches.map((branch) => this.build(branch, given)));
  }

  /** d value / d x at each place, by backpropagation over the nodes from `begin` on. */
  derivative(value, x, begin) {
    const onPath = new Set([x]);
    for (let id = begin; id <= value; id++) {
      if (this.nodes[id].inputs?.some((input) => onPath.has(input))) onPath.add(id);
    }
    if (!onPath.has(value)) return this.number(0);
    const gradients = new Map([[value, this.number(1)]]);
    for (let id = value; id >= begin; id--) {
      const g = gradients.get(id);
      if (g === undefined || id === x || !onPath.has(id)) continue;
      this.nodes[id].inputs.forEach((input, k) => {
        const rule = this.rules[this.nodes[id].op][k];
        if (rule === null || !onPath.has(input)) return;
        const part = this.apply(rule, { g, out: id, ...this.nodes[id].inputs });
        const known = gradients.get(input);
        gradients.set(input, known === undefined ? part : this.operation("add", [known, part]));
      });
    }
    return gradients.get(x) ?? this.number(0);
  }

  /** Write out a rule's recording for the given nodes. */
  apply(rule, given) {
    const places = [];
    rule.nodes.forEach((node, id) => {
      if (node.op === "input") places[id] = given[node.name];
      else if (node.op === "constant") places[id] = this.number(decodeConstant(rule.constants[node.constant])[0]);
      else places[id] = this.operation(node.op, node.inputs.map((input) => places[input]));
    });
    return places[rule.outputs.gradient];
  }
}

/** The same recording without nodes that no output needs; inputs stay. */
function withoutUnused({ nodes, outputs }) {
  const used = new Set(Object.values(outputs));
  for (let id = nodes.length - 1; id >= 0; id--) {
    if (used.has(id)) for (const input of nodes[id].inputs ?? []) used.add(input);
  }
  const places = [];
  const kept = [];
  nodes.forEach((node, id) => {
    if (!used.has(id) && node.op !== "input") return;
    places[id] = kept.length;
    kept.push(node);
  });
  return {
    nodes: kept.map((node) => (node.inputs ? { ...node, inputs: node.inputs.map((input) => places[input]) } : node)),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, id]) => [name, places[id]])),
  };
}
