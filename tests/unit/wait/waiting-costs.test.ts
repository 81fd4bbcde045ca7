/** The system calls that a call makes, as described in docs/guide/waiting.md. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { EPOLLIN, Epoll, POLLIN, Poll, select, setWaiting, trace } from "day29";
import { whenAsleep } from "../../support/actor.js";
import { closing, pair } from "../../support/sockets.js";

/** The names of the system calls of `work`. */
async function callsOf(work: () => Promise<unknown>): Promise<string[]> {
  const { calls } = await trace(work);
  return calls.map(({ name }) => name);
}

/** Waits in the system call itself, until the test ends. */
function waitBlocking(t: TestContext): void {
  setWaiting("blocking");
  t.after(() => setWaiting("cooperative"));
}

describe("a call that succeeds immediately", () => {
  it("makes only its own system call", async (t) => {
    const [a, b] = pair(t);
    const poller = new Poll();
    poller.register(b, POLLIN);
    const epoll = closing(t, new Epoll());
    epoll.register(b, EPOLLIN);
    assert.deepEqual(await callsOf(() => a.send("hello")), ["send"]);
    assert.deepEqual(await callsOf(() => select([b], [], [])), ["select"]);
    assert.deepEqual(await callsOf(() => poller.poll()), ["poll"]);
    assert.deepEqual(await callsOf(() => epoll.poll()), ["epoll_wait"]);
    assert.deepEqual(await callsOf(() => b.recv(10)), ["recv"]);
  });
});

describe("a call that has to wait", () => {
  it("is repeated, and registers its descriptor with epoll the first time", async (t) => {
    const [a, b] = pair(t);
    await select([], [], [], 0.001); // The first wait creates the epoll.
    for (const expected of [
      ["recv", "epoll_ctl", "recv"],
      ["recv", "recv"],
    ]) {
      const calls = callsOf(() => a.recv(10));
      await b.send("x");
      assert.deepEqual(await calls, expected);
    }
  });

  it("waits in poll when waiting is blocking", async (t) => {
    const [a, b] = pair(t);
    waitBlocking(t);
    whenAsleep(t, { send: "x", fd: b.fileno() });
    assert.deepEqual(await callsOf(() => a.recv(10)), ["recv", "poll", "recv"]);
  });

  it("waits in the multiplexing call itself when waiting is blocking", async (t) => {
    const [a, b] = pair(t);
    waitBlocking(t);
    whenAsleep(t, { send: "x", fd: b.fileno() });
    assert.deepEqual(await callsOf(() => select([a], [], [])), ["select"]);
  });

  it("keeps waiting when another call has consumed the event that woke both", async (t) => {
    const [a, b] = pair(t);
    const both = [a.recv(1), a.recv(1)];
    await b.send("x");
    assert.equal(`${await Promise.race(both)}`, "x");
    await b.send("y");
    assert.deepEqual((await Promise.all(both)).map(String).sort(), ["x", "y"]);
  });
});
