/**
 * Servers that run in rounds: they wait, and then handle everything that is ready without waiting
 * again.
 *
 * Only waiting is asynchronous. So a round is a synchronous generator, and its events need no
 * promises.
 */
import { checkFunction, shown } from "../../validators.js";
import { shouldYield, yieldToEventLoop } from "../../wait/index.js";
import type { ServerEvent, ServerEvents } from "../events.js";

/** The events of one round, from `ready` to `handled`. It never waits. */
export type Round = Generator<ServerEvent, void, void>;

/** The rounds of a server, which waits between them. */
export type RoundSource = AsyncGenerator<Round, void, void>;

/** Called with each event before the server continues. */
type Visitor = (event: ServerEvent) => void;

/** The clients of a server that runs in rounds. Another server can continue with them. */
export interface ServedClients {
  readonly clients: readonly unknown[];
  /** The options with which another server continues with the clients. */
  readonly transfer: object;
  /** Ends the operations that the kernel has under way for the clients, and returns the events of their completion. */
  readonly detach?: () => Iterable<ServerEvent>;
  /** Begins operations again after `detach()`. */
  readonly resume?: () => void;
  /** Removes the clients without closing them. */
  release(): void;
  /** Closes the clients. */
  close(): void;
}

/** The events of a server that runs in rounds. Closes its clients when it ends. */
export class RoundIterator implements AsyncGenerator<ServerEvent, void, void> {
  readonly #rounds: RoundSource;
  readonly #served: ServedClients;
  /** The current round; `null` while the server waits. */
  #round: Round | null = null;
  /** Resolves to whether there is a next round. */
  #nextRound: Promise<boolean> | undefined;
  #handedOver = false;

  constructor(rounds: RoundSource, served: ServedClients) {
    this.#rounds = rounds;
    this.#served = served;
  }

  /**
   * The innermost generator in which the server is suspended: the current round, or the source that
   * waits for the next one. V8 can report the line at which it is suspended.
   */
  get suspended(): Round | RoundSource {
    return this.#round ?? this.#rounds;
  }

  async next(): Promise<IteratorResult<ServerEvent, void>> {
    try {
      while (true) {
        if (shouldYield()) await yieldToEventLoop();
        const event = this.#round?.next();
        if (event?.done === false) return event;
        this.#round = null;
        // Concurrent calls share this promise, so no round is skipped.
        this.#nextRound ??= this.#beginRound().finally(() => {
          this.#nextRound = undefined;
        });
        if (!(await this.#nextRound)) return { done: true, value: undefined };
      }
    } catch (error) {
      return this.throw(error);
    }
  }

  /**
   * Runs at most `rounds` rounds without a promise for each event. Returns whether the server
   * continues. Calls `waiting` when the server has begun to wait for a round.
   */
  async visit(visitor: Visitor, rounds: number, waiting: () => void): Promise<boolean> {
    try {
      for (let count = 0; count < rounds; count++) {
        if (this.#round === null) {
          const begun = this.#beginRound();
          waiting();
          if (!(await begun)) return false;
        }
        while (this.#round !== null) {
          const event = (this.#round as Round).next();
          if (event.done === true) break;
          visitor(event.value);
          if (shouldYield()) await yieldToEventLoop();
        }
        this.#round = null;
      }
      return !this.#handedOver;
    } catch (error) {
      await this.throw(error);
      throw error;
    }
  }

  /**
   * Ends this server and starts another one with its clients, which stay open. First runs the
   * current round to its end. The caller must cancel the wait for the next round.
   *
   * Throws what `start` throws, and `Error` if the other server does not take all clients. This
   * server then continues.
   *
   * @param visitor Called with the remaining events of the current round.
   * @param start Starts the other server, with `ServedClients.transfer` among its options.
   */
  handOver(visitor: Visitor, start: (transfer: object) => ServerEvents): ServerEvents {
    for (const event of this.#round ?? []) visitor(event);
    this.#round = null;
    try {
      for (const event of this.#served.detach?.() ?? []) visitor(event);
      const successor = this.#startSuccessor(start);
      this.#served.release();
      this.#handedOver = true;
      return successor;
    } catch (error) {
      this.#served.resume?.();
      throw error;
    }
  }

  #startSuccessor(start: (transfer: object) => ServerEvents): ServerEvents {
    const { clients, transfer } = this.#served;
    const successor = start(transfer);
    if (successor instanceof RoundIterator && successor.#serves(clients)) return successor;
    void successor.return();
    throw new Error("only a server of the same kind can continue with the clients of another");
  }

  async return(): Promise<IteratorResult<ServerEvent, void>> {
    return this.#end(() => this.#rounds.return());
  }

  /** Ends the server by throwing an error at the point where it waits for a round. */
  async throw(error: unknown): Promise<IteratorResult<ServerEvent, void>> {
    return this.#end(() => this.#rounds.throw(error));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** Waits for the next round. Returns whether there is one. */
  async #beginRound(): Promise<boolean> {
    if (this.#handedOver) return false;
    const { value, done } = await this.#rounds.next();
    if (done === true || this.#handedOver) return false;
    this.#round = value;
    return true;
  }

  async #end(endRounds: () => Promise<unknown>): Promise<IteratorResult<ServerEvent, void>> {
    this.#round?.return();
    try {
      await endRounds();
    } finally {
      this.#served.close();
    }
    return { done: true, value: undefined };
  }

  #serves(clients: readonly unknown[]): boolean {
    const served = new Set(this.#served.clients);
    return clients.every((client) => served.has(client));
  }
}

/**
 * Runs at most `rounds` complete rounds of a server. Returns whether the server can continue.
 *
 * @param visitor Called with each event before the server continues.
 * @param waiting Called when the server may have begun to wait.
 */
export async function runRounds(
  events: ServerEvents,
  visitor: Visitor,
  rounds: number,
  waiting: () => void = () => {},
): Promise<boolean> {
  if (events instanceof RoundIterator) return events.visit(visitor, rounds, waiting);
  for (let count = 0; count < rounds; ) {
    const next = events.next();
    waiting();
    const { value: event, done } = await next;
    if (done === true) return false;
    visitor(event);
    if (event.type === "handled") count++;
  }
  return true;
}

/**
 * Runs a server until it ends, and calls `visitor` with each event before the server continues.
 *
 * `for await` does the same, but needs a promise for each event, so it is slower. Rejects with the
 * error that ends the server, or that `visitor` throws.
 *
 * @example
 * const listener = createServer(["127.0.0.1", 0]);
 * const client = await createConnection(listener.getsockname());
 * await client.sendall("hello");
 * const events = pollServer(listener);
 * await forEachEvent(events, (event) => {
 *   if (event.type === "message") console.log(`${event.data}`); // hello
 *   if (event.type === "sent") void events.return(); // otherwise the server would run forever
 * });
 * for (const socket of [client, listener]) socket.close();
 */
export async function forEachEvent(
  events: ServerEvents,
  visitor: (event: ServerEvent) => void = () => {},
): Promise<void> {
  if (typeof events?.next !== "function") {
    throw new TypeError(`events must be what a server program returns, not ${shown(events)}`);
  }
  checkFunction("visitor", visitor);
  await runRounds(events, visitor, Number.POSITIVE_INFINITY);
}
