// Bars, upright or lying.

import { formatNumber, withMinus } from "./format.js";
import { drawLabel, measureLabel } from "./labels.js";

const SHARE = 0.72;
const VALUE_SIZE = 12;
const GAP = 5;

export const barsMark = {
  extent({ data, style }, values, reach) {
    const height = values(data.height).data;
    const base = data.base && values(data.base).data;
    // Of the two axes, one counts the bars and one measures them.
    const along = style.horizontal ? reach.y : reach.x;
    const across = style.horizontal ? reach.x : reach.y;
    along.addEdge(-0.5);
    along.addEdge(height.length - 0.5);
    let [low, high] = base ? [Infinity, -Infinity] : [0, 0];
    for (let i = 0; i < height.length; i++) {
      for (const value of base ? [base[i], base[i] + height[i]] : [height[i]]) {
        across.add(value);
        if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
      }
    }
    if (!base) across.addEdge(0);
    if (style.format == null) return;
    // The numbers at the bars' ends need room too.
    const room = (style.horizontal ? 0.2 : 0.06) * (high - low);
    if (high > 0) across.add(high + room);
    if (low < 0) across.add(low - room);
  },

  /** The names along the axis that counts the bars. */
  categories({ data, style }, values) {
    const count = values(data.height).data.length;
    return style.labels ?? Array.from({ length: count }, (_, i) => String(i));
  },

  draw(context, { data, style }, values, frame, theme) {
    const height = values(data.height).data;
    const base = data.base && values(data.base).data;
    const { horizontal } = style;
    const along = horizontal ? frame.y : frame.x;
    const across = horizontal ? frame.x : frame.y;
    const thickness = SHARE * Math.abs(along.pixel(1) - along.pixel(0));
    // On a log axis, zero is infinitely far away: bars start at the edge.
    const bottom = across.log ? across.low : 0;
    for (let i = 0; i < height.length; i++) {
      const start = across.pixel(base ? base[i] : bottom);
      const end = across.pixel((base ? base[i] : 0) + height[i]);
      if (!Number.isFinite(start + end)) continue;
      const side = along.pixel(i) - thickness / 2;
      context.fillStyle = theme.colors[style.colors?.[i] ?? style.color ?? "blue"];
      if (horizontal) context.fillRect(start, side, end - start, thickness);
      else context.fillRect(side, start, thickness, end - start);
    }
    // The line from which the bars rise, over their ends.
    const zero = across.pixel(bottom);
    if (base || !across.holds(bottom)) return;
    context.fillStyle = theme.spine;
    if (horizontal) context.fillRect(zero - 0.5, frame.top, 1, frame.height);
    else context.fillRect(frame.left, zero - 0.5, frame.width, 1);
  },

  /** Write the heights at the bars' ends, after the axes, because they may reach over the edge. */
  annotate(context, { data, style }, values, frame, theme) {
    if (style.format == null) return;
    const height = values(data.height).data;
    const base = data.base && values(data.base).data;
    const { horizontal } = style;
    const along = horizontal ? frame.y : frame.x;
    const across = horizontal ? frame.x : frame.y;
    const font = { size: VALUE_SIZE, family: theme.font };
    const texts = Array.from(height, (value) => withMinus(formatNumber(value, style.format)));
    const widths = texts.map((text) => measureLabel(context, text, font));
    const needed = horizontal ? VALUE_SIZE + 2 : Math.max(...widths) + 4;
    if (needed > Math.abs(along.pixel(1) - along.pixel(0))) return;
    context.fillStyle = theme.ink;
    for (let i = 0; i < height.length; i++) {
      const start = across.pixel(base ? base[i] : 0);
      const end = across.pixel((base ? base[i] : 0) + height[i]);
      if (!Number.isFinite(start + end)) continue;
      const size = horizontal ? widths[i] : VALUE_SIZE;
      // Left of the plot and below it stand names, above it and to its right there is a little room.
      const [low, high] = horizontal ? [frame.left, frame.right + 12] : [frame.top - 6, frame.bottom];
      const place = [along.pixel(i), placeNumber(start, end, size, low, high)];
      const [x, y] = horizontal ? place.reverse() : place;
      drawLabel(context, texts[i], x, y, font, "middle", theme.background);
    }
  },

  swatch(context, { style }, x, y, theme) {
    context.fillStyle = theme.colors[style.colors?.[0] ?? style.color ?? "blue"];
    context.fillRect(x + 4, y - 5, 14, 10);
  },
};

/**
 * Return where the middle of a number goes: beyond the bar's end, or where that is not between low
 * and high, on the other side of its foot, or at last inside.
 */
function placeNumber(start, end, size, low, high) {
  const outward = end < start ? -1 : 1;
  const reach = GAP + size / 2;
  const fits = (middle) => middle - size / 2 >= low && middle + size / 2 <= high;
  const places = [end + outward * reach, start - outward * reach];
  const inside = Math.min(Math.max(end, low), high) - outward * reach;
  return places.find(fits) ?? inside;
}
