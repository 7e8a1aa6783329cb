/**
 * The modules of explorers, which the build took out of the states: scripts of the page that leave
 * them in `liveModules`, see explorers.js.
 */

// How long to wait before a script that did not arrive is asked for again, in milliseconds.
const PAUSES = [0, 1000, 4000];

/** A script did not arrive: the connection may be at fault, or the server. */
export class Missing extends Error {}

/**
 * Wait until a module is there, and return a text that hands it to anywidget.
 *
 * It is waited for here, ahead of all: anywidget imports a text of its own for each widget, and warns
 * about one that takes two seconds to come.
 */
export async function loadModule(name) {
  if (!isHere(name)) await arrival(name);
  return `export default window.liveModules[${JSON.stringify(name)}].default;`;
}

function isHere(name) {
  return window.liveModules?.[name] !== undefined;
}

async function arrival(name) {
  const script = document.querySelector(`script[src*="${name}"]`);
  // It may have failed before anyone listened; then the page has loaded without it.
  if (document.readyState !== "complete") {
    await Promise.race([ending(script), new Promise((resolve) => addEventListener("load", resolve, { once: true }))]);
  }
  for (const pause of PAUSES) {
    if (isHere(name)) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
    const again = document.createElement("script");
    again.src = script.src;
    document.head.append(again);
    await ending(again);
    again.remove();
  }
  if (!isHere(name)) throw new Missing(`${script.src} did not load.`);
}

/** Resolves when a script has run, or has not arrived. */
function ending(script) {
  return new Promise((resolve) => {
    for (const event of ["load", "error"]) script.addEventListener(event, resolve, { once: true });
  });
}
