/** The replies for Tab completion and Shift+Tab. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { completeReply, inspectReply, toUtf16 } from "#day29/kernel/introspection.js";

it("positions are converted between the characters of Jupyter and the UTF-16 units of TypeScript", () => {
  const code = "'🔌'; lis";
  assert.equal(toUtf16(code, 1), 1);
  assert.equal(toUtf16(code, 2), 3);
  assert.equal(toUtf16(code, [...code].length), code.length);
  const reply = completeReply(code, { start: 6, end: 9, candidates: ["listener"] });
  assert.deepEqual([reply.cursor_start, reply.cursor_end], [5, 8]);
  assert.deepEqual(reply.matches, ["listener"]);
});

it("an inspection shows the signature, documentation and tags that exist", () => {
  const text = (parts: string) => [{ text: parts }];
  const shown = (info: Parameters<typeof inspectReply>[0]) =>
    (inspectReply(info).data as Record<string, string>)["text/plain"];
  assert.equal(shown({ displayParts: text("const a: number") }), "const a: number");
  assert.equal(
    shown({
      displayParts: text("f()"),
      documentation: text("Waits."),
      tags: [{ name: "param", text: text("a how") }, { name: "internal" }],
    }),
    "f()\n\nWaits.\n\n@param a how\n@internal",
  );
  assert.equal(inspectReply(undefined).found, false);
});
