// Labels with mathematics in them, as parts of the page.

import { parseLabel } from "./labels.js";

/** A label as nodes: variables in italics, and what is lowered or raised. */
export function labelNodes(label, isFormula = false) {
  return parseLabel(label, isFormula).map(({ text, level, math }) => {
    const inner = math ? Object.assign(document.createElement("i"), { textContent: text }) : text;
    if (!level) return inner;
    const outer = document.createElement(level > 0 ? "sup" : "sub");
    outer.append(inner);
    return outer;
  });
}
