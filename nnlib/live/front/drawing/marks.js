// The table of marks: how each type of mark takes part in a panel.
//
// extent(mark, values, reach)                 says which data the axes must show
// draw(context, mark, values, frame, theme)   draws it; `unclipped` marks may leave the frame
// annotate(context, mark, values, frame, theme)   writes what stands over or beside the axes
// swatch(context, mark, x, y, theme)          draws its sample for the legend, 22 pixels wide
// interact(mark, panel)                       lets the reader take hold of it: { update, destroy }, or more
// categories(mark, values)                    names the places along an axis of bars
// grid(context, mark, values, room)           says how cells lie that fill a panel
// height(context, mark, width, theme)         says how high a panel must be for it
// colorTicks(mark, values, frame, length)     says which numbers stand beside a scale of its colours
// cells, diagram, filling                     say that it has cells, or no axes, or fills the frame

import { barsMark } from "./bars.js";
import { imageMark, matrixMark, padMark } from "./cells.js";
import { areaMark, arrowsMark, lineMark, ruleMark, segmentsMark } from "./curves.js";
import { networkMark } from "./diagram.js";
import { EditTool } from "./editable.js";
import { contourMark, heatmapMark } from "./fields.js";
import { graphMark } from "./graph.js";
import { GraphTool } from "./graphtool.js";
import { GrowTool } from "./growing.js";
import { HandleTool } from "./handles.js";
import { Inspector } from "./inspector.js";
import { PadTool } from "./pad.js";
import { drawByClass, pointsMark, textMark } from "./points.js";

const EDITABLE_RADIUS = 7;

export const MARKS = {
  line: lineMark,
  points: pointsMark,
  heatmap: heatmapMark,
  contour: contourMark,
  bars: barsMark,
  arrows: arrowsMark,
  text: textMark,
  rule: ruleMark,
  segments: segmentsMark,
  area: areaMark,
  matrix: matrixMark,
  image: imageMark,
  network: { ...networkMark, interact: (mark, panel) => [new GrowTool(mark, panel), new Inspector(mark, panel)] },
  graph: { ...graphMark, interact: (mark, panel) => new GraphTool(mark, panel) },
  // The dot itself is an element over the canvas, so that it can be focused.
  handle: {
    extent({ data }, values, reach) {
      reach.x.add(values(data.x).data[0]);
      reach.y.add(values(data.y).data[0]);
    },
    interact: (mark, panel) => new HandleTool(mark, panel),
  },
  editable: {
    extent: pointsMark.extent,
    draw(context, { data }, values, frame, theme) {
      const [x, y, c, mask] = [data.x, data.y, data.c, data.mask].map((key) => values(key).data);
      drawByClass(context, { x, y, c, mask }, EDITABLE_RADIUS, frame, theme);
    },
    unclipped: true,
    interact: (mark, panel) => new EditTool(mark, panel),
  },
  pad: { ...padMark, interact: (mark, panel) => new PadTool(mark, panel) },
};
