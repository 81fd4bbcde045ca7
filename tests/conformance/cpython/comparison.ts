/** Runs scenarios on both sides. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as day29 from "day29";
import { disagreement } from "./differences.js";
import { Interpreter, type Library } from "./interpreter.js";
import { Oracle } from "./oracle.js";
import type { Step } from "./tree.js";

/** Python's errors for a scenario that means something else than it says. */
const mistakes = new Set(["NameError", "AttributeError", "Mistake"]);

/** CPython beside day29. */
export class Comparison {
  readonly #oracle = new Oracle();
  readonly #folder = mkdtempSync(join(tmpdir(), "day29-"));
  #folders = 0;

  /** What CPython says to the lines. Rejects for lines that are no scenario. */
  async ask(lines: readonly string[]): Promise<Step[]> {
    const steps = await this.#oracle.run(lines, this.#newFolder());
    for (const [i, { answer }] of steps.entries()) {
      if ("error" in answer && mistakes.has(answer.error)) {
        throw new Error(`CPython answers with ${answer.error}\n${told(lines, i)}`);
      }
    }
    return steps;
  }

  /** Runs the lines on day29. Answers what is wrong at the first line that is answered otherwise. */
  async disagreement(
    lines: readonly string[],
    steps: readonly Step[],
    library: Library = day29,
  ): Promise<string | null> {
    const interpreter = new Interpreter(library, this.#newFolder());
    try {
      for (const [i, { tree, answer }] of steps.entries()) {
        const problem = disagreement(lines[i] as string, answer, await interpreter.answer(tree));
        if (problem !== null) return `${told(lines, i)}\n${problem}`;
      }
      return null;
    } finally {
      await interpreter.close();
    }
  }

  close(): void {
    this.#oracle.close();
    rmSync(this.#folder, { recursive: true });
  }

  /** Of the same length for both sides, as the length of a path matters to a UNIX socket. */
  #newFolder(): string {
    const path = join(this.#folder, `${this.#folders++}`.padStart(6, "0"));
    mkdirSync(path);
    return path;
  }
}

/** The lines as far as they came. */
function told(lines: readonly string[], last: number): string {
  const marked = lines.map((line, i) => `${i === last ? ">" : " "} ${line}`);
  return marked.slice(0, last + 1).join("\n");
}
