/**
 * Brings the widgets of a static page to life, without a kernel, each when the reader comes near it.
 *
 * The page holds, in each place where a widget is shown, a script that names its model, the state of
 * the models that it needs, and a still image; see book/live_book/states.py. The official widget
 * classes do the rest; the explorers listen to the models of their controls.
 */
import { returnToWhatWasLookedAt, rest } from "./steady.js";
import { PageManager } from "./manager.js";
import { Place } from "./place.js";

// How far from the window a widget may be, in window heights, to be brought to life already.
const NEAR = "60%";

/** Brings places to life one after the other, while they are near: first what the reader looks at. */
class Waker {
  constructor() {
    this.near = new Set();
    this.observer = new IntersectionObserver((entries) => this.look(entries), { rootMargin: `${NEAR} 0px` });
  }

  watch(place) {
    place.element.place = place;
    // For readers' scripts and tests: what is far away comes alive at once.
    place.element.wake = () => place.wake();
    this.observer.observe(place.element);
  }

  look(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.near.add(target.place);
      else this.near.delete(target.place);
    }
    this.go();
  }

  async go() {
    if (this.going) return;
    this.going = true;
    while (this.near.size > 0) {
      // Whoever flies past on the way to a link does not wait for what lies between.
      await rest();
      const [place] = [...this.near].sort((a, b) => a.distance - b.distance);
      // It may have gone out of sight meanwhile.
      if (place === undefined) break;
      this.near.delete(place);
      this.observer.unobserve(place.element);
      await place.wake();
    }
    this.going = false;
  }
}

/** Resolves when the whole page has been read, though not yet all that it shows. */
function parsed() {
  if (document.readyState !== "loading") return null;
  return new Promise((resolve) => document.addEventListener("readystatechange", resolve, { once: true }));
}

async function start() {
  await parsed();
  returnToWhatWasLookedAt();
  const manager = new PageManager();
  const waker = new Waker();
  for (const element of document.querySelectorAll(".live")) waker.watch(new Place(element, manager));
}

start();
