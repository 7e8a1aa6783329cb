// Names and values for the parts of ipywidgets, so that a screen reader can say what they are.

import { handleOf } from "./typing.js";

const PLAYER = ["Play or pause", "Stop, and go back to the start", "Repeat"];

/** Name the parts of all controls in a box, those that are there and those still to come. */
export function nameParts(box) {
  const name = () => {
    for (const slider of box.querySelectorAll(".widget-slider, .widget-hslider")) nameSlider(slider);
    for (const player of box.querySelectorAll(".widget-play")) namePlayer(player);
    for (const group of box.querySelectorAll(".nn-group")) nameGroup(group);
  };
  name();
  const observer = new MutationObserver(name);
  observer.observe(box, { childList: true, subtree: true, attributeFilter: ["class"] });
  return () => observer.disconnect();
}

function nameSlider(slider) {
  const label = slider.querySelector(".widget-label")?.textContent;
  const handle = handleOf(slider);
  if (label && handle) give(handle, "aria-label", label);
  const readout = slider.querySelector(".widget-readout");
  // noUiSlider tells 0.6000000000000001 for 0.6, and of a slider with fixed positions which it is.
  if (handle && readout) give(handle, "aria-valuetext", readout.textContent);
  if (!label || !readout) return;
  give(readout, "role", "textbox");
  give(readout, "aria-label", `${label}, as a number`);
  // Keys reach it from the slider, by typing a number or pressing Enter: one stop is enough for both.
  give(readout, "tabindex", "-1");
}

function namePlayer(player) {
  player.querySelectorAll("button").forEach((button, k) => {
    give(button, "aria-label", PLAYER[k]);
    give(button, "title", PLAYER[k]);
  });
}

function nameGroup(group) {
  const [fold, controls] = group.children;
  if (!controls) return;
  give(fold, "aria-expanded", String(fold.classList.contains("mod-active")));
  give(controls, "role", "group");
  give(controls, "aria-label", fold.textContent);
}

function give(element, attribute, value) {
  if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
}
