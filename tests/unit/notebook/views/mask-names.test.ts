import assert from "node:assert/strict";
import { it } from "node:test";
import { POLLHUP, POLLIN, POLLOUT, POLLPRI } from "day29";
import { readyNames, watchedNames } from "#day29/notebook/views/mask-names.js";

it("select has the names of its lists, poll and epoll those of their events", () => {
  const all = POLLIN | POLLOUT | POLLPRI;
  assert.equal(watchedNames("select", all), "rlist, wlist, xlist");
  assert.equal(readyNames("select", POLLIN | POLLPRI), "rs, xs");
  assert.equal(watchedNames("poll", POLLIN | POLLOUT), "POLLIN|POLLOUT");
  assert.equal(readyNames("epoll", POLLIN | POLLHUP), "EPOLLIN|EPOLLHUP");
});
