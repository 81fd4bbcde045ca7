/** The keys of a notebook, which must not act on it while they are meant for a part of an output. */

/** JupyterLab's commands ignore keys that are pressed inside an element with this attribute. */
const SUPPRESS = "data-lm-suppress-shortcuts";
/** Marks the elements for which the listener below sets it. */
const MARK = "data-day29-keys";
const LISTENING = Symbol.for("day29.keys");

/**
 * Keeps keys that are pressed in `root`, which is in the shadow tree of `host`, from being commands of the
 * notebook, but for Ctrl+S, which saves it. Ctrl+A, Ctrl+C and Ctrl+V are for the text of an input, not for cells.
 */
export function suppressShortcuts(host: HTMLElement, root: HTMLElement): void {
  for (const name of [MARK, SUPPRESS]) host.setAttribute(name, "");
  // JupyterLab prevents line breaks at the host, and so Enter in an input, which submits its form.
  root.addEventListener("beforeinput", (event) => event.stopPropagation());
  const page = window as { [LISTENING]?: boolean };
  if (page[LISTENING] === true) return;
  page[LISTENING] = true;
  // Before Jupyter Notebook, which looks at keys in the capture phase of the document.
  window.addEventListener("keydown", letSavePass, true);
}

function letSavePass(event: KeyboardEvent): void {
  const isSave = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
  for (const target of event.composedPath()) {
    if (target instanceof HTMLElement && target.hasAttribute(MARK)) {
      target.toggleAttribute(SUPPRESS, !isSave);
    }
  }
}
