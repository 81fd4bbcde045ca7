/** The programs that are measured: each on a core of its own, with as many descriptors as it may have. */
import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** A core for the server, and one for its clients. */
export type Role = "server" | "clients";

const CORES: Record<Role, string> = { server: "0", clients: "1" };

/** Whether server and clients can have a core each. */
export const pinned =
  availableParallelism() > 1 && spawnSync("taskset", ["-c", "1", "true"]).status === 0;

/** Linux counts the processor time of a process in hundredths of a second, on every machine. */
const TICKS = 100;

/** Of what a program says about its errors, so many characters are kept. */
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

  /** Its next line of output. Throws when it ends without one. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done !== true) return value;
    throw new Error(`${this.#child.spawnargs.join(" ")} ended: ${this.#errors}`);
  }

  /** All that it still has to say. */
  async output(): Promise<string> {
    let text = "";
    for await (const line of { [Symbol.asyncIterator]: () => this.#lines }) text += `${line}\n`;
    return text;
  }

  /** The processor time that it has had so far, in seconds; ended threads count as well. */
  get cpuTime(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, "utf8");
    // After the name, which is in parentheses and may hold anything, field 3 of proc(5) follows.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  }

  /** The memory that it has, in bytes. */
  get memory(): number {
    const [, kilobytes] =
      /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.#child.pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) * 1024;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }
}

/** The result of some work with a program, which is stopped afterwards. */
export async function running<T>(
  program: Program,
  work: (program: Program) => Promise<T>,
): Promise<T> {
  try {
    return await work(program);
  } finally {
    await program.stop();
  }
}

/** The most descriptors that a program can have. */
export function descriptorLimit(): number {
  const [, hard] =
    /^Max open files +\S+ +(\S+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
  return hard === "unlimited" ? Number.POSITIVE_INFINITY : Number(hard);
}
