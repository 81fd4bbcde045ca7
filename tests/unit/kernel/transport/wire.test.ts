/** Jupyter's wire format, signed and parsed. */
import assert from "node:assert/strict";
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { it } from "node:test";
import { Wire } from "#day29/kernel/transport/wire.js";

function frames(wire: Wire): Buffer[] {
  const sent = wire.encode(["client"], "kernel_info_request", { a: 1 }, undefined);
  return sent.map((frame) => Buffer.from(frame));
}

it("a message is parsed as it was encoded", () => {
  for (const key of ["secret", ""]) {
    const request = new Wire(key).decode(frames(new Wire(key)));
    assert.deepEqual(request.route, [Buffer.from("client")]);
    assert.equal(request.header.msg_type, "kernel_info_request");
    assert.deepEqual(request.content, { a: 1 });
  }
});

it("buffers that follow the content are not part of the signature", () => {
  const wire = new Wire("secret");
  assert.deepEqual(wire.decode([...frames(wire), Buffer.from("buffer")]).content, { a: 1 });
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
