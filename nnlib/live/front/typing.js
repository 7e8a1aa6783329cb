// Numbers that readers type beside a slider.
//
// ipywidgets takes them when Enter is pressed only, does not read back the minus sign that it shows, takes
// no comma, and on a slider with fixed positions no number at all.

import { nearestPosition } from "./drawing/handles.js";

/** A number as people write it: with either minus sign, with a point or a comma; else NaN. */
export function readNumber(text) {
  const plain = text.trim().replace(/[−–]/, "-").replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}

/** Read what is typed beside the sliders in a box; controls are their links. Returns a function that stops. */
export function readTypedNumbers(box, controls) {
  const listening = new AbortController();
  const listen = (type, act) => box.addEventListener(type, act, { capture: true, signal: listening.signal });
  let shown = "";
  const read = (readout) => {
    const label = sliderOf(readout)?.querySelector(".widget-label")?.textContent;
    const link = controls.find(({ spec }) => spec.widget && spec.label === label);
    if (link === undefined || readout.textContent === shown) return;
    const before = link.raw;
    take(link, readNumber(readout.textContent));
    // A number that changes nothing, or none at all, leaves what stood there.
    if (link.raw === before) readout.textContent = shown;
    shown = readout.textContent;
  };
  const isReadout = (target) => target.matches?.(".widget-readout");
  listen("focus", ({ target }) => isReadout(target) && (shown = target.textContent));
  listen("blur", ({ target }) => isReadout(target) && read(target));
  listen("keydown", (event) => {
    const { target, key } = event;
    const slider = sliderOf(target);
    const readout = slider?.querySelector(".widget-readout");
    if (!readout) return;
    if (target === readout) {
      if (key === "Escape") readout.textContent = shown;
      if (key !== "Escape" && key !== "Enter") return;
      read(readout);
      event.preventDefault();
      event.stopPropagation();
      handleOf(slider).focus();
    } else if (startsTyping(event)) {
      if (key === "Enter") event.preventDefault();
      readout.focus();
      getSelection().selectAllChildren(readout);
    }
  });
  return () => listening.abort();
}

function take(link, number) {
  const { spec } = link;
  if (!Number.isFinite(number)) return;
  if (!spec.positions) link.set(nearestPosition(spec, number));
  // Fixed positions stand in equal ratios, where there is nothing below 0.
  else if (number > 0) link.set(number);
}

function sliderOf(element) {
  return element.closest(".widget-slider, .widget-hslider");
}

/** ipywidgets 8 uses noUiSlider, 7 jQuery UI. */
export function handleOf(slider) {
  return slider.querySelector(".noUi-handle, .ui-slider-handle");
}

/** On a slider, a key that belongs to a number begins to type one; so does Enter. */
function startsTyping({ key, ctrlKey, metaKey, altKey }) {
  return !ctrlKey && !metaKey && !altKey && /^(Enter|[\d.,−-])$/.test(key);
}
