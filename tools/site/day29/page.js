// Conveniences of a page, all of which can be read without this script.

// A wide screen has room for the list of sections.
document.querySelector(".contents details").open = matchMedia("(min-width: 72rem)").matches;

// Folded results and answers cannot be opened on paper, so they are printed open; hints stay closed.
const folded = [...document.querySelectorAll("main details:not(.hint, .hint *)")];
addEventListener("beforeprint", () => {
  for (const part of folded) {
    part.dataset.was = part.open;
    part.open = true;
  }
});
addEventListener("afterprint", () => {
  for (const part of folded) part.open = part.dataset.was === "true";
});

// Each code block has a button that copies it and reports the result.
const status = document.querySelector("[role=status]");
const words = {
  copied: { zh: "已复制", en: "Copied", both: "已复制 Copied" },
  failed: {
    zh: "复制失败，请手动选择",
    en: "Not copied: select it by hand",
    both: "复制失败，请手动选择 Not copied: select it by hand",
  },
};
for (const button of document.querySelectorAll(".copy")) {
  const label = button.innerHTML;
  let timer;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const code = button.closest(".code").querySelector("pre").textContent.trimEnd();
    const outcome = (await copied(code)) || copiedBySelection(code, button) ? "copied" : "failed";
    const { value } = document.querySelector("[name=language]:checked");
    status.textContent = button.textContent = words[outcome][value];
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.innerHTML = label;
      status.textContent = "";
    }, 3000);
  });
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** For browsers that do not give the clipboard to pages opened from disk. */
function copiedBySelection(text, button) {
  const box = document.createElement("textarea");
  box.value = text;
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  button.focus();
  return done;
}
