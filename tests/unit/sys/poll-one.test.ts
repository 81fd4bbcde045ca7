import assert from "node:assert/strict";
import { closeSync } from "node:fs";
import { describe, it } from "node:test";
import { POLLIN, POLLNVAL, POLLOUT, socketpair } from "day29";
import { pollOne } from "#day29/sys/poll-one.js";
import { pair } from "../../support/sockets.js";

describe("polling one descriptor", () => {
  it("returns the events that it has, of those that are asked for", async (t) => {
    const [a, b] = pair(t);
    assert.equal(pollOne(a.fileno(), POLLIN, 0), 0);
    assert.equal(pollOne(a.fileno(), POLLIN | POLLOUT, -1), POLLOUT);
    await b.send("x");
    assert.equal(pollOne(a.fileno(), POLLIN | POLLOUT, -1), POLLIN | POLLOUT);
    assert.equal(pollOne(a.fileno(), POLLIN, -1), POLLIN);
  });

  it("reports a descriptor that is not open", () => {
    const [a, b] = socketpair();
    const fd = a.detach();
    b.close();
    closeSync(fd);
    assert.equal(pollOne(fd, POLLIN, 0), POLLNVAL);
  });
});
