/** Notices that the kernel does not respond to the page. */
import type { Bilingual } from "../notebook/render/phrases.js";

/** A kernel that has not responded by then has been restarted, or is busy. */
const REPLY_MS = 5000;

export const SILENT: Bilingual = {
  zh: "内核没有回应：它可能在忙，或者重启过。重新运行这个单元格。",
  en: "The kernel does not respond: it may be busy, or was restarted. Run the cell again.",
};

export class ReplyTimer {
  readonly #onSilence: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onSilence: () => void) {
    this.#onSilence = onSilence;
  }

  /** Begins to wait for a reply, unless it already waits. */
  start(): void {
    this.#timer ??= setTimeout(this.#onSilence, REPLY_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
