/** ipywidgets' player with icons that the style sheet draws: its own need a font of 100 kB. */
import { PlayView as OfficialPlayView } from "@jupyter-widgets/controls/lib/widget_int";

export class PlayView extends OfficialPlayView {
  render() {
    super.render();
    this.stopButton.replaceChildren(icon("stop"));
    this.repeatButton.replaceChildren(icon("repeat"));
  }

  updatePlaying() {
    const name = this.model.get("playing") ? "pause" : "play";
    if (this.playPauseButton.firstChild?.dataset.icon !== name) this.playPauseButton.replaceChildren(icon(name));
  }
}

function icon(name) {
  const element = document.createElement("span");
  element.className = "live-icon";
  element.dataset.icon = name;
  return element;
}
