/** Runs servers and clients on the cores of their role, with the highest descriptor limit. */
import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { cpuTimeOf, memoryOf } from "../tests/support/proc.js";

/** A core for the server, and one for its clients; or both cores. */
export type Role = "server" | "clients" | "both";

const CORES: Record<Role, string> = { server: "0", clients: "1", both: "0,1" };

/** Whether server and clients can have a core each. */
export const pinned =
  availableParallelism() > 1 && spawnSync("taskset", ["-c", "1", "true"]).status === 0;

/** The number of characters of a program's standard error that are kept. */
const MAX_ERRORS = 4000;

/** A running program. */
export class Program {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #lines: AsyncIterator<string>;
  #errors = "";

  constructor(role: Role, command: readonly string[]) {
    const program = pinned ? ["taskset", "-c", CORES[role], ...command] : command;
    const script = 'ulimit -n "$(ulimit -Hn)" && exec "$@"';
    this.#child = spawn("sh", ["-c", script, "sh", ...program], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text) => {
      this.#errors = (this.#errors + text).slice(-MAX_ERRORS);
    });
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  /** Its next line of output. Throws if it ends without one. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done !== true) return value;
    throw new Error(`${this.#child.spawnargs.join(" ")} ended: ${this.#errors}`);
  }

  /** The rest of its output. */
  async output(): Promise<string> {
    let text = "";
    for await (const line of { [Symbol.asyncIterator]: () => this.#lines }) text += `${line}\n`;
    return text;
  }

  /** The processor time that it has used so far, in seconds, including that of ended threads. */
  get cpuTime(): number {
    return cpuTimeOf(this.#pid);
  }

  /** Its resident memory, in bytes. */
  get memory(): number {
    return memoryOf(this.#pid).resident;
  }

  get #pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error(`${this.#child.spawnargs.join(" ")} did not start`);
    return pid;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }
}

/** Stops the program when `work` is done, and returns the result. */
export async function withProgram<T>(
  program: Program,
  work: (program: Program) => Promise<T>,
): Promise<T> {
  try {
    return await work(program);
  } finally {
    await program.stop();
  }
}
