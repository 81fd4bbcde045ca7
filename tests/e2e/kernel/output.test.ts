/** What cells print, show and return. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Exchange, Kernel } from "../../support/kernel/driver.js";

let kernel: Kernel;
before(async () => {
  kernel = await Kernel.start();
});
after(() => kernel.stop());

/** All text that a cell sent. */
function sent(cell: Exchange): string[] {
  const texts: string[] = [];
  JSON.stringify(cell.messages, (_key, value) => {
    if (typeof value === "string") texts.push(value);
    return value;
  });
  return texts;
}

describe("text", () => {
  it("that is written to descriptors 1 and 2 is shown, also by child processes", async () => {
    const cell = await kernel.run(`
      import { spawn, spawnSync } from "node:child_process";
      import { once } from "node:events";
      import { createWriteStream, write, writeSync } from "node:fs";
      writeSync(1, "one ");
      writeSync(1, Buffer.from("two "));
      write(1, "three ", () => {});
      spawnSync("echo", ["four"], { stdio: "inherit" });
      spawnSync(process.execPath, ["-e", "process.stdout.write('five '); console.error('six')"], { stdio: "inherit" });
      writeSync(2, "seven ");
      await once(spawn("sh", ["-c", "echo eight > /dev/stdout; echo nine > /dev/stderr"], { stdio: "inherit" }), "close");`);
    for (const word of ["one", "two", "three", "four", "five", "eight"]) {
      assert.match(cell.stdout, new RegExp(word));
    }
    for (const word of ["six", "seven", "nine"]) assert.match(cell.stderr, new RegExp(word));
  });

  it("continues to be shown after a child process has made the descriptor non-blocking", async () => {
    const cell = await kernel.run(`
      import { spawnSync } from "node:child_process";
      spawnSync(process.execPath, ["-e", "process.stdout.write('child')"], { stdio: "inherit" });
      process.stdout.write("x".repeat(5_000_000));`);
    assert.equal(cell.stdout.length, "child".length + 5_000_000);
  });

  it("continues to be shown after a cell has closed the descriptors", async (t) => {
    const other = await Kernel.start();
    t.after(() => other.stop());
    const cell = await other.run(`
      import { closeSync } from "node:fs";
      for (const fd of [1, 2]) closeSync(fd);
      // The kernel opens files meanwhile, which get these numbers.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      console.log("still");
      console.error("here");`);
    assert.deepEqual([cell.stdout, cell.stderr], ["still\n", "here\n"]);
    assert.equal((await other.shutdown()).code, 0);
  });

  it("may be written in any encoding", async () => {
    const cell = await kernel.run(`
      process.stdout.write("e7b298", "hex");
      process.stdout.write(new Uint8Array([0xe5, 0x8c]));
      process.stdout.write(new Uint8Array([0x85]));
      process.stdout.write("\\n");`);
    assert.equal(cell.stdout, "粘包\n");
  });
});

describe("half of a surrogate pair does not leave the kernel", () => {
  for (const [where, code] of [
    ["in text", 'console.log("😀"[0]);'],
    [
      "in text that is written in pieces",
      'for (const unit of "a😀b".split("")) process.stdout.write(unit);',
    ],
    ["on stderr", 'console.error("😀"[1]);'],
    ["in an error", 'throw new Error("half " + "😀"[1]);'],
    ["in the name of an error", 'throw Object.assign(new Error("x"), { name: "😀"[0] });'],
    [
      "in a display",
      'import { display } from "tslab"; display.html("<b>" + "😀".slice(0, 1) + "</b>");',
    ],
    ["in a result", '"half " + "😀"[0]'],
    [
      "in a background error",
      'setTimeout(() => { throw new Error("😀"[0]); }); await new Promise((go) => setTimeout(go, 20));',
    ],
  ] as const) {
    it(where, async () => {
      for (const text of sent(await kernel.run(code))) assert.doesNotMatch(text, /\p{Surrogate}/u);
    });
  }
});

describe("an error whose inspection throws", () => {
  const ODD = `
    class Odd extends Error {
      [Symbol.for("nodejs.util.inspect.custom")]() { throw new Error("inspect fails"); }
    }`;
  for (const [title, thrown] of [
    ["with its own inspect function", "new Odd('the message')"],
    ["with getters", "Object.defineProperty(new Error('x'), 'stack', { get() { throw 1; } })"],
    [
      "whose name cannot be converted",
      "Object.assign(new Error('x'), { name: Object.create(null) })",
    ],
    ["that is a Proxy", "new Proxy({}, { getPrototypeOf() { throw 1; }, get() { throw 2; } })"],
    [
      "that was revoked",
      "(() => { const p = Proxy.revocable({}, {}); p.revoke(); return p.proxy; })()",
    ],
  ] as const) {
    it(`${title} is reported, in a cell and in the background, and the kernel continues`, async () => {
      const cell = await kernel.run(`{${ODD} throw ${thrown}; }`);
      assert.equal(cell.contents("error").length, 1);
      const background = await kernel.run(`{${ODD}
        setTimeout(() => { throw ${thrown}; }, 5);
        void Promise.reject(${thrown});
        await new Promise((go) => setTimeout(go, 50)); }`);
      assert.match(background.stderr, /Uncaught in the background: ./);
      assert.match(background.stderr, /Unhandled rejection: ./);
      assert.equal((await kernel.run("console.log('alive');")).stdout, "alive\n");
    });
  }
});

