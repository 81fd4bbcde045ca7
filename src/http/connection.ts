/**
 * One connection of an HTTP server, without its socket: bytes go in, bytes come out.
 *
 * Whoever has the socket asks `phase` what to do next. The iterative and the multiplexed server
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

/** A whole request has arrived. */
export interface RequestReceived extends RequestHead {
  /** What happened. */
  readonly type: "request";
}

/** An answer has left, to its last byte. */
export interface ResponseSent {
  /** What happened. */
  readonly type: "response";
  /** The status code. */
  readonly status: number;
  /** The bytes of the body that were sent. */
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
 * - `"lingering"`: to end the sending side, and to receive what is thrown away. If the socket were
 *   closed with bytes unread, TCP would reset the connection, and the client might never see the
 *   answer: RFC 9112 section 9.6.
 * - `"closed"`: to be closed.
 */
export type Phase = "idle" | "receiving" | "sending" | "lingering" | "closed";

/** An answer on its way out. */
interface Answer {
  readonly output: Output;
  readonly event: ResponseSent | null;
  readonly exchange: ResponseContext;
  readonly close: (() => void) | undefined;
}

/** The state of one connection. */
export class HttpConnection {
  readonly #respond: Responder;
  readonly #keepAliveAllowed: () => boolean;
  readonly #parser: RequestParser;
  #events: HttpEvent[] = [];
  #answer: Answer | null = null;
  /** Whether the client sends no more. */
  #ended = false;
  /** Whether what arrived was no request, so that the rest of it is not read. */
  #refused = false;
  #rest: "open" | "lingering" | "closed" = "open";

  /**
   * @param respond Answers each request.
   * @param limits What a request may have at most.
   * @param keepAliveAllowed Whether the connection may stay open after the answer that is about to be sent.
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
    if (this.#answer !== null) return "sending";
    if (this.#rest !== "open") return this.#rest;
    return this.#parser.started ? "receiving" : "idle";
  }

  /** Takes bytes that have arrived, and are not changed any more. */
  receive(bytes: Buffer): HttpEvent[] {
    if (this.#rest === "open") this.#parser.push(bytes);
    return this.#proceed();
  }

  /** Takes note that the client sends no more. What it has sent is answered all the same. */
  end(): HttpEvent[] {
    this.#ended = true;
    if (this.#rest === "lingering") this.#rest = "closed";
    return this.#proceed();
  }

  /**
   * What is to be sent next: bytes, or some of a file. It stays the same until `sent()` is called;
   * nothing is left at the end.
   */
  output(): Uint8Array | FileRange {
    try {
      return this.#answer?.output.next() ?? new Uint8Array(0);
    } catch (error) {
      const { output, exchange, close } = this.#answer as Answer;
      if (output.begun) {
        this.close();
        return new Uint8Array(0);
      }
      close?.();
      this.#fail(error, exchange);
      return this.output();
    }
  }

  /**
   * Takes note that the socket took so many bytes of `output()`. None of a file that has become
   * shorter: the client sees that the body is shorter than announced, there is no other way to tell it.
   */
  sent(count: number): HttpEvent[] {
    if (count === 0) this.close();
    if (this.#answer?.output.sent(count) === true) {
      const { event, exchange, close } = this.#answer;
      this.#answer = null;
      close?.();
      if (event !== null) this.#events.push(event);
      if (!exchange.open) this.#finish();
    }
    return this.#proceed();
  }

  /** Takes note that the client let its time pass: an unfinished request is answered with 408. */
  expire(): HttpEvent[] {
    if (this.phase === "receiving") this.#refuse(new HttpError(408, "The request took too long."));
    else this.close();
    return this.#takeEvents();
  }

  /** Ends the connection, wherever it is, and frees what it holds. */
  close(): void {
    this.#answer?.close?.();
    this.#answer = null;
    this.#rest = "closed";
  }

  /** Answers what has arrived, one request at a time: the next one waits until the answer is out. */
  #proceed(): HttpEvent[] {
    try {
      while (this.phase === "idle" || this.phase === "receiving") {
        const request = this.#parser.next();
        if (request !== null) this.#take(request);
        else if (this.#parser.takeExpectation()) this.#sendContinue();
        else if (!this.#ended) break;
        else if (this.#parser.started) throw new HttpError(400, "The request has no end.");
        else this.#rest = "closed";
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
    const exchange = { method, version, open: keepsAlive(request) && this.#keepAliveAllowed() };
    try {
      this.#reply(this.#respond(request), exchange);
    } catch (error) {
      if (error instanceof HttpError) this.#reply(errorResponse(error), exchange);
      else this.#fail(error, exchange);
    }
  }

  #sendContinue(): void {
    const exchange = { method: this.#parser.method, version: null, open: true };
    this.#answer = { output: new Output([CONTINUE]), event: null, exchange, close: undefined };
  }

  /** Answers what is no request, and reads no further. */
  #refuse(error: HttpError): void {
    this.#refused = true;
    const { method } = this.#parser;
    this.#reply(errorResponse(error), { method, version: null, open: false });
  }

  #reply(response: Response, exchange: ResponseContext, failure: { error?: unknown } = {}): void {
    const { status, body, close } = response;
    const size = exchange.method === "HEAD" ? 0 : lengthOf(body);
    const output = new Output(writeResponse(response, exchange));
    this.#answer = {
      output,
      event: { type: "response", status, size, ...failure },
      exchange,
      close,
    };
  }

  /** Answers that the server itself has made a mistake, and tells which. */
  #fail(error: unknown, exchange: ResponseContext): void {
    this.#reply(errorResponse(new HttpError(500, "The server failed.")), exchange, { error });
  }

  #finish(): void {
    const unread = this.#refused || this.#parser.hasInput;
    this.#rest = unread && !this.#ended ? "lingering" : "closed";
  }

  #takeEvents(): HttpEvent[] {
    const events = this.#events;
    if (events.length === 0) return events;
    this.#events = [];
    return events;
  }
}
