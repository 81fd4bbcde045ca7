/** Judges whether a client takes what is sent to it, by what the kernel still holds. */
import { pendingBytes } from "../../inspect/kernel-buffers.js";
import type { Socket } from "../../socket/socket.js";

/**
 * A client that takes this many bytes has the whole timeout for them: 8 KiB/s by default. It may take
 * many bytes at once and then nothing for a while, however steadily it reads: a full receive buffer
 * accepts bytes again only when a sixteenth of it, or a whole segment, is free, and a segment of the
 * loopback interface has 64 KiB. curl(1) limits its rate by pauses of up to 100 s.
 */
const STEP_BYTES = 40 * 1024;

/** The maximum number of timeouts for which a client may take nothing, however much it took before. */
const MAX_STEPS = 30;

/**
 * What a client has taken of the bytes that were sent to it.
 *
 * `POLLOUT` shows that too late: a send buffer of megabytes has room again when a third of it is free.
 */
export class Delivery {
  readonly #socket: Socket;
  readonly #timeout: number;
  /** The number of bytes that the kernel has accepted. */
  #sent = 0;
  /** The number of those that the client had acknowledged when last observed. */
  #taken = 0;
  /** Until when the client may take nothing; 0 before the first observation of a response. */
  #quietUntil = 0;

  /** @param timeout How long the client may take nothing, in seconds. */
  constructor(socket: Socket, timeout: number) {
    this.#socket = socket;
    this.#timeout = timeout * 1000;
  }

  /** Until when the client may take nothing, in milliseconds on the clock of `performance.now()`. */
  get quietUntil(): number {
    return this.#quietUntil;
  }

  /** Whether the kernel holds bytes that the client has not acknowledged. */
  get pending(): boolean {
    return pendingBytes(this.#socket.fileno()) !== 0;
  }

  /** Called when a response begins. Assumes that the client has taken the earlier ones. */
  begin(): void {
    this.#taken = this.#sent;
    this.#quietUntil = 0;
  }

  /** Called when the kernel has accepted `count` bytes. */
  add(count: number): void {
    this.#sent += count;
  }

  /** Called when the client may have taken bytes: postpones `quietUntil` if it has. */
  observe(): void {
    const taken = this.#sent - (pendingBytes(this.#socket.fileno()) ?? 0);
    if (taken === this.#taken && this.#quietUntil > 0) return;
    const now = performance.now();
    // The difference is negative if `begin()` assumed too much.
    const steps = Math.max(0, taken - this.#taken) / STEP_BYTES;
    this.#taken = taken;
    const extended = Math.max(this.#quietUntil + steps * this.#timeout, now + this.#timeout);
    this.#quietUntil = Math.min(extended, now + MAX_STEPS * this.#timeout);
  }

  /** Returns whether the client has taken nothing for too long. */
  stalled(): boolean {
    this.observe();
    return performance.now() >= this.#quietUntil;
  }
}
