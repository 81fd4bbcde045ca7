/** What cells ask the user for. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Exchange, Kernel } from "../../support/kernel/driver.js";

let kernel: Kernel;
before(async () => {
  kernel = await Kernel.start();
});
after(() => kernel.stop());

const READ = /an empty one to end the input/;
const ANY = /./;

/** Each way to ask, with what the user enters, the prompts, and what the cell prints. */
const ways: [
  title: string,
  code: string,
  lines: string[],
  prompts: (string | RegExp)[],
  printed: string,
][] = [
  ["prompt()", 'console.log("hi", prompt("name?"));', ["Ada"], ["name?"], "hi Ada\n"],
  [
    "prompt() after an await",
    'await null; console.log(prompt("name?"));',
    ["粘包 😀"],
    ["name?"],
    "粘包 😀\n",
  ],
  ["prompt() twice", 'console.log(prompt("a") + prompt());', ["1", "2"], ["a", ""], "12\n"],
  ["prompt() with a default value", 'console.log(prompt("a", "b"));', [""], ["a"], "b\n"],
  [
    "question() of node:readline/promises",
    `import { createInterface } from "node:readline/promises";
     const rl = createInterface({ input: process.stdin, output: process.stdout });
     console.log(await rl.question("name? "), await rl.question("age? "));`,
    ["Ada", ""],
    ["name? ", "age? "],
    "Ada \n",
  ],
  [
    "question() with a callback, which nothing awaits",
    `import * as readline from "readline";
     const asking = readline.createInterface({ input: process.stdin, output: process.stdout });
     asking.question("name? ", (name) => { console.log("hi", name); asking.close(); });`,
    ["Ada"],
    ["name? "],
    "hi Ada\n",
  ],
  [
    "lines of an interface, to an empty one",
    `{ const { createInterface } = await import("node:readline");
     const lines = createInterface({ input: process.stdin });
     for await (const line of lines) console.log(line.toUpperCase()); }`,
    ["one", "two", ""],
    [READ, READ, READ],
    "ONE\nTWO\n",
  ],
  [
    "lines of an interface with a prompt, to its end",
    `{ const { createInterface } = await import("node:readline");
     const shell = createInterface({ input: process.stdin, prompt: "> " });
     shell.on("line", (line) => { console.log("[" + line + "]"); if (line === "q") shell.close(); else shell.prompt(); });
     shell.prompt(); }`,
    ["a", "", "q"],
    ["> ", "> ", "> "],
    "[a]\n[]\n[q]\n",
  ],
  [
    "process.stdin as an iterator",
    "for await (const chunk of process.stdin) { console.log(String(chunk)); break; }",
    ["Ada"],
    [READ],
    "Ada\n\n",
  ],
  [
    "process.stdin to its end",
    'import { text } from "node:stream/consumers"; console.log(JSON.stringify(await text(process.stdin)));',
    ["a", "b", ""],
    [READ, READ, READ],
    '"a\\nb\\n"\n',
  ],
  [
    "process.stdin by one event",
    'void process.stdin.setEncoding("utf8").once("data", (text) => console.log(text));',
    ["Ada"],
    [READ],
    "Ada\n\n",
  ],
  [
    "an interface that takes the input for a terminal",
    `{ const { createInterface } = await import("node:readline/promises");
     for (const options of [[{ input: process.stdin, output: process.stdout, terminal: true }], [process.stdin, process.stdout, undefined, true]]) {
       const rl = createInterface(...(options as [any]));
       console.log(await rl.question("name? "));
       rl.close();
     } }`,
    ["Ada", "Bob"],
    ["name? ", "name? "],
    "Ada\nBob\n",
  ],
  [
    "process.stdin after an interface was closed",
    `{ const { createInterface } = await import("node:readline/promises");
     const rl = createInterface({ input: process.stdin });
     console.log(await rl.question("name? "));
     rl.close();
     console.log(String(await new Promise((resolve) => process.stdin.once("data", resolve)))); }`,
    ["Ada", "Bob"],
    ["name? ", READ],
    "Ada\nBob\n\n",
  ],
  [
    "readFileSync() of descriptor 0",
    'import * as fs from "node:fs"; console.log(JSON.stringify(fs.readFileSync(0, "utf8")));',
    ["Ada"],
    [ANY],
    '"Ada\\n"\n',
  ],
  [
    "readFileSync() of /dev/stdin",
    'import { readFileSync } from "fs"; console.log(readFileSync("/dev/stdin").length);',
    ["Ada"],
    [ANY],
    "4\n",
  ],
  [
    "readFile()",
    `{ const { readFile } = await import("node:fs/promises"); console.log(await readFile("/dev/stdin", "utf8")); }`,
    ["Ada"],
    [ANY],
    "Ada\n\n",
  ],
  [
    "readSync() in pieces",
    `{ const { readSync } = await import("node:fs"); const piece = Buffer.alloc(3);
     console.log(readSync(0, piece), String(piece), readSync(0, piece, 0, 1, null), String(piece), readSync(0, piece)); }`,
    ["Ada", ""],
    [READ, READ],
    "3 Ada 1 \nda 0\n",
  ],
  [
    "read()",
    `{ const { read } = await import("node:fs"); const { promisify } = await import("node:util");
     const { bytesRead, buffer } = await promisify(read)(0, Buffer.alloc(9), 0, 9, null);
     console.log(bytesRead, String(buffer.subarray(0, bytesRead))); }`,
    ["Ada"],
    [READ],
    "4 Ada\n\n",
  ],
  [
    "the host",
    'console.log(await (globalThis as any)[Symbol.for("day29.host")].input("secret? ", { password: true }));',
    ["pw"],
    ["secret? "],
    "pw\n",
  ],
];

