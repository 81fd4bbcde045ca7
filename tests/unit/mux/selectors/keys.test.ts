import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Keys } from "#day29/mux/selectors/keys.js";

/** A file object that can be closed. */
function file(fd: number) {
  return { fd, fileno: () => fd, close: () => (fd = -1) };
}

describe("the keys of a selector", () => {
  it("are found by descriptor and by any object that has it", () => {
    const keys = new Keys<string>();
    const fileobj = file(7);
    const key = { fileobj, fd: 7, events: 1, data: "data" };
    keys.set(7, key);
    for (const same of [7, fileobj, file(7)]) {
      assert.equal(keys.get(same), key);
      assert.equal(keys.has(same), true);
    }
    assert.equal(keys.get(8), undefined);
    assert.equal(keys.has(file(8)), false);
  });

  it("are found by the object itself once that is closed", () => {
    const keys = new Keys<undefined>();
    const [one, two] = [file(7), file(8)];
    for (const fileobj of [one, two]) {
      keys.set(fileobj.fd, { fileobj, fd: fileobj.fd, events: 1, data: undefined });
      fileobj.close();
    }
    assert.equal(keys.get(two)?.fileobj, two);
    assert.equal(keys.has(file(-1)), false);
  });

  it("refuse anything that has no descriptor", () => {
    assert.throws(() => new Keys().get("7" as never), TypeError);
  });
});
