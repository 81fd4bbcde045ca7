// Remembers the choices from page to page. The style sheet applies them, except for the folds.
for (const group of document.querySelectorAll("fieldset[data-remember]")) {
  const choices = [...group.querySelectorAll("input")];
  const key = `day29.${group.dataset.remember}`;
  const recall = () => {
    const stored = localStorage.getItem(key);
    if (stored !== "" && !choices.some(({ value }) => value === stored)) return;
    for (const choice of choices) choice.checked = choice.value === stored;
  };
  try {
    recall();
    for (const choice of choices) {
      // Otherwise a browser restores an earlier choice over the stored one.
      choice.autocomplete = "off";
      choice.addEventListener("change", () => {
        localStorage.setItem(key, choice.checked ? choice.value : "");
      });
    }
    // A page that comes back from the history looks as it was left, though the choice may have changed.
    addEventListener("pageshow", recall);
    addEventListener("storage", recall);
  } catch {
    // Without storage (a locked-down browser) the choice lasts as long as the page.
  }
}

// Without scripts, results are open and there is no switch. This folds each as it arrives, before it is painted.
{
  const showAll = document.querySelector("[name=results]");
  showAll.closest("fieldset").hidden = false;
  let shown = showAll.checked;
  const folds = document.getElementsByClassName("fold");
  const update = () => {
    if (showAll.checked === shown) return;
    shown = showAll.checked;
    for (const fold of folds) fold.open = shown;
  };
  showAll.addEventListener("change", update);
  addEventListener("pageshow", update);
  addEventListener("storage", update);

  let arrived = 0;
  const foldNew = () => {
    for (; arrived < folds.length; arrived++) folds[arrived].open = shown;
  };
  const arrivals = new MutationObserver(foldNew);
  arrivals.observe(document, { childList: true, subtree: true });
  addEventListener("DOMContentLoaded", () => {
    foldNew();
    arrivals.disconnect();
  });
}
