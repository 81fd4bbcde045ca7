/** The report of the soak: a line for each trial, as a table of Markdown. */
import { cpus, release, totalmem } from "node:os";
import { descriptorLimit } from "./limits.js";
import type { Outcome } from "./trial.js";

const HEAD = ["tried", "server", "how much", "descriptors", "memory, MB (peak)", "s", "outcome"];

/** On which machine it runs, and when. */
export function describe(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return [
    new Date().toISOString().slice(0, 16).replace("T", " "),
    `${cpus().length} × ${cpu?.model ?? "CPU"}`,
    `${gigabytes} GB`,
    `Linux ${release()}`,
    `Node.js ${process.version}`,
    `${descriptorLimit()} descriptors`,
  ].join(", ");
}

/** Collects outcomes. */
export class Report {
  #failures: Outcome[] = [];
  #count = 0;
  #title = "";

  /** Whether something was lost, or leaked. */
  get failed(): boolean {
    return this.#failures.length > 0;
  }

  /** Takes an outcome, and answers its line; the first comes with the head of the table. */
  add(outcome: Outcome): string {
    const { scenario, target, amount = "", descriptors, memory, seconds, error } = outcome;
    if (error !== undefined) this.#failures.push(outcome);
    const title = scenario.title === this.#title ? "″" : scenario.title;
    this.#title = scenario.title;
    const line = row([
      title,
      target.name,
      amount,
      descriptors === undefined ? "" : descriptors.join(" → "),
      memory === undefined
        ? ""
        : `${Math.round(memory.before)} → ${Math.round(memory.after)} (${Math.round(memory.peak)})`,
      seconds.toFixed(1),
      error === undefined ? "ok" : "**failed**",
    ]);
    this.#count++;
    return this.#count > 1 ? line : [row(HEAD), row(HEAD.map(() => "---")), line].join("\n");
  }

  /** What went wrong, or that nothing did. */
  summary(): string {
    const { length } = this.#failures;
    if (length === 0) return `${this.#count} trials: nothing was lost, nothing leaked.`;
    const told = this.#failures.map(({ scenario, target, error }) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : `${error}`;
      return `${scenario.title}, ${target.name}:\n${text}`;
    });
    return [`${length} of ${this.#count} trials failed.`, ...told].join("\n\n");
  }
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
