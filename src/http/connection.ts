/**
 * The server's side of an HTTP connection, without its socket: bytes go in, bytes come out.
 *
 * The owner of the socket reads from `phase` what to do next. The iterative and the multiplexed
 * server differ only in how they wait. They share the protocol code, which can be tested without a
 * network.
 */
import { EMPTY_BYTES } from "./bytes.js";
import { HttpError } from "./error.js";
import { keepsAlive } from "./framing.js";
import { DEFAULT_LIMITS, type HttpLimits } from "./limits.js";
import { type FileRange, Output, totalLength } from "./output.js";
import { RequestParser } from "./parser.js";
import type { Request, RequestHead } from "./request.js";
import {
  CONTINUE,
  errorResponse,
  type Response,
  type ResponseContext,
  serializeResponse,
} from "./response.js";

/** A request has arrived completely. */
export interface RequestReceived extends RequestHead {
  /** The kind of event. */
  readonly type: "request";
}

/** The last byte of a response has been sent. */
export interface ResponseSent {
  /** The kind of event. */
  readonly type: "response";
  /** The status code. */
  readonly status: number;
  /** The length of the body in bytes. */
  readonly size: number;
  /** The error that made the server respond with 500. */
  readonly error?: unknown;
}

/** What happens on a connection. */
export type HttpEvent = RequestReceived | ResponseSent;

/** Returns the response to a request. Throws `HttpError` to refuse it. */
export type Responder = (request: Request) => Response;

/**
 * What a connection needs next.
 *
 * - `"idle"`: receive; no request has begun.
 * - `"receiving"`: receive the rest of a request.
 * - `"sending"`: send `output()`. Bytes that arrive meanwhile stay in the socket.
 * - `"lingering"`: shut down the sending side, then receive and discard. If the socket were closed
 *   with unread bytes, TCP would reset the connection, and the client might lose the response: RFC
 *   9112 section 9.6.
 * - `"closed"`: close the socket.
 */
export type Phase = "idle" | "receiving" | "sending" | "lingering" | "closed";

/** A response that is being sent. */
interface PendingResponse {
  readonly output: Output;
  readonly event: ResponseSent | null;
  readonly context: ResponseContext;
  readonly close: (() => void) | undefined;
}

/** The protocol state of one connection. */
export class HttpConnection {
  readonly #respond: Responder;
  readonly #keepAliveAllowed: () => boolean;
  readonly #parser: RequestParser;
  #events: HttpEvent[] = [];
  #response: PendingResponse | null = null;
  /** Whether the client has shut down its sending side. */
  #ended = false;
  /** Whether a request was refused before its end, so that the rest of it is never parsed. */
  #refused = false;
  #closing: "open" | "lingering" | "closed" = "open";

  /**
   * @param respond Returns the response to a request.
   * @param limits The limits of a request.
   * @param keepAliveAllowed Returns whether the connection may stay open after the next response.
   */
  constructor(
    respond: Responder,
    limits: HttpLimits = DEFAULT_LIMITS,
    keepAliveAllowed: () => boolean = () => true,
  ) {
    this.#respond = respond;
    this.#keepAliveAllowed = keepAliveAllowed;
    this.#parser = new RequestParser(limits);
  }

  /** Whether the client may not have sent all that it intends to: a request was refused before its end. */
  get refused(): boolean {
    return this.#refused;
  }

