// Colour maps: from values to colours.

import { fromHex, fromOklab, luminance, mixColors, mixLinearly, toOklab } from "./colors.js";
import { CLASS_COLORS } from "./theme.js";

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

/** Return the packed grey of a map's places whose number is not finite. */
export function missingColor(theme) {
  return pack(fromHex(mixColors(theme.background, theme.ink, 0.3)));
}

export const STRENGTHS = 32;

/** Return the colours of classes by strength: STRENGTHS entries for each class, pale to full. */
export function classStrengths(theme) {
  if (!theme.maps.has("class strengths")) {
    const neutral = mixColors(theme.background, theme.ink, 0.03);
    const table = new Uint32Array(CLASS_COLORS.length * STRENGTHS);
    CLASS_COLORS.forEach((name, k) => {
      for (let s = 0; s < STRENGTHS; s++) {
        const color = mixColors(neutral, theme.colors[name], (0.85 * s) / (STRENGTHS - 1));
        table[k * STRENGTHS + s] = pack(fromHex(color));
      }
    });
    theme.maps.set("class strengths", table);
  }
  return theme.maps.get("class strengths");
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

function makeColormap(name, theme) {
  const { colors, background } = theme;
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
    diverging: [
      colors.orange,
      mixColors(colors.orange, neutral, 0.55),
      neutral,
      mixColors(colors.blue, neutral, 0.55),
      colors.blue,
    ],
    sequential: theme.sequence,
    gray: [background, theme.ink],
  }[name].map((color) => toOklab(fromHex(color)));
  return Uint32Array.from({ length: 256 }, (_, k) => {
    const position = (k / 255) * (stops.length - 1);
    const below = Math.min(Math.floor(position), stops.length - 2);
    return pack(fromOklab(mixLinearly(stops[below], stops[below + 1], position - below)));
  });
}

function pack([red, green, blue]) {
  return (0xff000000 | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
}
