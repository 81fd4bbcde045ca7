/** One client of a multiplexing server: what it sent, and what it is still to be sent. */
import { BlockingIOError, OSError } from "../errors.js";
import type { Socket } from "../socket.js";

/** As the notes' servers read. */
const BUFSIZE = 1024;

/** A client that does not read its replies is not read from beyond this many bytes. */
const MOST_PENDING = 64 * 1024;

/**
 * The outcome of a call that select or poll announced, on a socket that does not wait, when it
 * failed. Readiness is a hint: `null` says that it was wrong this time. Other failures are results
 * too, not exceptions.
 */
export function outcomeOf(error: unknown): OSError | null {
  if (error instanceof BlockingIOError) return null;
  if (error instanceof OSError) return error;
  throw error;
}

/** An accepted client. */
export class Client {
  #pending: Uint8Array = new Uint8Array(0);

  /** Whether the client has sent all it will; what it is still to be sent, it gets. */
  ended = false;

  constructor(readonly socket: Socket) {
    socket.setblocking(false);
  }

  /** Whether a part of a reply waits for room in the send buffer. */
  get pending(): boolean {
    return this.#pending.length > 0;
  }

  /** Whether so much waits that the client's next message has to wait as well. */
  get congested(): boolean {
    return this.#pending.length >= MOST_PENDING;
  }

  /** What the client sent; zero bytes at the end of its stream. */
  receive(): Promise<Buffer | OSError | null> {
    return this.socket.recv(BUFSIZE).catch(outcomeOf);
  }

  /** Keeps a reply for `flush()`. */
  reply(bytes: Uint8Array): void {
    this.#pending = this.pending ? Buffer.concat([this.#pending, bytes]) : bytes;
  }

  /** Sends as much of the replies as the send buffer takes, and answers how much that was. */
  async flush(): Promise<number | OSError | null> {
    try {
      const sent = await this.socket.send(this.#pending);
      this.#pending = this.#pending.subarray(sent);
      return sent;
    } catch (error) {
      return outcomeOf(error);
    }
  }
}
