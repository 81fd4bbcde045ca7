/** The program's text with the line at which the server is suspended. */
import type { RecordedProgram, Recording } from "../../notebook/recording/format.js";
import { both, el, label } from "../dom.js";
import type { Frame } from "../frames.js";
import { highlighted } from "../highlight.js";

const TITLE = { zh: "程序", en: "Program" };

export class ProgramView {
  readonly element: HTMLElement;
  readonly #name = el("span", { class: "name mono" });
  readonly #box = el("div", {
    class: "box",
    tabindex: "0",
    role: "group",
    "aria-label": label(TITLE),
  });
  #programs: readonly RecordedProgram[] = [];
  #shown: RecordedProgram | undefined;
  #current: HTMLElement | undefined;

  constructor() {
    this.element = el(
      "div",
      { class: "pane program" },
      el("div", { class: "head" }, el("span", {}, ...both(TITLE)), this.#name),
      this.#box,
    );
    // A player may be drawn while its tab is hidden, where nothing can be scrolled.
    new ResizeObserver(() => this.#reveal()).observe(this.#box);
  }

  load({ programs }: Recording): void {
    this.#programs = programs;
  }

  show({ round, line }: Frame): void {
    this.#draw(this.#programs[round.program ?? 0]);
    const first = this.#shown?.firstLine ?? 1;
    const known = line !== null && round.program !== null;
    const row = known ? this.#box.children[line - first] : undefined;
    this.#current?.removeAttribute("aria-current");
    this.#current = row instanceof HTMLElement ? row : undefined;
    this.#current?.setAttribute("aria-current", "true");
    this.#reveal();
  }

  #draw(program: RecordedProgram | undefined): void {
    const before = this.#shown;
    this.#shown = program;
    if (program?.source === before?.source && program?.firstLine === before?.firstLine) return;
    this.#current = undefined;
    const { name, source, firstLine } = program ?? { name: "", source: "", firstLine: 1 };
    this.#name.textContent = name;
    const lines = highlighted(source.trimEnd()).map((content, index) =>
      el(
        "div",
        { class: "line" },
        el("span", { class: "number" }, `${firstLine + index}`),
        el("code", {}, ...content),
      ),
    );
    this.#box.replaceChildren(...lines);
  }

  /** Scrolls the box, never the page. */
  #reveal(): void {
    const row = this.#current;
    if (row === undefined) return;
    const box = this.#box;
    const top = row.offsetTop; // from the box, which is positioned
    const margin = 2 * row.offsetHeight;
    const above = top - margin < box.scrollTop;
    const below = top + row.offsetHeight + margin > box.scrollTop + box.clientHeight;
    if (above || below) box.scrollTop = top - box.clientHeight * 0.4;
  }
}
