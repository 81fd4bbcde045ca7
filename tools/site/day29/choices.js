// The style sheet applies the choices; this script only remembers them from page to page.
for (const group of document.querySelectorAll("fieldset[data-remember]")) {
  const choices = [...group.querySelectorAll("input")];
  const key = `day29.${group.dataset.remember}`;
  const recall = () => {
    const known = choices.find((choice) => choice.value === localStorage.getItem(key));
    if (known) known.checked = true;
  };
  try {
    recall();
    for (const choice of choices) {
      // Otherwise a browser restores an earlier choice over the stored one.
      choice.autocomplete = "off";
      choice.addEventListener("change", () => localStorage.setItem(key, choice.value));
    }
    // A page that comes back from the history looks as it was left, though the choice may have changed.
    addEventListener("pageshow", recall);
    addEventListener("storage", recall);
  } catch {
    // Without storage (a locked-down browser) the choice lasts as long as the page.
  }
}
