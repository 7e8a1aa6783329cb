// The entry that anywidget calls for each view of an explorer.

import { LiveExplorer } from "./explorer.js";
import { nameParts } from "./names.js";
import { readTypedNumbers } from "./typing.js";

/** From a reference such as "IPY_MODEL_ab12" to the widget's model. */
function widgetsOf(model) {
  return (reference) => model.widget_manager.get_model(reference.replace("IPY_MODEL_", ""));
}

/** Resolves when an element is part of the page: its host attaches it after rendering. */
async function attached(el) {
  while (!el.isConnected) await new Promise(requestAnimationFrame);
}

async function render({ model, el }) {
  const explorer = new LiveExplorer(model, el, widgetsOf(model));
  let closed = false;
  let stops = [];
  attached(el).then(async () => {
    if (closed) return;
    await explorer.start();
    // Closed while it was starting: what it has begun to listen to must go as well.
    if (closed) return explorer.destroy();
    const root = el.closest(".nn-explorer") ?? el;
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", explorer.spec.title);
    root.dataset.name = explorer.name;
    root.explorer = explorer;
    stops = [nameParts(root), readTypedNumbers(root, explorer.controls)];
  });
  return () => {
    closed = true;
    stops.forEach((stop) => stop());
    explorer.destroy();
  };
}

export default { render };