describe("the front end is asked", () => {
  for (const [title, code, lines, prompts, printed] of ways) {
    it(`by ${title}`, async () => {
      const [cell, asked] = await kernel.runWithInput(code, ...lines);
      assert.deepEqual(cell.contents("error"), []);
      assert.equal(cell.stdout.replaceAll("undefined\n", ""), printed);
      assert.equal(cell.stderr, "");
      assert.equal(asked.length, prompts.length, `${asked}`);
      for (const [i, prompt] of prompts.entries()) {
        if (typeof prompt === "string") assert.equal(asked[i], prompt);
        else assert.match(asked[i] ?? "", prompt);
      }
    });
  }

  it("after the output before it, with what hides a password", async () => {
    const [cell] = await kernel.runWithInput(
      `console.log("before"); await (globalThis as any)[Symbol.for("day29.host")].input("p", { password: true });`,
      "x",
    );
    assert.deepEqual(cell.contents("input_request"), [{ prompt: "p", password: true }]);
  });
});

describe("without allow_stdin", () => {
  for (const [title, code] of ways) {
    it(`${title} reports that the front end does not support input`, async () => {
      const cell = await kernel.run(code, { allow_stdin: false });
      const text = cell.stderr + JSON.stringify(cell.contents("error"));
      assert.match(text, /StdinNotImplementedError.*front end does not support input/);
      assert.deepEqual(cell.contents("input_request"), []);
    });
  }
});

describe("an interrupt ends the input", () => {
  for (const [title, code] of ways) {
    it(`of ${title}`, async () => {
      const cell = kernel.execute(code, { allow_stdin: true });
      await cell.until(({ type }) => type === "input_request");
      kernel.interrupt();
      assert.equal((await cell.done()).ename, "InterruptedError");
      // A late reply does not reach the next input.
      kernel.send("input_reply", { value: "late" }, "stdin");
      await kernel.beat(); // so that it has arrived before the next cell asks
      const [next] = await kernel.runWithInput('console.log(prompt("next"));', "right");
      assert.equal(next.stdout, "right\n");
    });
  }
});

describe("input in the background", () => {
  /** What a cell prints whose timer asks after the cell has ended. */
  async function later(code: string): Promise<Exchange> {
    const cell = await kernel.run(`setTimeout(() => { ${code} }, 50); console.log("set");`);
    await cell.until(
      ({ type, content }) => type === "stream" && /Uncaught|Unhandled/.test(content.text),
    );
    return cell;
  }

  it("is refused while no cell is running", async () => {
    for (const code of ["prompt();", '(globalThis as any)[Symbol.for("day29.host")].input();']) {
      assert.match((await later(code)).stderr, /input is only possible while a cell is running/);
    }
  });
});

it("a child process that reads descriptor 0 gets the end of the file", async () => {
  const cell = await kernel.run(`
    import { spawnSync } from "node:child_process";
    console.log(spawnSync("cat", { stdio: ["inherit", "pipe", "pipe"] }).status);`);
  assert.equal(cell.stdout, "0\n");
});
