/** The recording of a playground as an output of its own, which is what a saved notebook has. */
import { randomUUID } from "node:crypto";
import { getHost } from "../../sys/host.js";
import { Markup, markup } from "../../text/markup.js";
import { recordingBundle } from "../recording/bundle.js";
import type { Recording } from "../recording/format.js";

/** A recording is up to half a megabyte, and a playground runs up to ten rounds a second. */
const UPDATE_MS = 1000;

export class SavedRecording {
  readonly #place: string;
  readonly #id = randomUUID();
  #latest: Recording;
  #isShown = false;
  #shownAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** `place` is that of the live part, which hides this output. */
  constructor(place: string, recording: Recording) {
    this.#place = place;
    this.#latest = recording;
    this.#show();
  }

  /** Shows a newer recording: at once, or after the pause if another one was shown shortly before. */
  update(recording: Recording): void {
    this.#latest = recording;
    const delay = this.#shownAt + UPDATE_MS - performance.now();
    if (delay <= 0) this.#show();
    else this.#timer ??= setTimeout(() => this.#show(), delay).unref();
  }

  /** Shows a recording that waits to be shown. */
  flush(): void {
    if (this.#timer !== undefined) this.#show();
  }

  #show(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#shownAt = performance.now();
    const { "text/html": html = "", ...bundle } = recordingBundle(this.#latest);
    const saved = markup`<div data-day29-saved="${this.#place}">${new Markup(html)}</div>`;
    const options = { id: this.#id, update: this.#isShown };
    getHost()?.display({ ...bundle, "text/html": saved.source }, options);
    this.#isShown = true;
  }
}
