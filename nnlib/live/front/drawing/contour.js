// Marching squares: the lines along which a field has a given value.

/**
 * Traces level lines on grids of one shape; its buffers are allocated once.
 *
 * Every edge between two neighbouring grid points is crossed at most once. A cell joins the
 * crossings on its edges in pairs, so that each crossing has at most two neighbours, and following
 * neighbours gives the lines.
 */
export class ContourTracer {
  constructor(columns, rows) {
    this.columns = columns;
    this.rows = rows;
    // Edge i runs from grid point i to the right; edge size + i from grid point i up.
    this.size = columns * rows;
    this.links = new Int32Array(4 * this.size).fill(-1);
    this.crossed = new Int32Array(2 * this.size);
    this.count = 0;
  }

  /**
   * Trace a level of z, which holds row after row.
   *
   * Each line is told as move(column, row), then extend(column, row) for every further crossing,
   * counted in grid steps, then close() if it comes round.
   */
  trace(z, level, { move, extend, close }) {
    this.z = z;
    this.level = level;
    this.findCrossings();
    const { crossed, links, count } = this;
    // Lines that end at the border come first; what is left then are closed curves.
    for (let i = 0; i < count; i++) {
      const edge = crossed[i];
      if (links[2 * edge] >= 0 && links[2 * edge + 1] < 0) this.follow(edge, move, extend);
    }
    for (let i = 0; i < count; i++) {
      const edge = crossed[i];
      if (links[2 * edge] < 0) continue;
      this.follow(edge, move, extend);
      close();
    }
    this.count = 0;
  }

  findCrossings() {
    const { z, level, columns, rows, size } = this;
    for (let row = 0; row < rows - 1; row++) {
      for (let column = 0; column < columns - 1; column++) {
        const i = row * columns + column;
        const a = z[i];
        const b = z[i + 1];
        const c = z[i + columns + 1];
        const d = z[i + columns];
        const corners = (a >= level) + 2 * (b >= level) + 4 * (c >= level) + 8 * (d >= level);
        if (corners === 0 || corners === 15) continue;
        const sum = a + b + c + d;
        if (sum - sum !== 0) continue;
        const bottom = i;
        const top = i + columns;
        const left = size + i;
        const right = size + i + 1;
        switch (corners) {
          case 1: case 14: this.join(bottom, left); break;
          case 2: case 13: this.join(bottom, right); break;
          case 4: case 11: this.join(top, right); break;
          case 8: case 7: this.join(top, left); break;
          case 3: case 12: this.join(left, right); break;
          case 6: case 9: this.join(bottom, top); break;
          default:
            // A saddle: the middle decides which corners belong together.
            if ((sum / 4 >= level) === (corners === 5)) {
              this.join(bottom, right);
              this.join(top, left);
            } else {
              this.join(bottom, left);
              this.join(top, right);
            }
        }
      }
    }
  }

  join(first, second) {
    this.link(first, second);
    this.link(second, first);
  }

  link(edge, other) {
    const { links } = this;
    if (links[2 * edge] < 0) {
      links[2 * edge] = other;
      this.crossed[this.count++] = edge;
    } else links[2 * edge + 1] = other;
  }

  /** Walk from an edge to the end of its line, and forget the links on the way. */
  follow(start, move, extend) {
    const { links } = this;
    let edge = start;
    let from = -1;
    this.visit(edge, move);
    for (;;) {
      const next = links[2 * edge] === from ? links[2 * edge + 1] : links[2 * edge];
      links[2 * edge] = links[2 * edge + 1] = -1;
      if (next < 0 || next === start) return;
      from = edge;
      edge = next;
      this.visit(edge, extend);
    }
  }

  visit(edge, draw) {
    const { z, level, columns, size } = this;
    const upward = edge >= size;
    const i = upward ? edge - size : edge;
    const before = z[i];
    const share = (level - before) / (z[upward ? i + columns : i + 1] - before);
    const column = i % columns;
    const row = (i - column) / columns;
    draw(upward ? column : column + share, upward ? row + share : row);
  }
}
