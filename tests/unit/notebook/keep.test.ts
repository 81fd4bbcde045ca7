/** The names of sockets. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { keep } from "day29/notebook";
import { pair } from "../../support/sockets.js";

describe("keep()", () => {
  it("closes the sockets that had the names before, unless they are the same", (t) => {
    const [one, two] = pair(t);
    const [three] = pair(t);
    keep({ same: one, other: two });
    keep({ same: one, other: three });
    assert.ok(one.fileno() >= 0);
    assert.equal(two.fileno(), -1);
    keep({ same: [one, three] });
    assert.ok(one.fileno() >= 0);
  });

  it("gives a timeout to a socket that has none", (t) => {
    const [one, two] = pair(t);
    two.setblocking(false);
    keep({ one, two });
    assert.equal(one.gettimeout(), 5);
    assert.equal(two.gettimeout(), 0);
  });
});
