// How many pixels of the screen one of the page has: it changes with the zoom, and from screen to screen.

/** Call back whenever the ratio has changed; returns a function that stops. */
export function watchRatio(callback) {
  let query;
  const changed = () => {
    listen();
    callback();
  };
  const listen = () => {
    query?.removeEventListener("change", changed);
    query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener("change", changed);
  };
  listen();
  return () => query.removeEventListener("change", changed);
}
