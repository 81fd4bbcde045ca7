import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { eventNames, POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, POLLPRI, POLLRDHUP } from "day29";

describe("eventNames()", () => {
  it("joins the names of the events in a mask", () => {
    assert.equal(eventNames(POLLIN), "POLLIN");
    assert.equal(eventNames(POLLIN | POLLHUP), "POLLIN|POLLHUP");
    const all = POLLIN | POLLPRI | POLLOUT | POLLERR | POLLHUP | POLLNVAL | POLLRDHUP;
    assert.equal(eventNames(all), "POLLIN|POLLPRI|POLLOUT|POLLERR|POLLHUP|POLLNVAL|POLLRDHUP");
  });

  it("prints no event as 0, and bits without a name in hexadecimal", () => {
    assert.equal(eventNames(0), "0");
    assert.equal(eventNames(POLLIN | 0x40), "POLLIN|0x40");
  });
});
