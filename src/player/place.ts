/** Live parts of outputs. The output itself is plain HTML, so that a saved notebook has no dead widget. */

/** What a module needs of anywidget's model. */
export interface Model<State> {
  get<Name extends keyof State>(name: Name): State[Name];
  set<Name extends keyof State>(name: Name, value: State[Name]): void;
  save_changes(): void;
  send(content: unknown): void;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

/**
 * Shows an element in the place that an output has for it, and again when the front end draws the output anew. Returns
 * a function that restores what was there.
 */
export function keepInPlace(place: string, live: HTMLElement): () => void {
  const selector = `[data-day29-place="${CSS.escape(place)}"]`;
  let container: Element | null = null;
  let before: ChildNode[] = [];
  const attach = (): void => {
    if (live.isConnected) return;
    container = document.querySelector(selector);
    if (container === null) return;
    before = [...container.childNodes];
    container.replaceChildren(live);
  };
  const observer = new MutationObserver(attach);
  observer.observe(document.body, { childList: true, subtree: true });
  attach();
  return () => {
    observer.disconnect();
    if (live.isConnected) container?.replaceChildren(...before);
  };
}
