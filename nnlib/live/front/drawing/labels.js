// Labels with mathematics in them: "x1" has a subscript, "y_hat" a hat, "x^2" a superscript.

const MATH_FONT = '"STIX Two Text", "Latin Modern Roman", Cambria, "Times New Roman", serif';

// Unicode counts the raised T of a transpose among the letters.
const LETTER = "(?!ᵀ)\\p{L}";

// In this order: a letter with a hat and perhaps an index; a letter with an index; a word with a
// number as index; a letter with digits; a letter by itself; an exponent; a transpose.
const TOKEN = new RegExp(
  [
    `(?<!${LETTER})(?<![\\d_'’])(?:`,
    `(${LETTER})_hat(?:_?((?:${LETTER}|\\d)+))?`,
    `|(${LETTER})_((?:${LETTER}|\\d)+)`,
    `|((?:${LETTER})+)_(\\d+)`,
    `|(${LETTER})(\\d+)`,
    `|(${LETTER})`,
    `)(?!${LETTER}|[\\d_]|['’]${LETTER})`,
    `|\\^([-−]?\\d+|${LETTER}(?!${LETTER}))`,
    "|(ᵀ)",
  ].join(""),
  "gu",
);

// Single letters that are words, unless a formula goes on after them, or begins before them and
// no word follows.
const WORDS = new Set(["a", "A", "I"]);
const GOES_ON = /^ *[,=+−\-*·/^)<>ᵀ]/;
const BEGINS = /(?:[=+−*·/(<>,]| -) *$/;
const NEXT_WORD = /^ *\p{L}{2}/u;

const CACHED = 2000;
const parsed = new Map();
const measured = new Map();

/**
 * Take a label apart into runs `{ text, level, math }`.
 *
 * level is -1 for a subscript, 1 for a superscript, else 0; math says that the run is a variable.
 * In a formula no letter by itself is a word.
 */
export function parseLabel(label, formula = false) {
  const key = formula ? `=${label}` : ` ${label}`;
  let runs = parsed.get(key);
  if (!runs) {
    // Texts with running numbers would fill the memory in a long training.
    if (parsed.size > CACHED) parsed.clear();
    runs = [...runsOf(label, formula)];
    parsed.set(key, runs);
  }
  return runs;
}

/** Return the width of a label in pixels. `font` is { size, family, weight }. */
export function measureLabel(context, label, font) {
  const key = `${font.weight ?? ""}${font.size} ${font.family} ${label}`;
  let width = measured.get(key);
  if (width === undefined) {
    if (measured.size > CACHED) measured.clear();
    width = 0;
    for (const run of parseLabel(label)) {
      context.font = fontOf(run, font);
      width += context.measureText(run.text).width;
    }
    measured.set(key, width);
  }
  return width;
}

/** Measure all labels anew: a typeface that arrives late gives them other widths. */
export function forgetWidths() {
  measured.clear();
}

/** Return a font, smaller where a label in it would be wider than there is room. */
export function fittingFont(context, labels, font, room) {
  const widest = Math.max(0, ...labels.map((label) => measureLabel(context, label, font)));
  if (widest <= room || font.size < 1) return font;
  // Where letters are rounded to whole pixels, their widths do not shrink as their size does.
  const size = font.size * Math.min(0.97, Math.max(0, room / widest));
  return fittingFont(context, labels, { ...font, size }, room);
}

/** Return a label, cut off with an ellipsis where it is wider than allowed. */
export function shortenLabel(context, label, font, widest) {
  if (measureLabel(context, label, font) <= widest) return label;
  let end = label.length - 1;
  while (end > 1 && measureLabel(context, `${label.slice(0, end)}…`, font) > widest) end--;
  return `${label.slice(0, end).trimEnd()}…`;
}

/** Break a label into lines: between its words, and within a word that is wider than a line. */
export function wrapLabel(context, label, font, widest) {
  const fits = (text) => measureLabel(context, text, font) <= widest;
  const lines = [];
  for (let word of label.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length && fits(longer)) {
      lines[lines.length - 1] = longer;
      continue;
    }
    while (word.length > 1 && !fits(word)) {
      let end = word.length - 1;
      while (end > 1 && !fits(word.slice(0, end))) end--;
      lines.push(word.slice(0, end));
      word = word.slice(end);
    }
    lines.push(word);
  }
  return lines;
}

/**
 * Write a label at (x, y) in the context's colour, its middle at height y.
 *
 * anchor: "start", "middle" or "end". halo: a colour to set the text off from what is behind it.
 */
export function drawLabel(context, label, x, y, font, anchor = "start", halo = null) {
  const share = { start: 0, middle: 0.5, end: 1 }[anchor];
  let left = share ? x - share * measureLabel(context, label, font) : x;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  const baseline = y + 0.35 * font.size;
  for (const run of parseLabel(label)) {
    context.font = fontOf(run, font);
    const height = baseline - (run.level > 0 ? 0.36 : run.level < 0 ? -0.2 : 0) * font.size;
    if (halo) {
      context.strokeStyle = halo;
      context.lineWidth = 3;
      context.lineJoin = "round";
      context.strokeText(run.text, left, height);
    }
    context.fillText(run.text, left, height);
    left += context.measureText(run.text).width;
  }
}

function* runsOf(label, formula) {
  let end = 0;
  for (const match of label.matchAll(TOKEN)) {
    const [token, hat, hatIndex, letter, index, word, number, numbered, digits, single, exponent, raised] =
      match;
    if (!formula && WORDS.has(single) && isWord(label, match.index)) continue;
    if (match.index > end) yield plain(label.slice(end, match.index));
    end = match.index + token.length;
    if (exponent) {
      yield { text: exponent.replace("-", "−"), level: 1, math: /\p{L}/u.test(exponent) };
      continue;
    }
    if (raised) {
      yield { text: "T", level: 1, math: false };
      continue;
    }
    if (word) yield plain(word);
    // Some letters with a hat are characters of their own, which look better than the pair.
    else if (hat) yield { text: `${hat}\u0302`.normalize("NFC"), level: 0, math: true };
    else yield { text: letter ?? numbered ?? single, level: 0, math: true };
    const below = hatIndex ?? index ?? number ?? digits;
    if (below) yield { text: below, level: -1, math: /^\p{L}$/u.test(below) };
  }
  if (end < label.length) yield plain(label.slice(end));
}

/** Whether the "a", "A" or "I" at a place of a label is a word there. */
function isWord(label, place) {
  const [before, after] = [label.slice(0, place), label.slice(place + 1)];
  if (!before && !after) return false;
  return !GOES_ON.test(after) && !(BEGINS.test(before) && !NEXT_WORD.test(after));
}

function plain(text) {
  return { text, level: 0, math: false };
}

function fontOf({ level, math }, { size, family, weight = "normal" }) {
  const pixels = level ? 0.72 * size : size;
  return math ? `italic ${weight} ${1.12 * pixels}px ${MATH_FONT}` : `${weight} ${pixels}px ${family}`;
}
