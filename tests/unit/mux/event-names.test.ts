import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  EPOLLERR,
  EPOLLET,
  EPOLLEXCLUSIVE,
  EPOLLHUP,
  EPOLLIN,
  EPOLLMSG,
  EPOLLONESHOT,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDBAND,
  EPOLLRDHUP,
  EPOLLRDNORM,
  EPOLLWRBAND,
  EPOLLWRNORM,
  epollEventNames,
  eventNames,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLMSG,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDBAND,
  POLLRDHUP,
  POLLRDNORM,
  POLLWRBAND,
  POLLWRNORM,
} from "day29";

describe("eventNames()", () => {
  it("joins the names of the events in a mask", () => {
    assert.equal(eventNames(POLLIN), "POLLIN");
    assert.equal(eventNames(POLLIN | POLLHUP), "POLLIN|POLLHUP");
    const all = POLLIN | POLLPRI | POLLOUT | POLLERR | POLLHUP | POLLNVAL | POLLRDHUP;
    assert.equal(eventNames(all), "POLLIN|POLLPRI|POLLOUT|POLLERR|POLLHUP|POLLNVAL|POLLRDHUP");
    const rare = POLLRDNORM | POLLRDBAND | POLLWRNORM | POLLWRBAND | POLLMSG;
    assert.equal(eventNames(rare), "POLLRDNORM|POLLRDBAND|POLLWRNORM|POLLWRBAND|POLLMSG");
  });

  it("prints the empty mask as 0, and bits without a name in hexadecimal", () => {
    assert.equal(eventNames(0), "0");
    assert.equal(eventNames(POLLIN | 0x800), "POLLIN|0x800");
  });
});

describe("epollEventNames()", () => {
  it("joins the names of the events and flags in a mask", () => {
    assert.equal(epollEventNames(EPOLLIN | EPOLLET), "EPOLLIN|EPOLLET");
    const events = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLRDHUP;
    assert.equal(epollEventNames(events), "EPOLLIN|EPOLLPRI|EPOLLOUT|EPOLLERR|EPOLLHUP|EPOLLRDHUP");
    const rare = EPOLLRDNORM | EPOLLRDBAND | EPOLLWRNORM | EPOLLWRBAND | EPOLLMSG;
    assert.equal(epollEventNames(rare), "EPOLLRDNORM|EPOLLRDBAND|EPOLLWRNORM|EPOLLWRBAND|EPOLLMSG");
    const flags = EPOLLEXCLUSIVE | EPOLLONESHOT | EPOLLET;
    assert.equal(epollEventNames(flags), "EPOLLEXCLUSIVE|EPOLLONESHOT|EPOLLET");
  });

  it("accepts a mask with bit 31 as the sign or as 2 ** 31", () => {
    assert.equal(epollEventNames(EPOLLET), "EPOLLET");
    assert.equal(epollEventNames(EPOLLET | 0), "EPOLLET");
    assert.equal(epollEventNames(EPOLLIN + EPOLLET), "EPOLLIN|EPOLLET");
  });

  it("prints the empty mask as 0, and bits without a name in hexadecimal", () => {
    assert.equal(epollEventNames(0), "0");
    assert.equal(epollEventNames(EPOLLOUT | 0x20), "EPOLLOUT|0x20");
  });
});
