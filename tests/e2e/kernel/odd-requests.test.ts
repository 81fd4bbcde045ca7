/** Requests with missing fields and odd values: the kernel replies or logs, and continues. */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { isIdle, Kernel } from "../../support/kernel/driver.js";

let kernel: Kernel;
before(async () => {
  kernel = await Kernel.start();
});
after(() => kernel.stop());

const ODD = [
  null,
  1e308,
  -1,
  2 ** 53,
  0.5,
  true,
  "",
  "text",
  "\0",
  "\u202e😀",
  [],
  [[]],
  {},
  { a: 1 },
];
const FIELDS: Record<string, string[]> = {
  execute_request: [
    "code",
    "silent",
    "store_history",
    "user_expressions",
    "allow_stdin",
    "stop_on_error",
  ],
  complete_request: ["code", "cursor_pos"],
  inspect_request: ["code", "cursor_pos", "detail_level"],
  is_complete_request: ["code"],
  history_request: [
    "hist_access_type",
    "session",
    "start",
    "stop",
    "n",
    "pattern",
    "output",
    "raw",
  ],
  comm_info_request: ["target_name"],
  comm_open: ["comm_id", "target_name", "data"],
  comm_msg: ["comm_id", "data"],
  comm_close: ["comm_id", "data"],
  input_reply: ["value", "status"],
  kernel_info_request: ["extra"],
  debug_request: ["command", "arguments"],
};

for (const [type, fields] of Object.entries(FIELDS)) {
  for (const channel of ["shell", "control"] as const) {
    it(`${type} on ${channel}`, async () => {
      const contents = [
        {},
        ...fields.flatMap((field) => ODD.map((value) => ({ code: "1", [field]: value }))),
      ];
      for (const content of contents) {
        await kernel.send(type, content, channel).until(isIdle);
      }
      assert.equal((await kernel.send("kernel_info_request", {}, channel).done()).status, "ok");
      assert.equal((await kernel.run("1 + 1")).result, "2");
    });
  }
}

it("input_reply on stdin, when nothing was asked", async () => {
  for (const value of ODD) kernel.send("input_reply", { value }, "stdin");
  kernel.sendFrames(["junk"], "stdin");
  const [cell] = await kernel.runWithInput('console.log(prompt("a"));', "b");
  assert.equal(cell.stdout, "b\n");
});

it("a reply to an input without a text is an empty line", async () => {
  const cell = kernel.execute('console.log([prompt("a")]);', { allow_stdin: true });
  await cell.until(({ type }) => type === "input_request");
  kernel.send("input_reply", { value: 7 }, "stdin");
  await cell.done();
  assert.equal(cell.stdout, "[ '' ]\n");
});
