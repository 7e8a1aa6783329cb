// How many pixels of the screen one of the page has: it changes with the zoom, and from screen to screen.

/** Call back whenever the ratio may have changed; returns a function that stops. */
export function watchRatio(callback) {
  let query;
  const changed = () => {
    query?.removeEventListener("change", changed);
    query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener("change", changed);
    callback();
  };
  // A zoom makes the window wider or narrower in the page's own pixels.
  addEventListener("resize", changed);
  changed();
  return () => {
    removeEventListener("resize", changed);
    query.removeEventListener("change", changed);
  };
}
