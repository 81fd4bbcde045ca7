/** The module of the playground for anywidget: draws the state, and sends what the user clicks. */
import type { PlayAction, PlayState } from "../notebook/play/state.js";
import { PlaygroundView } from "./playground/playground-view.js";

/** The part of anywidget's model that is used. */
interface Model {
  get(name: "play"): PlayState;
  on(event: "change:play", listener: () => void): void;
  off(event: "change:play", listener: () => void): void;
  send(content: PlayAction): void;
}

export default {
  render({ model, el }: { model: Model; el: HTMLElement }): () => void {
    const view = new PlaygroundView(el, model.get("play"), (action) => model.send(action));
    const draw = (): void => view.show(model.get("play"));
    model.on("change:play", draw);
    return () => {
      model.off("change:play", draw);
      view.destroy();
    };
  },
};
