/** A running server: in the background, or step by step. */
import { inspect } from "node:util";
import type { InetAddress } from "../../address-family.js";
import { TimeoutError } from "../../errors.js";
import type { Observation } from "../../inspect/readiness.js";
import { formatAddress } from "../../net/sockaddr.js";
import type { Socket } from "../../socket/socket.js";
import { CancelScope, deadlineIn, runInScope, waitForWork } from "../../wait/index.js";
import type { ServerEvent, ServerEvents, ServerProgram } from "../events.js";
import { type EventFilter, EventLog } from "./event-log.js";
import { type OpenOptions, open } from "./open.js";
import { observeOnce } from "./ready-events.js";
import { RoundIterator, runRounds } from "./rounds.js";

/** How `serve()` starts a server. */
export interface ServeOptions extends OpenOptions {
  /** Starting a server stops the earlier one of the same name. Default: the program's own name. */
  readonly name?: string;
  /** `true` waits for `step()` instead of running in the background. Default `false`. */
  readonly stepping?: boolean;
}

/** What one step of a server saw and did. */
export interface Step {
  /**
   * What select, poll or epoll reported; `null` when the timeout expired first, and in servers that
   * use none of them.
   */
  readonly readiness: Observation | null;
  /** What the server did with it, in order. */
  readonly events: readonly ServerEvent[];
}

/** A running server, as `serve()` starts it. */
export class Server {
  /** The name under which it was started. */
  readonly name: string;
  /** Where it listens. */
  readonly address: InetAddress;
  /** The type of its socket: `SOCK_STREAM`, or `SOCK_DGRAM` for a server without connections. */
  readonly socketType: number;
  readonly #listener: Socket;
  #scope = new CancelScope(true);
  #events: ServerEvents;
  readonly #stepping: boolean;
  readonly #subscribers = new Set<(event: ServerEvent) => void>();
  /** The events that `until()` has not passed yet. */
  readonly #log = new EventLog();
  readonly #waiters: (() => void)[] = [];
  #state: "running" | "stopped" | "ended" | "failed" = "running";
  #failure: unknown;
  /** The round that is under way. */
  #round: Promise<void> | undefined;
  #step: { readiness: Observation | null; events: ServerEvent[] } = { readiness: null, events: [] };

  /** Listens at once; use `serve()`. */
  constructor(name: string, program: ServerProgram, options: ServeOptions) {
    const { stepping = false } = options;
    this.name = name;
    this.#stepping = stepping;
    this.#listener = open(program, options);
    try {
      this.address = this.#listener.getsockname();
      this.socketType = this.#listener.type;
      this.#events = program(this.#listener, options);
    } catch (error) {
      this.#listener.close();
      throw error;
    }
    if (!stepping) void this.#run(Number.POSITIVE_INFINITY);
  }

  /** Whether it still serves. */
  get running(): boolean {
    return this.#state === "running";
  }

  /** The error that ended it; `undefined` when none did. */
  get error(): unknown {
    return this.#failure;
  }

