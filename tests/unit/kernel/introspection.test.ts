/** The replies for Tab completion and Shift+Tab. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { completeReply, inspectReply, toUtf16 } from "#day29/kernel/introspection.js";

it("positions are converted between the characters of Jupyter and the UTF-16 units of TypeScript", () => {
  const code = "'🔌'; lis";
  assert.equal(toUtf16(code, 1), 1);
  assert.equal(toUtf16(code, 2), 3);
  assert.equal(toUtf16(code, [...code].length), code.length);
  const reply = completeReply(code, {
    start: 6,
    end: 9,
    candidates: [{ text: "listener", kind: "instance" }],
  });
  assert.deepEqual([reply.cursor_start, reply.cursor_end], [5, 8]);
  assert.deepEqual(reply.matches, ["listener"]);
  assert.deepEqual(reply.metadata, {
    _jupyter_types_experimental: [{ text: "listener", type: "instance", start: 5, end: 8 }],
  });
});

it("an inspection shows the signature, documentation and tags that exist", () => {
  const parts = (text: string, kind = "text") => [{ text, kind }];
  const shown = (info: Parameters<typeof inspectReply>[0]) =>
    (inspectReply(info).data as Record<string, string>)["text/plain"];
  assert.equal(
    shown({ displayParts: parts("const a: number"), documentation: [] }),
    "const a: number",
  );
  const link = (...inner: { text: string; kind: string }[]) => [
    ...parts("{@link ", "link"),
    ...inner,
    ...parts("}", "link"),
  ];
  assert.equal(
    shown({
      displayParts: parts("f()"),
      documentation: [...parts("Waits for "), ...link(...parts("Socket", "linkName"))],
      tags: [
        { name: "param", text: parts("a how") },
        { name: "internal" },
        { name: "example", text: parts("f()") },
        {
          name: "see",
          text: link(...parts("Socket", "linkName"), ...parts("sockets", "linkText")),
        },
      ],
    }),
    "f()\n\nWaits for Socket\n\n@param a how\n@internal\n@example\nf()\n@see sockets",
  );
  assert.equal(inspectReply(undefined).found, false);
});
