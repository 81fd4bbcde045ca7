/** The process of CPython that says what is right. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { interpreter, root } from "../../support/project.js";
import type { Step } from "./tree.js";

/** Answers scenarios, one after the other, in one process. */
export class Oracle {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  /** `python` is the interpreter to ask. */
  constructor(python: string = process.env.DAY29_PYTHON ?? interpreter) {
    const script = join(root, "tests/conformance/cpython/oracle.py");
    this.#process = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** Runs the lines of a scenario; its files go to `folder`. */
  async run(lines: readonly string[], folder: string): Promise<Step[]> {
    this.#process.stdin.write(`${JSON.stringify({ lines, folder })}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error(`the oracle ended at:\n${lines.join("\n")}`);
    return JSON.parse(value);
  }

  close(): void {
    this.#process.kill();
  }
}
