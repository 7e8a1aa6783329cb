// A fold in the page: a recorded step, replayed n times, forwards and back.
//
// The runner keeps the last state and goes on from it when n grows. It keeps a checkpoint now and
// then, so that scrubbing back starts near by. Long runs are cut into slices by a deadline.

const CHECKPOINTS = 250;
// Those of a large state are fewer: together they take about so many numbers.
const MOST_NUMBERS_KEPT = 1e6;
const FEWEST_CHECKPOINTS = 25;
// Some browsers show a coarse clock, which seems to stand still; then this many steps are enough.
const LONGEST_CHUNK = 1024;

export class FoldRunner {
  /** body and watch: replays of the step and of what is remembered; attrs: max and every. */
  constructor(body, watch, { max, every }) {
    this.body = body;
    this.watch = watch;
    this.max = max;
    this.every = every;
    // In the order of nnlib/fold.py, whatever has become of the order of the keys.
    this.names = Object.keys(body.recording.outputs).sort();
    this.outputs = this.names.map((name) => body.recording.outputs[name]);
    const inputs = this.names.map((name) => `state ${name}`);
    this.states = inputs.map((name) => body.inputBuffer(name));
    const size = this.states.reduce((sum, state) => sum + state.length, 1);
    const most = Math.max(FEWEST_CHECKPOINTS, Math.min(CHECKPOINTS, MOST_NUMBERS_KEPT / size));
    this.interval = Math.max(1, Math.ceil(max / most));
    this.seen = inputs.map((name) => watch.inputBuffer(name));
    this.stepFunctions = body.functionsAfter([...inputs, "index"]);
    this.watchFunctions = watch.functionsAfter(inputs);
    this.index = body.inputBuffer("index");
    this.next = this.states.map((state) => new Float64Array(state.length));
    this.rows = Object.keys(watch.recording.outputs).sort().map((name) => {
      const { data } = watch.value(name);
      return { name, size: data.length, history: new Float64Array(data.length * (Math.floor(max / every) + 1)) };
    });
    this.given = null;
    this.chunk = 1;
  }

  /**
   * Go towards step n until the deadline. Returns whether n was reached; then `out` holds the
   * final state and the histories, as nnlib/fold.py lays them out.
   */
  advance(n, inputs, deadline, out) {
    const target = Math.floor(Math.min(Math.max(n || 0, 0), this.max));
    if (!this.sameInputs(inputs)) this.restart(inputs);
    if (target < this.step) this.goBackTo(target);
    let before = performance.now();
    while (this.step < target) {
      const chunk = Math.min(this.chunk, target - this.step);
      for (let k = 0; k < chunk; k++) this.takeStep();
      const now = performance.now();
      // Looking at the clock costs as much as a small step, so it is done about once a millisecond.
      if (now - before > 1) this.chunk = Math.max(1, this.chunk >> 1);
      else if (chunk === this.chunk) this.chunk = Math.min(2 * chunk, LONGEST_CHUNK);
      if (now > deadline && this.step < target) return false;
      before = now;
    }
    return this.write(out);
  }

  sameInputs(inputs) {
    return this.given !== null && inputs.every((input, k) => input.every((x, j) => Object.is(x, this.given[k][j])));
  }

  restart(inputs) {
    this.given = inputs.map((input) => input.slice());
    const captured = inputs.slice(this.names.length);
    captured.forEach((value, k) => {
      for (const replay of [this.body, this.watch]) replay.set(`captured ${k}`, value);
    });
    // What depends on nothing that changes from step to step is computed here, once.
    this.body.run();
    this.watch.run();
    this.checkpoints = new Map();
    this.remembered = 0;
    this.step = 0;
    this.states.forEach((state, k) => state.set(inputs[k]));
    this.remember();
  }

  goBackTo(target) {
    this.step = Math.floor(target / this.interval) * this.interval;
    const saved = this.checkpoints.get(this.step);
    this.states.forEach((state, k) => state.set(saved[k]));
  }

