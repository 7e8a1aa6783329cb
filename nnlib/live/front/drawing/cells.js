// Marks that are tables of cells: matrix, image and pad. The first row is on top.

import { colorIndex, colormap, isPale, packedToCss } from "./colormap.js";
import { colorGrid } from "./fields.js";
import { formatNumber, withMinus } from "./format.js";
import { drawLabel, fittingFont, measureLabel, shortenLabel } from "./labels.js";

const CELL_WIDTH = 72;
const CELL_HEIGHT = 40;
const NUMBER_SIZE = 14;
// Smaller numbers cannot be read, and are not written.
const LEAST_NUMBER_SIZE = 8;
const NAME_SIZE = 13;
const LEAST_NAME_SIZE = 9;
// Names take no more of a panel's width or height.
const NAME_SHARE = 0.4;

export const matrixMark = {
  extent: cellExtent,

  /** How the cells lie in a room: how many, how large at most, and their names with the room they need. */
  grid(context, { data, style }, values, room) {
    const [rows, columns] = values(data.values).shape;
    const besides = style.rows && fitNames(context, style.rows, NAME_SHARE * room.width, room.family);
    const left = besides ? besides.width + 10 : 0;
    const pitch = Math.min(CELL_WIDTH, (room.width - left) / columns);
    const above = style.columns && fitColumns(context, style.columns, pitch, room);
    const top = !above ? 0 : (above.turned ? above.width : NAME_SIZE) + 10;
    return { rows, columns, square: false, width: CELL_WIDTH, height: CELL_HEIGHT, left, top, besides, above };
  },

  draw(context, mark, values, frame, theme) {
    const { data, style } = mark;
    const table = values(data.values);
    const [rows, columns] = table.shape;
    const grid = colorGrid(frame, mark, table.shape);
    const colors = colormap(style.cmap ?? "diverging", theme);
    grid.paint(table, { cmap: "diverging", ...style }, colors);
    const width = frame.width / columns;
    const height = frame.height / rows;
    const gap = Math.min(1, width / 12, height / 12);
    const texts = Array.from(table.data, (value) => withMinus(formatNumber(value, style.format ?? ".2f")));
    const full = { size: Math.min(NUMBER_SIZE, height - 4), family: theme.font };
    const font = fittingFont(context, texts, full, width - 6);
    for (let i = 0; i < texts.length; i++) {
      const left = frame.left + (i % columns) * width;
      const top = frame.top + Math.floor(i / columns) * height;
      const finite = Number.isFinite(table.data[i]);
      const color = colors[colorIndex(table.data[i], grid.low, grid.high)];
      if (finite) {
        context.fillStyle = packedToCss(color);
        context.fillRect(left + gap, top + gap, width - 2 * gap, height - 2 * gap);
      }
      if (font.size < LEAST_NUMBER_SIZE) continue;
      context.fillStyle = !finite ? theme.ink : isPale(color) ? "#14181e" : "#ffffff";
      drawLabel(context, texts[i], left + width / 2, top + height / 2, font, "middle");
    }
  },

  annotate(context, mark, values, frame, theme) {
    const { rows, columns, besides, above } = frame.grid;
    context.fillStyle = theme.muted;
    besides?.names.forEach((name, i) => {
      drawLabel(context, name, frame.left - 8, frame.top + ((i + 0.5) * frame.height) / rows, besides.font, "end");
    });
    above?.names.forEach((name, i) => {
      const x = frame.left + ((i + 0.5) * frame.width) / columns;
      if (!above.turned) {
        drawLabel(context, name, x, frame.top - 11, above.font, "middle");
        return;
      }
      context.save();
      context.translate(x, frame.top - 6);
      context.rotate(-Math.PI / 2);
      drawLabel(context, name, 0, 0, above.font);
      context.restore();
    });
  },

  cells: true,
};

export const imageMark = {
  extent: cellExtent,

  grid(context, { data }, values) {
    const [rows, columns] = values(data.values).shape;
    return { rows, columns, square: true, width: Infinity, height: Infinity, left: 0, top: 0 };
  },

  draw(context, mark, values, frame, theme) {
    drawPixels(context, mark, { cmap: "gray", ...mark.style }, values, frame, theme);
  },

  cells: true,
};

export const padMark = {
  extent: cellExtent,

  grid: imageMark.grid,

  draw(context, mark, values, frame, theme) {
    drawPixels(context, mark, { cmap: "gray", vmin: 0, vmax: 1 }, values, frame, theme);
  },

  cells: true,
};

/** Cells lie around whole numbers: column j around x = j, row i around y = i, downwards. */
function cellExtent({ data }, values, reach) {
  const [rows, columns] = values(data.values).shape;
  reach.x.addEdge(-0.5);
  reach.x.addEdge(columns - 0.5);
  reach.y.addEdge(-0.5);
  reach.y.addEdge(rows - 0.5);
}

function drawPixels(context, mark, style, values, frame, theme) {
  const table = values(mark.data.values);
  const grid = colorGrid(frame, mark, table.shape);
  grid.paint(table, style, colormap(style.cmap, theme));
  context.imageSmoothingEnabled = false;
  context.drawImage(grid.canvas, frame.left, frame.top, frame.width, frame.height);
  context.strokeStyle = theme.spine;
  context.lineWidth = 1;
  context.strokeRect(frame.left + 0.5, frame.top + 0.5, frame.width - 1, frame.height - 1);
}

/** Return names in a font in which all fit a width, and how wide they are; at last they are cut short. */
function fitNames(context, names, width, family) {
  const fitting = fittingFont(context, names, { size: NAME_SIZE, family }, width);
  const font = { ...fitting, size: Math.max(fitting.size, LEAST_NAME_SIZE) };
  const short = names.map((name) => shortenLabel(context, name, font, width));
  return { names: short, font, width: Math.max(...short.map((name) => measureLabel(context, name, font))) };
}

/** Fit the names of columns: level where each has room above its column, else turned upwards. */
function fitColumns(context, names, pitch, { height, family }) {
  const font = { size: LEAST_NAME_SIZE, family };
  const turned = names.some((name) => measureLabel(context, name, font) > pitch - 6);
  return { ...fitNames(context, names, turned ? NAME_SHARE * height : pitch - 6, family), turned };
}
