/** The table of commands behind the scripts of package.json. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { root, run } from "../support/project.js";

interface Command {
  readonly summary: string;
}
const { commands }: { commands: Record<string, Command> } = await import(
  join(root, "tools/commands/table.mjs")
);

const call = (...args: string[]) =>
  run(process.execPath, [join(root, "tools/commands/main.mjs"), ...args], { cwd: root });

const list = Object.entries(commands).map(([name, { summary }]) => [name, summary]);

/** The names and summaries in what a command printed. */
function listed(text: string): string[][] {
  return [...text.matchAll(/^ {2}(\S+) +(.*)$/gm)].map(([, ...columns]) => columns);
}

describe("the commands", () => {
  it("are the scripts of package.json, which leave signals to Node", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const ours = Object.entries<string>(scripts).filter(([, script]) =>
      script.includes("tools/commands/"),
    );
    assert.deepEqual(
      new Map(ours),
      new Map(list.map(([name]) => [`${name}`, `exec node tools/commands/main.mjs ${name}`])),
    );
  });

  for (const args of [["--help"], []]) {
    it(`are listed: [${args}]`, async () => {
      const { code, stdout, stderr } = await call(...args);
      assert.deepEqual([code, listed(stdout), stderr], [0, list, ""]);
    });
  }

  for (const name of ["bnech", "constructor", "__proto__"]) {
    it(`are listed for an unknown name: ${name}`, async () => {
      const { code, stdout, stderr } = await call(name);
      assert.deepEqual([code, stdout, listed(stderr)], [1, "", list]);
      assert.match(stderr, new RegExp(`\nday29: unknown command: ${name}\n$`));
    });
  }

  it("pass on arguments and the exit code: soak, with a filter that matches no trial", async () => {
    const { code, stdout } = await call("soak", "no such trial");
    assert.equal(code, 1);
    assert.match(stdout, /\nNothing was tried\.\n$/);
  });
});
