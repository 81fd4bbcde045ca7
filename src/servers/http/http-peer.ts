/** One client of an HTTP server: its socket, its connection, and how long it may stall. */
import { IPPROTO_TCP, POLLIN, POLLOUT, SHUT_WR, TCP_NODELAY } from "../../constants.js";
import { TimeoutError } from "../../errors.js";
import { HttpConnection, type HttpEvent, type Phase } from "../../http/connection.js";
import type { Socket } from "../../socket/socket.js";
import type { ServerEvent } from "../events.js";
import { failureOf } from "../runtime/failure.js";
import type { HttpSettings } from "./options.js";

const BUFSIZE = 64 * 1024;

/** The most seconds that a client has to read the last answer before its connection is closed. */
const MAX_LINGER_S = 2;

/** An accepted client. Whoever waits for it, in whatever way, calls `step()` when it is ready. */
export class HttpPeer {
  readonly #connection: HttpConnection;
  readonly #timeout: number;
  #events: ServerEvent[] = [];
  #deadline = 0;
  #phase: Phase | null = null;

  /** `keepAliveAllowed` says whether the connection may stay open after an answer. */
  constructor(
    readonly socket: Socket,
    settings: HttpSettings,
    keepAliveAllowed?: () => boolean,
  ) {
    this.#connection = new HttpConnection(settings.respond, settings, keepAliveAllowed);
    this.#timeout = settings.timeout;
    // What we send is whole as it is: the end of an answer is not to wait for an acknowledgement.
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

  /** When its time is over, in milliseconds on the clock of `performance.now()`. */
  get deadline(): number {
    return this.#deadline;
  }

  /** What has happened since the last time. */
  takeEvents(): readonly ServerEvent[] {
    const events = this.#events;
    if (events.length > 0) this.#events = [];
    return events;
  }

  /**
   * Receives once, or sends once in the phase of sending, and never waits: `false` when nothing can
   * be received or sent now. Throws what `recv()` and `send()` throw.
   */
  step(): boolean {
    return this.phase === "sending" ? this.#send() : this.#receive();
  }

  /**
   * Does what is due when its time is over. A client that took too long to ask is told so; one
   * that does not take its answer is a `TimeoutError`.
   */
  expire(): void {
    if (this.phase === "sending") {
      const message = `send on fd ${this.socket.fileno()}: nothing taken for ${this.#timeout} s`;
      throw new TimeoutError(message, "send");
    }
    this.#tell(this.#connection.expire());
  }

  /**
   * Called after one or more steps: a phase has its own time, and lingering begins with the end of
   * what we send.
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

  /** Frees what it holds, but for the socket. */
  close(): void {
    this.#connection.close();
  }

  #receive(): boolean {
    const data = this.socket.tryRecv(BUFSIZE);
    if (data === null) return false;
    this.#tell(data.length === 0 ? this.#connection.end() : this.#connection.receive(data));
    return true;
  }

  #send(): boolean {
    const { socket } = this;
    const output = this.#connection.output();
    // A file that cannot be read any more has ended the connection.
    if (output.length === 0) return true;
    const size =
      output instanceof Uint8Array
        ? socket.trySend(output)
        : socket.trySendfile(output.fd, output.start, output.length);
    if (size === null) return false;
    if (size > 0) this.#events.push({ type: "sent", socket, size });
    this.#tell(this.#connection.sent(size));
    // Each part that the client takes gives it time for the next one.
    this.#phase = null;
    return true;
  }

  #tell(events: readonly HttpEvent[]): void {
    const { socket } = this;
    for (const event of events) {
      if (event.type === "response") {
        const { type, status, size, error } = event;
        this.#events.push(
          error === undefined ? { type, status, size, socket } : { ...event, socket },
        );
      } else {
        const { type, method, target, version, headers, lines } = event;
        this.#events.push({ type, method, target, version, headers, lines, socket });
      }
    }
  }

  #endSending(): void {
    try {
      this.socket.shutdown(SHUT_WR);
    } catch (reason) {
      // The client has reset the connection: nobody is left to linger for.
      failureOf(reason);
      this.close();
    }
  }
}
