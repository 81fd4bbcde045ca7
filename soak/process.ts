/** A server in a process of its own, and what the system shows of that process. */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { InetAddress } from "day29";
import type { Cleanup } from "../tests/support/cleanup.js";
import { address, bin } from "../tests/support/cli.js";
import {
  childrenOf,
  descriptorsOf,
  filesOf,
  memoryOf,
  resetPeakOf,
} from "../tests/support/proc.js";
import { Script } from "../tests/support/script.js";

const MEGABYTE = 2 ** 20;

/** A running server. */
export class ServerProcess {
  readonly #script: Script;

  private constructor(
    script: Script,
    /** The server's own process. */
    readonly pid: number,
    /** The address it listens on. */
    readonly address: InetAddress,
  ) {
    this.#script = script;
  }

  /** Starts it, through another program such as strace(1) if `by` names one. */
  static async start(
    t: Cleanup,
    args: readonly string[],
    by: readonly string[] = [],
  ): Promise<ServerProcess> {
    const [program, ...rest] = [...by, process.execPath, bin, ...args] as [string, ...string[]];
    const script = new Script(t, program, rest);
    const where = await address(script);
    const { pid } = script.process;
    assert.ok(pid !== undefined);
    // With `by`, the server is the child of the program that started it.
    const server = new ServerProcess(script, childrenOf(pid)[0] ?? pid, where);
    t.after(() => server.kill());
    return server;
  }

  /** Throws if it has ended; the message has its standard error. */
  assertAlive(): void {
    const { exitCode, signalCode } = this.#script.process;
    const ended = exitCode ?? signalCode;
    assert.equal(ended, null, `the server ended (${ended}): ${this.#script.stderr}`);
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Ends it with SIGKILL. */
  async kill(): Promise<void> {
    const { exitCode, signalCode } = this.#script.process;
    if (exitCode !== null || signalCode !== null) return;
    const exit = once(this.#script.process, "exit");
    this.signal("SIGKILL");
    await exit;
  }

  /** The numbers of its open descriptors. */
  descriptors(): number[] {
    return descriptorsOf(this.pid);
  }

  /** Describes its descriptors, for a message. */
  files(): string {
    return filesOf(this.pid);
  }

  /** Its memory now, in megabytes. */
  memory(): number {
    return memoryOf(this.pid).resident / MEGABYTE;
  }

  /** Its maximum memory since `resetPeak()`, in megabytes. */
  peak(): number {
    return memoryOf(this.pid).peak / MEGABYTE;
  }

  resetPeak(): void {
    resetPeakOf(this.pid);
  }
}
