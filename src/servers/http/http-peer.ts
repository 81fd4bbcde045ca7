/** One client of an HTTP server: its socket, its connection, and its deadline. */
import { IPPROTO_TCP, POLLIN, POLLOUT, SHUT_WR, TCP_NODELAY } from "../../constants.js";
import { TimeoutError } from "../../errors.js";
import { HttpConnection, type HttpEvent, type Phase } from "../../http/connection.js";
import type { Socket } from "../../socket/socket.js";
import type { ServerEvent } from "../events.js";
import { recoverableError } from "../runtime/errors.js";
import type { HttpSettings } from "./options.js";

const BUFSIZE = 64 * 1024;

/** The longest time, in seconds, that a client has to read the last response before it is closed. */
const MAX_LINGER_S = 2;

/** An accepted client. The server waits for it in its own way, and calls `step()` when it is ready. */
export class HttpPeer {
  readonly #connection: HttpConnection;
  readonly #timeout: number;
  #events: ServerEvent[] = [];
  #deadline = 0;
  #phase: Phase | null = null;

  /** `keepAliveAllowed` returns whether the connection may stay open after a response. */
  constructor(
    readonly socket: Socket,
    settings: HttpSettings,
    keepAliveAllowed?: () => boolean,
  ) {
    this.#connection = new HttpConnection(settings.respond, settings, keepAliveAllowed);
    this.#timeout = settings.timeout;
    // Without it, the end of a response waits until the client has acknowledged what came before.
    socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, true);
    this.followPhase();
  }

  /** What it needs next. */
  get phase(): Phase {
    return this.#connection.phase;
  }

  /** The event that its next step waits for. */
  get wanted(): number {
    return this.phase === "sending" ? POLLOUT : POLLIN;
  }

  /** When it has stalled for too long, in milliseconds on the clock of `performance.now()`. */
  get deadline(): number {
    return this.#deadline;
  }

  /** Returns what has happened since the last call. */
  takeEvents(): readonly ServerEvent[] {
    const events = this.#events;
    if (events.length > 0) this.#events = [];
    return events;
  }

  /**
   * Receives once, or sends once in the phase of sending, and never waits. Returns `false` when
   * nothing can be received or sent now. Throws what `recv()` and `send()` throw.
   */
  step(): boolean {
    return this.phase === "sending" ? this.#send() : this.#receive();
  }

  /**
   * Called when the deadline has passed: responds to an unfinished request. Throws `TimeoutError`
   * for a client that does not take its response.
   */
  expire(): void {
    if (this.phase === "sending") {
      const message = `send on fd ${this.socket.fileno()}: nothing taken for ${this.#timeout} s`;
      throw new TimeoutError(message, "send");
    }
    this.#report(this.#connection.expire());
  }

  /**
   * Called after one or more steps: each phase has a deadline of its own, and lingering begins with
   * the end of the sending side.
   */
  followPhase(): void {
    const { phase } = this;
    if (phase === this.#phase) return;
    this.#phase = phase;
    const lingering = phase === "lingering";
    if (lingering) this.#endSending();
    const seconds = lingering ? Math.min(this.#timeout, MAX_LINGER_S) : this.#timeout;
    this.#deadline = performance.now() + seconds * 1000;
  }

  /** Frees what the client holds, except for the socket. */
  close(): void {
    this.#connection.close();
  }

  #receive(): boolean {
    const data = this.socket.tryRecv(BUFSIZE);
    if (data === null) return false;
    this.#report(data.length === 0 ? this.#connection.end() : this.#connection.receive(data));
    return true;
  }

  #send(): boolean {
    const { socket } = this;
    const output = this.#connection.output();
    // The connection has ended, as its file cannot be read any more.
    if (output.length === 0) return true;
    const size =
      output instanceof Uint8Array
        ? socket.trySend(output)
        : socket.trySendfile(output.fd, output.start, output.length);
    if (size === null) return false;
    if (size > 0) this.#events.push({ type: "sent", socket, size });
    this.#report(this.#connection.sent(size));
    // Each part that the client takes begins a new deadline for the next one.
    this.#phase = null;
    return true;
  }

  /** Adds the socket to the connection's events. */
  #report(events: readonly HttpEvent[]): void {
    const { socket } = this;
    for (const event of events) this.#events.push(Object.assign(event, { socket }));
  }

  #endSending(): void {
    try {
      this.socket.shutdown(SHUT_WR);
    } catch (reason) {
      // The client has reset the connection, and will not read the response.
      recoverableError(reason);
      this.close();
    }
  }
}
