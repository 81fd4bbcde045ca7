/** What cells print, on its way to the notebook. */
import { StringDecoder } from "node:string_decoder";
import type { Content, Header } from "./transport/wire.js";

type StreamName = "stdout" | "stderr";

/**
 * Text waits for more, so that ten thousand lines do not become ten thousand messages. But not when none was sent in
 * this time: a cell that never awaits still shows what it prints.
 */
const QUIET_MS = 50;
/** A cell that awaits shows what it printed after this time. */
const PAUSE_MS = 10;
/** A display is updated no more often: clients would draw what nobody sees. */
const FRAME_MS = 50;
const MESSAGE_CHARS = 1 << 16;

/**
 * Text beyond the burst goes out at this rate, and who prints faster waits, as on a terminal. Clients can follow it:
 * what they have not read yet is kept in memory.
 */
const CHARS_PER_MS = 10_000;
const BURST_CHARS = 10_000_000;
const MAX_WAIT_MS = 100;

/** Publishes text and displays in the order in which they were written. */
export class Output {
  readonly #publish: (type: string, content: Content, parent: Header | undefined) => void;
  #parent: Header | undefined;
  #name: StreamName = "stdout";
  #text = "";
  #sent = 0;
  #timer: NodeJS.Timeout | undefined;
  /** By display, the latest update that has not been published. */
  readonly #updates = new Map<string, Content>();
  #updated = 0;
  #frame: NodeJS.Timeout | undefined;
  readonly #pace = new RateLimiter();

  constructor(publish: (type: string, content: Content, parent: Header | undefined) => void) {
    this.#publish = publish;
  }

  /** From now on output belongs to the cell that `parent` asked to run, and goes on doing so after the cell's end. */
  setParent(parent: Header): void {
    this.flush();
    this.#parent = parent;
  }

  /** Adds text to a stream. */
  write(name: StreamName, text: string): void {
    if (name !== this.#name) this.#flushText();
    this.#name = name;
    this.#text += text;
    if (this.#text.length >= MESSAGE_CHARS || Date.now() - this.#sent >= QUIET_MS)
      this.#flushText();
    else this.#timer ??= setTimeout(() => this.#flushText(), PAUSE_MS);
  }

  /** Publishes anything that is not text, after the text that was written before it. */
  send(type: string, content: Content): void {
    this.#flushText();
    this.#publish(type, content, this.#parent);
  }

  /** Shows a bundle, under an id if it is to be updated. */
  display(data: object, id: string | undefined): void {
    this.send("display_data", displayContent(data, id));
  }

  /** Replaces the display of that id. Of updates that follow each other quickly only the last one is published. */
  updateDisplay(data: object, id: string): void {
    this.#updates.set(id, displayContent(data, id));
    const delay = this.#updated + FRAME_MS - Date.now();
    if (delay <= 0) this.#flushUpdates();
    else this.#frame ??= setTimeout(() => this.#flushUpdates(), delay);
  }

  /** Publishes the text and the updates that still wait. */
  flush(): void {
    this.#flushText();
    this.#flushUpdates();
  }

  #flushUpdates(): void {
    clearTimeout(this.#frame);
    this.#frame = undefined;
    if (this.#updates.size === 0) return;
    this.#updated = Date.now();
    for (const content of this.#updates.values()) {
      this.#publish("update_display_data", content, this.#parent);
    }
    this.#updates.clear();
  }

  #flushText(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    this.#sent = Date.now();
    this.#publish("stream", { name: this.#name, text }, this.#parent);
    this.#pace.spend(text.length);
  }

  /** Takes over `process.stdout` and `process.stderr`. */
  capture(): void {
    for (const name of ["stdout", "stderr"] as const) {
      process[name].write = createWrite((text) => this.write(name, text));
    }
  }
}

/** The content of `display_data` and `update_display_data`. */
function displayContent(data: object, display_id: string | undefined): Content {
  return { data, metadata: {}, transient: { display_id } };
}

/** Holds up those who print more than clients can read. */
class RateLimiter {
  #allowance = BURST_CHARS;
  #last = Date.now();

  spend(chars: number): void {
    const now = Date.now();
    const earned = (now - this.#last) * CHARS_PER_MS;
    this.#last = now;
    this.#allowance = Math.min(BURST_CHARS, this.#allowance + earned) - chars;
    if (this.#allowance < 0) sleep(Math.min(MAX_WAIT_MS, -this.#allowance / CHARS_PER_MS));
  }
}

const nothing = new Int32Array(new SharedArrayBuffer(4));

/** Blocks this thread. */
function sleep(ms: number): void {
  Atomics.wait(nothing, 0, 0, ms);
}

type Callback = (error?: Error | null) => void;

/** Makes a stream's `write` method out of a function that takes text. */
function createWrite(take: (text: string) => void): typeof process.stdout.write {
  const decoder = new StringDecoder();
  return (
    chunk: string | Uint8Array,
    encodingOrCallback?: BufferEncoding | Callback,
    callback?: Callback,
  ) => {
    take(typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk)));
    const done = typeof encodingOrCallback === "function" ? encodingOrCallback : callback;
    if (done) process.nextTick(done);
    return true;
  };
}
