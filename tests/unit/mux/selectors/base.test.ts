/** What all selectors share, on a mechanism that only records its calls. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BaseSelector, EVENT_READ, EVENT_WRITE, OSError } from "day29";
import type { Ready } from "#day29/mux/selectors/events.js";

class Recorded extends BaseSelector<string> {
  readonly calls: unknown[][] = [];
  ready: Ready[] = [];
  failure: Error | null = null;

  #call(...call: unknown[]): void {
    this.calls.push(call);
    if (this.failure !== null) throw this.failure;
  }

  protected override watch(fd: number, events: number): void {
    this.#call("watch", fd, events);
  }

  protected override rewatch(fd: number, events: number): void {
    this.#call("rewatch", fd, events);
  }

  protected override unwatch(fd: number): void {
    this.#call("unwatch", fd);
  }

  protected override async wait(timeout: number | null): Promise<readonly Ready[]> {
    this.calls.push(["wait", timeout]);
    return this.ready;
  }
}

describe("a selector", () => {
  it("passes on to its mechanism what changes", () => {
    const selector = new Recorded();
    selector.register(7, EVENT_READ, "a");
    selector.modify(7, EVENT_READ, "b");
    selector.modify(7, EVENT_READ | EVENT_WRITE, "b");
    selector.unregister(7);
    assert.deepEqual(selector.calls, [
      ["watch", 7, EVENT_READ],
      ["rewatch", 7, EVENT_READ | EVENT_WRITE],
      ["unwatch", 7],
    ]);
  });

  it("waits never less than 0 seconds, and indefinitely by default", async () => {
    const selector = new Recorded();
    for (const timeout of [undefined, null, -2, 0, 1.5]) await selector.select(timeout);
    assert.deepEqual(
      selector.calls.map(([, timeout]) => timeout),
      [null, null, 0, 0, 1.5],
    );
  });

  it("reports of what is ready only the events that are watched for", async () => {
    const selector = new Recorded();
    const key = selector.register(7, EVENT_READ, "a");
    selector.ready = [
      [7, EVENT_READ | EVENT_WRITE],
      [8, EVENT_READ],
    ];
    assert.deepEqual(await selector.select(), [[key, EVENT_READ]]);
  });

  it("does not keep what its mechanism refuses", () => {
    const selector = new Recorded();
    selector.failure = new OSError("refused", "watch");
    assert.throws(() => selector.register(7, EVENT_READ, "a"), selector.failure);
    assert.equal(selector.getMap()?.size, 0);
  });

  it("unregisters what can no longer be watched when it is modified", () => {
    const selector = new Recorded();
    selector.register(7, EVENT_READ, "a");
    selector.failure = new OSError("closed", "rewatch");
    assert.throws(() => selector.modify(7, EVENT_WRITE, "a"), selector.failure);
    assert.equal(selector.getMap()?.size, 0);
  });

  it("ignores errors of a system call when it unregisters, but not mistakes", () => {
    const selector = new Recorded();
    const key = selector.register(7, EVENT_READ, "a");
    selector.failure = new OSError("closed", "unwatch");
    assert.deepEqual(selector.unregister(7), key);
    selector.failure = null;
    selector.register(7, EVENT_READ, "a");
    selector.failure = new TypeError("a mistake");
    assert.throws(() => selector.unregister(7), selector.failure);
  });
});
