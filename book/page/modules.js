/**
 * What the build took out of the page, see states.py: the modules of explorers, scripts that leave
 * them in `liveModules`, and the states of all explorers but the first, which come when asked for.
 */

// The folder of this script; it is known only while the script is run for the first time.
const HOME = document.currentScript.src;

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

/** Return a state as a text; it is in the page no longer than it takes to read it. */
export async function loadState(name) {
  await ask(new URL(`states/${name}.js`, HOME).href, () => name in (window.liveStates ?? {}));
  const { [name]: text } = window.liveStates;
  delete window.liveStates[name];
  return text;
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
  await ask(script.src, () => isHere(name));
}

/** Load a script, again and again for a while if need be, until what it brings is there. */
async function ask(address, isHere) {
  for (const pause of PAUSES) {
    if (isHere()) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
    const script = document.createElement("script");
    script.src = address;
    document.head.append(script);
    await ending(script);
    script.remove();
  }
  if (!isHere()) throw new Missing(`${address} did not load.`);
}

/** Resolves when a script has run, or has not arrived. */
function ending(script) {
  return new Promise((resolve) => {
    for (const event of ["load", "error"]) script.addEventListener(event, resolve, { once: true });
  });
}