  /** What the connection needs next. */
  get phase(): Phase {
    if (this.#response !== null) return "sending";
    if (this.#closing !== "open") return this.#closing;
    return this.#parser.started ? "receiving" : "idle";
  }

  /**
   * Processes bytes that have arrived; they must not change afterwards. Returns the events that
   * they cause, as `end()`, `sent()` and `expire()` do.
   */
  receive(bytes: Buffer): HttpEvent[] {
    if (this.#closing === "open") this.#parser.push(bytes);
    return this.#processInput();
  }

  /**
   * Called when the client has shut down its sending side. Requests that arrived before are still
   * answered.
   */
  end(): HttpEvent[] {
    this.#ended = true;
    if (this.#closing === "lingering") this.#closing = "closed";
    return this.#processInput();
  }

  /**
   * Returns what to send next: bytes, or a range of a file; empty if there is nothing to send.
   * Returns the same until `sent()` is called.
   */
  output(): Uint8Array | FileRange {
    try {
      return this.#response?.output.next() ?? EMPTY_BYTES;
    } catch (error) {
      const { output, context, close } = this.#response as PendingResponse;
      if (output.begun) {
        this.close();
        return EMPTY_BYTES;
      }
      close?.();
      this.#fail(error, context);
      return this.output();
    }
  }

  /**
   * Called when the socket has accepted `count` bytes of `output()`. A count of 0 means that the
   * file was truncated. The header has been sent, so closing the connection is the only way to
   * report that.
   */
  sent(count: number): HttpEvent[] {
    if (count === 0) this.close();
    if (this.#response?.output.sent(count) === true) {
      const { event, context, close } = this.#response;
      this.#response = null;
      close?.();
      if (event !== null) this.#events.push(event);
      if (!context.open) this.#finish();
    }
    return this.#processInput();
  }

  /**
   * Called when the client's deadline has passed: responds with 408 to an unfinished request, and
   * begins to close an idle connection.
   */
  expire(): HttpEvent[] {
    const { phase } = this;
    if (phase === "receiving") this.#refuse(new HttpError(408, "The request took too long."));
    else if (phase === "idle") this.#finish();
    else this.close();
    return this.#takeEvents();
  }

  /** Ends the connection in any phase, and releases what a pending response holds. */
  close(): void {
    this.#response?.close?.();
    this.#response = null;
    this.#closing = "closed";
  }

  /**
   * Responds to the requests that have arrived, one at a time: stops while a response is being
   * sent.
   */
  #processInput(): HttpEvent[] {
    try {
      while (this.phase === "idle" || this.phase === "receiving") {
        const request = this.#parser.next();
        if (request !== null) this.#handle(request);
        else if (this.#parser.takeExpectation()) this.#sendContinue();
        else if (!this.#ended) break;
        else if (this.#parser.started) throw new HttpError(400, "The request is incomplete.");
        else this.#closing = "closed";
      }
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      this.#refuse(error);
    }
    return this.#takeEvents();
  }

  #handle(request: Request): void {
    const { method, target, version, headers, lines } = request;
    this.#events.push({ type: "request", method, target, version, headers, lines });
    const context = { method, version, open: keepsAlive(request) && this.#keepAliveAllowed() };
    try {
      this.#reply(this.#respond(request), context);
    } catch (error) {
      if (error instanceof HttpError) this.#reply(errorResponse(error), context);
      else this.#fail(error, context);
    }
  }

  #sendContinue(): void {
    const context = { method: this.#parser.method, version: null, open: true };
    this.#response = { output: new Output([CONTINUE]), event: null, context, close: undefined };
  }

  /** Responds to a request that is refused before its end, after which the connection is closed. */
  #refuse(error: HttpError): void {
    this.#refused = true;
    const { method } = this.#parser;
    this.#reply(errorResponse(error), { method, version: null, open: false });
  }

  #reply(response: Response, context: ResponseContext, failure: { error?: unknown } = {}): void {
    const { status, body, close } = response;
    const size = context.method === "HEAD" ? 0 : totalLength(body);
    const output = new Output(serializeResponse(response, context));
    this.#response = {
      output,
      event: { type: "response", status, size, ...failure },
      context,
      close,
    };
  }

  /** Responds with 500. Only the event contains the error, not the response. */
  #fail(error: unknown, context: ResponseContext): void {
    this.#reply(errorResponse(new HttpError(500, "The server failed.")), context, { error });
  }

  #finish(): void {
    this.#closing = this.#ended ? "closed" : "lingering";
  }

  #takeEvents(): HttpEvent[] {
    const events = this.#events;
    if (events.length === 0) return events;
    this.#events = [];
    return events;
  }
}
