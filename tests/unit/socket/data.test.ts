import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { copyOf, type Data, startOf, toBytes } from "#day29/socket/data.js";

describe("data to send", () => {
  it("is bytes as they are, or the UTF-8 bytes of a string", () => {
    const bytes = new Uint8Array(3);
    assert.equal(toBytes(bytes), bytes);
    assert.deepEqual([...toBytes("好")], [0xe5, 0xa5, 0xbd]);
  });

  it("is nothing else", () => {
    for (const wrong of [undefined, null, 1, [1], new ArrayBuffer(1)]) {
      assert.throws(() => toBytes(wrong as unknown as Data), {
        name: "TypeError",
        message: /^data /,
      });
    }
  });
});

it("received bytes are copied, few or many", () => {
  const buffer = Buffer.from("0123456789".repeat(10));
  for (const length of [0, 1, 32, 33, 100]) {
    const copy = copyOf(buffer, length);
    assert.deepEqual(copy, buffer.subarray(0, length));
    copy.fill(0);
    assert.equal(buffer[0], 0x30);
  }
});

it("a call fills the start of a caller's buffer, or all of it", () => {
  const buffer = new Uint8Array(8);
  assert.equal(startOf(buffer, 0), buffer);
  assert.equal(startOf(buffer, 8), buffer);
  const start = startOf(buffer, 3);
  assert.deepEqual([start.length, start.buffer === buffer.buffer], [3, true]);
  for (const wrong of [-1, 9, 1.5]) assert.throws(() => startOf(buffer, wrong), RangeError);
  assert.throws(() => startOf([1] as unknown as Uint8Array, 0), TypeError);
});
