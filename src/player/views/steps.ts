/** The three steps of a round, with what each did. */
import { both, el } from "../dom.js";
import type { Frame } from "../frames.js";
import { callName, milliseconds, readyCount, STEPS, watchedCounts } from "../words.js";

const READY = { zh: "就绪", en: "ready" };
const COMPLETED = { zh: "完成", en: "completed" };
const EVENTS = { zh: "事件", en: "events" };

export class StepsView {
  readonly element: HTMLElement;
  readonly #steps = STEPS.map((phrase, index) => {
    const detail = el("span", { class: "detail" });
    const title = el("span", { class: "title" }, ...both(phrase));
    const number = el("span", { class: "step-number", "aria-hidden": "true" }, `${index + 1}`);
    const element = el("li", {}, number, el("span", { class: "words" }, title, detail));
    return { element, detail };
  });

  constructor() {
    this.element = el("ol", { class: "steps" }, ...this.#steps.map(({ element }) => element));
  }

  show({ round, event }: Frame): void {
    const counts = watchedCounts(round.sockets).map(([name, count]) => `${name} ${count}`);
    const ready = readyCount(round.sockets);
    const details: Node[][] = [
      [document.createTextNode(counts.join(" · ") || "—")],
      [
        document.createTextNode(`${callName(round)} ${milliseconds(round.waitedMs)} · ${ready} `),
        ...both(round.call === "uring" ? COMPLETED : READY),
      ],
      [...both(EVENTS), document.createTextNode(` ${event + 1} / ${round.events.length}`)],
    ];
    const current = event < 0 ? 1 : 2;
    for (const [index, { element, detail }] of this.#steps.entries()) {
      element.className = index < current ? "done" : "";
      if (index === current) element.setAttribute("aria-current", "step");
      else element.removeAttribute("aria-current");
      detail.replaceChildren(...(details[index] ?? []));
    }
  }
}
