// Runs the cells of the tables, and writes the tables as Markdown.
import { say } from "../setup/run.mjs";

/** @typedef {import("./workspace.mjs").Outcome} Outcome */
/** @typedef {{ name: string, run: () => Promise<Outcome>, accepts: (outcome: Outcome) => boolean }} Cell */
/** @typedef {{ output: RegExp, reason: string }} Difference */
/** @typedef {Record<string, Difference>} Differences by "row: column" */
/** @typedef {{ title: string, rows: { name: string, cells: Cell[] }[], differences: Differences }} Matrix */

/**
 * Runs all cells, and returns the table, and the number of those that fail without a documented reason.
 * @param {Matrix} matrix
 */
export async function table({ title, rows, differences }) {
  /** @type {string[]} */
  const reasons = [];
  /** @type {string[][]} */
  const lines = [];
  let failures = 0;
  for (const { name, cells } of rows) {
    const line = [name];
    for (const cell of cells) {
      const outcome = await cell.run();
      const difference = differences[`${name}: ${cell.name}`];
      if (!difference && cell.accepts(outcome)) {
        line.push("yes");
      } else if (difference?.output.test(outcome.output)) {
        if (!reasons.includes(difference.reason)) reasons.push(difference.reason);
        line.push(`no (${reasons.indexOf(difference.reason) + 1})`);
      } else {
        failures += 1;
        line.push("**fails**");
        say(`${title}, ${name}, ${cell.name}: code ${outcome.code}\n${outcome.output}`);
      }
    }
    lines.push(line);
  }
  const columns = rows[0]?.cells.map(({ name }) => name) ?? [];
  const notes = reasons.map((reason, index) => `${index + 1}. ${reason}`);
  return { failures, text: [markdown(["", ...columns], lines), ...notes].join("\n\n") };
}

/**
 * @param {string[]} header
 * @param {string[][]} rows
 */
export function markdown(header, rows) {
  const lines = [header, header.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
