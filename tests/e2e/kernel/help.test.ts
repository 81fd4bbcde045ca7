/** Tab and Shift+Tab in the cells of a running kernel. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Kernel } from "../../support/kernel/driver.js";

describe("a kernel", () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await Kernel.start();
    const cell = await kernel.run(
      'import { Socket, select } from "day29"; const sock = new Socket();',
    );
    assert.deepEqual(cell.contents("error"), []);
  });
  after(() => kernel.stop());

  for (const [code, cursor_pos, cursor_start, matches] of [
    ['import fs from "node:f"', 22, 16, ["node:fs", "node:fs/promises"]],
    ['import fs from "fs/pro"', 22, 19, ["promises"]],
    ['declare function go(m: "read" | "write"): void; go("re")', 54, 52, ["read"]],
    ['const obj = {"a-b": 1}; obj["a"]', 30, 29, ["a-b"]],
    ["'🔌'; sock.recvI", 15, 10, ["recvInto"]],
  ] as const) {
    it(`completes ${code}`, async () => {
      const reply = await kernel.send("complete_request", { code, cursor_pos }).done();
      assert.deepEqual(reply.matches, matches);
      assert.deepEqual([reply.cursor_start, reply.cursor_end], [cursor_start, cursor_pos]);
      const kinds = reply.metadata._jupyter_types_experimental;
      assert.deepEqual(
        kinds.map(({ text }: { text: string }) => text),
        matches,
      );
      for (const { type, start, end } of kinds) {
        assert.match(type, /^(module|string|property|function)$/);
        assert.deepEqual([start, end], [cursor_start, cursor_pos]);
      }
    });
  }

  for (const [code, cursor_pos, signature, parameter] of [
    ["select()", 7, "select(rlist: ", "▸ rlist: "],
    ["sock.recv(10)", 12, "recv(bufsize: ", "▸ bufsize: number"],
    ["new Socket()", 11, "Socket(family?: ", "▸ family?: "],
    ['console.log("x")', 12, "log(message?: any", "▸ message?: any"],
    ["'🔌'; select([], )", 16, "select(rlist: ", "▸ wlist: "],
  ] as const) {
    it(`shows the signature in ${code}`, async () => {
      const reply = await kernel.send("inspect_request", { code, cursor_pos }).done();
      assert.equal(reply.found, true);
      const [first, second] = reply.data["text/plain"].split("\n");
      assert.ok(first.startsWith(signature), first);
      assert.ok(second.startsWith(parameter), second);
    });
  }

  it("shows overloads in detail", async () => {
    const inspect = async (detail_level: number) => {
      const request = { code: "setTimeout()", cursor_pos: 11, detail_level };
      const { data } = await kernel.send("inspect_request", request).done();
      return data["text/plain"].match(/^setTimeout.*$/gm);
    };
    assert.match((await inspect(0)).join(), /^setTimeout[^\n]* \(\+\d overloads?\)$/);
    assert.ok((await inspect(1)).length > 1);
  });

  it("neither imports nor runs what it completes and inspects", async () => {
    const code = 'process.env.TOUCHED = "yes"; import dgram from "node:dgram"; dgram.';
    const cursor_pos = code.length;
    const { matches } = await kernel.send("complete_request", { code, cursor_pos }).done();
    assert.ok(matches.includes("createSocket"));
    await kernel.send("inspect_request", { code, cursor_pos: 50 }).done();
    const cell = await kernel.run("console.log(process.env.TOUCHED);");
    assert.equal(cell.stdout, "undefined\n");
    assert.deepEqual((await kernel.run("dgram;")).contents("error").length, 1);
  });
});
