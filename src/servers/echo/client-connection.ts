/** One client of an echo server: its socket, and the replies that have not been sent yet. */
import type { OSError } from "../../errors.js";
import { recvNow, sendNow } from "../../socket/now.js";
import type { Socket } from "../../socket/socket.js";
import type { Disconnected, Message, Sent } from "../events.js";
import { recoverableError } from "../runtime/errors.js";

/** The size that the servers of the course's notes pass to `recv()`, in bytes. */
export const BUFSIZE = 1024;

/**
 * With this many unsent bytes, a client that does not read its replies is not read from any more.
 */
const MAX_PENDING_BYTES = 64 * 1024;

const EMPTY_BYTES = new Uint8Array(0);

/** An accepted client. Its socket is non-blocking, because it is used only when it is ready. */
export class ClientConnection {
  /** The descriptor of the socket, also after it is closed. */
  readonly fd: number;
  #pending: Uint8Array = EMPTY_BYTES;
  /** Whether the client has shut down its sending side; its replies are still sent. */
  #ended = false;
  #finished = false;
  #error: OSError | null = null;

  constructor(readonly socket: Socket) {
    this.fd = socket.fileno();
    socket.setblocking(false);
  }

  /** Whether replies wait for space in the send buffer. */
  get writing(): boolean {
    return this.#pending.length > 0 && !this.#finished;
  }

  /**
   * Whether to receive from the client: not at the end of its stream, nor while it does not read
   * its replies.
   */
  get reading(): boolean {
    return this.#pending.length < MAX_PENDING_BYTES && !this.#ended && !this.#finished;
  }

  /** Whether nothing is left to receive or send, so that the client is to be closed. */
  get finished(): boolean {
    return this.#finished;
  }

  /**
   * Receives a message. Returns `null` if there is none, also at the end of the stream and after an
   * error.
   */
  receive(): Message | null {
    let data: Buffer | null;
    try {
      data = recvNow(this.socket, BUFSIZE);
    } catch (reason) {
      return this.fail(reason);
    }
    return data === null ? null : this.received(data);
  }

  /** Takes what was received. Returns `null` at the end of the stream. */
  received(data: Buffer): Message | null {
    if (data.length === 0) {
      this.#ended = true;
      this.#finished = !this.writing;
      return null;
    }
    return { type: "message", socket: this.socket, data };
  }

  /** Queues a reply for `flush()`. */
  reply(bytes: Uint8Array): void {
    this.#pending = this.writing ? Buffer.concat([this.#pending, bytes]) : bytes;
  }

  /**
   * Sends as much of the queued replies as the send buffer has space for. Returns `null` if that is
   * nothing.
   */
  flush(): Sent | null {
    let size: number | null;
    try {
      size = sendNow(this.socket, this.#pending);
    } catch (reason) {
      return this.fail(reason);
    }
    return size === null ? null : this.sent(size);
  }

  /** The queued replies. */
  get pending(): Uint8Array {
    return this.#pending;
  }

  /** Removes what was sent from the queued replies. */
  sent(size: number): Sent {
    this.#pending = size === this.#pending.length ? EMPTY_BYTES : this.#pending.subarray(size);
    this.#finished = this.#ended && !this.writing;
    return { type: "sent", socket: this.socket, size };
  }

  close(): Disconnected {
    this.socket.close();
    return { type: "disconnect", fd: this.fd, error: this.#error };
  }

  /** Ends the connection with an error, which `close()` reports. Rethrows one that a server does not survive. */
  fail(reason: unknown): null {
    this.#error = recoverableError(reason);
    this.#finished = true;
    return null;
  }
}
