// Marks that are tables of cells: matrix, image and pad. The first row is on top.

import { colorIndex, colormap, isPale, packedToCss } from "./colormap.js";
import { colorGrid } from "./fields.js";
import { formatNumber, withMinus } from "./format.js";
import { drawLabel, measureLabel } from "./labels.js";

const CELL_WIDTH = 72;
const CELL_HEIGHT = 40;
const NAME_SIZE = 13;

export const matrixMark = {
  extent: cellExtent,

  /** How the cells lie: how many, how large at most, and the room their names need. */
  grid(context, { data, style }, values, family) {
    const [rows, columns] = values(data.values).shape;
    const font = { size: NAME_SIZE, family };
    return {
      rows,
      columns,
      square: false,
      width: CELL_WIDTH,
      height: CELL_HEIGHT,
      left: style.rows ? Math.max(...style.rows.map((name) => measureLabel(context, name, font))) + 10 : 0,
      top: style.columns ? NAME_SIZE + 10 : 0,
    };
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
    const font = { size: fittingSize(context, texts, width - 6, height - 4, theme.font), family: theme.font };
    for (let i = 0; i < texts.length; i++) {
      const left = frame.left + (i % columns) * width;
      const top = frame.top + Math.floor(i / columns) * height;
      const finite = Number.isFinite(table.data[i]);
      const color = colors[colorIndex(table.data[i], grid.low, grid.high)];
      if (finite) {
        context.fillStyle = packedToCss(color);
        context.fillRect(left + gap, top + gap, width - 2 * gap, height - 2 * gap);
      }
      if (!font.size) continue;
      context.fillStyle = !finite ? theme.ink : isPale(color) ? "#14181e" : "#ffffff";
      drawLabel(context, texts[i], left + width / 2, top + height / 2, font, "middle");
    }
  },

  annotate(context, { data, style }, values, frame, theme) {
    const [rows, columns] = values(data.values).shape;
    const font = { size: NAME_SIZE, family: theme.font };
    context.fillStyle = theme.muted;
    style.rows?.forEach((name, i) => {
      drawLabel(context, name, frame.left - 8, frame.top + ((i + 0.5) * frame.height) / rows, font, "end");
    });
    style.columns?.forEach((name, i) => {
      drawLabel(context, name, frame.left + ((i + 0.5) * frame.width) / columns, frame.top - 11, font, "middle");
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

/** Return the largest size, up to 14 pixels, at which all texts fit a cell; 0 if none is readable. */
function fittingSize(context, texts, width, height, family) {
  const widest = Math.max(...texts.map((text) => measureLabel(context, text, { size: 14, family })));
  const size = Math.min(14, height, (14 * width) / widest);
  return size >= 8 ? size : 0;
}
