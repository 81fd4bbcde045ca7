/** A server in a process of its own, and what the system says about that process. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { InetAddress } from "day29";
import type { Cleanup } from "../tests/support/cleanup.js";
import { address, bin } from "../tests/support/cli.js";
import { Script } from "../tests/support/script.js";

const MEGABYTE = 2 ** 20;

/** A running server. */
export class ServerProcess {
  readonly #script: Script;

  private constructor(
    script: Script,
    /** The server's own process. */
    readonly pid: number,
    /** Where it is to be reached. */
    readonly address: InetAddress,
  ) {
    this.#script = script;
  }

  /** Starts it, by way of another program where `by` names one. */
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
    const server = new ServerProcess(script, childOf(pid) ?? pid, where);
    t.after(() => server.kill());
    return server;
  }

  /** Whether it still runs; what it said otherwise. */
  assertAlive(): void {
    const { exitCode, signalCode } = this.#script.process;
    const ended = exitCode ?? signalCode;
    assert.equal(ended, null, `the server ended (${ended}): ${this.#script.stderr}`);
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Ends it as nobody can prevent. */
  async kill(): Promise<void> {
    const { exitCode, signalCode } = this.#script.process;
    if (exitCode !== null || signalCode !== null) return;
    const exit = once(this.#script.process, "exit");
    this.signal("SIGKILL");
    await exit;
  }

  /** The numbers of its open descriptors. */
  descriptors(): number[] {
    return readdirSync(`/proc/${this.pid}/fd`).map(Number);
  }

  /** What its descriptors are. */
  files(): string {
    const folder = `/proc/${this.pid}/fd`;
    return readdirSync(folder)
      .map((fd) => `${fd} ${readlinkSync(join(folder, fd))}`)
      .join(", ");
  }

  /** Its memory now, in megabytes. */
  memory(): number {
    return this.#status("VmRSS");
  }

  /** The most memory that it had since `forgetPeak()`, in megabytes. */
  peak(): number {
    return this.#status("VmHWM");
  }

  forgetPeak(): void {
    // proc_pid_clear_refs(5): 5 resets the peak.
    writeFileSync(`/proc/${this.pid}/clear_refs`, "5");
  }

  #status(name: string): number {
    const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
    const [, kilobytes] = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status) ?? [];
    assert.ok(kilobytes !== undefined, `${name} is in /proc/${this.pid}/status`);
    return (Number(kilobytes) * 1024) / MEGABYTE;
  }
}

/** The server, where it is the child of the program that started it, such as strace(1). */
function childOf(pid: number): number | undefined {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
  return child === undefined || child === "" ? undefined : Number(child);
}
