/** The module of the playground for anywidget: draws the state, and sends what the user clicks. */
import type { PlayState } from "../notebook/play/state.js";
import type { Model } from "./place.js";
import { PlaygroundView } from "./playground/playground-view.js";

export default {
  render({ model, el }: { model: Model<{ play: PlayState }>; el: HTMLElement }): () => void {
    const view = new PlaygroundView(el, model.get("play"), (action) => model.send(action));
    const draw = (): void => view.show(model.get("play"));
    model.on("change:play", draw);
    return () => {
      model.off("change:play", draw);
      view.destroy();
    };
  },
};
