/** How long the student's code may take, on a machine that may be busy with other programs. */
import { deadlineIn, waitForWork } from "../../wait/index.js";

/** How often the limit is compared with the time used, in milliseconds. */
const INTERVAL_MS = 50;

/** Ends code that neither runs nor waits in the event loop, in milliseconds. */
const MAX_WALL_MS = 60_000;

/**
 * A limit on the time in which this process runs or its event loop waits. While the machine runs
 * other programs instead, no time is used, so that a correct answer passes on a busy machine.
 */
export class TimeLimit {
  readonly #start = performance.now();
  #used = 0;
  #wall = this.#start;
  #idle = performance.eventLoopUtilization().idle;
  #cpu = cpuTime();

  constructor(readonly seconds: number) {}

  /** Whether the time is used up. */
  get expired(): boolean {
    const wall = performance.now();
    const { idle } = performance.eventLoopUtilization();
    const cpu = cpuTime();
    const waited = idle - this.#idle;
    const active = wall - this.#wall - waited;
    // A longer wait was due to end after the interval, but the machine did not run this process.
    this.#used += Math.min(waited, INTERVAL_MS) + Math.min(active, cpu - this.#cpu);
    this.#wall = wall;
    this.#idle = idle;
    this.#cpu = cpu;
    return this.#used >= this.seconds * 1000 || wall - this.#start >= MAX_WALL_MS;
  }

  /** Resolves to `true` when `work` settles, either way, and to `false` when the limit expires first. */
  async allows(work: Promise<unknown>): Promise<boolean> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    work.then(settle, settle);
    while (!settled) {
      if (this.expired) return false;
      await waitForWork(work, deadlineIn(INTERVAL_MS / 1000));
    }
    return true;
  }
}

/** The CPU time of this process, in milliseconds. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
