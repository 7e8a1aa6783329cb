// How many steps a player takes at once when it runs as fast as the page can.

// Milliseconds to compute and draw in one frame; a frame has 16, and the page needs some of them.
const ENOUGH = 6;
const TOO_MANY = 12;
// However quick the steps are, readers shall see how the picture changes.
const LEAST_FRAMES = 50;

export class Pace {
  /** link: the link to a play control. */
  constructor(link) {
    this.link = link;
    this.isFast = false;
    this.factor = 1;
  }

  /** Turn it on or off; returns whether it is on. */
  toggle() {
    this.isFast = !this.isFast;
    this.set(1);
    return this.isFast;
  }

  /** Take note of how long the last frame took, in milliseconds. */
  took(milliseconds) {
    if (milliseconds < ENOUGH) this.set(2 * this.factor);
    if (milliseconds > TOO_MANY) this.slower();
  }

  slower() {
    this.set(this.factor / 2);
  }

  set(factor) {
    const { spec } = this.link;
    const most = this.isFast ? spec.max / (spec.step * LEAST_FRAMES) : 1;
    const next = Math.max(1, Math.min(factor, 2 ** Math.floor(Math.log2(Math.max(1, most)))));
    if (next === this.factor) return;
    this.factor = next;
    this.link.setPlayerStep(spec.step * next);
  }
}
