// Typed functions: the grammar of nnlib/expression.py, read in the page.
//
// Text becomes a tree of ["number", value], ["variable", position] and ["call", operation, trees].
// Nothing is ever evaluated as JavaScript. The messages are Python's, word for word.

// name -> [operation, number of arguments]
const FUNCTIONS = {
  abs: ["abs", 1],
  cos: ["cos", 1],
  exp: ["exp", 1],
  ln: ["log", 1],
  log: ["log", 1],
  max: ["maximum", 2],
  min: ["minimum", 2],
  relu: ["relu", 1],
  sigmoid: ["sigmoid", 1],
  sin: ["sin", 1],
  softplus: ["softplus", 1],
  sqrt: ["sqrt", 1],
  tanh: ["tanh", 1],
};
const NUMBERS = { pi: Math.PI, e: Math.E };
const LONGEST = 200;
const DEEPEST = 40;
// With a space after them, so that no two signs join to another one, as in x··2 or x²3.
const SPELLINGS = { "−": "-", "·": "* ", "×": "* ", "^": "** ", "π": " pi " };
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SYMBOL = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|[-+*/(),]))/y;

/** Text that is not a function; the message says where and what to type instead. */
export class ExpressionError extends Error {}

/** The tree of a text in these variables. */
export function parseExpression(text, variables) {
  return new Parser(text, variables).parse();
}

/** Recursive descent over the tokens of a text. */
class Parser {
  constructor(text, variables) {
    this.variables = variables;
    this.tokens = tokensOf(text, variables);
    this.position = 0;
  }

  parse() {
    const tree = this.sum();
    if (this.next === ")") throw new ExpressionError("There is a “)” without its “(”.");
    if (this.next) throw new ExpressionError(`“${this.next}” stands where an operator such as * is missing.`);
    return tree;
  }

  get next() {
    return this.tokens[this.position];
  }

  take() {
    return this.tokens[this.position++];
  }

  sum() {
    let tree = this.product();
    while (this.next === "+" || this.next === "-") {
      const op = this.take() === "+" ? "add" : "sub";
      tree = ["call", op, [tree, this.product()]];
    }
    return tree;
  }

  product() {
    let tree = this.signed();
    for (;;) {
      if (this.next === "*" || this.next === "/") {
        const op = this.take() === "*" ? "mul" : "div";
        tree = ["call", op, [tree, this.signed()]];
      } else if (this.next === "(" || isName(this.next)) {
        tree = ["call", "mul", [tree, this.power()]];
      } else {
        return tree;
      }
    }
  }

  signed() {
    if (this.next === "-") {
      this.take();
      return ["call", "neg", [this.signed()]];
    }
    if (this.next === "+") {
      this.take();
      return this.signed();
    }
    return this.power();
  }

  power() {
    const base = this.atom();
    if (this.next !== "**") return base;
    this.take();
    return ["call", "pow", [base, this.signed()]];
  }

  atom() {
    const before = this.position ? this.tokens[this.position - 1] : "";
    const token = this.take();
    if (token === "(") {
      const tree = this.sum();
      this.close();
      return tree;
    }
    if (Object.hasOwn(FUNCTIONS, token)) return this.call(token);
    if (this.variables.includes(token)) return ["variable", this.variables.indexOf(token)];
    if (Object.hasOwn(NUMBERS, token)) return ["number", NUMBERS[token]];
    if (isName(token)) {
      const known = [...this.variables, ...Object.keys(FUNCTIONS)].join(", ");
      throw new ExpressionError(`“${token}” is not known here. Known are ${known}, pi and e.`);
    }
    if (/^[.\d]/.test(token)) return ["number", Number(token)];
    if (token && !before) throw new ExpressionError(`Something is missing before “${token}”.`);
    throw new ExpressionError(`Something is missing after “${before}”.`);
  }

  call(name) {
    const [op, count] = FUNCTIONS[name];
    if (this.next !== "(") throw new ExpressionError(`Write ${name} with parentheses, as in ${name}(x).`);
    this.take();
    const inside = [this.sum()];
    while (this.next === ",") {
      this.take();
      inside.push(this.sum());
    }
    this.close();
    if (inside.length !== count) {
      const wanted = count === 1 ? "one argument" : "two arguments, separated by a comma";
      throw new ExpressionError(`${name} takes ${wanted}.`);
    }
    return ["call", op, inside];
  }

  close() {
    if (this.next !== ")") throw new ExpressionError("A “)” is missing.");
    this.take();
  }
}

/** Split a text; the list ends with an empty token. */
function tokensOf(typed, variables) {
  let text = typed.trim();
  if (!text) throw new ExpressionError(`Type a function of ${variables.join(" and ")}, such as ${variables[0]}**2.`);
  if (text.length > LONGEST) {
    throw new ExpressionError(`This is too long: at most ${LONGEST} characters can be read.`);
  }
  for (const [spelling, meaning] of Object.entries(SPELLINGS)) text = text.replaceAll(spelling, meaning);
  text = text.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, exponentText).trim();
  const tokens = [];
  SYMBOL.lastIndex = 0;
  while (SYMBOL.lastIndex < text.length) {
    const position = SYMBOL.lastIndex;
    const match = SYMBOL.exec(text);
    if (match === null) throw new ExpressionError(`“${[...text.slice(position).trim()][0]}” cannot be read.`);
    tokens.push(match[1] ?? match[2] ?? match[3]);
  }
  let depth = 0;
  for (const token of tokens) {
    depth += (token === "(") - (token === ")");
    if (depth > DEEPEST) {
      throw new ExpressionError(
        `This is nested too deeply: at most ${DEEPEST} parentheses can be inside one another.`,
      );
    }
  }
  return [...tokens, ""];
}

function exponentText(raised) {
  return `**${Array.from(raised, (digit) => RAISED.indexOf(digit)).join("")} `;
}

function isName(token) {
  return /^[A-Za-z_]/.test(token);
}
