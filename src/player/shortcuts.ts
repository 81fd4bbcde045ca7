/** The keys of a notebook, which must not act on it while they are meant for a part of an output. */

/**
 * Keeps keys that are pressed in `root` from being commands of the notebook. JupyterLab's commands look for an
 * attribute on the elements around the one that has the focus, so it is set on `host`, which is in the document. While
 * Control or Command is held, they must not find it, so that Ctrl+S saves the notebook.
 */
export function suppressShortcuts(host: HTMLElement, root: HTMLElement): void {
  const suppress = (isWanted: boolean): void => {
    host.toggleAttribute("data-lm-suppress-shortcuts", isWanted);
  };
  suppress(true);
  for (const type of ["keydown", "keyup"] as const) {
    root.addEventListener(type, ({ ctrlKey, metaKey, altKey }) =>
      suppress(!ctrlKey && !metaKey && !altKey),
    );
  }
  root.addEventListener("focusin", () => suppress(true));
}
