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
      process.stdout.write("x".repeat(5_000_000));
      undefined`);
    assert.equal(cell.stdout.length, "child".length + 5_000_000);
  });

  it("continues to be shown after a cell has closed the descriptors", async (t) => {
    const other = await Kernel.start();
    t.after(() => other.stop());
    const cell = await other.run(`
      import { closeSync } from "node:fs";
      for (const fd of [1, 2]) closeSync(fd);
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
      console.log();`);
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
