/** The report of the soak: a line for each trial, as a table of Markdown. */
import { cpus, release, totalmem } from "node:os";
import { descriptorLimit } from "../tests/support/proc.js";
import type { Scenario } from "./scenario.js";
import type { Target } from "./target.js";
import type { Outcome } from "./trial.js";

const HEAD = ["tried", "server", "how much", "descriptors", "memory, MB (peak)", "s", "outcome"];

/** The machine and the time. */
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
  #tried = 0;
  #skipped = 0;
  #title = "";

  /** Whether a trial failed, or none ran. */
  get failed(): boolean {
    return this.#failures.length > 0 || this.#tried === 0;
  }

  /** Adds an outcome, and returns its line; preceded by the head of the table if it is the first. */
  add(outcome: Outcome): string {
    const { scenario, target, amount = "", descriptors, memory, seconds, error } = outcome;
    this.#tried++;
    if (error !== undefined) this.#failures.push(outcome);
    const rounded = memory && {
      before: Math.round(memory.before),
      peak: Math.round(memory.peak),
      after: Math.round(memory.after),
    };
    return this.#line(scenario, [
      target.name,
      amount,
      descriptors?.join(" → ") ?? "",
      rounded === undefined ? "" : `${rounded.before} → ${rounded.after} (${rounded.peak})`,
      seconds.toFixed(1),
      error === undefined ? "ok" : "**failed**",
    ]);
  }

  /** Adds a trial that could not run, and returns its line. */
  skip(scenario: Scenario, target: Target, why: string): string {
    this.#skipped++;
    return this.#line(scenario, [target.name, why, "", "", "", "not tried"]);
  }

  /** A summary, with the stacks of the failures. */
  summary(): string {
    const { length } = this.#failures;
    if (this.#tried === 0) return "Nothing was tried.";
    const skipped = this.#skipped === 0 ? "" : ` ${this.#skipped} more could not be tried.`;
    if (length === 0) return `${this.#tried} tried: nothing was lost, nothing leaked.${skipped}`;
    const failures = this.#failures.map(({ scenario, target, error }) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : `${error}`;
      return `${scenario.title}, ${target.name}:\n${text}`;
    });
    return [`${length} of ${this.#tried} tried failed.${skipped}`, ...failures].join("\n\n");
  }

  #line({ title }: Scenario, cells: readonly string[]): string {
    const line = row([title === this.#title ? "″" : title, ...cells]);
    this.#title = title;
    return this.#tried + this.#skipped > 1
      ? line
      : [row(HEAD), row(HEAD.map(() => "---")), line].join("\n");
  }
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
