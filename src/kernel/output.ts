/** Publishes what cells print and display. */
import type { StreamName } from "./process/stdio.js";
import { RateLimiter } from "./rate-limiter.js";
import type { Content, Extras, Header } from "./transport/wire.js";

/**
 * Text is sent immediately if none was sent for this long, so that the output of a cell that never awaits is visible.
 * Text that follows sooner is collected, so that ten thousand lines do not become ten thousand messages.
 */
const QUIET_MS = 50;
/** Collected text is sent after this time if the cell awaits. */
const COLLECT_MS = 10;
/** The minimum time between two updates of displays. More frequent ones would only slow clients down. */
const FRAME_MS = 50;
const MAX_MESSAGE_CHARS = 1 << 16;

type Publish = (
  type: string,
  content: Content,
  parent: Header | undefined,
  extras?: Extras,
) => void;

/** Publishes text and displays in the order in which they were written. */
export class Output {
  readonly #publish: Publish;
  readonly #limiter = new RateLimiter();
  #parent: Header | undefined;
  #name: StreamName = "stdout";
  #text = "";
  #textSent = 0;
  #textTimer: NodeJS.Timeout | undefined;
  /** By display id, the latest update that has not been published. */
  readonly #updates = new Map<string, Content>();
  #updatesSent = 0;
  #updatesTimer: NodeJS.Timeout | undefined;

  constructor(publish: Publish) {
    this.#publish = publish;
  }

  /** Attributes all further output to the request `parent`, even after its cell has ended. */
  setParent(parent: Header): void {
    this.flush();
    this.#parent = parent;
  }

  /** Adds text to a stream. */
  write(name: StreamName, text: string): void {
    if (name !== this.#name) this.#flushText();
    this.#name = name;
    this.#text += text;
    const full = this.#text.length >= MAX_MESSAGE_CHARS;
    if (full || Date.now() - this.#textSent >= QUIET_MS) this.#flushText();
    else this.#textTimer ??= setTimeout(() => this.#flushText(), COLLECT_MS);
  }

  /** Publishes a message, after the text that was written before it. */
  send(type: string, content: Content, extras?: Extras): void {
    this.#flushText();
    this.#publish(type, content, this.#parent, extras);
  }

  /** Displays a bundle, with an id if it is to be updated. */
  display(bundle: object, id: string | undefined): void {
    this.send("display_data", displayContent(bundle, id));
  }

  /** Replaces the display with that id. Of updates in quick succession, only the last one is published. */
  updateDisplay(bundle: object, id: string): void {
    this.#updates.set(id, displayContent(bundle, id));
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
    for (const content of this.#updates.values()) {
      this.#publish("update_display_data", content, this.#parent);
    }
    this.#updates.clear();
  }

  #flushText(): void {
    clearTimeout(this.#textTimer);
    this.#textTimer = undefined;
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    this.#textSent = Date.now();
    this.#publish("stream", { name: this.#name, text }, this.#parent);
    this.#limiter.spend(text.length);
  }
}

/** Returns the content of `display_data` and `update_display_data`. */
function displayContent(data: object, display_id: string | undefined): Content {
  return { data, metadata: {}, transient: { display_id } };
}
