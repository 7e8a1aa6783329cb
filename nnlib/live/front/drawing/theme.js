// The colours of light and dark pages.
//
// The hues are Okabe and Ito's, moved until each has a contrast of at least 3:1 against the page.

import { luminance, toHex } from "./colors.js";
import { forgetWidths } from "./labels.js";

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
  sequence: ["#f7f6e6", "#b5dcc4", "#4aa7b3", "#1f6098", "#132a52"],
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
  sequence: ["#1b2530", "#1f4e79", "#2b8c9b", "#93cba2", "#f6f3c6"],
};

export const CLASS_COLORS = ["blue", "orange", "green", "purple", "red", "sky"];
export const CLASS_MARKERS = ["circle", "square", "triangle", "diamond", "cross", "circle"];

const PREFERS_DARK = "(prefers-color-scheme: dark)";
const DARK_BELOW = 0.2;
const themes = new Map();

/**
 * Read the colours that suit the page around an element. The browser must work out all styles for
 * that, which is too slow for every frame; see `watchTheme`.
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
  if (!themes.has(sign)) {
    const { ink } = palette.colors;
    themes.set(sign, { ...palette, dark, background, font, ink, maps: new Map() });
  }
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
  // What is made unseen has the colours of its place only when it is shown there.
  const place = new IntersectionObserver(check);
  place.observe(element);
  const preference = matchMedia(PREFERS_DARK);
  preference.addEventListener("change", check);
  // Pages fade their backgrounds and load style sheets late; both end with an event.
  document.addEventListener("transitionend", check);
  document.addEventListener("load", check, true);
  const remeasure = () => {
    forgetWidths();
    themes.clear();
    check();
  };
  document.fonts.addEventListener("loadingdone", remeasure);
  return () => {
    observer.disconnect();
    place.disconnect();
    preference.removeEventListener("change", check);
    document.removeEventListener("transitionend", check);
    document.removeEventListener("load", check, true);
    document.fonts.removeEventListener("loadingdone", remeasure);
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
