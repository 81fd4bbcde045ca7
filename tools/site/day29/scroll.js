// Makes boxes that scroll reachable by keyboard, and shows on which side there is more.
const scrollers = [...document.querySelectorAll(".highlight pre, .text, .rich, .scroll, .picture")];
const fits = (box) => box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight;
function updateTabStops() {
  for (const box of scrollers) {
    if (fits(box)) box.removeAttribute("tabindex");
    else box.tabIndex = 0;
    showMore(box);
  }
}
function showMore(box) {
  const end = box.scrollWidth - box.clientWidth;
  const sides = [box.scrollLeft > 1 && "left", box.scrollLeft < end - 1 && "right"].filter(Boolean);
  if (sides.length > 0) box.dataset.more = sides.join(" ");
  else delete box.dataset.more;
}
const sizes = new ResizeObserver(updateTabStops);
for (const box of scrollers) {
  sizes.observe(box);
  box.addEventListener("scroll", () => showMore(box), { passive: true });
}
