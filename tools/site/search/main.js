// The dialog that searches all pages. A page loads this, with the text of all pages, when it is first used.
import { createEngine, excerpt } from "./engine.js";

const MAX_RESULTS = 20;

/**
 * @param {import("./engine.js").Section[]} sections
 * @param {string} up from this page to the folder of the index
 */
globalThis.createSearch = (sections, up) => {
  const search = createEngine(sections);
  const dialog = document.createElement("dialog");
  dialog.className = "search";
  dialog.ariaLabel = "搜索 Search";
  dialog.innerHTML = `<form method="dialog" role="search">
<input type="search" aria-label="搜索全部页面 Search all pages" placeholder="搜索 Search" autocomplete="off" spellcheck="false" autofocus>
<button><span lang="zh-CN">关闭</span><span class="sep"> </span><span lang="en">Close</span></button>
</form>
<p role="status"></p>
<ol></ol>`;
  document.body.append(dialog);
  const [form, input, status, list] = ["form", "input", "[role=status]", "ol"].map((part) =>
    dialog.querySelector(part),
  );

  const update = () => {
    const query = input.value.trim();
    const results = query === "" ? [] : search(query);
    list.replaceChildren(
      ...results.slice(0, MAX_RESULTS).map(({ section, terms }) => item(section, terms, up)),
    );
    status.innerHTML = query === "" ? "" : counted(results.length);
  };
  input.addEventListener("input", update);
  // Enter follows the first result; the form itself only closes the dialog.
  form.addEventListener("submit", (event) => {
    if (event.submitter !== null && document.activeElement !== input) return;
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const stops = [input, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target.closest("a")) dialog.close();
  });

  return () => {
    dialog.showModal();
    input.select();
  };
};

function item(section, terms, up) {
  const entry = document.createElement("li");
  const link = document.createElement("a");
  link.href = up + section.href;
  link.innerHTML = `<span class="where">${section.page}</span><strong>${section.heading}</strong>`;
  link.append(...snippets(section, terms));
  entry.append(link);
  return entry;
}

/** The piece of each language, or of the code where neither contains what was searched for. */
function snippets(section, terms) {
  const pieces = [
    { lang: "zh-CN", ...excerpt(section.zh, terms) },
    { lang: "en", ...excerpt(section.en, terms) },
  ];
  const code = { lang: "", ...excerpt(section.code, terms) };
  if (code.count > 0 && pieces.every(({ count }) => count === 0)) return [snippet(code)];
  return pieces.filter(({ parts }) => parts.join("") !== "").map(snippet);
}

function snippet({ lang, parts }) {
  const element = document.createElement(lang === "" ? "code" : "span");
  element.className = "snippet";
  if (lang !== "") element.lang = lang;
  for (const [at, part] of parts.entries()) {
    const mark = at % 2 === 1 ? document.createElement("mark") : undefined;
    if (mark) mark.textContent = part;
    element.append(mark ?? part);
  }
  return element;
}

function counted(number) {
  const [zh, en] =
    number === 0
      ? ["没有找到", "Nothing found"]
      : [`找到 ${number} 节`, `${number} section${number === 1 ? "" : "s"} found`];
  return `<span lang="zh-CN">${zh}</span><span class="sep"> · </span><span lang="en">${en}</span>`;
}
