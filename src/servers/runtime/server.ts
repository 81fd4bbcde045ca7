/** A server that runs in the background, or step by step. */
import { inspect } from "node:util";
import type { InetAddress } from "../../address-family.js";
import { TimeoutError } from "../../errors.js";
import type { Observation } from "../../inspect/readiness.js";
import { formatAddress } from "../../net/sockaddr.js";
import type { Socket } from "../../socket/socket.js";
import {
  checkBoolean,
  checkFunction,
  checkOptions,
  checkText,
  checkTimeout,
} from "../../validators.js";
import {
  CancelScope,
  deadlineIn,
  prepareWaits,
  runInScope,
  waitForWork,
} from "../../wait/index.js";
import type { ServerEvent, ServerEvents, ServerProgram } from "../events.js";
import { type EventFilter, EventLog } from "./event-log.js";
import { type OpenOptions, open } from "./open.js";
import { observeOnce } from "./ready-events.js";
import { RoundIterator, runRounds } from "./rounds.js";

/** How `serve()` starts a server. */
export interface ServeOptions extends OpenOptions {
  /**
   * The name of the server; an earlier server of the same name is stopped. Default: the program's
   * name.
   */
  readonly name?: string;
  /**
   * Whether the server runs only in `step()` and `until()`, not in the background. Default `false`.
   */
  readonly stepping?: boolean;
}

/** The result of one step of a server. */
export interface Step {
  /**
   * What select, poll or epoll reported, or what io_uring has completed; `null` if the timeout
   * expired first, or if the server uses none of them.
   */
  readonly readiness: Observation | null;
  /** The other events of the step, in order. */
  readonly events: readonly ServerEvent[];
}

/** Checks the arguments of `serve()`, apart from the options of the program and the address. */
export function checkServeArguments(program: ServerProgram, options: ServeOptions): void {
  checkFunction("program", program);
  checkOptions(options);
  const { name, stepping = false } = options;
  if (name !== undefined) checkText("name", name);
  checkBoolean("stepping", stepping);
}

