/** The player: one recording, drawn into a shadow tree that the styles of the page around it do not reach. */
import type { Recording } from "../notebook/recording/format.js";
import { both, el, label } from "./dom.js";
import { type Frame, framesOf, NO_FRAME, sameFrame } from "./frames.js";
import { suppressShortcuts } from "./shortcuts.js";
import { STYLE } from "./style.js";
import surroundings from "./styles/surroundings.css";
import { ClientsView } from "./views/clients.js";
import { ControlsView } from "./views/controls.js";
import { ProgramView } from "./views/program.js";
import { SocketsView } from "./views/sockets.js";
import { StepsView } from "./views/steps.js";
import { TimelineView } from "./views/timeline.js";

/** The languages in which a player can be shown. */
export type Language = "zh" | "en" | "both";

/** How a player begins. */
export interface PlayerOptions {
  /** The language, where the page has no choice of its own; both without it. */
  readonly language?: Language;
  /** The frame that is shown first; the first one without it. */
  readonly frame?: number | "last";
}

/** A player that is shown. */
export interface Player {
  /** Shows a newer recording; one who watched the last frame sees the new last one. */
  update(recording: Recording): void;
  goTo(frame: number | "last"): void;
  /** Removes the player, so that the element is as it was. */
  destroy(): void;
}

/** The time that a frame is shown while playing. */
const FRAME_MS = 1200;

const PLAYER = { zh: "播放器", en: "player" };

/** Draws a recording into an element, with what moves through it. */
export function mountPlayer(
  element: HTMLElement,
  recording: Recording,
  options: PlayerOptions = {},
): Player {
  const view = new View(element, options);
  try {
    view.update(recording);
    view.goTo(options.frame ?? 0);
  } catch (error) {
    view.destroy();
    throw error;
  }
  return view;
}

class View implements Player {
  readonly #element: HTMLElement;
  readonly #host: HTMLElement;
  readonly #languageBefore: string | undefined;
  readonly #root = el("div", { class: "player", role: "group", tabindex: "-1" });
  readonly #server = el("span", { class: "server mono" });
  readonly #place = el("span", { class: "quiet" });
  readonly #sentence = el("p", { class: "sentence", "aria-live": "polite", "aria-atomic": "true" });
  readonly #steps = new StepsView();
  readonly #clients = new ClientsView();
  readonly #program = new ProgramView();
  readonly #sockets = new SocketsView();
  readonly #timeline = new TimelineView((frame) => this.goTo(frame));
  readonly #controls = new ControlsView({
    move: (by) => this.#move(by),
    goTo: (frame) => this.goTo(frame),
    toggle: () => this.#toggle(),
  });
  #frames: readonly Frame[] = [];
  #earlierRounds = 0;
  #current = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement, { language }: PlayerOptions) {
    this.#element = element;
    element.classList.add("day29-player");
    this.#languageBefore = element.dataset.language;
    if (language !== undefined) element.dataset.language = language;
    this.#host = el("div", { class: "day29-player-view" });
    suppressShortcuts(this.#host, this.#root);
    const panes = el("div", { class: "panes" }, this.#program.element, this.#sockets.element);
    this.#root.append(
      el("div", { class: "top-line" }, this.#server, this.#place),
      this.#steps.element,
      el("div", { class: "story" }, this.#sentence, this.#clients.element),
      panes,
      this.#timeline.element,
      this.#controls.element,
    );
    this.#root.addEventListener("keydown", (event) => this.#onKey(event));
    this.#host.attachShadow({ mode: "open" }).append(el("style", {}, STYLE), this.#root);
    element.append(el("style", {}, surroundings), this.#host);
  }

  update(recording: Recording): void {
    const frames = framesOf(recording);
    const current = sameFrame(this.#frames, this.#current, frames);
    this.#frames = frames;
    this.#earlierRounds = recording.earlierRounds;
    this.#server.textContent = recording.server;
    this.#root.setAttribute("aria-label", `${recording.server} ${label(PLAYER)}`);
    this.#program.load(recording);
    this.#timeline.load(frames);
    this.#show(current);
  }

  goTo(frame: number | "last"): void {
    const last = this.#frames.length - 1;
    this.#show(frame === "last" ? last : Math.min(last, Math.max(0, Math.trunc(frame))));
  }

  destroy(): void {
    this.#pause();
    this.#host.previousElementSibling?.remove();
    this.#host.remove();
    this.#element.classList.remove("day29-player");
    if (this.#languageBefore === undefined) delete this.#element.dataset.language;
    else this.#element.dataset.language = this.#languageBefore;
  }

  #show(current: number): void {
    this.#current = Math.max(0, current);
    const frame = this.#frames[this.#current] ?? NO_FRAME;
    const count = this.#frames.length;
    this.#controls.show(this.#current, count, this.#timer !== undefined);
    this.#timeline.show(this.#current);
    const last = this.#frames.at(-1)?.round.number ?? 0;
    const dropped = this.#earlierRounds;
    this.#place.replaceChildren(
      ...both({ zh: "轮次", en: "round" }),
      ` ${frame.round.number} / ${last}`,
      ...(dropped === 0
        ? []
        : [
            " · ",
            ...both({
              zh: `前 ${dropped} 轮未保留`,
              en: `${dropped} earlier ${dropped === 1 ? "one" : "ones"} not kept`,
            }),
          ]),
    );
    this.#sentence.replaceChildren(...both(frame.text));
    this.#steps.show(frame);
    this.#clients.show(frame);
    this.#program.show(frame);
    this.#sockets.show(frame);
  }

  #move(by: number): void {
    this.#pause();
    this.goTo(this.#current + by);
  }

  #toggle(): void {
    if (this.#timer !== undefined) {
      this.#pause();
      return;
    }
    // A sentence a second is too much to read aloud.
    this.#sentence.setAttribute("aria-live", "off");
    if (this.#current >= this.#frames.length - 1) this.#current = -1;
    this.#tick();
  }

  #tick(): void {
    const next = this.#current + 1;
    if (next >= this.#frames.length || !this.#host.isConnected) {
      this.#pause();
      return;
    }
    this.#timer = setTimeout(() => this.#tick(), FRAME_MS / this.#controls.speed);
    this.#show(next);
  }

  #pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sentence.setAttribute("aria-live", "polite");
    this.#show(this.#current);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const action = this.#actionOf(event);
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  #actionOf({ key, target }: KeyboardEvent): (() => void) | undefined {
    switch (key) {
      case "ArrowLeft":
        return () => this.#move(-1);
      case "ArrowRight":
        return () => this.#move(1);
      case "Home":
        return () => this.#move(Number.NEGATIVE_INFINITY);
      case "End":
        return () => this.#move(Number.POSITIVE_INFINITY);
      case " ":
        // On a button, space presses it.
        return target instanceof HTMLButtonElement ? undefined : () => this.#toggle();
      default:
        return undefined;
    }
  }
}
