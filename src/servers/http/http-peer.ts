/**
 * One client of an HTTP server: its socket, the protocol state of its connection, and its deadline.
 */
import { IPPROTO_TCP, POLLIN, POLLOUT, SHUT_WR, TCP_NODELAY } from "../../constants.js";
import { TimeoutError } from "../../errors.js";
import { HttpConnection, type HttpEvent, type Phase } from "../../http/connection.js";
import type { FileRange } from "../../http/output.js";
import { recvNow, sendfileNow, sendNow } from "../../socket/now.js";
import type { Socket } from "../../socket/socket.js";
import type { ServerEvent } from "../events.js";
import { recoverableError } from "../runtime/errors.js";
import { Delivery } from "./delivery.js";
import type { HttpSettings } from "./options.js";

const BUFSIZE = 64 * 1024;

/** The maximum time for which the rest of a refused request is received and discarded, in seconds. */
const MAX_LINGER_S = 2;

/** How long to wait until the client has acknowledged the end of the connection, in seconds. */
const ACKNOWLEDGEMENT_S = 0.1;

/**
 * An accepted client. The server waits until its socket is ready, and then calls `step()`; or it receives and sends
 * itself, and calls `received()` and `sent()`.
 */
export class HttpPeer {
  readonly #connection: HttpConnection;
  readonly #timeout: number;
  readonly #delivery: Delivery;
  #events: ServerEvent[] = [];
  #deadline = 0;
  #phase: Phase | null = null;
  /** Whether `followPhase()` must start a new deadline, because bytes have been sent. */
  #progressed = false;

  /**
   * @param keepAliveAllowed Returns whether the connection may stay open after the next response.
   */
  constructor(
    readonly socket: Socket,
    settings: HttpSettings,
    keepAliveAllowed?: () => boolean,
  ) {
    this.#connection = new HttpConnection(settings.respond, settings, keepAliveAllowed);
    this.#timeout = settings.timeout;
    this.#delivery = new Delivery(socket, settings.timeout);
    // Otherwise the last segment of a response may wait for the client's acknowledgement.
    socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, true);
    this.followPhase();
  }

  /** What the connection needs next. */
  get phase(): Phase {
    return this.#connection.phase;
  }

  /** The poll(2) event for which the next step must wait. */
  get awaitedEvent(): number {
    return this.phase === "sending" ? POLLOUT : POLLIN;
  }

  /**
   * When to call `expire()`: the client may have stalled for too long. In milliseconds on the clock of
   * `performance.now()`.
   */
  get deadline(): number {
    return this.#deadline;
  }

  /** Returns the events since the last call. */
  takeEvents(): readonly ServerEvent[] {
    const events = this.#events;
    if (events.length > 0) this.#events = [];
    return events;
  }

  /**
   * Sends once in the phase `"sending"`, and otherwise receives once, without waiting. Returns
   * `false` if the socket is not ready. Throws what `recv()`, `send()` and `sendfile()` throw.
   */
  step(): boolean {
    return this.phase === "sending" ? this.#send() : this.#receive();
  }

  /** Processes data that has arrived; empty at the end of the stream. Not in the phase `"sending"`. */
  received(data: Buffer): void {
    this.#report(data.length === 0 ? this.#connection.end() : this.#connection.receive(data));
    if (this.phase === "sending") this.#delivery.begin();
  }

  /**
   * What to send in the phase `"sending"`. Empty if the connection was closed, because the file cannot be read any
   * more.
   */
  output(): Uint8Array | FileRange {
    return this.#connection.output();
  }

  /** Called when `size` bytes of `output()` have been sent; 0 beyond the end of the file. */
  sent(size: number): void {
    const { socket } = this;
    this.#delivery.add(size);
    if (size > 0) this.#events.push({ type: "sent", socket, size });
    this.#report(this.#connection.sent(size));
    this.#progressed = true;
  }

  /** Called when the socket accepts no more bytes for now. */
  sendBufferFull(): void {
    this.#delivery.observe();
  }

  /**
   * Called when the deadline has passed: responds to an unfinished request with 408. Starts a new
   * deadline if the client still reads what was sent to it, and throws `TimeoutError` if it does not
   * read its response.
   */
  expire(): void {
    if (this.#isReading()) {
      const { quietUntil } = this.#delivery;
      const next = performance.now() + this.#secondsIn(this.phase) * 1000;
      this.#deadline = this.phase === "lingering" ? Math.min(quietUntil, next) : quietUntil;
      return;
    }
    if (this.phase === "sending") {
      const message = `send on fd ${this.socket.fileno()}: timed out after ${this.#timeout} s`;
      throw new TimeoutError(message, "send");
    }
    this.#report(this.#connection.expire());
    this.#delivery.begin();
  }

  /**
   * Called after one or more steps. Starts a new deadline if the phase has changed or bytes were sent.
   * Shuts down the sending side when lingering begins.
   */
  followPhase(): void {
    const { phase } = this;
    const changed = phase !== this.#phase;
    if (!changed && !this.#progressed) return;
    this.#phase = phase;
    this.#progressed = false;
    if (phase === "lingering" && changed) this.#endSending();
    this.#deadline = performance.now() + this.#secondsIn(phase) * 1000;
  }

  /** Begins to close the connection of an idle client. */
  retire(): void {
    this.#report(this.#connection.expire());
    this.followPhase();
  }

  /** Releases what the client holds, except for the socket. A closed client does not expire. */
  close(): void {
    this.#connection.close();
    this.#deadline = Number.POSITIVE_INFINITY;
  }

  #receive(): boolean {
    const data = recvNow(this.socket, BUFSIZE);
    if (data === null) return false;
    this.received(data);
    return true;
  }

  #send(): boolean {
    const { socket } = this;
    const output = this.output();
    if (output.length === 0) return true;
    const size =
      output instanceof Uint8Array
        ? sendNow(socket, output)
        : sendfileNow(socket, output.fd, output.start, output.length);
    if (size === null) {
      this.sendBufferFull();
      return false;
    }
    this.sent(size);
    return true;
  }

  /** Returns how long the client has in a phase. */
  #secondsIn(phase: Phase): number {
    if (phase !== "lingering") return this.#timeout;
    return Math.min(this.#timeout, this.#connection.refused ? MAX_LINGER_S : ACKNOWLEDGEMENT_S);
  }

  /** Whether the client has not stalled, and what was sent to it is still under way. */
  #isReading(): boolean {
    if (this.phase === "receiving") return false;
    return (this.phase === "sending" || this.#delivery.pending) && !this.#delivery.stalled();
  }

  /** Adds events of the connection, with the socket. */
  #report(events: readonly HttpEvent[]): void {
    const { socket } = this;
    for (const event of events) this.#events.push(Object.assign(event, { socket }));
  }

  #endSending(): void {
    try {
      this.socket.shutdown(SHUT_WR);
    } catch (reason) {
      // The client has reset the connection, so it will not read the response.
      recoverableError(reason);
      this.close();
    }
  }
}