  takeStep() {
    const { body, states, next, outputs, stepFunctions } = this;
    this.index[0] = this.step;
    for (let k = 0; k < stepFunctions.length; k++) stepFunctions[k]();
    // All results are read before any state is overwritten: a step may exchange two entries.
    for (let k = 0; k < outputs.length; k++) copyNumbers(body.numbers(outputs[k]), next[k]);
    for (let k = 0; k < outputs.length; k++) copyNumbers(next[k], states[k]);
    this.step++;
    this.remember();
  }

  /** Keep what is watched, and now and then the state itself. */
  remember() {
    if (this.step % this.interval === 0 && !this.checkpoints.has(this.step)) {
      this.checkpoints.set(this.step, this.states.map((state) => state.slice()));
    }
    if (this.rows.length === 0 || this.step % this.every !== 0) return;
    const row = this.step / this.every;
    if (row < this.remembered) return;
    this.look();
    for (const { name, size, history } of this.rows) history.set(this.watch.value(name).data, row * size);
    this.remembered = row + 1;
  }

  /** Compute what is watched at the present state. */
  look() {
    this.states.forEach((state, k) => copyNumbers(state, this.seen[k]));
    for (let k = 0; k < this.watchFunctions.length; k++) this.watchFunctions[k]();
  }

  write(out) {
    let place = 0;
    for (const state of this.states) {
      out.set(state, place);
      place += state.length;
    }
    const count = Math.floor(this.step / this.every) + 1;
    for (const { size, history } of this.rows) {
      out.set(history.subarray(0, count * size), place);
      const end = place + history.length;
      // The last row again and again: each row is a copy of the one before.
      for (let at = place + count * size; at < end; at++) out[at] = out[at - size];
      place += history.length;
    }
    return true;
  }

  /**
   * Where the run up to now stopped being finite: null, or the step, the replay that made the
   * first non-finite numbers (of the state or of what is watched), and that replay's inputs.
   */
  firstTrouble() {
    const present = this.step;
    const states = this.states.map((state) => state.slice());
    const trouble = this.findTrouble(present);
    this.step = present;
    this.states.forEach((state, k) => state.set(states[k]));
    return trouble;
  }

  /** The same, but the runner stands at the step of the trouble afterwards. */
  findTrouble(end) {
    const watched = this.every * this.rowsUntilBad(end);
    // The state is looked at only now and then, so the step itself is somewhere before.
    let checkpoint = 0;
    while (checkpoint + this.interval <= Math.min(end, watched) && this.finiteAt(checkpoint + this.interval)) {
      checkpoint += this.interval;
    }
    this.goBackTo(checkpoint);
    while (this.step < Math.min(end, watched)) {
      this.index[0] = this.step;
      const inputs = this.body.inputValues();
      this.takeStep();
      if (!this.states.every(allFinite)) return { step: this.step - 1, replay: this.body, inputs };
    }
    if (this.step !== watched) return null;
    this.look();
    return { step: this.step, replay: this.watch, inputs: this.watch.inputValues() };
  }

  finiteAt(checkpoint) {
    return this.checkpoints.get(checkpoint).every(allFinite);
  }

  /** How many rows of the histories are finite before the first that is not; infinitely many if all are. */
  rowsUntilBad(end) {
    const count = Math.floor(end / this.every) + 1;
    const first = this.rows.map(({ size, history }) => {
      const place = history.subarray(0, count * size).findIndex((number) => !Number.isFinite(number));
      return place < 0 ? Infinity : Math.floor(place / size);
    });
    return Math.min(...first);
  }
}

/** Whether all numbers are finite: any other times 0 is NaN, and so is a sum with it. */
export function allFinite(numbers) {
  let zero = 0;
  for (let k = 0; k < numbers.length; k++) zero += numbers[k] * 0;
  return zero === 0;
}

/** For the few numbers of a state a loop is faster than TypedArray.set. */
function copyNumbers(from, to) {
  for (let k = 0; k < to.length; k++) to[k] = from[k];
}
