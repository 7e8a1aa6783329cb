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

  paintMap(data, start, size, table, missing) {
    const { pixels } = this;
    let reach = 0;
    for (let i = start; i < start + size; i++) {
      const distance = Math.abs(data[i]);
      if (distance > reach && distance < Infinity) reach = distance;
    }
    const scale = 127.5 / (reach || 1);
    for (let i = start; i < start + size; i++) {
      const value = data[i];
      pixels[i] = value - value === 0 ? table[(value * scale + 128) | 0] : missing;
    }
  }

  /** Draw one map into a square, its first row at the bottom. */
  draw(context, node, x, y, half) {
    context.save();
    context.translate(x, y);
    context.scale(1, -1);
    context.drawImage(this.canvas, 0, node * this.rows, this.columns, this.rows, -half, -half, 2 * half, 2 * half);
    context.restore();
  }
}
