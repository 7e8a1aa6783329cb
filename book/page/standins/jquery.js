/**
 * Stands for `jquery` in the bundle: ipywidgets wraps an element in it and takes it out again, and
 * anywidget empties it. Nothing else is asked of it, and the package is a sixth of the bundle.
 */
class Wrapped {
  constructor(element) {
    this[0] = element;
  }

  empty() {
    this[0].replaceChildren();
  }
}

export default function wrap(element) {
  return new Wrapped(element);
}

// For `x instanceof $`.
wrap.prototype = Wrapped.prototype;