/** A server that `serve()` has started. */
export class Server {
  /** The name under which it was started. */
  readonly name: string;
  /** The address of its socket. */
  readonly address: InetAddress;
  /** The type of its socket: `SOCK_STREAM`, or `SOCK_DGRAM` for a server without connections. */
  readonly socketType: number;
  readonly #listener: Socket;
  #scope = new CancelScope(true);
  #events: ServerEvents;
  readonly #stepping: boolean;
  readonly #subscribers = new Set<(event: ServerEvent) => void>();
  readonly #waitSubscribers = new Set<() => void>();
  /** The events that `until()` has not searched yet. */
  readonly #log = new EventLog();
  readonly #waiters: (() => void)[] = [];
  #state: "running" | "stopped" | "ended" | "failed" = "running";
  #failure: unknown;
  /** The pending round of a stepping server. */
  #round: Promise<void> | undefined;
  /** What has happened in the pending round and no step has returned yet. */
  #step: { readiness: Observation | null; events: ServerEvent[] } = {
    readiness: null,
    events: [],
  };

  /** Opens the socket and starts the server. Call `serve()` instead. */
  constructor(name: string, program: ServerProgram, options: ServeOptions) {
    checkText("name", name);
    checkServeArguments(program, options);
    const { stepping = false } = options;
    this.name = name;
    this.#stepping = stepping;
    prepareWaits();
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

  /**
   * Whether the server runs: it has not been stopped, and has not ended by an error or otherwise.
   */
  get running(): boolean {
    return this.#state === "running";
  }

  /** The error that ended the server; `undefined` if there was none. */
  get error(): unknown {
    return this.#failure;
  }

  /**
   * Runs one round of a stepping server. Resolves to what select, poll or epoll reported, and to
   * what the server did. If nothing becomes ready in time, `readiness` is `null`, and the next step
   * continues the same round. A step does not include earlier rounds that `until()` has run.
   *
   * Rejects with the error that ended the server, and with `Error` if the server has been stopped
   * or runs in the background.
   *
   * @param timeout The maximum time to wait, in seconds.
   */
  async step(timeout: number = 5): Promise<Step> {
    checkTimeout(timeout, "seconds", 0);
    if (!this.#stepping) {
      throw new Error(`${this.name} runs in the background: start it with { stepping: true }`);
    }
    this.#assertRunning();
    await waitForWork(this.#runRound(), deadlineIn(timeout));
    this.#assertRunning();
    const step = this.#step;
    this.#step = { readiness: null, events: [] };
    return step;
  }

  /**
   * Waits for the next event of a type and resolves to it. The search begins where the last
   * `until()` stopped, so that no event is missed between two calls. Events that have not been
   * searched are kept within limits: at least the last 1,000, fewer if their data exceeds half a
   * megabyte, and only the latest `ready` and `handled`. A stepping server runs the rounds that are
   * needed.
   *
   * Rejects with `TimeoutError` if no such event occurs in time, with the error that ended the
   * server, and with `Error` if the server has been stopped or has ended.
   *
   * @param timeout The maximum time to wait, in seconds. Default 5.
   */
  until<Type extends ServerEvent["type"]>(
    type: Type,
    timeout?: number,
  ): Promise<Extract<ServerEvent, { type: Type }>>;
  /**
   * Waits for the next event for which `filter` returns `true`. Rejects with the errors that it
   * throws.
   */
  until(filter: (event: ServerEvent) => boolean, timeout?: number): Promise<ServerEvent>;
  async until(wanted: ServerEvent["type"] | EventFilter, timeout = 5): Promise<ServerEvent> {
    checkTimeout(timeout, "seconds", 0);
    if (typeof wanted !== "string") checkFunction("filter", wanted);
    const filter = typeof wanted === "string" ? (e: ServerEvent) => e.type === wanted : wanted;
    const deadline = deadlineIn(timeout);
    const search = this.#log.search(filter);
    try {
      while (true) {
        if (search.found !== undefined) return search.found;
        if (search.failure !== undefined) throw search.failure.error;
        this.#assertRunning();
        if (performance.now() >= deadline) {
          const kind = typeof wanted === "string" ? `"${wanted}"` : "such";
          throw new TimeoutError(`${this.name}: no ${kind} event within ${timeout} s`, "until");
        }
        if (this.#stepping) void this.#runRound();
        await waitForWork(this.#nextChange(), deadline);
      }
    } finally {
      this.#log.end(search);
    }
  }

  /**
   * Calls `listener` with each event, before the server continues. Returns a function that removes
   * the listener. An error that it throws ends the server.
   */
  subscribe(listener: (event: ServerEvent) => void): () => void {
    checkFunction("listener", listener);
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  /**
   * Calls `listener` when the server may have begun to wait. Returns a function that removes it.
   * @internal
   */
  subscribeWaits(listener: () => void): () => void {
    this.#waitSubscribers.add(listener);
    return () => this.#waitSubscribers.delete(listener);
  }

  /**
   * The innermost generator in which the server is suspended, at the line where it will continue.
   * @internal
   */
  get suspended(): Generator | AsyncGenerator {
    return this.#events instanceof RoundIterator ? this.#events.suspended : this.#events;
  }

  /**
   * Continues with another program of the same kind: `selectServer`, `pollServer` or `epollServer`;
   * or `httpServer` with another `mux`, whose other options stay those of this server. The listener
   * and the clients stay open; requests under way and unsent replies are kept.
   *
   * Rejects with `Error` for any other program, and with `RangeError` if select(2) cannot watch a
   * client. The server then continues as before.
   * @internal
   */
  async switchTo<Options extends object>(
    program: ServerProgram<Options>,
    options: Partial<Options> = {},
  ): Promise<void> {
    this.#assertRunning();
    const events = this.#events;
    if (!(events instanceof RoundIterator)) {
      throw new Error(`${this.name} has no clients that another program could continue with`);
    }
    const publish = (event: ServerEvent): void => this.#publish(event);
    this.#events = events.handOver(publish, (transfer) =>
      (program as ServerProgram)(this.#listener, { ...options, ...transfer }),
    );
    const scope = this.#scope;
    this.#scope = new CancelScope(true);
    this.#round = undefined;
    scope.close(new Error(`${this.name} continues with ${program.name}`));
    await events.return().catch(() => undefined);
    if (!this.#stepping) void this.#run(Number.POSITIVE_INFINITY);
  }

  /**
   * Stops the server, closes its clients and frees its port. Stopping a stopped server has no
   * effect. Rejects with the error that ended the server, if there was one.
   */
  async stop(): Promise<void> {
    this.#scope.close(new Error(`${this.name} was stopped`));
    if (this.#state === "running") this.#state = "stopped";
    this.#listener.close();
    const ended = this.#events.return().catch(() => undefined);
    // A program that catches every error never ends. All its waits are refused instead.
    await Promise.race([ended, this.#scope.whenUnresponsive()]);
    if (this.#state === "failed") throw this.#failure;
  }

  /** Stops the server at the end of the block that declares it with `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Returns `<Server selectServer 127.0.0.1:40123 running>`. */
  toString(): string {
    return `<Server ${this.name} ${formatAddress(this.address)} ${this.#state}>`;
  }

  /** Prints as `toString()`. */
  [inspect.custom](): string {
    return this.toString();
  }

  #assertRunning(): void {
    if (this.#state === "failed") throw this.#failure;
    if (this.#state === "running") return;
    const state = this.#state === "stopped" ? "is stopped" : "has ended";
    throw new Error(`${this.name} ${state}: call serve() to start it again`);
  }

  /** Continues the pending round, or begins the next one. */
  #runRound(): Promise<void> {
    if (this.#round === undefined) {
      this.#step = { readiness: null, events: [] };
      this.#round = this.#run(1);
    }
    return this.#round;
  }

  /** Runs at most `rounds` rounds in the scope. Never rejects: an error ends the server. */
  async #run(rounds: number): Promise<void> {
    const events = this.#events;
    let end: (() => void) | undefined;
    try {
      const publish = (event: ServerEvent): void => this.#publish(event);
      const waiting = (): void => {
        if (this.#waitSubscribers.size > 0)
          for (const listener of this.#waitSubscribers) listener();
      };
      const work = (): Promise<boolean> => runRounds(events, publish, rounds, waiting);
      const continues = await runInScope(this.#scope, work);
      if (!continues) end = () => this.#end("ended");
    } catch (error) {
      end = () => {
        this.#failure = error;
        this.#end("failed");
      };
    }
    // Otherwise `switchTo()` has replaced the program meanwhile.
    if (events === this.#events) {
      if (this.running) end?.();
      this.#round = undefined;
    }
    this.#wake();
  }

  /** Called when the program has returned or thrown. */
  #end(state: "ended" | "failed"): void {
    this.#state = state;
    this.#listener.close();
  }

  #publish(event: ServerEvent): void {
    if (this.#stepping) {
      if (event.type === "ready") this.#step.readiness = observeOnce(event);
      else if (event.type === "completed") this.#step.readiness = event.observation;
      else if (event.type !== "handled") this.#step.events.push(event);
    }
    this.#log.add(event);
    if (this.#subscribers.size > 0) {
      for (const subscriber of this.#subscribers) subscriber(event);
    }
    this.#wake();
  }

  /** Resolves at the next event, or at the end of the server or of its pending round. */
  #nextChange(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  #wake(): void {
    if (this.#waiters.length === 0) return;
    for (const resolve of this.#waiters.splice(0)) resolve();
  }
}
