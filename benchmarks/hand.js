// Training of a 2-4-2-1 network of tanh on typed arrays, written by hand: what the generated code
// is measured against. Batches of 10 rows in order, squared error, plain gradient descent.

export class HandWritten {
  constructor({ X, y, w1, w2, w3 }, lr) {
    const typed = (numbers) => Float64Array.from(numbers.flat());
    Object.assign(this, { X: typed(X), y: typed(y), lr, step: 0 });
    Object.assign(this, { w1: typed(w1), w2: typed(w2), w3: typed(w3) });
    Object.assign(this, { b1: new Float64Array(4), b2: new Float64Array(2), b3: new Float64Array(1) });
    this.gradients = [8, 4, 8, 2, 2, 1].map((length) => new Float64Array(length));
    this.h1 = new Float64Array(4);
    this.h2 = new Float64Array(2);
    this.d2 = new Float64Array(2);
  }

  parameters() {
    return [this.w1, this.b1, this.w2, this.b2, this.w3, this.b3];
  }

  run(steps) {
    const { X, y, lr, w1, b1, w2, b2, w3, b3, h1, h2, d2 } = this;
    const [gw1, gb1, gw2, gb2, gw3, gb3] = this.gradients;
    const batches = y.length / 10;
    const parameters = this.parameters();
    for (const last = this.step + steps; this.step < last; this.step++) {
      for (const g of this.gradients) g.fill(0);
      const first = (this.step % batches) * 10;
      for (let row = first; row < first + 10; row++) {
        const x0 = X[2 * row];
        const x1 = X[2 * row + 1];
        for (let j = 0; j < 4; j++) h1[j] = Math.tanh(w1[2 * j] * x0 + w1[2 * j + 1] * x1 + b1[j]);
        for (let j = 0; j < 2; j++) {
          let z = b2[j];
          for (let i = 0; i < 4; i++) z += w2[4 * j + i] * h1[i];
          h2[j] = Math.tanh(z);
        }
        const output = Math.tanh(w3[0] * h2[0] + w3[1] * h2[1] + b3[0]);

        const d3 = ((2 * (output - y[row])) / 10) * (1 - output * output);
        gb3[0] += d3;
        for (let j = 0; j < 2; j++) {
          gw3[j] += d3 * h2[j];
          d2[j] = d3 * w3[j] * (1 - h2[j] * h2[j]);
          gb2[j] += d2[j];
        }
        for (let i = 0; i < 4; i++) {
          let back = 0;
          for (let j = 0; j < 2; j++) {
            back += d2[j] * w2[4 * j + i];
            gw2[4 * j + i] += d2[j] * h1[i];
          }
          const d1 = back * (1 - h1[i] * h1[i]);
          gb1[i] += d1;
          gw1[2 * i] += d1 * x0;
          gw1[2 * i + 1] += d1 * x1;
        }
      }
      for (let k = 0; k < parameters.length; k++) {
        const p = parameters[k];
        const g = this.gradients[k];
        for (let i = 0; i < p.length; i++) p[i] -= lr * g[i];
      }
    }
  }
}
