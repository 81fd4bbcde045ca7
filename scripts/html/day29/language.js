// The style sheet shows the language that is checked; this only remembers it.
(() => {
  const choices = [...document.getElementsByName("language")];
  const key = "day29.language";
  try {
    const known = choices.find((choice) => choice.value === localStorage.getItem(key));
    if (known) known.checked = true;
    for (const choice of choices) {
      choice.addEventListener("change", () => localStorage.setItem(key, choice.value));
    }
  } catch {
    // Without storage (a locked-down browser) the choice lasts as long as the page.
  }
})();
