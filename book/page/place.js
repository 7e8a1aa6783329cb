/** A place of the page where a widget is shown: a still image until it is alive. */
import { Widget } from "@lumino/widgets";
import { Missing } from "./modules.js";
import { turn, withoutMoving } from "./steady.js";

const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';
// So long a reader waits without a word, in milliseconds.
const PATIENCE = 5000;

export class Place {
  constructor(element, manager) {
    this.element = element;
    this.manager = manager;
    element.classList.add("started");
  }

  /** How far it is from the window, in pixels. */
  get distance() {
    const { top, bottom } = this.element.getBoundingClientRect();
    return Math.max(0, top - innerHeight, -bottom);
  }

  /** Bring the widget to life; resolves when it is, or when the reader has been told why it is not. */
  wake() {
    this.waking ??= this.tryToWake();
    return this.waking;
  }

  async tryToWake() {
    const slow = setTimeout(() => this.say("This picture is still coming alive."), PATIENCE);
    try {
      await this.show();
      this.say("");
    } catch (error) {
      console.error(error);
      this.explain(error);
    } finally {
      clearTimeout(slow);
    }
  }

  /**
   * Show the model's view. It is made unseen, since what draws needs a width; when it is drawn it
   * takes the place of the still image.
   */
  async show() {
    const { element, manager } = this;
    const { model_id } = JSON.parse(element.querySelector(VIEW).textContent);
    const model = await manager.get_model(model_id);
    await turn();
    const view = await manager.create_view(model);
    await turn();
    const stage = document.createElement("div");
    stage.className = "stage";
    element.append(stage);
    Widget.attach(view.luminoWidget, stage);
    if (model.get("_dom_classes").includes("nn-explorer")) await drawn(stage);
    withoutMoving(element, () => {
      element.classList.add("alive");
      element.querySelector(".room")?.remove();
    });
  }

  explain(error) {
    const isMissing = error instanceof Missing;
    this.say(
      isMissing
        ? "This picture stands still: its program did not arrive. "
        : `This picture stands still: ${error.message} Reload the page to try again.`,
    );
    if (!isMissing) return;
    const button = document.createElement("button");
    const again = () => {
      removeEventListener("online", again);
      // The button goes; the focus stays at the picture.
      if (document.activeElement === button) this.element.focus({ preventScroll: true });
      this.say("");
      this.waking = null;
      this.wake();
    };
    Object.assign(button, { type: "button", textContent: "Try again", onclick: again });
    this.word.append(button);
    this.element.tabIndex = -1;
    addEventListener("online", again);
  }

  /** Tell the reader, above the picture, how it stands; nothing once it is alive. */
  say(text) {
    if (!this.word && !text) return;
    if (!this.word) {
      this.word = document.createElement("p");
      this.word.className = "live-word";
      this.word.setAttribute("role", "status");
      this.element.append(this.word);
    }
    this.word.textContent = text;
    this.word.hidden = !text;
  }
}

/** Resolves when an explorer is drawn, or says why it cannot be. */
async function drawn(stage) {
  const isDrawn = () => stage.querySelector(".nn-explorer")?.explorer;
  while (!isDrawn() && !stage.querySelector(".nn-trouble:not([hidden])")) {
    await new Promise(requestAnimationFrame);
  }
}
