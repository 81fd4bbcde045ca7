/** The kernel as Jupyter sees it, above all where it does better than tslab alone. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { HANG_MS } from "../../support/hang.js";
import { type Exchange, Kernel, type Message } from "../../support/kernel/driver.js";

type Channel = Message["channel"];

const WAIT = "await new Promise(() => {});";
/** A cell that ends when the kernel receives SIGWINCH. */
const GATE = `
  const opened = new Promise((open) => process.once("SIGWINCH", open));
  console.log("at the gate");
  await opened;`;
/** As in src/kernel: the time between two updates of a display, or two messages of text. */
const FRAME_MS = 50;
const INTERNALS = /tslab|node:|dist.kernel|evalmachine/;

/** The types of the messages that a cell sent to iopub, without its status. */
function outputTypes(cell: Exchange): string[] {
  const outputs = cell.messages.filter(
    ({ channel, type }) => channel === "iopub" && type !== "status",
  );
  return outputs.map(({ type }) => type);
}

describe("a kernel", () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await Kernel.start();
  });
  after(() => kernel.stop());

  it("loads the library while it is idle", async () => {
    const cell = await kernel.run(`
      const isLoaded = () => Object.keys(require.cache).some((path) => path.includes("koffi"));
      const timer = setInterval(() => {
        if (!isLoaded()) return;
        console.log("loaded");
        clearInterval(timer);
      }, 10);`);
    await cell.printed("loaded");
  });

  describe("output", () => {
    it("arrives whole and in order when a cell prints 20,000 lines", async () => {
      const cell = await kernel.run(`
        const printing = Date.now();
        for (let i = 0; i < 20_000; i++) console.log("line " + i);
        const printed = Date.now() - printing;`);
      const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`);
      assert.equal(cell.stdout, lines.join(""));
      const frames = Number((await kernel.run("console.log(printed);")).stdout) / FRAME_MS;
      const { length } = cell.contents("stream");
      assert.ok(length <= frames + 10, `lines travel together, in ${length} messages`);
    });

    it("arrives whole when a cell sends 5,000 displays", async () => {
      const cell = await kernel.run(`
        import { display } from "tslab";
        for (let i = 0; i < 5_000; i++) display.text(String(i).padStart(5_000));`);
      const texts = cell.contents("display_data").map(({ data }) => data["text/plain"].trim());
      const numbers = Array.from({ length: 5_000 }, (_, i) => String(i));
      assert.deepEqual(texts, numbers);
    });

    it("keeps the order of stdout, stderr and displays", async () => {
      const cell = await kernel.run(`
        import { display } from "tslab";
        console.log("1"); console.error("2"); console.log("3");
        display.html("<b>4</b>");
        console.log("5");`);
      const order = cell.messages.flatMap(({ type, content }) => {
        if (type === "stream") return [`${content.name} ${content.text}`];
        return type === "display_data" ? [content.data["text/html"]] : [];
      });
      assert.deepEqual(order, ["stdout 1\n", "stderr 2\n", "stdout 3\n", "<b>4</b>", "stdout 5\n"]);
    });

    it("updates a display in place", async () => {
      const cell = await kernel.run(`
        import { newDisplay } from "tslab";
        const picture = newDisplay();
        picture.text("first"); picture.text("second");`);
      const [shown] = cell.contents("display_data");
      const [updated] = cell.contents("update_display_data");
      assert.equal(updated.data["text/plain"], "second");
      assert.equal(updated.transient.display_id, shown.transient.display_id);
    });

    it("updates a display no faster than clients draw, and shows the last frame before the cell ends", async () => {
      const cell = await kernel.run(`
        import { newDisplay } from "tslab";
        const film = newDisplay();
        const started = Date.now();
        for (let i = 0; i <= 200; i++) {
          film.text("frame " + i);
          await new Promise((next) => setTimeout(next, 1));
        }
        film.text("the end");
        console.log(Date.now() - started);`);
      const frames = Number(cell.stdout) / FRAME_MS;
      const texts = cell.contents("update_display_data").map(({ data }) => data["text/plain"]);
      assert.ok(texts.length > 1 && texts.length <= frames + 5, `${texts.length} updates`);
      assert.equal(texts.at(-1), "the end");
    });

    it("shows and updates what a library displays through the host", async () => {
      const cell = await kernel.run(`
        const host = (globalThis as any)[Symbol.for("day29.host")];
        host.display({ "text/plain": "alone", "text/html": "<b>alone</b>" });
        host.display({ "text/plain": "first" }, { id: "one" });
        host.display({ "text/plain": "second" }, { id: "one", update: true });
        try { host.display({ "text/plain": "lost" }, { update: true }); }
        catch (error) { console.log(String(error)); }`);
      assert.deepEqual(cell.contents("display_data"), [
        {
          data: { "text/plain": "alone", "text/html": "<b>alone</b>" },
          metadata: {},
          transient: {},
        },
        { data: { "text/plain": "first" }, metadata: {}, transient: { display_id: "one" } },
      ]);
      assert.deepEqual(cell.contents("update_display_data"), [
        { data: { "text/plain": "second" }, metadata: {}, transient: { display_id: "one" } },
      ]);
      assert.equal(cell.stdout, "TypeError: display() needs an id to update what is shown\n");
    });

    it("updates each of several displays", async () => {
      const cell = await kernel.run(`
        import { newDisplay } from "tslab";
        const [left, right] = [newDisplay(), newDisplay()];
        for (const side of [left, right]) side.text("first");
        for (let i = 0; i < 10; i++) { left.text("left " + i); right.text("right " + i); }`);
      const texts = cell.contents("update_display_data").map(({ data }) => data["text/plain"]);
      assert.deepEqual(texts.slice(-2).sort(), ["left 9", "right 9"]);
    });

    it("shows while a cell that never awaits is still running", async (t) => {
      const folder = await mkdtemp("build/day29-");
      t.after(() => rm(folder, { recursive: true }));
      const cell = kernel.execute(`
        import { existsSync } from "node:fs";
        console.log("1");
        while (!existsSync("${folder}/shown"));
        console.log("2");`);
      await cell.printed("1");
      await writeFile(join(folder, "shown"), "");
      await cell.done();
      assert.equal(cell.stdout, "1\n2\n");
    });

    it("supports writes of megabytes, characters split between writes, and callbacks", async () => {
      const cell = await kernel.run(`
        const bytes = Buffer.from("粘包");
        process.stdout.write(bytes.subarray(0, 4)); process.stdout.write(bytes.subarray(4));
        process.stdout.write("x".repeat(5_000_000));
        await new Promise<void>((done) => process.stdout.write("a", () => done()));
        await new Promise<void>((done) => process.stdout.write("b", "utf8", () => done()));
        process.stdout.write("c")`);
      assert.equal(cell.stdout, `粘包${"x".repeat(5_000_000)}abc`);
    });
  });

  describe("execution", () => {
    it("announces every cell with its code and a count that increases by one", async () => {
      const code = "1 + 1";
      const [first] = (await kernel.run(code)).contents("execute_input");
      const second = await kernel.run(code);
      const [input] = second.contents("execute_input");
      assert.deepEqual(input, { code, execution_count: first.execution_count + 1 });
      assert.equal((await second.done()).execution_count, input.execution_count);
    });

    it("does not count or announce a silent cell", async () => {
      const [counted] = (await kernel.run("1")).contents("execute_input");
      const silent = await kernel.run("2", { silent: true });
      assert.deepEqual(silent.contents("execute_input"), []);
      const [next] = (await kernel.run("3")).contents("execute_input");
      assert.equal(next.execution_count, counted.execution_count + 1);
    });

    for (const [kind, failing] of [
      ["throws", "throw new Error('stop');"],
      ["throws late", "await new Promise((go) => setTimeout(go, 50)); throw new Error('stop');"],
      [
        "throws after keeping the kernel busy",
        "for (const end = Date.now() + 100; Date.now() < end; ); throw 1;",
      ],
      ["does not compile", "const wrong: number = 'text';"],
    ] as const) {
      it(`aborts the cells that wait behind one that ${kind}`, async () => {
        const gate = kernel.execute(GATE);
        await gate.printed("at the gate");
        const cells = [failing, "console.log('ran')", "console.log('ran')"].map((code) =>
          kernel.execute(code),
        );
        // Requests arrive in order: after this reply the cells are queued.
        await kernel.send("kernel_info_request").done();
        process.kill(kernel.pid, "SIGWINCH");
        const replies = await Promise.all(cells.map((cell) => cell.done()));
        assert.deepEqual(
          replies.map(({ status }) => status),
          ["error", "aborted", "aborted"],
        );
        assert.deepEqual(cells.slice(1).flatMap(outputTypes), []);
      });
    }

    it("runs a cell that is sent as soon as the one before has failed", async () => {
      for (let i = 0; i < 5; i++) {
        assert.equal((await kernel.execute("throw 1").done()).status, "error");
        assert.equal((await kernel.execute("1").done()).status, "ok");
      }
    });

    it("skips nothing when the sender asks not to stop on errors", async () => {
      const options = { stop_on_error: false };
      const codes = [
        "throw 1",
        "console.log('second')",
        "const bad: number = ''",
        "console.log('fourth')",
      ];
      const cells = codes.map((code) => kernel.execute(code, options));
      const replies = await Promise.all(cells.map((cell) => cell.done()));
      assert.deepEqual(
        replies.map(({ status }) => status),
        ["error", "ok", "error", "ok"],
      );
      assert.deepEqual(
        cells.map((cell) => cell.stdout),
        ["", "second\n", "", "fourth\n"],
      );
    });

    it("accepts every form of top-level await", async () => {
      const cell = await kernel.run(`
        const [first] = await [Promise.resolve(1)];
        const second = await (async () => 2)();
        for await (const third of [Promise.resolve(3)]) console.log(await (first), second, third);`);
      assert.equal(cell.stdout, "1 2 3\n");
    });

    it("sees the names of earlier cells in shorthand properties", async () => {
      await kernel.run(`
        import { sep } from "node:path";
        const five = 5;
        let six = 0;
        let seven = 0;`);
      const cell = await kernel.run(`
        const own = 1;
        const nested = (own: number) => ({ own, deeper: { five } });
        ({ six, seven = 7 } = { six: 6 } as { six: number; seven?: number });
        console.log(JSON.stringify([{ sep }, { five, own }, nested(2), { six, seven }]));`);
      assert.deepEqual(cell.contents("error"), []);
      assert.deepEqual(JSON.parse(cell.stdout), [
        { sep: "/" },
        { five: 5, own: 1 },
        { own: 2, deeper: { five: 5 } },
        { six: 6, seven: 7 },
      ]);
    });

    it("makes a module of a cell with a @module comment, whose type errors are errors", async () => {
      const right = await kernel.run("/** @module lamps */\nexport const lamps = 3;");
      assert.deepEqual([right.stderr, right.stdout], ["", ""]);
      assert.equal((await kernel.run('import { lamps } from "./lamps";\nlamps;')).result, "3");
      const wrong = await kernel.run("/** @module wires */\nexport const wires: string = 4;");
      const [{ ename, traceback }] = wrong.contents("error");
      assert.equal(ename, "CompileError");
      assert.match(
        traceback.join("\n"),
        /^In\[\d+\]:2:14 - error TS2322: Type 'number' is not assignable to type 'string'\.\n {2}export const wires/,
      );
    });

    it("does not run a cell for the browser", async () => {
      const cell = await kernel.run("/** @browser */\nconsole.log('ran');");
      assert.equal((await cell.done()).status, "ok");
      assert.equal(cell.stdout, "");
    });

    it("imports a TypeScript file from its folder", async (t) => {
      const folder = await mkdtemp("build/day29-");
      t.after(() => rm(folder, { recursive: true }));
      await writeFile(join(folder, "helper.ts"), "export const helped: number = 5;");
      const cell = await kernel.run(`import { helped } from "./${folder}/helper";\nhelped;`);
      assert.deepEqual(cell.contents("error"), []);
      assert.equal(cell.result, "5");
    });

    it("keeps what a failed cell declared", async () => {
      await kernel.run("const kept: number = 42; throw new Error('later');");
      assert.equal((await kernel.run("kept + 1")).result, "43");
    });
  });

  describe("errors", () => {
    it("show the cell's own frames, at the lines of the TypeScript", async () => {
      const cell = await kernel.run(`
interface Gone { a: number }

function fail(n: number): never {
  type AlsoGone = string;
  throw new TypeError("bad " + n);
}

await Promise.resolve();
[1].map((n): number => fail(n));`);
      const [{ ename, evalue, traceback }] = cell.contents("error");
      const { execution_count, ...reply } = await cell.done();
      const name = `In[${execution_count}]`;
      assert.deepEqual([ename, evalue], ["TypeError", "bad 1"]);
      assert.deepEqual(traceback, [
        `${name}:6`,
        '    throw new TypeError("bad " + n);',
        "          ^",
        "TypeError: bad 1",
        `    at fail (${name}:6:9)`,
        `    at ${name}:10:24`,
        `    at ${name}:10:5`,
      ]);
      const rest = { payload: [], user_expressions: {} };
      assert.deepEqual(reply, { status: "error", ...rest, ename, evalue, traceback });
    });

    it("name the cell in which a function was written", async () => {
      const first = await kernel.run("\nfunction thrower() { throw new Error('here'); }");
      const second = await kernel.run("thrower()");
      const [declared, called] = [await first.done(), await second.done()];
      const [{ traceback }] = second.contents("error");
      assert.deepEqual(traceback.slice(-2), [
        `    at thrower (In[${declared.execution_count}]:2:28)`,
        `    at In[${called.execution_count}]:1:1`,
      ]);
    });

    it("of Node.js show where the cell called it, and their properties", async () => {
      const cell = await kernel.run(`
        import { readFileSync } from "fs";
        readFileSync("/nowhere");`);
      const text = cell.contents("error")[0].traceback.join("\n");
      assert.match(text, /readFileSync\("\/nowhere"\);\n +\^/);
      assert.match(text, /code: 'ENOENT'/);
      assert.doesNotMatch(text, INTERNALS);
    });

    it("show their causes and the errors that they contain", async () => {
      const cell = await kernel.run(`
        const gathered = new AggregateError([new RangeError("one"), new Error("two")], "both");
        throw new Error("outer", { cause: gathered });`);
      const text = cell.contents("error")[0].traceback.join("\n");
      assert.match(
        text,
        /Error: outer.*\[cause\]: AggregateError: both.*RangeError: one.*Error: two/s,
      );
      assert.doesNotMatch(text, INTERNALS);
    });

    it("can be anything that can be thrown", async () => {
      const thrown = {
        "'text'": "'text'",
        null: "null",
        "{ a: 1 }": "{ a: 1 }",
        undefined: "undefined",
      };
      for (const [code, text] of Object.entries(thrown)) {
        const cell = await kernel.run(`throw ${code};`);
        const error = { ename: "Uncaught", evalue: text, traceback: [`Uncaught ${text}`] };
        assert.deepEqual(cell.contents("error"), [error]);
      }
    });

    it("of the compiler quote the line", async () => {
      const cell = await kernel.run("const ok = 1;\n  const wrong: number = 'text';\nmissing();");
      const { execution_count, ename, evalue, traceback } = await cell.done();
      const advice =
        "如果别的单元格声明了它，就先运行那个单元格 · if another cell declares it, first run that one";
      assert.deepEqual(
        [ename, evalue],
        ["CompileError", "Type 'string' is not assignable to type 'number'. (and 1 more)"],
      );
      assert.deepEqual(traceback, [
        `In[${execution_count}]:2:9 - error TS2322: Type 'string' is not assignable to type 'number'.`,
        "    const wrong: number = 'text';",
        "          ^^^^^",
        `In[${execution_count}]:3:1 - error TS2304: Cannot find name 'missing': ${advice}`,
        "  missing();",
        "  ^^^^^^^",
      ]);
      assert.equal(cell.stderr, "");
    });

    it("in the background are shown, and the kernel continues", async () => {
      const cell = await kernel.run(`
        setTimeout(() => { throw new Error("thrown later"); });
        void Promise.reject(new Error("nobody waits"));
        process.emitWarning("mind the gap");
        await new Promise((go) => setTimeout(go, 20));
        console.log("still here");`);
      assert.match(cell.stderr, /Error: thrown later\n {4}at .*In\[\d+\]:2:34/);
      assert.match(cell.stderr, /Error: nobody waits\n {4}at In\[\d+\]:3:/);
      assert.match(cell.stderr, /Warning: mind the gap/);
      assert.doesNotMatch(cell.stderr, INTERNALS);
      assert.equal(cell.stdout, "still here\n");
    });
  });

  it("explains a cell that the compiler cannot parse because it is nested too deeply", async () => {
    const cell = await kernel.run(`${"(".repeat(5000)}1${")".repeat(5000)}`);
    const message = "RangeError: The cell is nested too deeply for the compiler.";
    assert.deepEqual(cell.contents("error")[0].traceback, [message]);
    assert.equal((await kernel.run("console.log('next')")).stdout, "next\n");
  });

  describe("an interrupt", () => {
    it("ends a cell that awaits, and the kernel continues", async () => {
      const cell = kernel.execute(`console.log("in"); ${WAIT}`);
      const queued = kernel.execute("1");
      await cell.printed("in");
      kernel.interrupt();
      assert.equal((await cell.done()).ename, "InterruptedError");
      assert.deepEqual(cell.contents("error")[0].traceback, ["InterruptedError: interrupted"]);
      assert.equal((await queued.done()).status, "aborted");
      assert.equal((await kernel.run("2")).result, "2");
    });

    it("ends a cell that never awaits, and cancels the waits that it began", async () => {
      const cell = kernel.execute(`
        const host = (globalThis as any)[Symbol.for("day29.host")];
        const remove = host.onInterrupt(() => { remove(); console.log("cancelled"); });
        for (let last = 0; ; ) {
          if (Date.now() - last < 100) continue;
          console.log("in");
          last = Date.now();
        }`);
      await cell.printed("in");
      kernel.interrupt();
      assert.equal((await cell.done()).ename, "InterruptedError");
      assert.match(cell.stdout, /in\ncancelled\n$/);
    });

    it("is not lost when it arrives while the cell is being compiled", async () => {
      const cell = kernel.execute(`import * as http2 from "http2"; for (;;);`);
      await cell.until(({ type }) => type === "execute_input");
      kernel.interrupt();
      assert.equal((await cell.done()).ename, "InterruptedError");
    });

    it("lets a library cancel what the cell waits for, so that the cell fails there", async () => {
      const cell = kernel.execute(`
        const host = (globalThis as any)[Symbol.for("day29.host")];
        function wait() {
          return new Promise<void>((_, reject) => {
            const remove = host.onInterrupt(() => { remove(); reject(new Error("cancelled")); });
            setImmediate(() => console.log("in"));
          });
        }
        await wait();`);
      await cell.printed("in");
      kernel.interrupt();
      assert.equal((await cell.done()).evalue, "cancelled");
    });

    it("can arrive as a message on the control channel", async () => {
      const cell = kernel.execute(`console.log("in"); ${WAIT}`);
      await cell.printed("in");
      const request = kernel.send("interrupt_request", {}, "control");
      assert.deepEqual(await request.done(), { status: "ok" });
      assert.equal((await cell.done()).ename, "InterruptedError");
    });
  });

  describe("a request", () => {
    it("is handled while a cell awaits, between its own busy and idle status", async () => {
      const cell = kernel.execute(`console.log("in"); ${WAIT}`);
      await cell.printed("in");
      const requests = [
        kernel.send("kernel_info_request"),
        kernel.send("kernel_info_request", {}, "control"),
        kernel.send("complete_request", { code: "Mat", cursor_pos: 3 }),
      ];
      for (const request of requests) {
        assert.equal((await request.done()).status, "ok");
        const states = request.contents("status").map((content) => content.execution_state);
        assert.deepEqual(states, ["busy", "idle"]);
      }
      kernel.interrupt();
      await cell.done();
    });

    it("for information gets TypeScript as the language", async () => {
      const info = await kernel.send("kernel_info_request").done();
      assert.deepEqual(info.language_info, {
        name: "typescript",
        version: "6.0.3",
        mimetype: "text/typescript",
        file_extension: ".ts",
        codemirror_mode: "typescript",
        pygments_lexer: "typescript",
      });
    });

    it("for completion sees earlier cells, and counts characters as Jupyter does", async () => {
      await kernel.run("const listener = { accept() {}, address: 1 };");
      const code = "'🔌'; listener.";
      const cursor_pos = [...code].length;
      const reply = await kernel.send("complete_request", { code, cursor_pos }).done();
      assert.deepEqual(reply.matches, ["accept", "address"]);
      assert.deepEqual([reply.cursor_start, reply.cursor_end], [cursor_pos, cursor_pos]);
    });

    it("for inspection shows signature, documentation and tags by name", async () => {
      await kernel.run(`
/**
 * Waits.
 * @param seconds how long
 * @returns what is ready
 */
function wait(seconds: number): string[] { return []; }`);
      const reply = await kernel.send("inspect_request", { code: "wait", cursor_pos: 2 }).done();
      assert.equal(
        reply.data["text/plain"],
        "function wait(seconds: number): string[]\n\nWaits.\n\n@param seconds how long\n@returns what is ready",
      );
      const nothing = await kernel.send("inspect_request", { code: " ", cursor_pos: 0 }).done();
      assert.equal(nothing.found, false);
    });
  });
});

describe("a message that is not a request", () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await Kernel.start();
  });
  after(() => kernel.stop());

  const header = (fields: object) => JSON.stringify({ msg_id: "1", session: "s", ...fields });
  const info = header({ msg_type: "kernel_info_request" });
  const nested = "[".repeat(100_000) + "]".repeat(100_000);
  /** The types of requests that fail because of such a header: later versions of Node.js can send it back. */
  const tooDeepFor = canStringify(JSON.parse(nested))
    ? []
    : ["kernel_info_request", "execute_request"];
  const signed: [title: string, parts: string[], reason: RegExp][] = [
    ["without parts", [], /needs 4 parts, not 0/],
    ["of three parts", [info, "{}", "{}"], /needs 4 parts, not 3/],
    ["whose header is not JSON", ["{", "{}", "{}", "{}"], /header is not JSON: /],
    ["whose header is null", ["null", "{}", "{}", "{}"], /header is not an object/],
    ["whose header is a list", ["[]", "{}", "{}", "{}"], /header is not an object/],
    ["without a type", [header({}), "{}", "{}", "{}"], /msg_type is not a string/],
    ["whose type is a number", [header({ msg_type: 1 }), "{}", "{}", "{}"], /msg_type is not a st/],
    ["whose content is not JSON", [info, "{}", "{}", "{"], /content is not JSON: /],
    ["whose content is empty", [info, "{}", "{}", ""], /content is not JSON: /],
    ["whose content is null", [info, "{}", "{}", "null"], /content is not an object/],
    ["whose content is text", [info, "{}", "{}", '"text"'], /content is not an object/],
    ...tooDeepFor.map((type): [string, string[], RegExp] => [
      `of type ${type} whose header cannot be sent back`,
      [header({ msg_type: type }).replace("}", `,"deep":${nested}}`), "{}", "{}", "{}"],
      /Maximum call stack size exceeded/,
    ]),
    [
      "of an unknown type",
      [header({ msg_type: "no_such_request" }), "{}", "{}", "{}"],
      /unknown type "no_such_request"/,
    ],
  ];
  const unsigned: [title: string, frames: string[], reason: RegExp][] = [
    ["of one empty frame", [""], /no delimiter/],
    ["without a delimiter", ["signature", info, "{}", "{}", "{}"], /no delimiter/],
    ["that ends with the delimiter", ["<IDS|MSG>"], /no signature/],
    ["with a false signature", ["<IDS|MSG>", "0".repeat(64), info, "{}", "{}", "{}"], /signature/],
    ["with a short signature", ["<IDS|MSG>", "0", info, "{}", "{}", "{}"], /wrong signature/],
    ["with an empty signature", ["<IDS|MSG>", "", info, "{}", "{}", "{}"], /wrong signature/],
  ];
  const messages = [
    ...signed.map(([title, parts, reason]) => {
      const send = (channel: Channel) => kernel.sendParts(parts, channel);
      return { title, send, reason };
    }),
    ...unsigned.map(([title, frames, reason]) => {
      const send = (channel: Channel) => kernel.sendFrames(frames, channel);
      return { title, send, reason };
    }),
  ];
  for (const channel of ["shell", "control"] as const) {
    for (const { title, send, reason } of messages) {
      it(`${title}, on ${channel}: is logged, not shown, and the kernel continues`, async () => {
        const cell = await kernel.run("1");
        const logged = kernel.log.length;
        send(channel);
        const next = kernel.send("kernel_info_request", {}, channel);
        assert.equal((await next.done()).status, "ok");
        assert.match(
          await kernel.wait(() => kernel.log.slice(logged).match(/.*\n/)?.[0]),
          new RegExp(`^day29 kernel: ignored a message on ${channel}: .*${reason.source}`),
        );
        assert.equal((await kernel.run("2")).result, "2");
        assert.equal(cell.stderr, "");
      });
    }
  }
});

describe("shutdown", { concurrency: true }, () => {
  const servers = `
    import { createServer } from "net";
    const server = createServer().listen(0, "127.0.0.1");
    setInterval(() => {}, 1000);
    new Promise(() => {});`;
  /** A Worker that is blocked in a system call; 'exit' handlers can end the call by writing to \`wake\`. */
  const blockedWorker = `
    import koffi from "koffi";
    import { Worker } from "worker_threads";
    const libc = koffi.load(null);
    const wake = libc.func("int eventfd(uint, int)")(0, 0);
    const worker = new Worker(\`
      const { parentPort, workerData } = require("worker_threads");
      const read = require("koffi").load(null).func("intptr_t read(int, void *, size_t)");
      parentPort.postMessage("blocks now");
      read(workerData, Buffer.alloc(8), 8);
    \`, { eval: true, workerData: wake });
    await new Promise((go) => worker.once("message", go));
    worker.unref();`;
  const wakeAtExit = `
    const write = libc.func("intptr_t write(int, void *, size_t)");
    process.on("exit", () => { write(wake, Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]), 8); });`;

  for (const [title, cells, codes] of [
    // It prepares for cells then. If a busy machine does not let it end in time, it kills itself, before Jupyter would.
    ["ends a kernel by itself when nothing runs", [], [0, -9]],
    ["ends a kernel by itself when a server and timers run", [servers, WAIT], [0]],
    [
      "lets exit handlers wake a Worker that is blocked in a system call",
      [servers, blockedWorker, wakeAtExit],
      [0],
    ],
    ["does not wait for a Worker that stays blocked", [servers, blockedWorker], [-9, 0]],
  ] as const) {
    it(title, async (t) => {
      const kernel = await Kernel.start();
      t.after(() => kernel.stop());
      for (const cell of cells) {
        if (cell === WAIT) await kernel.execute(cell).until(({ type }) => type === "execute_input");
        else assert.deepEqual((await kernel.run(cell)).contents("error"), []);
      }
      const ended = await kernel.shutdown();
      assert.ok((codes as readonly number[]).includes(ended.code), `exit code ${ended.code}`);
    });
  }

  it("is replied to before the kernel ends", async (t) => {
    const kernel = await Kernel.start();
    t.after(() => kernel.stop());
    const request = kernel.send("shutdown_request", { restart: true }, "control");
    assert.deepEqual(await request.done(), { status: "ok", restart: true });
  });

  it("happens automatically when the process that started the kernel has ended", async (t) => {
    const kernel = await Kernel.start();
    t.after(() => kernel.stop());
    // The kernel shares the driver's stderr, which closes when both have ended.
    const closed = once(kernel.driver, "close", { signal: AbortSignal.timeout(HANG_MS) });
    kernel.driver.kill("SIGKILL");
    await closed;
  });
});

function canStringify(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}
