// Colours for light and dark pages, and colour maps made of them.
//
// The hues are Okabe and Ito's, moved until each has a contrast of at least 3:1 against the page.

const LIGHT = {
  colors: {
    blue: "#0b6fb8",
    orange: "#c2560a",
    green: "#00805e",
    purple: "#a8558a",
    red: "#c0392b",
    sky: "#2a8fc7",
    yellow: "#9a7d00",
    gray: "#6b7280",
    ink: "#1f2933",
  },
  muted: "#56606b",
  spine: "#9aa3ad",
  faint: "#e4e7eb",
  background: "#ffffff",
};

const DARK = {
  colors: {
    blue: "#4aa3ea",
    orange: "#ef8a3c",
    green: "#2fbf93",
    purple: "#d98ac0",
    red: "#f4697b",
    sky: "#86cdf5",
    yellow: "#e3c94b",
    gray: "#98a2b0",
    ink: "#e4e7ec",
  },
  muted: "#a9b2bd",
  spine: "#6b7582",
  faint: "#343b46",
  background: "#14181e",
};

export const CLASS_COLORS = ["blue", "orange", "green", "purple", "red", "sky"];
export const CLASS_MARKERS = ["circle", "square", "triangle", "diamond", "cross", "circle"];

const PREFERS_DARK = "(prefers-color-scheme: dark)";
const DARK_BELOW = 0.2;
const themes = new Map();

/**
 * Read the colours that suit the page around an element.
 *
 * What the page says of itself comes first, then the background behind the element, which is what
 * the colours must stand out against, and last what the reader's system prefers.
 */
export function readTheme(element) {
  const behind = backgroundBehind(element);
  const isDark = behind && luminance(behind) < DARK_BELOW;
  const dark = saidByPage() ?? isDark ?? matchMedia(PREFERS_DARK).matches;
  const palette = dark ? DARK : LIGHT;
  // While a page fades from one theme to the other, the background lags behind what it says.
  const background = isDark === dark ? toHex(behind) : palette.background;
  const font = getComputedStyle(element).fontFamily || "sans-serif";
  const sign = `${dark} ${background} ${font}`;
  // The same colours are the same object, so that what was made of them can be kept.
  if (!themes.has(sign)) themes.set(sign, { ...palette, dark, background, font, ink: palette.colors.ink, maps: new Map() });
  return themes.get(sign);
}

/** Call back with the new theme whenever the page's changes; returns a function that stops. */
export function watchTheme(element, callback) {
  let last = readTheme(element);
  const check = () => {
    const theme = readTheme(element);
    if (theme === last) return;
    last = theme;
    callback(theme);
  };
  const observer = new MutationObserver(check);
  const attributeFilter = ["class", "style", "theme", "data-theme", "data-jp-theme-light"];
  observer.observe(document.documentElement, { attributes: true, attributeFilter });
  observer.observe(document.body, { attributes: true, attributeFilter });
  const preference = matchMedia(PREFERS_DARK);
  preference.addEventListener("change", check);
  // Pages fade their backgrounds and load style sheets late; both end with an event.
  document.addEventListener("transitionend", check);
  document.addEventListener("load", check, true);
  return () => {
    observer.disconnect();
    preference.removeEventListener("change", check);
    document.removeEventListener("transitionend", check);
    document.removeEventListener("load", check, true);
  };
}

/** Hand a theme's colours to the style sheet, for an element and what it holds. */
export function applyTheme(element, theme) {
  const { colors, muted, spine, faint, background } = theme;
  for (const [name, color] of Object.entries({ ...colors, muted, spine, faint, background })) {
    element.style.setProperty(`--nn-${name}`, color);
  }
}

/** Return true or false as the page calls itself dark or light, undefined if it does not say. */
function saidByPage() {
  const { documentElement: root, body } = document;
  const theme = root.dataset.theme ?? root.getAttribute("theme");
  if (theme === "dark" || theme === "light") return theme === "dark";
  if (body.dataset.jpThemeLight) return body.dataset.jpThemeLight === "false";
  if (body.classList.contains("vscode-high-contrast-light")) return false;
  if (body.matches(".vscode-dark, .vscode-high-contrast")) return true;
  if (body.classList.contains("vscode-light")) return false;
  return undefined;
}

