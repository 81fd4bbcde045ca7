/** Runs a scenario on a server, and checks what it leaves behind: nothing may be lost, nothing may leak. */
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { Cleanups } from "./cleanups.js";
import { connect, exchange, greet } from "./greet.js";
import { ServerProcess } from "./process.js";
import type { Scale, Scenario } from "./scenario.js";
import { argumentsOf, type Target } from "./target.js";
import { until } from "./wait.js";

/** The megabytes by which a server's memory may grow. */
const MAX_GROWTH = 256;

/** After this number of messages a server has yielded to the event loop. */
const MESSAGES_PER_YIELD = 600;

/** How often the descriptors are counted, to find out how many a server needs. */
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
  /** A description of the amount. */
  readonly amount?: string;
  /** Open descriptors of the server, before and after. */
  readonly descriptors?: readonly [before: number, after: number];
  /** Megabytes of the server. */
  readonly memory?: Memory;
  /** Why the trial failed, if it did. */
  readonly error?: unknown;
}

/** A running server, and how many descriptors it has without clients, if that was measured. */
interface Running {
  readonly server: ServerProcess;
  readonly baseline: number | undefined;
}

/** Runs scenarios on servers. A server is used again for the next scenario, unless it failed. */
export class Soak {
  readonly #cleanups = new Cleanups();
  readonly #running = new Map<string, Running>();
  #closed = false;

  /** The servers let a client stall for `stallTimeout` seconds, and serve the folder `root`. */
  constructor(
    readonly scale: Scale,
    readonly stallTimeout: number,
    readonly root: string,
  ) {}

  /** Runs a scenario on a server. Never rejects: the outcome has the error. */
  async try(scenario: Scenario, target: Target): Promise<Outcome> {
    const { stallTimeout = this.stallTimeout } = scenario;
    const { scale, root } = this;
    const by = scenario.by?.(root);
    const args = argumentsOf(target, stallTimeout, root);
    const key = JSON.stringify([args, by]);
    const t = new Cleanups();
    const started = performance.now();
    const seconds = (): number => (performance.now() - started) / 1000;
    let result: Partial<Outcome> = {};
    try {
      const { server, baseline: known } = await this.#start(key, scenario, target, args, by);
      if (known !== undefined) await waitForBaseline(known, server);
      const before = server.memory();
      server.resetPeak();
      const amount = await scenario.run({ t, target, server, scale, stallTimeout, root });
      result = { amount };
      server.assertAlive();
      await t.run();
      const baseline = known ?? (await measureBaseline(target, server));
      await waitForBaseline(baseline, server);
      await greet(target, server.address);
      await waitForBaseline(baseline, server);
      const memory = { before, peak: server.peak(), after: server.memory() };
      const descriptors = [baseline, server.descriptors().length] as const;
      result = { amount, descriptors, memory };
      const { memory: maxGrowth = MAX_GROWTH } = scenario;
      const growth = memory.peak - before;
      assert.ok(
        growth <= maxGrowth,
        `it needed ${Math.round(growth)} MB more; at most ${maxGrowth} MB are allowed`,
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
    { fresh }: Scenario,
    target: Target,
    args: readonly string[],
    by: readonly string[] | undefined,
  ): Promise<Running> {
    const known = this.#running.get(key);
    if (known !== undefined) return known;
    if (this.#closed) throw new Error("the soak has ended");
    const server = await ServerProcess.start(this.#cleanups, args, by);
    const baseline = fresh === true ? undefined : await measureBaseline(target, server);
    const running = { server, baseline };
    this.#running.set(key, running);
    return running;
  }

  async #drop(key: string): Promise<void> {
    const { server } = this.#running.get(key) ?? {};
    this.#running.delete(key);
    await server?.kill();
  }
}

/** Waits until a server has as many descriptors as without clients. */
async function waitForBaseline(baseline: number, server: ServerProcess): Promise<void> {
  await until(
    () => server.descriptors().length === baseline,
    () => `${baseline} descriptors as before; there are ${server.files()}`,
  );
}

/** How many descriptors a server has without clients, once everything that stays open is open. */
async function measureBaseline(target: Target, server: ServerProcess): Promise<number> {
  const client = await connect(target, server.address);
  try {
    for (let i = 0; i < MESSAGES_PER_YIELD; i++) await exchange(client, target.talk);
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
