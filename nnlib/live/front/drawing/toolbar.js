// The small row of buttons below a panel.

import { shareOneStop } from "../roving.js";

export function addToolbar(parent, name) {
  const toolbar = document.createElement("div");
  toolbar.className = "nn-tools";
  toolbar.setAttribute("role", "toolbar");
  toolbar.setAttribute("aria-label", name);
  parent.append(toolbar);
  shareOneStop(toolbar);
  return toolbar;
}

export function addTool(toolbar, text, description, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nn-tool";
  button.textContent = text;
  button.title = description;
  if (!text) button.setAttribute("aria-label", description);
  button.addEventListener("click", act);
  toolbar.append(button);
  return button;
}
