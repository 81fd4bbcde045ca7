/** Requests beside cells: history, completeness, and the expressions that a front end adds to a cell. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Kernel } from "../../support/kernel/driver.js";

describe("a kernel", () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await Kernel.start();
  });
  after(() => kernel.stop());

  it("says what it supports", async () => {
    const info = await kernel.send("kernel_info_request").done();
    assert.equal(info.debugger, false);
    assert.deepEqual(info.supported_features, []);
  });

  it("keeps a history of the cells that count", async () => {
    const count = (await kernel.execute("const first = 1;").done()).execution_count;
    for (const option of [{ store_history: false }, { silent: true }]) {
      const reply = await kernel.execute("first + 1;", option).done();
      assert.equal(reply.execution_count, count, "the counter is unchanged");
    }
    await kernel.run("first + 4;");
    await kernel.run("throw 1;");
    const history = async (request: object) =>
      (await kernel.send("history_request", request).done()).history;
    const [tail, ...others] = await history({ hist_access_type: "tail", n: 3 });
    assert.deepEqual(tail, [1, count, "const first = 1;"]);
    assert.deepEqual(others, [
      [1, count + 1, "first + 4;"],
      [1, count + 2, "throw 1;"],
    ]);
    const values = { hist_access_type: "tail", n: 2, output: true };
    assert.deepEqual((await history(values))[0], [1, count + 1, ["first + 4;", "5"]]);
    const range = { hist_access_type: "range", session: 0, start: count, stop: count + 1 };
    assert.deepEqual(await history(range), [tail]);
    const search = { hist_access_type: "search", pattern: "const *", output: true };
    assert.deepEqual(await history(search), [[1, count, ["const first = 1;", null]]]);
    assert.deepEqual(await history({}), []);
  });

  it("checks whether code is complete", async () => {
    const ask = (code: string) => kernel.send("is_complete_request", { code }).done();
    assert.deepEqual(await ask("const a = 1;"), { status: "complete" });
    assert.deepEqual(await ask("function f() {"), { status: "incomplete", indent: "  " });
    assert.deepEqual(await ask("f(1 2"), { status: "invalid" });
  });

  describe("evaluates expressions after a cell", () => {
    /** Runs a cell with these expressions. Returns the texts of their values, or the errors' names. */
    async function values(code: string, user_expressions: object): Promise<object> {
      const reply = await kernel.execute(code, { user_expressions }).done();
      assert.equal(reply.status, "ok");
      const entries = Object.entries<Record<string, unknown>>(reply.user_expressions);
      return Object.fromEntries(
        entries.map(([name, { status, data, ename }]) => [
          name,
          status === "ok" ? (data as Record<string, unknown>)["text/plain"] : ename,
        ]),
      );
    }

    it("and returns a value or an error for each", async () => {
      const expressions = {
        sum: "one + 1",
        object: "{ a: one, text: '粘包' }",
        typed: "(one as number)!",
        waits: "await Promise.resolve(3)",
        module: 'require("node:path").posix.sep',
        nothing: "undefined",
        display: `({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "shown" }) })`,
        comment: "one // one",
        unknown: "nobody.declares(this)",
        thrown: "(() => { throw new RangeError('far') })()",
        rejected: "Promise.reject(new TypeError('no'))",
        statement: "const two = 2",
        two: "one; one",
        empty: "",
        number: 7,
      };
      assert.deepEqual(await values("const one = 1;", expressions), {
        sum: "2",
        object: "{ a: 1, text: '粘包' }",
        typed: "1",
        waits: "3",
        module: "'/'",
        nothing: "undefined",
        display: "shown",
        comment: "1",
        unknown: "ReferenceError",
        thrown: "RangeError",
        rejected: "TypeError",
        statement: "SyntaxError",
        two: "SyntaxError",
        empty: "SyntaxError",
        number: "7",
      });
    });

    it("with the fields of a display, or of an error", async () => {
      const user_expressions = { value: "1", error: "missing" };
      const reply = await kernel.execute("1;", { user_expressions }).done();
      assert.deepEqual(reply.user_expressions.value, {
        status: "ok",
        data: { "text/plain": "1" },
        metadata: {},
      });
      const { status, ename, evalue, traceback } = reply.user_expressions.error;
      assert.deepEqual([status, ename], ["error", "ReferenceError"]);
      assert.equal(evalue, "missing is not defined");
      assert.ok(Array.isArray(traceback));
    });

    it("without changing what cells see", async () => {
      const before = (await kernel.execute("let kept = 1;").done()).execution_count;
      await values("const same = 1;", { a: "kept", b: "let kept = 'text'", c: "same" });
      const cell = await kernel.run("const typed: number = kept; console.log(typed, same);");
      assert.equal(cell.stdout, "1 1\n");
      assert.equal((await cell.done()).execution_count, before + 2);
    });

    it("unless the cell fails or a field is odd", async () => {
      const failed = await kernel.execute("throw 1;", { user_expressions: { a: "1" } }).done();
      assert.deepEqual(failed.user_expressions, {});
      assert.deepEqual(failed.payload, []);
      for (const odd of [null, 1, "text", []]) {
        const reply = await kernel.execute("1;", { user_expressions: odd }).done();
        assert.equal(reply.status, "ok", JSON.stringify(odd));
        assert.deepEqual(reply.user_expressions, {});
      }
    });

    for (const [kind, expression] of [
      ["awaits", "(console.log('in'), await new Promise(() => {}))"],
      [
        "never awaits",
        "(() => { for (let last = 0; ; ) if (Date.now() - last > 100) { console.log('in'); last = Date.now(); } })()",
      ],
    ] as const) {
      it(`and an interrupt ends one that ${kind}`, async () => {
        const cell = kernel.execute("1;", { user_expressions: { expression } });
        await cell.printed("in");
        kernel.interrupt();
        const { status, user_expressions } = await cell.done();
        assert.equal(status, "ok");
        assert.equal(user_expressions.expression.ename, "InterruptedError");
        assert.equal((await kernel.execute("2;").done()).status, "ok");
      });
    }
  });
});
