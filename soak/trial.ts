/** Runs a scenario on a server, and checks what it leaves behind: nothing may be lost, nothing may leak. */
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { Cleanups } from "./cleanups.js";
import { connect, exchange, greet } from "./greet.js";
import { ServerProcess } from "./process.js";
import type { Scale, Scenario } from "./scenario.js";
import { argumentsOf, type Target } from "./target.js";
import { until } from "./wait.js";

/** How many megabytes a server may need beyond what it had before. */
const MEMORY = 256;

/** After this many messages a server has yielded to the event loop. */
const MESSAGES_TO_A_YIELD = 600;

/** How often the descriptors are counted, to learn how many a server needs. */
const SAMPLES = 20;

/** In megabytes: before, at the peak, and after. */
export interface Memory {
  readonly before: number;
  readonly peak: number;
  readonly after: number;
}

/** The outcome of a trial. */
export interface Outcome {
  readonly target: Target;
  readonly scenario: Scenario;
  readonly seconds: number;
  /** How much was tried, in words. */
  readonly amount?: string;
  /** Open descriptors of the server, before and after. */
  readonly descriptors?: readonly [before: number, after: number];
  /** Megabytes of the server. */
  readonly memory?: Memory;
  /** What went wrong, if anything did. */
  readonly error?: unknown;
}

/** A running server, and how many descriptors it has without clients. */
interface Running {
  readonly server: ServerProcess;
  readonly resting: number;
}

/** Tries scenarios on servers. A server is used again for the next scenario, unless it failed. */
export class Soak {
  readonly #cleanups = new Cleanups();
  readonly #running = new Map<string, Running>();
  #closed = false;

  /** `patience` is how many seconds the servers let a client stall, `root` the folder they serve. */
  constructor(
    readonly scale: Scale,
    readonly patience: number,
    readonly root: string,
  ) {}

  /** Tries a scenario on a server. Never rejects: the outcome holds the error. */
  async try(scenario: Scenario, target: Target): Promise<Outcome> {
    const { patience = this.patience } = scenario;
    const { scale, root } = this;
    const by = scenario.by?.(root);
    const args = argumentsOf(target, patience, root);
    const key = JSON.stringify([args, by]);
    const t = new Cleanups();
    const started = performance.now();
    const seconds = (): number => (performance.now() - started) / 1000;
    let result: Partial<Outcome> = {};
    try {
      const { server, resting } = await this.#start(key, target, args, by);
      await backTo(resting, server);
      const before = server.memory();
      server.resetPeak();
      const amount = await scenario.run({ t, target, server, scale, patience, root });
      result = { amount };
      server.assertAlive();
      await t.run();
      await backTo(resting, server);
      await greet(target, server.address);
      await backTo(resting, server);
      const memory = { before, peak: server.peak(), after: server.memory() };
      const descriptors = [resting, server.descriptors().length] as const;
      result = { amount, descriptors, memory };
      const { memory: most = MEMORY } = scenario;
      const grown = memory.peak - before;
      assert.ok(
        grown <= most,
        `it needed ${Math.round(grown)} MB more; at most ${most} MB are allowed`,
      );
    } catch (error) {
      result = { ...result, error };
      await t.run().catch(() => undefined);
      await this.#drop(key);
    }
    if (by !== undefined) await this.#drop(key);
    return { target, scenario, seconds: seconds(), ...result };
  }

  /** Ends all servers, and starts no more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#cleanups.run();
  }

  async #start(
    key: string,
    target: Target,
    args: readonly string[],
    by: readonly string[] | undefined,
  ): Promise<Running> {
    const known = this.#running.get(key);
    if (known !== undefined) return known;
    if (this.#closed) throw new Error("the soak is over");
    const server = await ServerProcess.start(this.#cleanups, args, by);
    const resting = await restingOf(target, server);
    const running = { server, resting };
    this.#running.set(key, running);
    return running;
  }

  async #drop(key: string): Promise<void> {
    const { server } = this.#running.get(key) ?? {};
    this.#running.delete(key);
    await server?.kill();
  }
}

/** Waits until a server has as many descriptors as it had. */
async function backTo(resting: number, server: ServerProcess): Promise<void> {
  await until(
    () => server.descriptors().length === resting,
    () => `${resting} descriptors as before; there are ${server.files()}`,
  );
}

/** How many descriptors a server has without clients, once everything that stays open is open. */
async function restingOf(target: Target, server: ServerProcess): Promise<number> {
  const client = await connect(target, server.address);
  try {
    for (let i = 0; i < MESSAGES_TO_A_YIELD; i++) await exchange(client, target.talk);
    // A file is closed shortly after its last byte has arrived.
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < SAMPLES; i++) {
      least = Math.min(least, server.descriptors().length);
      await setTimeout(5);
    }
    return least - (target.kind === "udp" ? 0 : 1);
  } finally {
    client.close();
  }
}
