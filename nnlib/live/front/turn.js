// A pause in which the page does what else it has to: what takes long is done in several tasks.

export function nextTurn() {
  if (globalThis.scheduler?.yield) return scheduler.yield();
  return new Promise((resolve) => setTimeout(resolve));
}
