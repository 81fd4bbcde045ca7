/** `IoUring.submitAndWait()`, cooperative and blocking. */
import assert from "node:assert/strict";
import { release } from "node:os";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { interruptWaits, trace } from "day29";
import { whenAsleep } from "../../../support/actor.js";
import { HANG_S } from "../../../support/hang.js";
import { script } from "../../../support/script.js";
import { pair } from "../../../support/sockets.js";
import { complete, needsUring, results, ring, waitingFor } from "../../../support/uring.js";

for (const mode of ["cooperative", "blocking"] as const) {
  describe(`submitAndWait(), ${mode} waiting`, needsUring, () => {
    it("does not wait for 0 completions, and not for those that have arrived", async (t) => {
      waitingFor(t, mode);
      const uring = ring<string>(t, 8);
      assert.equal(await uring.submitAndWait(0), 0);
      uring.prepNop("one");
      uring.prepNop("two");
      assert.equal(await uring.submitAndWait(1), 2);
      assert.equal(await uring.submitAndWait(2), 2);
      assert.equal(await uring.submitAndWait(2, 0), 2);
      assert.equal(uring.completions().length, 2);
    });

    it("is woken by what arrives while it waits", async (t) => {
      waitingFor(t, mode);
      const [a, b] = pair(t);
      const uring = ring<string>(t, 8);
      uring.prepRecv(a, "recv");
      whenAsleep(t, { send: "now", fd: b.fileno() });
      assert.equal(await uring.submitAndWait(1, HANG_S), 1);
      assert.equal(`${uring.completions()[0]?.data}`, "now");
    });

    it("continues to wait after signals", async (t) => {
      waitingFor(t, mode);
      const [a, b] = pair(t);
      const uring = ring<string>(t, 8);
      let signals = 0;
      const count = (): number => ++signals;
      process.on("SIGWINCH", count);
      t.after(() => process.off("SIGWINCH", count));
      uring.prepRecv(a, "recv");
      whenAsleep(t, { signals: 5, send: "now", fd: b.fileno() });
      assert.equal(await uring.submitAndWait(), 1);
      assert.ok(signals > 0, "the handler ran while the call waited");
    });

    it("resolves to the smaller number of completions when the timeout expires", async (t) => {
      waitingFor(t, mode);
      const [a] = pair(t);
      const uring = ring<string>(t, 8);
      uring.prepRecv(a, "recv");
      uring.prepNop("nop");
      assert.equal(await uring.submitAndWait(2, 0.01), 1);
      assert.equal(await uring.submitAndWait(2, 0), 1);
      assert.equal(uring.pending, 2);
    });

    it("waits for a number of completions that arrive one after the other", async (t) => {
      waitingFor(t, mode);
      const uring = ring<string>(t, 8);
      for (const [i, name] of ["one", "two", "three"].entries()) {
        uring.prepTimeout(i / 1000, name);
      }
      assert.equal(await uring.submitAndWait(3), 3);
      assert.deepEqual(results(uring.completions()), {
        one: "ETIME",
        two: "ETIME",
        three: "ETIME",
      });
    });

    it("rejects on a closed ring", async (t) => {
      waitingFor(t, mode);
      const uring = ring<string>(t, 8);
      uring.close();
      await assert.rejects(uring.submitAndWait(), {
        code: "EBADF",
        message: /io_uring_enter on a closed ring/,
      });
      assert.throws(() => uring.submit(), { code: "EBADF", message: /on a closed ring/ });
      assert.throws(() => uring.prepNop("nop"), { code: "EBADF", message: /nop on a closed ring/ });
      assert.throws(() => uring.completions(), { code: "EBADF" });
      assert.equal(uring.ready, 0);
      assert.equal(uring.fileno(), -1);
      assert.equal(`${uring}`, "<IoUring closed>");
    });

    it("ends on Ctrl-C with operations under way", async (t) => {
      const run = script(
        t,
        `import { IoUring, setWaiting, socketpair } from "day29";
         setWaiting("${mode}");
         const [a, b] = socketpair();
         const ring = new IoUring();
         ring.prepMultishotRecv(a, "recv");
         console.log("waiting");
         await ring.submitAndWait();`,
      );
      assert.equal(await run.line(), "waiting");
      run.process.kill("SIGINT");
      assert.deepEqual(await run.exit(), { code: null, signal: "SIGINT" }, run.stderr);
    });

    it("is interrupted by a handler of a signal, and loses nothing", async (t) => {
      const run = script(
        t,
        `import { IoUring, interruptWaits, setWaiting, socketpair } from "day29";
         setWaiting("${mode}");
         process.on("SIGINT", interruptWaits);
         const [a, b] = socketpair();
         const ring = new IoUring();
         ring.prepMultishotRecv(a, "recv");
         ring.submit();
         console.log("waiting");
         try { await ring.submitAndWait(); } catch ({ name, code }) { console.log(name, code, ring.pending); }
         await b.send("after");
         await ring.submitAndWait();
         console.log(String(ring.completions()[0].data));
         process.exit();`,
      );
      assert.equal(await run.line(), "waiting");
      // Sent again until it arrives in the wait.
      const timer = setInterval(() => run.process.kill("SIGINT"), 10);
      t.after(() => clearInterval(timer));
      assert.equal(await run.line(), "InterruptedError EINTR 1", run.stderr);
      clearInterval(timer);
      assert.equal(await run.line(), "after");
    });
  });
}

