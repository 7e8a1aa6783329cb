// The maps in the nodes of a layer: one small canvas holds them all, one below the other.

/** A pixel for each value of each map, kept until the values or the colours change. */
export class NodeMaps {
  constructor([count, rows, columns]) {
    Object.assign(this, { count, rows, columns });
    this.canvas = document.createElement("canvas");
    this.canvas.width = columns;
    this.canvas.height = count * rows;
    this.context = this.canvas.getContext("2d");
    this.image = this.context.createImageData(columns, count * rows);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /** Paint the first maps; each has its own scale, symmetrical around 0, and is grey where not finite. */
  paint({ data, version }, shown, table, missing) {
    if (this.version === version && this.shown === shown && this.table === table) return;
    Object.assign(this, { version, shown, table });
    const size = this.rows * this.columns;
    for (let node = 0; node < shown; node++) this.paintMap(data, node * size, size, table, missing);
    this.context.putImageData(this.image, 0, 0, 0, 0, this.columns, shown * this.rows);
  }

  /** A map's first row stands at the bottom. */
  paintMap(data, start, size, table, missing) {
    const { pixels, columns } = this;
    let reach = 0;
    for (let i = start; i < start + size; i++) {
      const distance = Math.abs(data[i]);
      if (distance > reach && distance < Infinity) reach = distance;
    }
    const scale = 127.5 / (reach || 1);
    for (let row = start, turned = start + size - columns; row < start + size; row += columns, turned -= columns) {
      for (let k = 0; k < columns; k++) {
        const value = data[row + k];
        pixels[turned + k] = value - value === 0 ? table[(value * scale + 128) | 0] : missing;
      }
    }
  }

  /** Draw one map into a square. */
  draw(context, node, x, y, half) {
    const { canvas, rows, columns } = this;
    context.drawImage(canvas, 0, node * rows, columns, rows, x - half, y - half, 2 * half, 2 * half);
  }
}
