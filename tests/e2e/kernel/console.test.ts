/** The kernel in a terminal: `jupyter console`. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { it } from "node:test";
import { HANG_S } from "../../support/hang.js";
import { interpreter, jupyterEnvironment, root, run } from "../../support/project.js";

/** The lines that the terminal shows while these steps are typed: each is a line, or null for Ctrl+C, and what follows. */
async function shown(...steps: [line: string | null, pattern: string][]): Promise<string[]> {
  const script = join(root, "tests/support/kernel/console.py");
  const { code, stdout, stderr } = await run(
    interpreter,
    [script, `${HANG_S}`, JSON.stringify(steps)],
    { env: jupyterEnvironment(), cwd: root },
  );
  assert.equal(code, 0, stdout + stderr);
  return stdout.split("\r\n").filter((line) => line !== "");
}

it("jupyter console runs cells, and shows results, errors, input and an interrupt", async () => {
  const lines = await shown(
    ["const answer = 6 * 7; answer", String.raw`In \[2\]: `],
    ["answer.size", String.raw`In \[3\]: `],
    ['throw new Error("odd");', String.raw`In \[4\]: `],
    ['console.log("hi", prompt("name" + "? "));', String.raw`name\? `],
    ["小红", String.raw`In \[5\]: `],
    ['console.log("wa" + "its"); await new Promise(() => {});', "waits"],
    [null, String.raw`In \[6\]: `],
    ['console.log("com" + "putes"); for (;;);', "computes"],
    [null, String.raw`In \[7\]: `],
    ["answer", String.raw`In \[8\]: `],
  );
  assert.match(`${lines.shift()}`, /^Jupyter console /);
  assert.match(`${lines.shift()}`, /^TypeScript .* on Node\.js /);
  assert.deepEqual(lines, [
    "In [1]: const answer = 6 * 7; answer",
    "Out[1]: 42",
    "In [2]: answer.size",
    "In[2]:1:8 - error TS2339: Property 'size' does not exist on type 'number'.",
    "  answer.size",
    "         ^^^^",
    'In [3]: throw new Error("odd");',
    "In[3]:1",
    '  throw new Error("odd");',
    "        ^",
    "Error: odd",
    "    at In[3]:1:7",
    'In [4]: console.log("hi", prompt("name" + "? "));',
    "name? 小红",
    "hi 小红",
    'In [5]: console.log("wa" + "its"); await new Promise(() => {});',
    "waits",
    "^CInterruptedError: interrupted",
    'In [6]: console.log("com" + "putes"); for (;;);',
    "computes",
    "^CInterruptedError: interrupted",
    "In [7]: answer",
    "Out[7]: 42",
    "In [8]: Do you really want to exit ([y]/n)? y",
    "Shutting down kernel",
  ]);
});