describe("submitAndWait(), cooperative waiting", needsUring, () => {
  it("lets the event loop run", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    uring.prepRecv(a, "recv");
    setImmediate().then(() => b.send("from another task"));
    await uring.submitAndWait();
    assert.equal(`${uring.completions()[0]?.data}`, "from another task");
  });

  it("is interrupted, and the operations continue", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    uring.prepRecv(a, "recv");
    const waits = [uring.submitAndWait(), uring.submitAndWait()];
    const rejected = waits.map((wait) => assert.rejects(wait, { name: "InterruptedError" }));
    interruptWaits();
    await Promise.all(rejected);
    assert.equal(uring.pending, 1);
    await b.send("later");
    assert.deepEqual(results(await complete(uring)), { recv: 5 });
  });

  it("rejects all waits when the ring is closed", async (t) => {
    const [a] = pair(t);
    const uring = ring<string>(t, 8);
    uring.prepRecv(a, "recv");
    const waits = [uring.submitAndWait(), uring.submitAndWait(1, HANG_S)];
    const rejected = waits.map((wait) => assert.rejects(wait, { code: "EBADF" }));
    await setImmediate();
    uring.close();
    await Promise.all(rejected);
  });

  it("wakes all waits on one ring", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    uring.prepRecv(a, "first");
    const first = uring.submitAndWait(1);
    const second = uring.submitAndWait(2);
    const visited: string[] = [];
    await b.send("1");
    assert.equal(await first, 1);
    // What another call completes wakes a wait, too.
    uring.prepNop("second");
    uring.submit();
    assert.equal(await second, 2);
    uring.forEachCompletion(({ userData }) => visited.push(userData));
    assert.deepEqual(visited, ["first", "second"]);
  });

  it("waits on several rings at once", async (t) => {
    const pairs = Array.from({ length: 50 }, () => pair(t));
    const rings = pairs.map(([a], i) => {
      const uring = ring<number>(t, 2);
      uring.prepRecv(a, i);
      return uring;
    });
    const waits = rings.map((uring) => uring.submitAndWait());
    for (const [, b] of pairs) await b.send("x");
    assert.deepEqual(
      await Promise.all(waits),
      pairs.map(() => 1),
    );
  });

  it("is woken when much of what happens completes no operation", async (t) => {
    const [a, b] = pair(t);
    const [c, d] = pair(t);
    const uring = ring<string>(t, 128);
    for (let i = 0; i < 100; i++) uring.prepRecv(a, "nothing");
    uring.prepRecv(c, "something");
    const wait = uring.submitAndWait();
    // The kernel tries each of these operations again, a part of them in each call.
    await b.send("x");
    await a.recv(1);
    await d.send("y");
    assert.equal(await wait, 1);
    assert.deepEqual(results(uring.completions()), { something: 1 });
  });

  for (const mode of ["blocking", "cooperative"] as const) {
    it(`opens nothing to wait with if it does not wait (${mode})`, async (t) => {
      waitingFor(t, mode);
      const uring = ring(t, 8);
      const { calls } = await trace(() => uring.submitAndWait(1, 0));
      assert.deepEqual(
        calls.map(({ name }) => name),
        ["io_uring_enter"],
      );
    });
  }

  it("changes to blocking waiting and back", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    uring.prepMultishotRecv(a, "recv");
    for (const mode of ["cooperative", "blocking", "cooperative", "blocking"] as const) {
      waitingFor(t, mode);
      whenAsleep(t, { send: "now", fd: b.fileno() });
      const [completion] = await complete(uring);
      assert.equal(`${completion?.data}`, "now");
      assert.equal(await uring.submitAndWait(1, 0), 0);
    }
  });
});

describe("submitAndWait() with minWait", needsUring, () => {
  for (const mode of ["cooperative", "blocking"] as const) {
    it(`returns when one operation is done and the others take longer, ${mode}`, async (t) => {
      waitingFor(t, mode);
      const uring = ring<string>(t, 8);
      uring.prepTimeout(1e6, "never");
      uring.prepNop("nop");
      assert.equal(await uring.submitAndWait(2, null, 0.001), 1);
      assert.equal(uring.nextCompletion()?.userData, "nop");
      // Without one, it waits on.
      uring.prepTimeout(0.01, "later");
      assert.equal(await uring.submitAndWait(2, HANG_S, 0.001), 1);
      assert.equal(uring.nextCompletion()?.userData, "later");
      assert.equal(await uring.submitAndWait(2, 0.001, HANG_S), 0);
    });
  }

  it("waits for both in one system call, where the kernel has that", async (t) => {
    waitingFor(t, "blocking");
    const uring = ring<string>(t, 8);
    uring.prepNop("now");
    uring.prepTimeout(0.01, "later");
    const { result, calls } = await trace(() => uring.submitAndWait(2, null, HANG_S));
    assert.equal(calls.length, 1);
    const [major = 0, minor = 0] = release().split(".").map(Number);
    assert.equal(result, major > 6 || (major === 6 && minor >= 12) ? 2 : 1);
  });
});
