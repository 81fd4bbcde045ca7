/** One client of a multiplexing server: what it sent, and what it is still to be sent. */
import type { OSError } from "../../errors.js";
import type { Socket } from "../../socket/socket.js";
import type { Disconnected, Message, Sent } from "../events.js";
import { failureOf } from "../runtime/failure.js";

/** As the notes' servers read. */
const BUFSIZE = 1024;

/** A client that does not read its replies is not read from beyond this many bytes. */
const MAX_PENDING_BYTES = 64 * 1024;

const EMPTY_BYTES = new Uint8Array(0);

/** An accepted client. Its socket does not wait: calls follow readiness. */
export class ClientConnection {
  /** The descriptor; also when it is closed by now. */
  readonly fd: number;
  #pending: Uint8Array = EMPTY_BYTES;
  /** Whether the client has sent all it will; what it is still to be sent, it gets. */
  #ended = false;
  #left = false;
  #error: OSError | null = null;

  constructor(readonly socket: Socket) {
    this.fd = socket.fileno();
    socket.setblocking(false);
  }

  /** Whether a part of a reply waits for room in the send buffer. */
  get writing(): boolean {
    return this.#pending.length > 0 && !this.#left;
  }

  /** Whether it may send more: not while it leaves its replies unread. */
  get reading(): boolean {
    return this.#pending.length < MAX_PENDING_BYTES && !this.#ended && !this.#left;
  }

  /** Whether nothing more can be done with it; `close()` it. */
  get left(): boolean {
    return this.#left;
  }

  /** Receives a message, and keeps the reply to it for `flush()`; `null` when there is none. */
  receive(reply: Uint8Array): Message | null {
    let data: Buffer | null;
    try {
      data = this.socket.tryRecv(BUFSIZE);
    } catch (reason) {
      return this.#fail(reason);
    }
    if (data === null) return null;
    if (data.length === 0) {
      this.#ended = true;
      this.#left = !this.writing;
      return null;
    }
    this.#pending = this.writing ? Buffer.concat([this.#pending, reply]) : reply;
    return { type: "message", socket: this.socket, data };
  }

  /** Sends as much of the replies as the send buffer takes; `null` when it took nothing. */
  flush(): Sent | null {
    let size: number | null;
    try {
      size = this.socket.trySend(this.#pending);
    } catch (reason) {
      return this.#fail(reason);
    }
    if (size === null) return null;
    this.#pending = size === this.#pending.length ? EMPTY_BYTES : this.#pending.subarray(size);
    this.#left = this.#ended && !this.writing;
    return { type: "sent", socket: this.socket, size };
  }

  close(): Disconnected {
    this.socket.close();
    return { type: "disconnect", fd: this.fd, error: this.#error };
  }

  #fail(reason: unknown): null {
    this.#error = failureOf(reason);
    this.#left = true;
    return null;
  }
}
