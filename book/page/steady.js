/**
 * Keeps what the reader looks at where it is, while the page around it changes.
 *
 * An explorer is rarely exactly as high as the room that was kept for it. What lies below it, and what
 * it shows when its top is out of the window, must not move.
 */

// So long after the last scrolling the page is taken to be at rest, in milliseconds.
const REST = 120;
// What a page is made of, whether its explorers are alive or not.
const BLOCKS = "main :is(h1, h2, h3, h4, p, ul, ol, table, pre, .live):not(.live *)";

let lastScroll = -Infinity;
let expected = null;
let remembering = null;

addEventListener(
  "scroll",
  () => {
    if (scrollY !== expected) lastScroll = performance.now();
    expected = null;
    // Not when the page is left: then it is too late for browsers to take note.
    clearTimeout(remembering);
    remembering = setTimeout(remember, REST);
  },
  { passive: true },
);

/** Resolves when the page has had its turn and is not being scrolled. */
export async function rest() {
  await turn();
  for (let wait; (wait = lastScroll + REST - performance.now()) > 0; ) {
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Let the page do what else it has to: no task of ours is long. */
export function turn() {
  if (window.scheduler?.yield) return window.scheduler.yield();
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(null);
  });
}

/** Change the height of an element without moving what lies below it, if its top is out of sight. */
export function withoutMoving(element, change) {
  const before = element.getBoundingClientRect();
  change();
  if (before.top >= 0 || before.bottom > innerHeight) return;
  move(element.getBoundingClientRect().bottom - before.bottom);
}

function move(distance) {
  if (Math.abs(distance) < 1) return;
  scrollBy({ top: distance, behavior: "instant" });
  expected = scrollY;
}

/**
 * After a reload, or on the way back to a page, go where the reader was: the browser remembers how far
 * down that was, with explorers alive that now are not.
 */
export function returnToWhatWasLookedAt() {
  const [navigation] = performance.getEntriesByType("navigation");
  const { looked } = history.state ?? {};
  const block = looked && document.querySelectorAll(BLOCKS)[looked.index];
  if (!block || !["reload", "back_forward"].includes(navigation?.type)) return;
  const goBack = () => move(block.getBoundingClientRect().top - looked.top);
  goBack();
  // The browser goes to where it thinks once more when all has loaded, unless the reader has moved.
  const handled = new AbortController();
  for (const event of ["wheel", "touchstart", "keydown", "pointerdown"]) {
    addEventListener(event, () => handled.abort(), { signal: handled.signal, passive: true });
  }
  addEventListener("load", () => setTimeout(goBack), { signal: handled.signal });
}

/** Note in the page's history what stands at the top of the window. */
function remember() {
  const blocks = [...document.querySelectorAll(BLOCKS)];
  const index = blocks.findIndex((block) => block.getBoundingClientRect().top >= 0);
  if (index < 0) return;
  const looked = { index, top: blocks[index].getBoundingClientRect().top };
  history.replaceState({ ...history.state, looked }, "");
}
