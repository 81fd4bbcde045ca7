/** Runs a server beside other code: in the background, or step by step. */
import { inspect } from "node:util";
import type { InetAddress } from "../../address-family.js";
import { TimeoutError } from "../../errors.js";
import { type Observation, observe } from "../../inspect/readiness.js";
import { formatAddress } from "../../net/sockaddr.js";
import type { Socket } from "../../socket/socket.js";
import { CancelScope, deadlineIn, getWaiting, runInScope, waitForWork } from "../../wait/index.js";
import type { ServerEvent, ServerEvents, ServerProgram } from "../events.js";
import { type OpenOptions, open } from "./open.js";
import { runRounds } from "./rounds.js";

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
   * What select, poll or epoll reported; `null` when the time was over first, and in servers that
   * use none of them.
   */
  readonly readiness: Observation | null;
  /** What the server did with it, in order. */
  readonly events: readonly ServerEvent[];
}

/** A type that follows from another argument; this one is only checked against it. */
type NotInferred<T> = [T][T extends unknown ? 0 : never];

/** At least so many events `until()` may still ask for; older ones are forgotten. */
const MAX_LOG = 1000;

const running = new Map<string, Promise<Server>>();

/**
 * Starts a server and answers it once it listens; what it waits for does not keep the process alive.
 *
 * A server of the same name that still runs is stopped first and its port is free again, so the
 * same line can be run many times. Throws `OSError` when the address cannot be had (`EADDRINUSE`),
 * `Error` when waiting is `"blocking"`: this thread could then do nothing else. The options of the
 * program itself, such as a server's `timeout`, are given together with those of `serve()`.
 *
 * @example
 * const server = await serve(selectServer);
 * const client = new Socket();
 * await client.connect(server.address);
 * await client.sendall("hello");
 * console.log(`${await client.recv(1024)}`); // Receive your message
 * client.close();
 * await server.stop();
 */
export function serve<Options extends object = object>(
  program: ServerProgram<Options>,
  options?: ServeOptions & NotInferred<Options>,
): Promise<Server>;
export function serve(program: ServerProgram, options: ServeOptions = {}): Promise<Server> {
  const name = options.name ?? program.name;
  const started = replace(running.get(name), name, program, options);
  running.set(name, started);
  return started;
}

async function replace(
  earlier: Promise<Server> | undefined,
  name: string,
  program: ServerProgram,
  options: ServeOptions,
): Promise<Server> {
  if (getWaiting() === "blocking") {
    throw new Error('serve() needs the event loop: call setWaiting("cooperative") first');
  }
  const server = await earlier?.catch(() => undefined);
  // How the earlier one ended was its own business; this one starts afresh.
  await server?.stop().catch(() => undefined);
  return new Server(name, program, options);
}

/** A running server, as `serve()` starts it. */
export class Server {
  /** The name under which it was started. */
  readonly name: string;
  /** Where it listens. */
  readonly address: InetAddress;
  /** The type of its socket: `SOCK_STREAM`, or `SOCK_DGRAM` of a server without connections. */
  readonly socketType: number;
  readonly #listener: Socket;
  readonly #scope = new CancelScope(true);
  readonly #events: ServerEvents;
  readonly #stepping: boolean;
  readonly #subscribers = new Set<(event: ServerEvent) => void>();
  /** What `until()` has not seen yet. */
  readonly #log: ServerEvent[] = [];
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
   * Runs one round and answers what select, poll or epoll reported, and what the server did with it.
   * Where nothing becomes ready within `timeout` seconds, `readiness` is `null`, and the next step
   * goes on with the same round. Rejects with the error that ended the server, if one did.
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
   * Waits for the next event of a type and answers it. Events count from where the last
   * `until()` stopped, so that none is missed between two calls. Throws `TimeoutError` after
   * `timeout` seconds. A stepping server makes the steps that it takes.
   */
  until<Type extends ServerEvent["type"]>(
    type: Type,
    timeout?: number,
  ): Promise<Extract<ServerEvent, { type: Type }>>;
  /** The same for the next event that passes a test. */
  until(filter: (event: ServerEvent) => boolean, timeout?: number): Promise<ServerEvent>;
  async until(
    filter: ServerEvent["type"] | ((event: ServerEvent) => boolean),
    timeout: number = 5,
  ): Promise<ServerEvent> {
    const matches = typeof filter === "string" ? (e: ServerEvent) => e.type === filter : filter;
    const deadline = deadlineIn(timeout);
    while (true) {
      const index = this.#log.findIndex(matches);
      const found = this.#log.splice(0, index < 0 ? this.#log.length : index + 1).at(-1);
      if (index >= 0 && found !== undefined) return found;
      this.#check();
      if (performance.now() >= deadline) {
        const wanted = typeof filter === "string" ? `"${filter}"` : "such";
        throw new TimeoutError(`${this.name}: no ${wanted} event within ${timeout} s`, "until");
      }
      if (this.#stepping) this.#round ??= this.#run(1);
      await waitForWork(this.#change(), deadline);
    }
  }

  /** Calls `listener` with each event, before the server goes on; answers how to stop that. */
  subscribe(listener: (event: ServerEvent) => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
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
    // A program that catches each error and goes on would never get there: its waits stop it.
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

  /** Takes the generator through so many rounds, from one wait to the next. Never rejects. */
  async #run(rounds: number): Promise<void> {
    try {
      const publish = (event: ServerEvent): void => this.#publish(event);
      const work = (): Promise<boolean> => runRounds(this.#events, publish, rounds);
      const goesOn = await runInScope(this.#scope, work);
      if (!goesOn && this.running) this.#end("ended");
    } catch (error) {
      if (!this.running) return;
      this.#failure = error;
      this.#end("failed");
    } finally {
      this.#round = undefined;
      this.#wake();
    }
  }

  /** It ended by itself. */
  #end(state: "ended" | "failed"): void {
    this.#state = state;
    this.#listener.close();
  }

  #publish(event: ServerEvent): void {
    if (this.#stepping) {
      if (event.type === "ready") this.#step.readiness = observe(event);
      else if (event.type !== "handled") this.#step.events.push(event);
    }
    this.#log.push(event);
    // Many at a time: to take one from the front would move all the others, for each event.
    if (this.#log.length === 2 * MAX_LOG) this.#log.splice(0, MAX_LOG);
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
