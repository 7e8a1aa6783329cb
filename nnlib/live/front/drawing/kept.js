// What stands still while all around it moves is painted once and then copied.

export class KeptPicture {
  constructor() {
    this.sign = [];
  }

  /**
   * Paint on a context, or copy what was painted when all of `sign` was the same.
   *
   * paint: from a context to nothing; it draws without regard to what is there already.
   */
  draw(context, sign, paint) {
    const { canvas } = context;
    const whole = [canvas.width, canvas.height, context.getTransform().a, ...sign];
    if (whole.some((part, k) => part !== this.sign[k])) {
      // What moves on every frame never needs a copy.
      this.sign = whole;
      this.copy = null;
      paint(context);
      return;
    }
    this.copy ??= makeCopy(context, paint);
    context.save();
    context.resetTransform();
    context.drawImage(this.copy, 0, 0);
    context.restore();
  }
}

function makeCopy(context, paint) {
  const copy = new OffscreenCanvas(context.canvas.width, context.canvas.height);
  const painter = copy.getContext("2d");
  painter.setTransform(context.getTransform());
  paint(painter);
  return copy;
}
