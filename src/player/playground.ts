/** The page's side of `play()`: a module for anywidget that draws the state, and sends what the user clicks. */
import type { PlayState } from "../notebook/play/state.js";
import { el } from "./dom.js";
import { keepInPlace, type Model, type Placed } from "./place.js";
import type { Language } from "./player.js";
import { PlaygroundView } from "./playground/playground-view.js";

interface State extends Placed {
  language: Language;
  play: PlayState;
}

function initialize({ model }: { model: Model<State> }): () => void {
  const live = el("div");
  const language = model.get("language");
  const view = new PlaygroundView(
    live,
    model.get("play"),
    (action) => model.send(action),
    language,
  );
  const draw = (): void => view.show(model.get("play"));
  model.on("change:play", draw);
  const remove = keepInPlace(model, live);
  return () => {
    model.off("change:play", draw);
    view.destroy();
    remove();
  };
}

export default { initialize };
