// Numbers as text, printed exactly as nnlib/live/template.py prints them.

const SPEC = /^(\+?)(?:\.(\d+)([fge%])|(d))$|^(,?)$/;
const FIELD = /\{\{|\}\}|\{([A-Za-z_]\w*)?(?::([^}]*))?\}/g;

/**
 * Print a number as Python's `format(value, spec)` does, but zero never has a minus sign.
 *
 * Known specifications: `.2f`, `.3g`, `.1e`, `.0%` and `d`, each with an optional `+`; `,` and "".
 * `d` rounds to a whole number first.
 */
export function formatNumber(value, spec = "") {
  const parts = SPEC.exec(spec);
  if (!parts) {
    throw new Error(`"${spec}" is not a known number format. Use .2f, +.2f, .3g, .1e, .0%, d, +d or ","`);
  }
  const [, plus, precision, type, whole] = parts;
  const text = unsigned(Math.abs(value), whole ?? type ?? spec, Number(precision));
  // What is rounded to zero has no sign.
  const isZero = value === 0 || (Number.isFinite(value) && !/[1-9]|inf/.test(text.split("e")[0]));
  if (value < 0 && !isZero) return `-${text}`;
  return plus ? `+${text}` : text;
}

/** Fill `{name:.2f}` from an object, or `{:.2f}` in order from an array; `{{` is a brace. */
export function fillTemplate(template, values) {
  let position = 0;
  return template.replace(FIELD, (field, name, spec = "") => {
    if (field === "{{") return "{";
    if (field === "}}") return "}";
    return formatNumber(Array.isArray(values) ? values[position++] : values[name], spec);
  });
}

/** Set numbers with a minus sign instead of a hyphen. */
export function withMinus(text) {
  return text.replace(/(^|[^\p{L}\p{N}])-(?=[\d.]|inf)/gu, "$1−").replace(/(\de)-(?=\d)/g, "$1−");
}

/** Print a number that is not negative. */
function unsigned(value, type, precision) {
  if (Number.isNaN(value)) return type === "%" ? "nan%" : "nan";
  switch (type) {
    case "f":
      return fixed(value, precision);
    case "d":
      return fixed(value, 0);
    case "%":
      return `${fixed(value * 100, precision)}%`;
    case "e":
      return scientific(value, precision);
    case "g":
      return general(value, precision);
    default: {
      const text = shortest(value);
      return type === "," ? text.replace(/^\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",")) : text;
    }
  }
}

/**
 * As toFixed, but ties go to the even digit.
 *
 * A double lies exactly between two decimals of p digits only if it has exactly p + 1 binary
 * places, that is, if value · 2^(p+1) is odd. toFixed then rounds up; where that gave an odd digit,
 * the even one is below.
 */
function fixed(value, precision) {
  if (value === Infinity) return "inf";
  if (value >= 1e21) return BigInt(value).toString() + (precision ? `.${"0".repeat(precision)}` : "");
  const text = value.toFixed(precision);
  return isOdd(value * 2 ** (precision + 1)) ? evenBelow(text) : text;
}

/** As toExponential, but ties go to the even digit and the exponent has two digits or more. */
function scientific(value, precision) {
  if (value === Infinity) return "inf";
  let [digits, exponent] = value.toExponential(precision).split("e");
  if (isTie(value, precision - Number(exponent))) digits = evenBelow(digits);
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

function general(value, precision) {
  if (value === Infinity) return "inf";
  const significant = Math.max(precision, 1);
  const [digits, exponent] = scientific(value, significant - 1).split("e");
  const power = Number(exponent);
  if (power < -4 || power >= significant) return `${withoutZeros(digits)}e${exponent}`;
  return withoutZeros(fixed(value, significant - 1 - power));
}

/** Print the fewest digits that give the same double, as Python's repr does. */
function shortest(value) {
  if (value === Infinity) return "inf";
  const [digits, exponent] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
  const places = digits.length - Math.min(digits.length, 2);
  return value.toFixed(Math.max(1, places - power));
}

/** Whether a value lies exactly between two decimals of so many places; fewer than 0 are tens. */
function isTie(value, places) {
  if (places >= 0) return isOdd(value * 2 ** (places + 1));
  if (!Number.isInteger(value)) return false;
  const twice = 2n * BigInt(value);
  const unit = 10n ** BigInt(-places);
  return twice % unit === 0n && (twice / unit) % 2n === 1n;
}

function isOdd(value) {
  return value % 2 === 1;
}

/** Replace an odd last digit by the even one below. */
function evenBelow(text) {
  const digit = Number(text.at(-1));
  return digit % 2 ? text.slice(0, -1) + (digit - 1) : text;
}

function withoutZeros(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
