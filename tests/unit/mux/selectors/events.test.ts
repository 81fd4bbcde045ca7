import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EVENT_READ, EVENT_WRITE, POLLERR, POLLHUP, POLLIN, POLLOUT } from "day29";
import { fromPollEvent, toPollMask } from "#day29/mux/selectors/events.js";

describe("the events of a selector", () => {
  it("have equivalents in poll", () => {
    const masks = [EVENT_READ, EVENT_WRITE, EVENT_READ | EVENT_WRITE, 0].map(toPollMask);
    assert.deepEqual(masks, [POLLIN, POLLOUT, POLLIN | POLLOUT, 0]);
  });

  it("are those of poll, and both for an error or a hang-up", () => {
    for (const [mask, events] of [
      [POLLIN, EVENT_READ],
      [POLLOUT, EVENT_WRITE],
      [POLLIN | POLLOUT, EVENT_READ | EVENT_WRITE],
      [POLLERR, EVENT_READ | EVENT_WRITE],
      [POLLIN | POLLHUP, EVENT_READ | EVENT_WRITE],
    ] as const) {
      assert.deepEqual(fromPollEvent([7, mask]), [7, events]);
    }
  });
});
