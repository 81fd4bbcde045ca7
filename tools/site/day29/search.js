// Loads the search when it is first used. A script beside the page, unlike other files, also loads from a disk.
{
  const button = document.querySelector(".find");
  const { up } = button.dataset;
  let opening;
  const load = () =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${up}search.js`;
      script.addEventListener("load", () => resolve(globalThis.openSearch(up)));
      script.addEventListener("error", reject);
      document.head.append(script);
    });
  const open = async () => {
    opening ??= load();
    try {
      (await opening)();
    } catch {
      opening = undefined;
      alert("搜索需要旁边的文件 search.js · The search needs the file search.js beside the pages");
    }
  };
  button.hidden = false;
  button.addEventListener("click", open);
  addEventListener("keydown", (event) => {
    const { key, target } = event;
    const shortcut = (event.ctrlKey || event.metaKey) && key.toLowerCase() === "k";
    const isText = target.matches?.("input:not([type=radio], [type=checkbox]), textarea, select");
    if (!shortcut && (key !== "/" || isText || event.ctrlKey || event.metaKey || event.altKey))
      return;
    event.preventDefault();
    void open();
  });
}
