// Words for a reader whose numbers have stopped being finite, or whose picture cannot be drawn.

const CAUSES = {
  log: "a logarithm was asked of 0 or of a negative number",
  log1p: "a logarithm was asked of 0 or of a negative number",
  sqrt: "a square root was asked of a negative number",
  div: "something was divided by 0",
  pow: "a power has no finite value",
  remainder: "something was divided by 0",
  exp: "an exponential grew beyond the largest number a computer holds",
  take: "an entry was asked for that is not there",
};
const GROWTH = "the numbers grew beyond the largest number a computer holds";

/** What happened, where, and what to try, for what Replay.diagnose found in a combination. */
export function describeTrouble({ operation, overflow, step, scope, result }, combination) {
  const cause = (!overflow && CAUSES[operation]) || GROWTH;
  const where = scope || nameOfResult(result, combination);
  const when = step === null ? "" : ` at step ${step}`;
  const advice =
    step === null
      ? "Move the last control back, or press Reset."
      : "A smaller learning rate often helps. Go back before that step, or press Reset.";
  return `Not a finite number any more${where && ` in ${where}`}${when}: ${cause} (operation “${operation}”). ${advice}`;
}

/** A result by the author's name for it; one that is only drawn by the title of its panel. */
function nameOfResult(result, { panels }) {
  if (!result.startsWith("#")) return `“${result}”`;
  const [key] = result.split("[");
  const shows = ({ marks }) => marks.some(({ data }) => Object.values(data).includes(key));
  const title = panels.find(shows)?.title;
  return title ? `the panel “${title}”` : "";
}

/** What a reader can do when the page itself has failed. */
export function describeFailure(error) {
  return `This picture cannot be shown: ${error.message}. Press Reset or reload the page; if that does not help, tell its author.`;
}

/**
 * The results that may have gaps: curves end where a function ends, so log(x) is drawn for x > 0
 * and nobody is to blame. Curves that come out of a fold may not: there a run has gone wrong.
 */
export function keysWithGaps({ panels, recording }) {
  const marks = panels.flatMap((panel) => panel.marks);
  const isCurve = ({ type }) => type === "line" || type === "area";
  const keysOf = (list) => list.flatMap(({ data }) => Object.values(data));
  const gaps = new Set(keysOf(marks.filter(isCurve)));
  for (const key of keysOf(marks.filter((mark) => !isCurve(mark)))) gaps.delete(key);
  const { nodes, outputs } = recording;
  const folded = nodes.map(({ op }) => op === "fold");
  nodes.forEach((node, id) => (folded[id] ||= node.inputs?.some((input) => folded[input]) ?? false));
  for (const key of gaps) if (folded[outputs[key]]) gaps.delete(key);
  return gaps;
}
