/** Jupyter's wire format, signed and parsed. */
import assert from "node:assert/strict";
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { it } from "node:test";
import { toJson, Wire } from "#day29/kernel/transport/wire.js";

function frames(wire: Wire): Buffer[] {
  const sent = wire.encode(["client"], { type: "kernel_info_request", content: '{"a":1}' });
  return sent.map((frame) => Buffer.from(frame));
}

/** The frames of a message with one of them replaced. */
function replaced(sent: readonly Buffer[], index: number, text: string): Buffer[] {
  return sent.map((frame, i) => (i === index ? Buffer.from(text) : frame));
}

it("a message is parsed as it was encoded", () => {
  for (const key of ["secret", ""]) {
    const request = new Wire(key).decode(frames(new Wire(key)));
    assert.deepEqual(request.route, [Buffer.from("client")]);
    assert.equal(request.header.msg_type, "kernel_info_request");
    assert.deepEqual([request.content, request.metadata], [{ a: 1 }, {}]);
  }
});

it("buffers follow the content, and are not part of the signature", () => {
  const wire = new Wire("secret");
  const buffers = [Buffer.from([0, 255]), Buffer.from("<IDS|MSG>"), Buffer.alloc(0)];
  const message = {
    type: "comm_msg",
    content: '{"a":1}',
    metadata: '{"version":"2.1.0"}',
    buffers,
  };
  const request = wire.decode(wire.encode(["client"], message).map((frame) => Buffer.from(frame)));
  assert.deepEqual(request.content, { a: 1 });
  assert.deepEqual(request.metadata, { version: "2.1.0" });
  assert.deepEqual(request.buffers, buffers);
  assert.deepEqual(wire.decode([...frames(wire), Buffer.from("late")]).content, { a: 1 });
});

it("a message that was signed with another key, or changed, is refused", () => {
  const wire = new Wire("secret");
  assert.throws(() => wire.decode(frames(new Wire("other"))), /wrong signature/);
  assert.throws(() => wire.decode(frames(new Wire(""))), /wrong signature/);
  const changed = frames(wire);
  changed[6] = Buffer.from('{"a":2}');
  assert.throws(() => wire.decode(changed), /wrong signature/);
});

it("signatures are compared in constant time", (t) => {
  const compare = t.mock.method(crypto, "timingSafeEqual");
  syncBuiltinESMExports();
  t.after(() => {
    compare.mock.restore();
    syncBuiltinESMExports();
  });
  const wire = new Wire("secret");
  const wrong = frames(new Wire("other"));
  assert.throws(() => wire.decode(wrong), /wrong signature/);
  assert.equal(compare.mock.callCount(), 1);
  assert.deepEqual(compare.mock.calls[0]?.arguments[0], wrong[2]);
});

it("a reply has a header of its own, and that of its request as its parent", () => {
  const wire = new Wire("");
  const parent = { msg_id: "1" };
  const message = { type: "status", content: toJson({ a: 1 }), parent: toJson(parent) };
  const [route, , signature, ...parts] = wire.encode(["client"], message);
  const [header, ...others] = parts.map((part) => JSON.parse(`${part}`));
  assert.deepEqual([route, signature, others], ["client", "", [parent, {}, { a: 1 }]]);
  assert.deepEqual([header.msg_type, header.version], ["status", "5.3"]);
  const [, , second] = wire.encode([], { type: "status", content: "{}" });
  const { msg_id, session } = JSON.parse(`${second}`);
  assert.notEqual(msg_id, header.msg_id);
  assert.equal(session, header.session);
});

it("half of a surrogate pair becomes U+FFFD in names and values, and nothing else changes", () => {
  for (const [text, right] of [
    ["\ud83d", "\ufffd"],
    ["a\ude00\ude00\ud83d", "a\ufffd\ufffd\ufffd"],
    ["\ud83d\ude00", "\ud83d\ude00"],
    ["\ud83d\ud83d\ude00", "\ufffd\ud83d\ude00"],
    ["\\ud83d", "\\ud83d"],
    ["\\\ud83d", "\\\ufffd"],
    ["\\\\ud83d", "\\\\ud83d"],
    ["\\\\\ude00!", "\\\\\ufffd!"],
    ['"\ud83d"', '"\ufffd"'],
    ["\u001b\udead", "\u001b\ufffd"],
  ] as const) {
    assert.deepEqual(JSON.parse(toJson({ [text]: [text] })), { [right]: [right] });
  }
});

for (const [reason, change] of [
  ["it has no delimiter", (sent) => sent.slice(2)],
  ["it has no signature", (sent) => sent.slice(0, 2)],
  ["it needs 4 parts, not 3", (sent) => sent.slice(0, 6)],
  ["its header is not JSON", (sent) => replaced(sent, 3, "{")],
  ["its header is not an object", (sent) => replaced(sent, 3, "[]")],
  ["its msg_type is not a string", (sent) => replaced(sent, 3, "{}")],
  ["its metadata is not an object", (sent) => replaced(sent, 5, "1")],
  ["its content is not an object", (sent) => replaced(sent, 6, "null")],
] satisfies [string, (sent: Buffer[]) => Buffer[]][]) {
  it(`a message is refused: ${reason}`, () => {
    const wire = new Wire("");
    assert.throws(() => wire.decode(change(frames(wire))), new RegExp(`^Error: ${reason}`));
  });
}
