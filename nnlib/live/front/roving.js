// A row of buttons as one stop of the Tab key, as toolbars have it: arrow keys go on from one to the next.

const MOVES = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Let the buttons in a box that match a selector share one stop, now and when more come or go. */
export function shareOneStop(box, selector = "button") {
  let current = null;
  const usable = () => [...box.querySelectorAll(selector)].filter((item) => !item.disabled && !item.hidden);
  const settle = () => {
    const items = usable();
    if (!items.includes(current)) current = items[0] ?? null;
    for (const item of items) {
      const index = item === current ? 0 : -1;
      if (item.getAttribute("tabindex") !== String(index)) item.tabIndex = index;
    }
  };
  box.addEventListener("focusin", ({ target }) => {
    if (!target.matches(selector)) return;
    current = target;
    settle();
  });
  box.addEventListener("keydown", (event) => {
    const items = usable();
    const place = items.indexOf(event.target);
    if (place < 0) return;
    const ends = { Home: 0, End: items.length - 1 };
    const next = ends[event.key] ?? place + (MOVES[event.key] ?? NaN);
    if (Number.isNaN(next)) return;
    event.preventDefault();
    items.at(next % items.length).focus();
  });
  settle();
  new MutationObserver(settle).observe(box, { childList: true, subtree: true, attributeFilter: ["disabled", "hidden"] });
}

/** Let a button be used or not. What has the focus hands it on when its use ends. */
export function allow(button, isUsable, instead) {
  if (!isUsable && document.activeElement === button) {
    instead.disabled = false;
    instead.focus({ preventScroll: true });
  }
  button.disabled = !isUsable;
}
