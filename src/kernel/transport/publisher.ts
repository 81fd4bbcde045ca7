/** Publishes what cells print and display, in the order in which it arrives. */
import type { StreamName } from "../process/stdio.js";
import { type Outgoing, toJson } from "./wire.js";

/**
 * Text is sent immediately if none was sent for this long. Text that follows sooner is collected, so that ten thousand
 * lines do not become ten thousand messages.
 */
const COLLECT_MS = 50;
/** The minimum time between two updates of displays. More frequent ones would only slow clients down. */
const FRAME_MS = 50;
const MAX_MESSAGE_CHARS = 1 << 16;

/** Collects text and updates, and attributes them to the request that caused them. */
export class Publisher {
  readonly #publish: (message: Outgoing) => void;
  #parent: string | undefined;
  #name: StreamName = "stdout";
  #text = "";
  #textSent = 0;
  #textTimer: NodeJS.Timeout | undefined;
  /** By display id, the latest update that has not been published. */
  readonly #updates = new Map<string, Outgoing>();
  #updatesSent = 0;
  #updatesTimer: NodeJS.Timeout | undefined;

  constructor(publish: (message: Outgoing) => void) {
    this.#publish = publish;
  }

  /** Attributes all further output to a request, even after its cell has ended. `parent` is its header. */
  setParent(parent: string | undefined): void {
    this.flush();
    this.#parent = parent;
  }

  /** Adds text to a stream. */
  write(name: StreamName, text: string): void {
    if (name !== this.#name) this.#flushText();
    this.#name = name;
    this.#text += text;
    const delay = this.#textSent + COLLECT_MS - Date.now();
    if (this.#text.length >= MAX_MESSAGE_CHARS || delay <= 0) this.#flushText();
    else this.#textTimer ??= setTimeout(() => this.#flushText(), delay);
  }

  /** Publishes a message after the text that was written before it. */
  send(message: Outgoing): void {
    this.#flushText();
    this.#publish({ parent: this.#parent, ...message });
  }

  /** Replaces the display with that id. Of updates in quick succession, only the last one is published. */
  updateDisplay(id: string, message: Outgoing): void {
    this.#updates.set(id, message);
    const delay = this.#updatesSent + FRAME_MS - Date.now();
    if (delay <= 0) this.#flushUpdates();
    else this.#updatesTimer ??= setTimeout(() => this.#flushUpdates(), delay);
  }

  /** Publishes the collected text and the delayed updates. */
  flush(): void {
    this.#flushText();
    this.#flushUpdates();
  }

  #flushUpdates(): void {
    clearTimeout(this.#updatesTimer);
    this.#updatesTimer = undefined;
    if (this.#updates.size === 0) return;
    this.#updatesSent = Date.now();
    for (const update of this.#updates.values()) this.#publish({ parent: this.#parent, ...update });
    this.#updates.clear();
  }

  #flushText(): void {
    clearTimeout(this.#textTimer);
    this.#textTimer = undefined;
    if (this.#text === "") return;
    const content = toJson({ name: this.#name, text: this.#text });
    this.#text = "";
    this.#textSent = Date.now();
    this.#publish({ type: "stream", content, parent: this.#parent });
  }
}