  /**
   * Runs one round and resolves to what select, poll or epoll reported, and what the server did with
   * it. Where nothing becomes ready within `timeout` seconds, `readiness` is `null`, and the next
   * step continues the same round. Rejects with the error that ended the server, if one did.
   */
  async step(timeout: number = 5): Promise<Step> {
    if (!this.#stepping) {
      throw new Error(`${this.name} runs in the background: start it with { stepping: true }`);
    }
    this.#check();
    this.#round ??= this.#run(1);
    await waitForWork(this.#round, deadlineIn(timeout));
    this.#check();
    const step = this.#step;
    this.#step = { readiness: null, events: [] };
    return step;
  }

  /**
   * Waits for the next event of a type and resolves to it. Events count from where the last
   * `until()` stopped, so that none is missed between two calls, unless many come: at least the last
   * 1,000 are kept, fewer when their data is larger than half a megabyte, and of `ready` and
   * `handled` only the latest of each. Throws `TimeoutError` after `timeout` seconds. A stepping
   * server makes the steps that it takes.
   */
  until<Type extends ServerEvent["type"]>(
    type: Type,
    timeout?: number,
  ): Promise<Extract<ServerEvent, { type: Type }>>;
  /** The same for the next event that passes a test. */
  until(filter: (event: ServerEvent) => boolean, timeout?: number): Promise<ServerEvent>;
  async until(wanted: ServerEvent["type"] | EventFilter, timeout = 5): Promise<ServerEvent> {
    const filter = typeof wanted === "string" ? (e: ServerEvent) => e.type === wanted : wanted;
    const deadline = deadlineIn(timeout);
    const search = this.#log.search(filter);
    try {
      while (true) {
        if (search.found !== undefined) return search.found;
        if (search.failure !== undefined) throw search.failure.error;
        this.#check();
        if (performance.now() >= deadline) {
          const kind = typeof wanted === "string" ? `"${wanted}"` : "such";
          throw new TimeoutError(`${this.name}: no ${kind} event within ${timeout} s`, "until");
        }
        if (this.#stepping) this.#round ??= this.#run(1);
        await waitForWork(this.#change(), deadline);
      }
    } finally {
      this.#log.end(search);
    }
  }

  /**
   * Calls `listener` with each event, before the server continues. Returns a function that ends
   * this.
   */
  subscribe(listener: (event: ServerEvent) => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  /**
   * The innermost generator that the server is suspended in: its line is where it will continue.
   * @internal
   */
  get suspended(): Generator | AsyncGenerator {
    return this.#events instanceof RoundIterator ? this.#events.suspended : this.#events;
  }

  /**
   * Continues with another program of the same kind: `selectServer`, `pollServer` or `epollServer`.
   * The listener and the clients stay open, with the replies that they have not taken yet.
   *
   * Throws `Error` for any other program, `RangeError` where select(2) cannot watch a client; the
   * server then continues as before.
   * @internal
   */
  async switchTo<Options extends object>(
    program: ServerProgram<Options>,
    options: Partial<Options> = {},
  ): Promise<void> {
    this.#check();
    const events = this.#events;
    if (!(events instanceof RoundIterator)) {
      throw new Error(`${this.name} has no clients that another program could continue with`);
    }
    const publish = (event: ServerEvent): void => this.#publish(event);
    this.#events = events.handOver(publish, (clients) =>
      (program as ServerProgram)(this.#listener, { ...options, ...clients }),
    );
    const scope = this.#scope;
    this.#scope = new CancelScope(true);
    this.#round = undefined;
    scope.close(new Error(`${this.name} continues with ${program.name}`));
    await events.return().catch(() => undefined);
    if (!this.#stepping) void this.#run(Number.POSITIVE_INFINITY);
  }

  /**
   * Ends the server, closes its clients and frees its port; stopping it again does nothing.
   * Rejects with the error that ended the server before, if one did.
   */
  async stop(): Promise<void> {
    this.#scope.close(new Error(`${this.name} was stopped`));
    if (this.#state === "running") this.#state = "stopped";
    this.#listener.close();
    const ended = this.#events.return().catch(() => undefined);
    // A program that catches every error and continues never ends: its waits stop it.
    await Promise.race([ended, this.#scope.whenUnresponsive()]);
    if (this.#state === "failed") throw this.#failure;
  }

  /** How it prints: `<Server selectServer 127.0.0.1:40123 running>`. */
  [inspect.custom](): string {
    return `<Server ${this.name} ${formatAddress(this.address)} ${this.#state}>`;
  }

  #check(): void {
    if (this.#state === "failed") throw this.#failure;
    if (this.#state === "running") return;
    const state = this.#state === "stopped" ? "is stopped" : "has come to its end";
    throw new Error(`${this.name} ${state}: serve() starts it again`);
  }

  /** Runs at most `rounds` rounds, from one wait to the next. Never rejects. */
  async #run(rounds: number): Promise<void> {
    const events = this.#events;
    let end: (() => void) | undefined;
    try {
      const publish = (event: ServerEvent): void => this.#publish(event);
      const work = (): Promise<boolean> => runRounds(events, publish, rounds);
      const continues = await runInScope(this.#scope, work);
      if (!continues) end = () => this.#end("ended");
    } catch (error) {
      end = () => {
        this.#failure = error;
        this.#end("failed");
      };
    }
    // Unless another program runs by now.
    if (events === this.#events) {
      if (this.running) end?.();
      this.#round = undefined;
    }
    this.#wake();
  }

  /** Called when the program ends by itself. */
  #end(state: "ended" | "failed"): void {
    this.#state = state;
    this.#listener.close();
  }

  #publish(event: ServerEvent): void {
    if (this.#stepping) {
      if (event.type === "ready") this.#step.readiness = observeOnce(event);
      else if (event.type !== "handled") this.#step.events.push(event);
    }
    this.#log.add(event);
    if (this.#subscribers.size > 0) {
      for (const subscriber of this.#subscribers) subscriber(event);
    }
    this.#wake();
  }

  /** Resolves at the next event, or when the server ends. */
  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  #wake(): void {
    if (this.#waiters.length === 0) return;
    for (const resolve of this.#waiters.splice(0)) resolve();
  }
}
