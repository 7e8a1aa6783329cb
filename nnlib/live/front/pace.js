// How many steps a player takes at once when it runs as fast as the page can.

// Milliseconds to compute and draw in one frame; a frame has 16, and the page needs some of them.
const ENOUGH = 6;
const TOO_MANY = 12;
// However quick the steps are, readers shall see how the picture changes.
const LEAST_FRAMES = 50;

// By player: what one view of it sets, a pace of another view's own would undo.
const paces = new WeakMap();

export class Pace {
  constructor(link) {
    this.link = link;
    this.shows = new Set();
    this.factor = 1;
    this.isFast = false;
  }

  /** The pace of a play control; show: called with whether it runs fast, now and when that changes. */
  static of(link, show) {
    if (!paces.has(link.player)) paces.set(link.player, new Pace(link));
    const pace = paces.get(link.player);
    pace.shows.add(show);
    show(pace.isFast);
    return pace;
  }

  leave(show) {
    this.shows.delete(show);
  }

  turn(isFast) {
    this.isFast = isFast;
    for (const show of this.shows) show(isFast);
    this.set(1);
    if (isFast) this.link.play();
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
    this.factor = Math.max(1, Math.min(factor, 2 ** Math.floor(Math.log2(Math.max(1, most)))));
    this.apply();
  }

  /** Tell the player, which gives up where its step would lead beyond the end. */
  apply() {
    const { spec, value } = this.link;
    const left = Math.floor((spec.max - value) / spec.step);
    this.link.setPlayerStep(spec.step * Math.max(1, Math.min(this.factor, left)));
  }
}
