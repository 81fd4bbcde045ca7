/** The control buffer of a message, byte by byte. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CMSG_LEN, CMSG_SPACE, SCM_RIGHTS, SOL_SOCKET } from "day29";
import {
  decodeAncillary,
  descriptorsIn,
  encodeAncillary,
  itemsIn,
} from "#day29/socket/ancillary.js";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const rights = [SOL_SOCKET, SCM_RIGHTS, Int32Array.of(5, 6, 7)] as const;

describe("ancillary data", () => {
  it("is laid out as cmsg(3) says, each item padded to 8 bytes", () => {
    const control = encodeAncillary([rights, [1, -1, Uint8Array.of(9)]]);
    assert.equal(
      hex(control),
      "1c00000000000000" +
        "0100000001000000" +
        "050000000600000007000000" +
        "00000000" +
        "1100000000000000" +
        "01000000ffffffff" +
        "0900000000000000",
    );
    assert.equal(control.length, CMSG_SPACE(12) + CMSG_SPACE(1));
    assert.equal(encodeAncillary([]).length, 0);
  });

  it("takes any view of memory", () => {
    const memory = Uint8Array.of(0, 0, 1, 2, 3, 4, 0, 0);
    for (const data of [memory.subarray(2, 6), new DataView(memory.buffer, 2, 4)]) {
      assert.equal(hex(encodeAncillary([[0, 0, data]])).slice(32), "0102030400000000");
    }
  });

  it("is decoded into copies", () => {
    const control = encodeAncillary([rights, [0, 2, Int32Array.of(64)]]);
    const items = decodeAncillary(control);
    control.fill(0);
    assert.deepEqual(items, [
      [SOL_SOCKET, SCM_RIGHTS, Buffer.from("050000000600000007000000", "hex")],
      [0, 2, Buffer.from("40000000", "hex")],
    ]);
    assert.deepEqual(items.map(descriptorsIn), [[5, 6, 7], []]);
  });

  it("may be cut anywhere, and may have any length in it", () => {
    const control = encodeAncillary([rights, [0, 2, Int32Array.of(64)]]);
    for (let length = 0; length <= control.length; length++) {
      const lengths = [...itemsIn(control.subarray(0, length))].map(([, , { length }]) => length);
      const [first, second] = [Math.min(length - 16, 12), Math.min(length - 32 - 16, 4)];
      assert.deepEqual(
        lengths,
        [first, second].filter((size) => size >= 0),
      );
      assert.ok(descriptorsIn([1, 1, control.subarray(0, length)]).length <= length / 4);
    }
    for (const length of [0n, 15n, 2n ** 63n, 2n ** 64n - 1n]) {
      new DataView(control.buffer).setBigUint64(0, length, true);
      assert.ok([...itemsIn(control)].length <= 1);
    }
  });

  it("of the wrong form is refused by name", () => {
    for (const [ancdata, name, message] of [
      [5, "TypeError", /^ancdata must be an array or another iterable, not 5$/],
      ["text", "TypeError", /^ancdata must be .*, not 'text'$/],
      [[5], "TypeError", /^ancdata\[0\] must be \[level, type, data\], not 5$/],
      [[rights, [1, 2]], "TypeError", /^ancdata\[1\] must be/],
      [[["1", 2, rights[2]]], "TypeError", /^the level of ancdata\[0\] must be .*, not '1'$/],
      [[[1, 2 ** 32 + 1, rights[2]]], "RangeError", /^the type of ancdata\[0\] must be/],
      [[[1, 1, [5]]], "TypeError", /^the data of ancdata\[0\] must be a typed array, not \[ 5 \]$/],
    ] as const) {
      assert.throws(() => encodeAncillary(ancdata as never), { name, message });
    }
  });
});

describe("CMSG_LEN() and CMSG_SPACE()", () => {
  it("differ by the padding", () => {
    const sizes = [0, 1, 4, 8, 9].map((length) => [CMSG_LEN(length), CMSG_SPACE(length)]);
    assert.deepEqual(sizes, [
      [16, 16],
      [17, 24],
      [20, 24],
      [24, 24],
      [25, 32],
    ]);
  });

  it("refuse a length that no message can have", () => {
    for (const length of [-1, 1.5, "4", null, 2 ** 31, Number.NaN]) {
      for (const size of [CMSG_LEN, CMSG_SPACE]) {
        assert.throws(() => size(length as number), {
          message: /^length must be an integer from 0 to 2147483/,
        });
      }
    }
  });
});
