/** Live parts of outputs. The output itself is plain HTML, so that a saved notebook has no dead widget. */
import { el } from "./dom.js";

/** What a module needs of anywidget's model. */
export interface Model<State> {
  get<Name extends keyof State>(name: Name): State[Name];
  set<Name extends keyof State>(name: Name, value: State[Name]): void;
  save_changes(): void;
  send(content: unknown): void;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

/** The part of the state of a model that says where it is shown. */
export interface Placed {
  /** Names the place in the output. */
  place: string;
  /** Whether the page has been reloaded since the cell ran. */
  _restored?: boolean;
}

/**
 * Shows an element in the place that an output has for it, and again when the front end draws the output anew. What is
 * saved in its stead, marked with the same name, is hidden meanwhile. Returns a function that restores what was there.
 *
 * A page that has been reloaded shows what was saved, and not the element: front ends forget which output a display id
 * belongs to, so that nothing new could be saved.
 */
export function keepInPlace(model: Pick<Model<Placed>, "get">, live: HTMLElement): () => void {
  if (model.get("_restored") === true) return () => {};
  const name = CSS.escape(model.get("place"));
  const hide = el("style", {}, `[data-day29-saved="${name}"] { display: none; }`);
  let container: Element | null = null;
  let before: ChildNode[] = [];
  const attach = (): void => {
    if (live.isConnected) return;
    const found = document.querySelector(`[data-day29-place="${name}"]`);
    // Another element has replaced this one in the same place, such as that of a model that was loaded again.
    if (found === null || found === container) return;
    container = found;
    before = [...container.childNodes];
    container.replaceChildren(hide, live);
  };
  const observer = new MutationObserver(attach);
  observer.observe(document.body, { childList: true, subtree: true });
  attach();
  return () => {
    observer.disconnect();
    if (live.isConnected) container?.replaceChildren(...before);
  };
}
