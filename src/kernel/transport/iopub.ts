/** Publishes messages to all clients, with bounded memory. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ZmqPublisher } from "../tslab/packages.js";

type Frames = readonly (string | Uint8Array)[];

interface Queued {
  type: string;
  frames: Frames;
  /** When it was first tried to send the message, and a client had no room for it. */
  tried?: number;
}

/** How many messages may wait here before {@link IoPub.isBlocked} stops those who produce them. */
const MAX_QUEUED = 64;
const RETRY_MS = 5;
/** A client that reads nothing for this long, for example because it was suspended, loses text from then on. */
const STALL_MS = 5000;
/** Other messages wait this long for a client that has stalled, as it may just have begun to read again. */
const STALLED_WAIT_MS = 100;

/**
 * The iopub channel. A message that a client's queue has no room for is sent again later, so that a cell that prints
 * faster than clients read is slowed down; but a client that does not read at all cannot stop the kernel.
 */
export class IoPub {
  readonly #socket: ZmqPublisher;
  readonly #unblocked: () => void;
  readonly #queue: Queued[] = [];
  #draining: Promise<void> | undefined;
  #blocked = false;
  #stalledSince: number | undefined;

  /** @param unblocked is called when {@link isBlocked} has become false. */
  constructor(socket: ZmqPublisher, unblocked: () => void) {
    this.#socket = socket;
    this.#unblocked = unblocked;
  }

  /** Sends a message of this type after those before it. */
  send(type: string, frames: Frames): void {
    this.#queue.push({ type, frames });
    if (this.#queue.length >= MAX_QUEUED) this.#blocked = true;
    this.#draining ??= this.#drain();
  }

  /** Returns whether clients should catch up before more is sent. */
  isBlocked(): boolean {
    return this.#blocked;
  }

  /** Resolves when all messages have been passed to the socket. */
  async drained(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    for (let message = this.#queue[0]; message; message = this.#queue[0]) {
      if (await this.#trySend(message)) this.#queue.shift();
      else await sleep(RETRY_MS);
      if (this.#blocked && this.#queue.length < MAX_QUEUED) {
        this.#blocked = false;
        this.#unblocked();
      }
    }
    this.#draining = undefined;
  }

  /** Returns false if the queue of a client is full, and the message should be sent again. */
  async #trySend(message: Queued): Promise<boolean> {
    try {
      await this.#socket.send(message.frames);
      this.#stalledSince = undefined;
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
    const now = Date.now();
    this.#stalledSince ??= now;
    message.tried ??= now;
    const wait = message.type === "stream" ? 0 : STALLED_WAIT_MS;
    if (now - this.#stalledSince < STALL_MS || now - message.tried < wait) return false;
    await this.#sendToThoseWithRoom(message.frames);
    return true;
  }

  async #sendToThoseWithRoom(frames: Frames): Promise<void> {
    this.#socket.noDrop = false;
    try {
      await this.#socket.send(frames);
    } finally {
      this.#socket.noDrop = true;
    }
  }
}
