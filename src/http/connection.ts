/**
 * One connection of an HTTP server, without its socket: bytes go in, bytes come out.
 *
 * The owner of the socket reads from `phase` what to do next. The iterative and the multiplexed server
 * differ in how they wait; all of HTTP is here, and is tested without a network.
 */
import { DEFAULT_LIMITS, HttpError, type HttpLimits } from "./error.js";
import { keepsAlive } from "./framing.js";
import { type FileRange, lengthOf, Output } from "./output.js";
import { RequestParser } from "./parser.js";
import type { Request, RequestHead } from "./request.js";
import {
  CONTINUE,
  errorResponse,
  type Response,
  type ResponseContext,
  writeResponse,
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
  /** Why the server failed, where the status is 500. */
  readonly error?: unknown;
}

/** What happens on a connection. */
export type HttpEvent = RequestReceived | ResponseSent;

/** Returns the response to a request. Throws `HttpError` to refuse it. */
export type Responder = (request: Request) => Response;

/**
 * What a connection needs next.
 *
 * - `"idle"`: to receive; no request has begun.
 * - `"receiving"`: to receive the rest of a request.
 * - `"sending"`: to send `output()`. What arrives meanwhile stays in the socket.
 * - `"lingering"`: to end the sending side, and to receive bytes that are discarded. If the socket were
 *   closed with bytes unread, TCP would reset the connection, and the client might never see the
 *   response: RFC 9112 section 9.6.
 * - `"closed"`: to be closed.
 */
export type Phase = "idle" | "receiving" | "sending" | "lingering" | "closed";

/** A response that is being sent. */
interface PendingResponse {
  readonly output: Output;
  readonly event: ResponseSent | null;
  readonly context: ResponseContext;
  readonly close: (() => void) | undefined;
}

/** The state of one connection. */
export class HttpConnection {
  readonly #respond: Responder;
  readonly #keepAliveAllowed: () => boolean;
  readonly #parser: RequestParser;
  #events: HttpEvent[] = [];
  #response: PendingResponse | null = null;
  /** Whether the client has ended its sending side. */
  #ended = false;
  /** Whether a request was refused, so that the rest of it is not parsed. */
  #refused = false;
  #closing: "open" | "lingering" | "closed" = "open";

  /**
   * @param respond Returns the response to a request.
   * @param limits The limits of a request.
   * @param keepAliveAllowed Whether the connection may stay open after the next response.
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

  /** What the connection needs next. */
  get phase(): Phase {
    if (this.#response !== null) return "sending";
    if (this.#closing !== "open") return this.#closing;
    return this.#parser.started ? "receiving" : "idle";
  }

  /** Takes bytes that have arrived; they must not change afterwards. */
  receive(bytes: Buffer): HttpEvent[] {
    if (this.#closing === "open") this.#parser.push(bytes);
    return this.#proceed();
  }

  /** Notes that the client has ended its sending side. The requests that it has sent are answered. */
  end(): HttpEvent[] {
    this.#ended = true;
    if (this.#closing === "lingering") this.#closing = "closed";
    return this.#proceed();
  }

  /**
   * Returns what to send next: bytes, or a range of a file; empty at the end. It is the same until
   * `sent()` is called.
   */
  output(): Uint8Array | FileRange {
    try {
      return this.#response?.output.next() ?? new Uint8Array(0);
    } catch (error) {
      const { output, context, close } = this.#response as PendingResponse;
      if (output.begun) {
        this.close();
        return new Uint8Array(0);
      }
      close?.();
      this.#fail(error, context);
      return this.output();
    }
  }

  /**
   * Notes that the socket took `count` bytes of `output()`. A count of 0 means that a file has become
   * shorter: the connection is closed, as the client can only learn it from a body that is too short.
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
    return this.#proceed();
  }

  /** Called when the client has stalled for too long: an unfinished request is answered with 408. */
  expire(): HttpEvent[] {
    if (this.phase === "receiving") this.#refuse(new HttpError(408, "The request took too long."));
    else this.close();
    return this.#takeEvents();
  }

  /** Ends the connection, wherever it is, and frees what it holds. */
  close(): void {
    this.#response?.close?.();
    this.#response = null;
    this.#closing = "closed";
  }

  /** Answers the requests that have arrived, each when the response to the one before has been sent. */
  #proceed(): HttpEvent[] {
    try {
      while (this.phase === "idle" || this.phase === "receiving") {
        const request = this.#parser.next();
        if (request !== null) this.#take(request);
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

  #take(request: Request): void {
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

  /** Answers a request that is refused, and parses no further. */
  #refuse(error: HttpError): void {
    this.#refused = true;
    const { method } = this.#parser;
    this.#reply(errorResponse(error), { method, version: null, open: false });
  }

  #reply(response: Response, context: ResponseContext, failure: { error?: unknown } = {}): void {
    const { status, body, close } = response;
    const size = context.method === "HEAD" ? 0 : lengthOf(body);
    const output = new Output(writeResponse(response, context));
    this.#response = {
      output,
      event: { type: "response", status, size, ...failure },
      context,
      close,
    };
  }

  /** Responds that the server has failed; only the event has the error. */
  #fail(error: unknown, context: ResponseContext): void {
    this.#reply(errorResponse(new HttpError(500, "The server failed.")), context, { error });
  }

  #finish(): void {
    const unread = this.#refused || this.#parser.hasInput;
    this.#closing = unread && !this.#ended ? "lingering" : "closed";
  }

  #takeEvents(): HttpEvent[] {
    const events = this.#events;
    if (events.length === 0) return events;
    this.#events = [];
    return events;
  }
}
