/** What a student types between the cells of the course, in JupyterLab and in Jupyter Notebook. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { Socket } from "day29";
import { browserForTests, skip } from "../../support/browser.js";
import { type Application, LabWindow, labForTests, scratch } from "../../support/lab.js";
import { readNotebook } from "../../support/notebook.js";
import { closing } from "../../support/sockets.js";

describe("a student", { skip }, () => {
  const browser = browserForTests();
  const lab = labForTests();

  /** Opens a notebook with these cells. */
  async function open(
    t: TestContext,
    application: Application,
    name: string,
    ...cells: string[]
  ): Promise<LabWindow> {
    const path = await scratch(lab(), `${name}.ipynb`, ...cells);
    return LabWindow.open(t, await browser(), lab(), path, application);
  }

  for (const [application, title] of [
    ["lab", "JupyterLab"],
    ["notebook", "Jupyter Notebook"],
  ] as const) {
    it(`enters in ${title} what prompt() and readline ask for, and the next cells run`, async (t) => {
      const student = await open(
        t,
        application,
        `input in ${application}`,
        'const name = prompt("name?");\nconsole.log("hi", name);',
        `import { createInterface } from "node:readline/promises";
const rl = createInterface({ input: process.stdin, output: process.stdout });
const age = await rl.question("age?");
console.log(Number(age) + 1);`,
        "name",
      );
      const end = await student.beginAll();
      assert.equal(await student.enter(0, "小红 😀"), "name?");
      assert.equal(await student.enter(1, "11"), "age?");
      await end();
      assert.deepEqual(await student.outputs(0), ["name? 小红 😀\n", "hi 小红 😀\n"]);
      assert.deepEqual(await student.outputs(1), ["age? 11\n", "12\n"]);
      assert.deepEqual(await student.outputs(2), ["'小红 😀'"]);
    });

    it(`reads in ${title} below an error that an await is missing, and the next cells do not run`, async (t) => {
      const student = await open(
        t,
        application,
        `error in ${application}`,
        'import { socketpair } from "day29";\nconst [left, right] = socketpair();',
        'await right.sendall("hello");\nconst text = left.recv(100).toString();\ntext.length + left.recv(100).length',
        'console.log("not run");',
      );
      await student.runAll();
      const [error, ...more] = await student.outputs(1);
      assert.deepEqual(`${error}`.split("\n"), [
        "In[2]:3:30 - error TS2339: Property 'length' does not exist on type 'Promise<Buffer<ArrayBufferLike>>'.",
        "  text.length + left.recv(100).length",
        `  ${" ".repeat(29)}^^^^^^`,
        "忘了 await？`left.recv(100)` 返回 Promise，要写 `(await left.recv(100)).length` · `await` forgotten? `left.recv(100)` returns a promise: write `(await left.recv(100)).length`",
      ]);
      assert.deepEqual(more, []);
      assert.deepEqual(await student.outputs(2), []);
    });
  }

  it("interrupts a cell that waits, one that computes, and one that asks", async (t) => {
    const student = await open(
      t,
      "lab",
      "interrupt",
      'console.log("waits"); await new Promise(() => {});',
      'console.log("computes"); for (;;);',
      'console.log("asks"); prompt("name? ");',
      'console.log("continues");',
    );
    for (const [index, word] of ["waits", "computes", "asks"].entries()) {
      const { end, outputs } = await student.beginCell(index);
      await outputs.getByText(word).waitFor();
      if (word === "asks") await student.inputBox(index).waitFor();
      await student.interrupt();
      await end();
      const shown = [`${word}\n`, "InterruptedError: interrupted"];
      assert.deepEqual((await outputs.allTextContents()).slice(0, 2), shown);
    }
    assert.deepEqual(await student.run(3), ["continues\n"]);
  });

  it("stops a loop of an earlier cell with a flag", async (t) => {
    const student = await open(
      t,
      "lab",
      "flag",
      `import { setTimeout as delay } from "node:timers/promises";
let running = true;
let rounds = 0;
async function serve() {
  for (; running; rounds++) await delay(1);
  console.log("stopped");
}
void serve();`,
      "running",
      "running = false;",
      "const before = rounds; await delay(20); rounds - before",
    );
    assert.deepEqual(await student.run(0), []);
    assert.deepEqual(await student.run(1), ["true"]);
    await student.run(2);
    await student.notebook.getByText("stopped", { exact: true }).waitFor();
    assert.equal((await student.run(3)).at(-1), "0");
  });

  it("runs a cell with a fixed port twice", async (t) => {
    const free = closing(t, new Socket());
    free.bind(["127.0.0.1", 0]);
    const [, port] = free.getsockname();
    free.close();
    const student = await open(
      t,
      "lab",
      "port",
      `import { Socket } from "day29";
const listener = new Socket();
listener.bind(["127.0.0.1", ${port}]);
listener.listen();
listener.getsockname()`,
    );
    for (let i = 0; i < 2; i++) {
      assert.deepEqual(await student.run(0), [`[ '127.0.0.1', ${port} ]`]);
    }
  });

  it("saves and exports a notebook with halves of surrogate pairs in its outputs", async (t) => {
    const student = await open(
      t,
      "lab",
      "half",
      'console.log("😀"[0]);',
      'throw new Error("😀"[1]);',
    );
    await student.runAll();
    await student.save();
    const { cells } = await readNotebook(join(lab().folder, "half.ipynb"));
    const [printed, thrown] = cells.map(({ outputs }) => JSON.stringify(outputs));
    assert.match(`${printed}`, /"\ufffd\\n"/);
    assert.match(`${thrown}`, /"Error: \ufffd"/);
    const { origin, token } = lab();
    const exported = await fetch(`${origin}/nbconvert/html/half.ipynb?token=${token}`);
    assert.equal(exported.status, 200);
    assert.match(await exported.text(), /Error: \ufffd/);
    assert.deepEqual(student.window.errors, []);
  });
});
