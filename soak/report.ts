/** The report of the soak: a line for each trial, as a table of Markdown. */
import { cpus, release, totalmem } from "node:os";
import { descriptorLimit } from "../tests/support/proc.js";
import type { Scenario } from "./scenario.js";
import type { Target } from "./target.js";
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
  #tried = 0;
  #skipped = 0;
  #title = "";

  /** Whether something was lost, or leaked; or whether nothing was tried. */
  get failed(): boolean {
    return this.#failures.length > 0 || this.#tried === 0;
  }

  /** Takes an outcome, and answers its line; the first comes with the head of the table. */
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

  /** Takes note of what could not be tried, and answers its line. */
  skip(scenario: Scenario, target: Target, why: string): string {
    this.#skipped++;
    return this.#line(scenario, [target.name, why, "", "", "", "not tried"]);
  }

  /** What went wrong, or that nothing did. */
  summary(): string {
    const { length } = this.#failures;
    if (this.#tried === 0) return "Nothing was tried.";
    const skipped = this.#skipped === 0 ? "" : ` ${this.#skipped} more could not be tried.`;
    if (length === 0) return `${this.#tried} tried: nothing was lost, nothing leaked.${skipped}`;
    const told = this.#failures.map(({ scenario, target, error }) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : `${error}`;
      return `${scenario.title}, ${target.name}:\n${text}`;
    });
    return [`${length} of ${this.#tried} tried failed.${skipped}`, ...told].join("\n\n");
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
