import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filenoOf, openFilenoOf } from "#day29/file-descriptor.js";

const closed = { fileno: () => -1 };

describe("what select, poll and epoll accept as a descriptor", () => {
  it("is a number, or an object that has one", () => {
    assert.equal(filenoOf(0, "fd"), 0);
    assert.equal(filenoOf({ fileno: () => 7 }, "fd"), 7);
  });

  it("may be closed where a descriptor is only looked up, and not where one is used", () => {
    assert.equal(filenoOf(closed, "fd"), -1);
    assert.throws(() => openFilenoOf(closed, "ioctl"), { code: "EBADF", syscall: "ioctl" });
  });

  it("is never a negative number: the error has the name that the caller gave", () => {
    assert.throws(() => filenoOf(-1, "rlist[2]"), { name: "RangeError", message: /^rlist\[2\] / });
  });

  for (const source of [undefined, null, "3", 1.5, Number.NaN, {}, { fileno: 3 }]) {
    it(`is not ${typeof source === "number" ? source : JSON.stringify(source)}`, () => {
      assert.throws(() => filenoOf(source as never, "wlist[0]"), TypeError);
    });
  }
});