/** Return the nearest opaque background as [r, g, b] of 0 to 255, or undefined. */
function backgroundBehind(element) {
  for (let node = element; node; node = node.parentElement) {
    const numbers = getComputedStyle(node).backgroundColor.match(/[\d.]+/g)?.map(Number);
    if (numbers?.length === 3 || numbers?.[3] === 1) return numbers.slice(0, 3);
  }
  return undefined;
}

// --- colour maps --------------------------------------------------------------------------------

const DARK_SEQUENCE = ["#1b2530", "#1f4e79", "#2b8c9b", "#93cba2", "#f6f3c6"];
const LIGHT_SEQUENCE = ["#f7f6e6", "#b5dcc4", "#4aa7b3", "#1f6098", "#132a52"];

/**
 * Return a table of 256 colours, packed as an ImageData holds them (see `packedToCss`).
 *
 * "diverging" and "sequential" run from the lowest value to the highest, "gray" from paper to ink;
 * in "class" entry k is the pale colour of class k.
 */
export function colormap(name, theme) {
  if (!theme.maps.has(name)) theme.maps.set(name, makeColormap(name, theme));
  return theme.maps.get(name);
}

/**
 * Return the values that get a map's first and last colour.
 *
 * Limits that are not given come from the data, for "diverging" symmetrically around 0. Class
 * indices are not scaled.
 */
export function colorLimits({ cmap, vmin, vmax }, low, high) {
  if (cmap === "class") return [0, 255];
  if (cmap === "diverging") {
    const reach = Math.max(Math.abs(low), Math.abs(high));
    const top = vmax ?? (vmin === undefined ? reach : -vmin);
    const bottom = vmin ?? -top;
    return bottom < top ? [bottom, top] : [-1, 1];
  }
  const bottom = vmin ?? low;
  const top = vmax ?? high;
  return bottom < top ? [bottom, top] : [bottom - 0.5, bottom + 0.5];
}

/** Return the entry of a table for a value between the limits. */
export function colorIndex(value, low, high) {
  const index = Math.round(((value - low) / (high - low)) * 255);
  return index < 0 ? 0 : index > 255 ? 255 : index;
}

export function packedToCss(packed) {
  return `rgb(${packed & 255} ${(packed >> 8) & 255} ${(packed >> 16) & 255})`;
}

/** Whether text on a packed colour must be dark to be read. */
export function isPale(packed) {
  return luminance([packed & 255, (packed >> 8) & 255, (packed >> 16) & 255]) > 0.2;
}

/** Mix two colours written as hex; 0 gives the first, 1 the second. */
export function mixColors(first, second, weight) {
  return toHex(fromOklab(mix(toOklab(fromHex(first)), toOklab(fromHex(second)), weight)));
}

function makeColormap(name, theme) {
  const { colors, dark, background } = theme;
  if (name === "class") {
    const table = new Uint32Array(256);
    for (let k = 0; k < 256; k++) {
      const color = colors[CLASS_COLORS[k % CLASS_COLORS.length]];
      table[k] = pack(fromHex(mixColors(color, background, 0.62)));
    }
    return table;
  }
  const neutral = mixColors(background, theme.ink, 0.03);
  const stops = {
    diverging: [colors.orange, mixColors(colors.orange, neutral, 0.55), neutral, mixColors(colors.blue, neutral, 0.55), colors.blue],
    sequential: dark ? DARK_SEQUENCE : LIGHT_SEQUENCE,
    gray: [background, theme.ink],
  }[name].map((color) => toOklab(fromHex(color)));
  return Uint32Array.from({ length: 256 }, (_, k) => {
    const position = (k / 255) * (stops.length - 1);
    const below = Math.min(Math.floor(position), stops.length - 2);
    return pack(fromOklab(mix(stops[below], stops[below + 1], position - below)));
  });
}

function mix(first, second, weight) {
  return first.map((part, i) => part + (second[i] - part) * weight);
}

function fromHex(text) {
  return [1, 3, 5].map((start) => parseInt(text.slice(start, start + 2), 16));
}

function toHex(rgb) {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function pack([red, green, blue]) {
  return (0xff000000 | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
}

function toLinear(part) {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function fromLinear(share) {
  const part = share <= 0.0031308 ? 12.92 * share : 1.055 * share ** (1 / 2.4) - 0.055;
  return 255 * Math.min(Math.max(part, 0), 1);
}

function luminance(rgb) {
  const [red, green, blue] = rgb.map(toLinear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// Oklab (B. Ottosson, 2020), in which equal steps look equal.
function toOklab(rgb) {
  const [r, g, b] = rgb.map(toLinear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map(fromLinear);
}
