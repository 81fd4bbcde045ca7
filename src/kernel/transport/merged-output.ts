/** Puts the text of both standard streams and the messages of the main thread into the order in which they were sent. */
import type { StreamName } from "../process/stdio.js";
import { MarkedStream } from "./marked-stream.js";

/** A message with the number of the mark that was written to both streams after it was posted. */
export interface Marked {
  mark: number;
}

/** Where a {@link MergedOutput} gets messages, and where the result goes. */
export interface Outlet<Message extends Marked> {
  /** Returns the next message that was posted, if there is one. */
  receive(): Message | undefined;
  text(name: StreamName, bytes: Buffer): void;
  handle(message: Message): void;
  /** Returns whether nothing more may be passed on for now. */
  isBlocked(): boolean;
}

interface Source {
  stream: MarkedStream;
  /** The mark that the other stream has not reached yet. */
  mark: number | undefined;
}

/** Merges two streams and a queue of messages. */
export class MergedOutput<Message extends Marked> {
  readonly #sources: Record<StreamName, Source>;
  readonly #outlet: Outlet<Message>;
  #next: Message | undefined;

  constructor(token: Uint8Array, outlet: Outlet<Message>) {
    const source = () => ({ stream: new MarkedStream(token), mark: undefined });
    this.#sources = { stdout: source(), stderr: source() };
    this.#outlet = outlet;
  }

  /** Adds what was read from a stream. Call {@link run} afterwards. */
  push(name: StreamName, chunk: Buffer): void {
    this.#sources[name].stream.push(chunk);
  }

  /** Returns whether more of a stream can be processed. If not, it should not be read. */
  wants(name: StreamName): boolean {
    return this.#sources[name].mark === undefined && !this.#outlet.isBlocked();
  }

  /** Passes on everything whose place is known. */
  run(): void {
    const { stdout, stderr } = this.#sources;
    for (;;) {
      this.#readToMark("stdout");
      this.#readToMark("stderr");
      if (stdout.mark === undefined || stderr.mark === undefined || this.#outlet.isBlocked())
        return;
      // An interrupt may have kept the main thread from writing a mark to the second stream.
      const mark = Math.min(stdout.mark, stderr.mark);
      this.#deliver(mark);
      if (stdout.mark === mark) stdout.mark = undefined;
      if (stderr.mark === mark) stderr.mark = undefined;
    }
  }

  #readToMark(name: StreamName): void {
    const source = this.#sources[name];
    while (source.mark === undefined && !this.#outlet.isBlocked()) {
      const piece = source.stream.next();
      if (piece === undefined) return;
      if (typeof piece === "number") source.mark = piece;
      else this.#outlet.text(name, piece);
    }
  }

  /** Handles the messages that were posted before a mark. */
  #deliver(mark: number): void {
    for (;;) {
      this.#next ??= this.#outlet.receive();
      if (!this.#next || this.#next.mark > mark) return;
      const message = this.#next;
      this.#next = undefined;
      this.#outlet.handle(message);
    }
  }
}
