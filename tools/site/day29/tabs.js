// The programs in two languages become tabs. Without this script both are shown, one below the other.
for (const [at, box] of document.querySelectorAll(".programs").entries())
  makeTabs(box, `program-${at}`);

function makeTabs(box, name) {
  const list = document.createElement("div");
  list.role = "tablist";
  list.ariaLabel = "语言 Language";
  const parts = [...box.querySelectorAll("details")];
  parts[0].before(list);
  const tabs = parts.map((part, at) => {
    const [tab, panel] = [document.createElement("button"), document.createElement("div")];
    Object.assign(tab, { role: "tab", type: "button", id: `${name}-tab-${at}` });
    tab.textContent = part.querySelector("summary").textContent;
    tab.setAttribute("aria-controls", `${name}-${at}`);
    Object.assign(panel, { role: "tabpanel", id: `${name}-${at}` });
    panel.setAttribute("aria-labelledby", tab.id);
    part.querySelector("summary").remove();
    panel.append(...part.childNodes);
    part.replaceWith(panel);
    list.append(tab);
    return { tab, panel };
  });
  const select = (at) => {
    for (const [index, { tab, panel }] of tabs.entries()) {
      tab.ariaSelected = index === at;
      tab.tabIndex = index === at ? 0 : -1;
      panel.classList.toggle("unselected", index !== at);
    }
  };
  const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
  for (const [at, { tab }] of tabs.entries()) {
    tab.addEventListener("click", () => select(at));
    tab.addEventListener("keydown", ({ key }) => {
      if (!(key in steps)) return;
      const next = Math.min(Math.max(at + steps[key], 0), tabs.length - 1);
      select(next);
      tabs[next].tab.focus();
    });
  }
  select(0);
}
