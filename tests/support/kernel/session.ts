/** Runs cells in a TypeScript session of the kernel, without its process. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registerCell } from "#day29/kernel/cell-registry.js";
import { type Outcome, Session } from "#day29/kernel/tslab/adapter.js";

/** The current directory of this process while it has a session: tslab compiles cells as if they were there. */
export const folder = mkdtempSync(join(tmpdir(), "day29-cells-"));
process.chdir(folder);
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const session = new Session(folder, "course.ipynb");
let count = 0;

/** Compiles a cell. Returns the errors, each as `line:column TScode message`, after the name of a file. */
export function errors(code: string): string[] {
  return session.convert(code).diagnostics.map(({ fileName, start, code, messageText }) => {
    const place = `${start.line + 1}:${start.character + 1}`;
    return `${fileName ? `${fileName}:` : ""}${place} TS${code} ${messageText}`;
  });
}

/** Runs a cell that must compile. */
export function execute(code: string): Promise<Outcome> {
  const conversion = session.convert(code);
  assert.deepEqual(conversion.diagnostics, []);
  count += 1;
  const name = `In[${count}]`;
  return session.execute(conversion, registerCell(name, code, conversion.output), name);
}

/** Runs cells one after another. Returns the value of the last one, and throws what one of them throws. */
export async function run(...cells: string[]): Promise<unknown> {
  let value: unknown;
  for (const code of cells) {
    const outcome = await execute(code);
    if (outcome.status === "thrown") throw outcome.thrown;
    assert.equal(outcome.status, "ok");
    value = outcome.status === "ok" ? outcome.value : undefined;
  }
  return value;
}
