/** Calls that show their rounds. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EPOLLIN, Epoll, POLLOUT, Poll } from "day29";
import { keep, showEpoll, showPoll, showSelect } from "day29/notebook";
import { printed } from "../../support/printed.js";
import { closing, fill, pair } from "../../support/sockets.js";

describe("showSelect(), showPoll() and showEpoll()", () => {
  it("return what the call returns, and show the round and its duration", async (t) => {
    const [left, right] = pair(t);
    keep({ left, right });
    const output = await printed(t, async () => {
      assert.deepEqual(await showSelect([left], [right], [], 1), [[], [right], []]);
      assert.deepEqual(await showSelect([left], [], [], 0.02), [[], [], []]);
      const poller = new Poll();
      poller.register(left, POLLOUT);
      assert.deepEqual([...(await showPoll(poller, 1000))], [[left.fileno(), POLLOUT]]);
      await fill(left);
      assert.deepEqual([...(await showPoll(poller, 0))], []);
      const epoll = closing(t, new Epoll());
      epoll.register(right, EPOLLIN);
      assert.deepEqual([...(await showEpoll(epoll, 1))], [[right.fileno(), EPOLLIN]]);
      assert.deepEqual([...(await showEpoll(epoll, 0, 1))], [[right.fileno(), EPOLLIN]]);
    });
    assert.match(output, /^select: 2 watched, 1 ready after \d+ ms$/m);
    assert.match(output, /^select: 1 watched, 0 ready after \d{2,} ms$/m);
    assert.match(output, /^poll: 1 watched, 1 ready after \d+ ms$/m);
    assert.match(output, /^epoll: 1 watched, 1 ready after \d+ ms$/m);
  });
});