describe("the result of a cell", () => {
  it("is an execute_result with the cell's number, after what the cell prints", async () => {
    const cell = await kernel.run('console.log("first"); setTimeout(() => {}, 0); ({ a: [1] })');
    const [{ execution_count }] = cell.contents("execute_input");
    const data = { "text/plain": "{ a: [ 1 ] }" };
    assert.deepEqual(cell.contents("execute_result"), [{ data, metadata: {}, execution_count }]);
    assert.equal(cell.stdout, "first\n");
    const types = cell.messages.map(({ type }) => type);
    assert.ok(types.indexOf("stream") < types.indexOf("execute_result"));
  });

  for (const [code, result] of [
    ["0", "0"],
    ["''", "''"],
    ["false", "false"],
    ["NaN", "NaN"],
    ["10n", "10n"],
    ["Symbol('s')", "Symbol(s)"],
    ['"text"', "'text'"],
    ["await Promise.resolve(5)", "5"],
    ["Promise.resolve(5)", "Promise { 5 }"],
    ["[1].includes(1)", "true"],
    ["new Map([[1, 2]])", "Map(1) { 1 => 2 }"],
  ] as const) {
    it(`is shown for ${code}`, async () => {
      const cell = await kernel.run(code);
      assert.deepEqual([cell.result, cell.stdout], [result, ""]);
    });
  }

  for (const code of [
    "undefined",
    "null",
    "const declared = 1;",
    "setTimeout(() => {}, 0)",
    "setInterval(() => {}, 1000).unref()",
    "setImmediate(() => {})",
    "new Promise(() => {})",
    "(async () => { await new Promise(() => {}); })()",
    'process.stdout.write("")',
    'process.stderr.write("");',
    'import { Writable } from "node:stream"; new Writable({ write(a, b, done) { done(); } }).write("a")',
    'import { EventEmitter } from "node:events"; new EventEmitter().once("a", () => {})',
  ]) {
    it(`is not shown for ${code}`, async () => {
      const cell = await kernel.run(code);
      assert.deepEqual(cell.contents("error"), []);
      assert.deepEqual([cell.contents("execute_result"), cell.stdout], [[], ""]);
    });
  }

  it("is not shown for a silent cell", async () => {
    assert.deepEqual((await kernel.run("1", { silent: true })).contents("execute_result"), []);
  });

  for (const [title, method] of [
    ["a method", "[Symbol.for('Jupyter.display')]() { return this.bundle; }"],
    [
      "an async method",
      "async [Symbol.for('Jupyter.display')]() { await null; return this.bundle; }",
    ],
  ] as const) {
    it(`shows itself by ${title}`, async () => {
      const bundle = {
        "text/plain": "plain",
        "text/html": "<b>rich</b>",
        "application/json": { a: 1 },
      };
      const cell = await kernel.run(`({ bundle: ${JSON.stringify(bundle)}, ${method} })`);
      assert.deepEqual(
        cell.contents("execute_result").map(({ data }) => data),
        [bundle],
      );
    });
  }

  for (const [title, code] of [
    ["inspection", "({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no'); } })"],
    [
      "getter of the display",
      "({ get [Symbol.for('Jupyter.display')]() { throw new Error('no'); } })",
    ],
    ["display", "({ [Symbol.for('Jupyter.display')]() { throw new Error('no'); } })"],
    ["async display", "({ async [Symbol.for('Jupyter.display')]() { throw new Error('no'); } })"],
    ["display without data", "({ [Symbol.for('Jupyter.display')]: () => 'no' })"],
    [
      "display that cannot be sent",
      "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': 10n, no: 1 }) })",
    ],
  ] as const) {
    it(`whose ${title} fails is the cell's error, and the kernel continues`, async () => {
      const cell = await kernel.run(code);
      assert.equal((await cell.done()).status, "error");
      assert.match(cell.contents("error")[0].evalue, /no|BigInt/);
      assert.equal((await kernel.run("1 + 1")).result, "2");
    });
  }

  it("whose display does not end can be interrupted", async () => {
    const cell = kernel.execute(`({ [Symbol.for("Jupyter.display")]() {
      console.log("in"); return new Promise(() => {}); } })`);
    await cell.printed("in");
    kernel.interrupt();
    assert.equal((await cell.done()).ename, "InterruptedError");
  });
});

it("the host removes output at once, or when there is new output", async () => {
  const cell = await kernel.run(`
    const { clearOutput } = (globalThis as any)[Symbol.for("day29.host")];
    console.log("old");
    clearOutput();
    clearOutput({ wait: true });
    console.log("new");`);
  const order = cell.messages.flatMap(({ type, content }) => {
    if (type === "stream") return [content.text];
    return type === "clear_output" ? [content] : [];
  });
  assert.deepEqual(order, ["old\n", { wait: false }, { wait: true }, "new\n"]);
});
