/** A script in a separate process. */
import { type ChildProcess, spawn } from "node:child_process";
import { on, once } from "node:events";
import { createInterface } from "node:readline";
import type { Cleanup } from "./cleanup.js";

const root = new URL("../../../../", import.meta.url);

/** How a script ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running script, killed when the test ends. */
export class Script {
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<[line: string]>;
  readonly #exit: Promise<unknown[]>;
  stderr = "";

  constructor(t: Cleanup, command: string, args: readonly string[]) {
    this.process = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    this.#exit = once(this.process, "close");
    this.process.stderr?.on("data", (data) => {
      this.stderr += data;
    });
    const { stdout } = this.process;
    if (stdout === null) throw new Error("no standard output");
    // The iterator of readline stops reading after 1024 lines that nobody has taken. A script whose output is
    // not read waits in its print, and replies to no client.
    const lines = createInterface({ input: stdout });
    this.#lines = on(lines, "line", { close: ["close"] }) as AsyncIterator<[line: string]>;
    t.after(() => this.process.kill("SIGKILL"));
  }

  /** The next line that it prints. Rejects if it ends before. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`the script ended early: ${this.stderr}`);
    return value[0];
  }

  async exit(): Promise<Exit> {
    const [code, signal] = await this.#exit;
    return { code, signal } as Exit;
  }
}

/** Runs the source of an ES module that can import `day29`. */
export function script(t: Cleanup, source: string): Script {
  return new Script(t, process.execPath, ["--input-type=module", "--eval", source]);
}
