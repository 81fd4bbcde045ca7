/**
 * Servers that go by rounds: they wait, and then handle what is ready without waiting again.
 *
 * Only waiting is asynchronous. So a round is a plain generator, and its events cost no promise each.
 */
import { shouldYield, yieldToEventLoop } from "../../wait/index.js";
import type { ServerEvent, ServerEvents } from "../events.js";

/** What happens in one round: first `ready`, last `handled`. It never waits. */
export type Round = Generator<ServerEvent, void, void>;

/** One round after the other; in between the server waits. */
export type RoundSource = AsyncGenerator<Round, void, void>;

/** Is told an event before the server goes on. */
type Visitor = (event: ServerEvent) => void;

/**
 * The events of a server that goes by rounds.
 * @internal
 */
export class RoundIterator implements AsyncGenerator<ServerEvent, void, void> {
  readonly #rounds: RoundSource;
  /** The round that is under way. */
  #round: Round | null = null;
  /** The wait for the next round: whether there is one. */
  #coming: Promise<boolean> | undefined;

  constructor(rounds: RoundSource) {
    this.#rounds = rounds;
  }

  async next(): Promise<IteratorResult<ServerEvent, void>> {
    try {
      while (true) {
        if (shouldYield()) await yieldToEventLoop();
        const event = this.#round?.next();
        if (event?.done === false) return event;
        this.#round = null;
        // Whoever asks meanwhile waits for the same round, as none may be left out.
        this.#coming ??= this.#begin();
        if (!(await this.#coming)) return { done: true, value: undefined };
      }
    } catch (error) {
      return this.throw(error);
    }
  }

  /** What `next()` does for each event of so many rounds, without a promise for each. */
  async visit(visitor: Visitor, most: number): Promise<boolean> {
    try {
      for (let count = 0; count < most; count++) {
        if (this.#round === null) {
          const { value, done } = await this.#rounds.next();
          if (done === true) return false;
          this.#round = value;
        }
        const round = this.#round;
        for (let event = round.next(); event.done !== true; event = round.next()) {
          visitor(event.value);
          if (shouldYield()) await yieldToEventLoop();
        }
        this.#round = null;
      }
      return true;
    } catch (error) {
      await this.throw(error);
      throw error;
    }
  }

  async return(): Promise<IteratorResult<ServerEvent, void>> {
    this.#round?.return();
    await this.#rounds.return();
    return { done: true, value: undefined };
  }

  /** Ends the server with an error, wherever it is: it closes what it has opened. */
  async throw(error: unknown): Promise<IteratorResult<ServerEvent, void>> {
    this.#round?.return();
    await this.#rounds.throw(error);
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  async #begin(): Promise<boolean> {
    try {
      const { value, done } = await this.#rounds.next();
      if (done !== true) this.#round = value;
      return done !== true;
    } finally {
      this.#coming = undefined;
    }
  }
}

/**
 * Lets a server go on for so many rounds, each to its end, `handled`, and tells the events to
 * `visitor`. Answers whether the server may go on after that.
 */
export async function runRounds(
  events: ServerEvents,
  visitor: Visitor,
  most: number,
): Promise<boolean> {
  if (events instanceof RoundIterator) return events.visit(visitor, most);
  for (let count = 0; count < most; ) {
    const { value: event, done } = await events.next();
    if (done === true) return false;
    visitor(event);
    if (event.type === "handled") count++;
  }
  return true;
}

/**
 * Runs a server until it ends, and calls `visitor` with each event before the server goes on.
 *
 * `for await` does the same with a promise for each event; this is faster, for a process that serves
 * and does nothing else. Rejects with the error that ends the server.
 *
 * @example
 * const listener = createServer(["127.0.0.1", 0]);
 * const client = await createConnection(listener.getsockname());
 * await client.sendall("hello");
 * const events = pollServer(listener);
 * await forEachEvent(events, (event) => {
 *   if (event.type === "message") console.log(`${event.data}`); // hello
 *   if (event.type === "sent") void events.return(); // ends the server; without it, it serves for ever
 * });
 * for (const socket of [client, listener]) socket.close();
 */
export async function forEachEvent(
  events: ServerEvents,
  visitor: (event: ServerEvent) => void = () => {},
): Promise<void> {
  await runRounds(events, visitor, Number.POSITIVE_INFINITY);
}
