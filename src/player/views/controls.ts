/** The buttons below the timeline. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import { both, el, icon, label } from "../dom.js";

const SPEEDS = [1, 2, 4, 0.5];
const SPEED = { zh: "速度", en: "speed" };
const PLAY = { zh: "播放", en: "Play" };
const PAUSE = { zh: "暂停", en: "Pause" };
const PLAY_ICON = "M4 2.5v11l9.5-5.5z";
const PAUSE_ICON = "M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z";

/** What the buttons do. */
export interface Actions {
  move(by: number): void;
  goTo(frame: number | "last"): void;
  toggle(): void;
}

export class ControlsView {
  readonly element: HTMLElement;
  readonly #first: HTMLButtonElement;
  readonly #back: HTMLButtonElement;
  readonly #forward: HTMLButtonElement;
  readonly #last: HTMLButtonElement;
  readonly #play: HTMLButtonElement;
  readonly #speed = el("button", { type: "button", class: "speed mono" });
  readonly #place = el("span", { class: "place" });
  #speedIndex = 0;

  constructor(actions: Actions) {
    this.#first = button({ zh: "第一帧", en: "First" }, "M2.5 3h2v10h-2zM13 3v10L5.5 8z");
    this.#back = button({ zh: "上一帧", en: "Back" }, "M11.5 2.5v11L3.5 8z");
    this.#play = button(PLAY, PLAY_ICON);
    this.#forward = button({ zh: "下一帧", en: "Forward" }, "M4.5 2.5v11l8-5.5z");
    this.#last = button({ zh: "最后一帧", en: "Last" }, "M11.5 3h2v10h-2zM3 3v10l7.5-5z");
    this.#play.classList.add("play");
    this.#first.addEventListener("click", () => actions.goTo(0));
    this.#back.addEventListener("click", () => actions.move(-1));
    this.#play.addEventListener("click", () => actions.toggle());
    this.#forward.addEventListener("click", () => actions.move(1));
    this.#last.addEventListener("click", () => actions.goTo("last"));
    this.#speed.addEventListener("click", () => {
      this.#speedIndex = (this.#speedIndex + 1) % SPEEDS.length;
      this.#showSpeed();
    });
    this.#showSpeed();
    const keys = el("span", { class: "keys" });
    for (const key of ["←", "→", "Home", "End"]) keys.append(el("kbd", {}, key));
    keys.append(el("kbd", {}, ...both({ zh: "空格", en: "space" })));
    const group = el("span", { class: "buttons" });
    group.append(this.#first, this.#back, this.#play, this.#forward, this.#last);
    this.element = el("div", { class: "controls" }, group, this.#speed, keys, this.#place);
  }

  /** Frames in a second, as a factor. */
  get speed(): number {
    return SPEEDS[this.#speedIndex] ?? 1;
  }

  show(current: number, count: number, playing: boolean): void {
    // A disabled button would lose the focus in the middle of a series of clicks.
    for (const control of [this.#first, this.#back]) disable(control, current === 0);
    for (const control of [this.#forward, this.#last]) disable(control, current >= count - 1);
    this.#place.textContent = `${Math.min(current + 1, count)} / ${count}`;
    name(this.#play, playing ? PAUSE : PLAY);
    this.#play.replaceChildren(icon(playing ? PAUSE_ICON : PLAY_ICON));
  }

  #showSpeed(): void {
    this.#speed.textContent = `${this.speed}×`;
    this.#speed.setAttribute("aria-label", `${label(SPEED)} ${this.speed}×`);
    this.#speed.title = label(SPEED);
  }
}

function button(phrase: Bilingual, path: string): HTMLButtonElement {
  const element = el("button", { type: "button" }, icon(path));
  name(element, phrase);
  return element;
}

function name(element: HTMLElement, phrase: Bilingual): void {
  element.setAttribute("aria-label", label(phrase));
  element.title = label(phrase);
}

function disable(element: HTMLElement, disabled: boolean): void {
  if (disabled) element.setAttribute("aria-disabled", "true");
  else element.removeAttribute("aria-disabled");
}
