/** All rounds and their events in a row: a slider that moves through them. */
import { el, label } from "../dom.js";
import type { Frame } from "../frames.js";
import { printable } from "../words.js";

const TITLE = { zh: "时间线：轮次和事件", en: "Timeline: rounds and events" };
/** More numbers than these do not fit on a phone. */
const MAX_NUMBERS = 20;

export class TimelineView {
  readonly element = el("div", {
    class: "timeline",
    role: "slider",
    tabindex: "0",
    "aria-label": label(TITLE),
    "aria-valuemin": "1",
  });
  #slots: HTMLElement[] = [];
  #frames: readonly Frame[] = [];

  constructor(goTo: (frame: number) => void) {
    const seek = (event: PointerEvent): void => {
      const slot = this.#slotAt(event.clientX);
      if (slot >= 0) goTo(slot);
    };
    this.element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.element.setPointerCapture(event.pointerId);
      seek(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) seek(event);
    });
  }

  load(frames: readonly Frame[]): void {
    this.#frames = frames;
    this.#slots = frames.map(({ event }) =>
      el("span", { class: event < 0 ? "slot call" : "slot" }),
    );
    this.element.setAttribute("aria-valuemax", `${frames.length}`);
    const starts = frames.flatMap(({ event }, index) => (event < 0 ? [index] : []));
    const stride = Math.ceil(starts.length / MAX_NUMBERS);
    const rounds = starts.map((start, index) => {
      const slots = this.#slots.slice(start, starts[index + 1]);
      const round = frames[start]?.round;
      const number = index % stride === 0 ? `${round?.number}` : "";
      const clients = [...new Set(round?.clients.map(({ client }) => printable(client)))];
      const element = el(
        "span",
        { class: "round" },
        el("span", { class: "round-number" }, number, " ", el("i", {}, clients.join(" "))),
        el("span", { class: "slots" }, ...slots),
      );
      element.style.flexGrow = `${slots.length}`;
      return element;
    });
    this.element.replaceChildren(...rounds);
  }

  show(current: number): void {
    for (const [index, slot] of this.#slots.entries()) {
      slot.classList.toggle("past", index < current);
      slot.classList.toggle("now", index === current);
    }
    for (const round of this.element.children) {
      round.classList.toggle("now", round.querySelector(".now") !== null);
    }
    const frame = this.#frames[current];
    this.element.setAttribute("aria-valuenow", `${current + 1}`);
    if (frame === undefined) return;
    const { number } = frame.round;
    const place = label({ zh: `第 ${number} 轮`, en: `Round ${number}` });
    this.element.setAttribute("aria-valuetext", `${place}: ${label(frame.text)}`);
  }

  #slotAt(x: number): number {
    const after = this.#slots.findIndex((slot) => slot.getBoundingClientRect().right >= x);
    return after >= 0 ? after : this.#slots.length - 1;
  }
}
