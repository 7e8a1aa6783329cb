/**
 * Sets formulas as MathML: a list of [TeX, whether it stands by itself] on standard input as JSON, a
 * list of { mathml } or { error } on standard output.
 *
 * Single letters are marked rather than replaced by the mathematical alphabets of Unicode, so that
 * they come from the typeface of the text; see book/theme/static/book.css.
 */
import { readFileSync } from "node:fs";
import temml from "temml";

const LETTER = /<mi>(.)<\/mi>/gu;

function typeset([tex, isDisplay]) {
  try {
    const mathml = temml.renderToString(tex, {
      displayMode: isDisplay,
      throwOnError: true,
      wrap: isDisplay ? "none" : "tex",
    });
    return { mathml: mathml.replace(LETTER, '<mi class="letter">$1</mi>') };
  } catch (error) {
    return { error: error.message };
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(typeset)));
