// Shapes, strokes and fills that several marks share.

const DASHES = { solid: [], dashed: [3.2, 2.2], dotted: [0.01, 2] };

/** Set a context's stroke from a mark's style. */
export function setStroke(context, { color = "ink", width = 2, dash = "solid" }, theme) {
  context.strokeStyle = theme.colors[color];
  context.lineWidth = width;
  context.lineJoin = "round";
  context.lineCap = dash === "dashed" ? "butt" : "round";
  context.setLineDash(DASHES[dash].map((length) => length * Math.max(width, 1.25)));
}

/** Add a marker to the context's path. All shapes of one radius have about the same area. */
export function traceMarker(context, marker, x, y, radius) {
  switch (marker) {
    case "square": {
      const half = 0.89 * radius;
      context.rect(x - half, y - half, 2 * half, 2 * half);
      return;
    }
    case "triangle": {
      const reach = 1.4 * radius;
      traceCorners(context, x, y + 0.12 * radius, reach, TRIANGLE);
      return;
    }
    case "diamond":
      traceCorners(context, x, y, 1.28 * radius, DIAMOND);
      return;
    case "cross":
      traceCorners(context, x, y, 1.28 * radius, CROSS);
      return;
    default:
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
  }
}

const TRIANGLE = [0, -1, 0.866, 0.5, -0.866, 0.5];
const DIAMOND = [0, -1, 1, 0, 0, 1, -1, 0];
const CROSS = crossCorners(0.9, 0.25);

/** The corners of an ×, whose arms are so long and so half as wide. */
function crossCorners(arm, half) {
  const plus = [
    [-half, -arm], [half, -arm], [half, -half], [arm, -half], [arm, half], [half, half],
    [half, arm], [-half, arm], [-half, half], [-arm, half], [-arm, -half], [-half, -half],
  ];
  const turn = Math.SQRT1_2;
  return plus.flatMap(([x, y]) => [(x - y) * turn, (x + y) * turn]);
}

function traceCorners(context, x, y, reach, corners) {
  context.moveTo(x + reach * corners[0], y + reach * corners[1]);
  for (let i = 2; i < corners.length; i += 2) context.lineTo(x + reach * corners[i], y + reach * corners[i + 1]);
  context.closePath();
}

/** Fill the context's path and set it off from what lies behind. */
export function fillWithHalo(context, color, theme, width = 1.25) {
  context.setLineDash([]);
  context.lineJoin = "round";
  context.lineWidth = 2 * width;
  context.strokeStyle = theme.background;
  context.stroke();
  context.fillStyle = color;
  context.fill();
}
