/** Creates elements. Text is inserted as text nodes, so nothing in a recording is read as HTML. */
import type { Bilingual } from "../notebook/render/phrases.js";
import { printable } from "./words.js";

type Child = Node | string;

/** An element with attributes and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A phrase in both languages; the style sheet hides the one that is not wanted. */
export function both({ zh, en }: Bilingual): Node[] {
  if (zh === en) return [document.createTextNode(printable(zh))];
  return [
    el("span", { lang: "zh" }, printable(zh)),
    el("span", { class: "sep" }, " "),
    el("span", { lang: "en" }, printable(en)),
  ];
}

/** Both languages in an attribute, which cannot hide one. */
export function label({ zh, en }: Bilingual): string {
  return printable(zh === en ? zh : `${zh} ${en}`);
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon, drawn by a path on a grid of 16 by 16. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}
