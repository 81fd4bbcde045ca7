/** The two queues of `IoUring`: full, overflown, and changed while they are read. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Completion, IoUring } from "day29";
import { pair } from "../../../support/sockets.js";
import { complete, needsUring, results, ring } from "../../../support/uring.js";

describe("the submission queue", needsUring, () => {
  it("is submitted when it is full", async (t) => {
    const uring = ring<number>(t, 4);
    for (let i = 0; i < 11; i++) uring.prepNop(i);
    assert.equal(uring.prepared, 3);
    assert.equal(uring.submit(), 3);
    const seen = uring.completions().map(({ userData }) => userData);
    assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.equal(uring.pending, 0);
  });

  it("has the size that is asked for, rounded up to a power of two", (t) => {
    const uring = ring(t, 5, { cqEntries: 9 });
    assert.equal(uring.sqEntries, 8);
    assert.equal(uring.cqEntries, 16);
    assert.equal(ring(t, 1, { cqEntries: 1 }).cqEntries, 1);
  });

  it("keeps what is prepared until it is submitted", (t) => {
    const uring = ring<string>(t, 4);
    uring.prepNop("one");
    assert.equal(`${uring}`, `<IoUring fd=${uring.fileno()} prepared=1 pending=1 ready=0>`);
    assert.equal(uring.submit(), 1);
    assert.equal(uring.submit(), 0);
    assert.equal(`${uring}`, `<IoUring fd=${uring.fileno()} prepared=0 pending=1 ready=1>`);
  });

  it("works for longer than its indices and numbers of operations are used once", async (t) => {
    const uring = ring<number>(t, 2);
    let next = 0;
    for (let i = 0; i < 70_000; i++) {
      uring.prepNop(i);
      if (i % 2 === 1) {
        uring.submit();
        uring.forEachCompletion(({ userData }) => assert.equal(userData, next++));
      }
    }
    assert.equal(next, 70_000);
  });
});

describe("the completion queue", needsUring, () => {
  it("loses nothing when there are more completions than it has room for", async (t) => {
    const uring = ring<number>(t, 4, { cqEntries: 4 });
    for (let i = 0; i < 100; i++) uring.prepNop(i);
    uring.submit();
    assert.equal(uring.ready, 4);
    assert.equal(uring.pending, 100);
    const seen = (await complete(uring, 100)).map(({ userData }) => userData);
    assert.deepEqual(
      seen,
      Array.from({ length: 100 }, (_, i) => i),
    );
    assert.equal(uring.pending, 0);
    assert.equal(await uring.submitAndWait(0), 0);
  });

  it("loses nothing of what a multishot operation reports", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 1, { cqEntries: 1, bufferCount: 64, bufferSize: 4 });
    uring.prepMultishotRecv(a, "all");
    uring.submit();
    await b.sendall("0123456789abcdef".repeat(4));
    b.close();
    let received = "";
    for (let ended = false; !ended; ) {
      await uring.submitAndWait();
      uring.forEachCompletion(({ res, data, more, error }) => {
        assert.equal(error, null);
        received += data;
        ended = res === 0;
        if (!more && !ended) uring.prepMultishotRecv(a, "all");
      });
    }
    assert.equal(received, "0123456789abcdef".repeat(4));
    assert.equal(uring.pending, 0);
  });

  it("reports thousands of operations that are under way at once", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<number>(t, 64, { cqEntries: 128 });
    for (let i = 0; i < 5000; i++) uring.prepRecv(a, i);
    uring.submit();
    assert.equal(uring.pending, 5000);
    b.close();
    const seen = new Set((await complete(uring, 5000)).map(({ userData, res }) => res || userData));
    assert.equal(seen.size, 5000);
    assert.equal(uring.pending, 0);
  });
});

describe("forEachCompletion()", needsUring, () => {
  function withNops(uring: IoUring<number>, count: number): IoUring<number> {
    for (let i = 0; i < count; i++) uring.prepNop(i);
    uring.submit();
    return uring;
  }

  it("returns the number of completions, and passes one object for all", (t) => {
    const uring = withNops(ring<number>(t, 8), 3);
    const objects = new Set<Completion<number>>();
    assert.equal(
      uring.forEachCompletion((completion) => objects.add(completion)),
      3,
    );
    assert.equal(objects.size, 1);
    assert.equal(
      uring.forEachCompletion(() => assert.fail()),
      0,
    );
  });

  it("leaves the rest in the queue when the visitor throws", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8, { bufferCount: 1 });
    const stop = new Error("stop");
    for (let i = 0; i < 10; i++) {
      uring.prepSend(b, Buffer.from("data"), "send");
      uring.prepRecv(a, "recv");
      await uring.submitAndWait(2);
      const seen: unknown[] = [];
      const visit = ({ userData, res }: Completion<string>): void => {
        seen.push(userData, res);
        throw stop;
      };
      for (const left of [1, 0]) {
        assert.throws(() => uring.forEachCompletion(visit), stop);
        assert.equal(uring.ready, left);
      }
      // The only buffer is given back each time, although its data is not read.
      assert.deepEqual(seen.map(String).sort(), ["4", "4", "recv", "send"]);
    }
    assert.equal(uring.pending, 0);
  });

  it("ends when the visitor closes the ring, whose completion stays as it is", async (t) => {
    const [a, b] = pair(t);
    await b.send("data");
    const uring = ring<number>(t, 8);
    uring.prepRecv(a, 29);
    uring.submit();
    withNops(uring, 3);
    const seen: unknown[] = [];
    const count = uring.forEachCompletion((completion) => {
      uring.close();
      seen.push(completion.userData, completion.operation, `${completion.data}`);
    });
    assert.equal(count, 1);
    assert.deepEqual(seen, [29, "recv", "data"]);
    assert.equal(uring.closed, true);
    assert.throws(() => uring.completions(), { code: "EBADF" });
  });

  it("ends when the visitor handles the rest itself", (t) => {
    const uring = withNops(ring<number>(t, 8), 4);
    const seen: number[] = [];
    const count = uring.forEachCompletion(({ userData }) => {
      seen.push(userData);
      for (const { userData } of uring.completions()) seen.push(userData);
    });
    assert.equal(count, 1);
    assert.deepEqual(seen, [0, 1, 2, 3]);
    assert.equal(uring.pending, 0);
    assert.equal(uring.ready, 0);
  });

  for (const [name, submit] of [
    ["submits", (uring: IoUring<string>) => uring.submit()],
    ["prepares more operations than fit", (uring: IoUring<string>) => uring.prepNop("nop")],
  ] as const) {
    for (const way of ["forEachCompletion", "nextCompletion"] as const) {
      if (way === "nextCompletion" && name === "submits") continue;
      it(`keeps the data of a completion while its handler ${name} (${way})`, async (t) => {
        const [first, second] = [pair(t), pair(t)];
        const uring = ring<string>(t, 1, { bufferCount: 1 });
        await first[1].send("first");
        await second[1].send("second");
        uring.prepRecv(first[0], "recv");
        uring.submit();
        const handle = (completion: Completion<string>): void => {
          // The only buffer is not free before this returns.
          uring.prepRecv(second[0], "recv");
          submit(uring);
          assert.equal(`${completion.data}`, "first");
        };
        if (way === "forEachCompletion") uring.forEachCompletion(handle);
        else handle(uring.nextCompletion() as Completion<string>);
        uring.submit();
        const results = uring.completions().map(({ error }) => error?.code);
        assert.ok(results.includes("ENOBUFS"));
      });
    }
  }

  it("lets the visitor prepare and submit operations, which the next call reports", (t) => {
    const uring = withNops(ring<number>(t, 2), 4);
    const again = (): number =>
      uring.forEachCompletion(({ userData }) => {
        uring.prepNop(userData + 4);
        uring.submit();
      });
    assert.equal(again(), 4);
    assert.equal(again(), 4);
    assert.deepEqual(
      uring.completions().map(({ userData }) => userData),
      [8, 9, 10, 11],
    );
  });

  it("refuses anything but a function", (t) => {
    const uring = withNops(ring<number>(t, 2), 1);
    assert.throws(() => uring.forEachCompletion(1 as never), TypeError);
    assert.equal(uring.ready, 1);
  });
});

describe("userData", needsUring, () => {
  const object = { name: "object" };
  const values = [undefined, null, NaN, 0, -1, 2 ** 60, "", 29n, Symbol("s"), object, () => 0, []];

  it("is any value, which the completion contains", (t) => {
    const uring = ring(t, 16);
    for (const value of values) uring.prepNop(value);
    uring.submit();
    const seen = uring.completions().map(({ userData }) => userData);
    assert.equal(seen.length, values.length);
    for (const [i, value] of values.entries()) assert.ok(Object.is(seen[i], value));
  });

  it("finds the operation to cancel", async (t) => {
    for (const value of values) {
      const uring = ring(t, 16);
      uring.prepTimeout(1000, "another");
      uring.prepTimeout(1000, value);
      uring.prepCancel(value, "cancel");
      const completions = await complete(uring, 2);
      const cancelled = completions.find(({ operation }) => operation === "timeout");
      assert.ok(cancelled !== undefined && Object.is(cancelled.userData, value), String(value));
      assert.equal(cancelled.error?.code, "ECANCELED");
      assert.equal(uring.pending, 1);
    }
  });

  it("may be the same for several operations", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 16);
    for (let i = 0; i < 3; i++) uring.prepRecv(a, "same");
    b.close();
    assert.deepEqual(
      (await complete(uring, 3)).map(({ userData }) => userData),
      ["same", "same", "same"],
    );
  });
});

describe("the sizes of IoUring", needsUring, () => {
  it("are checked", () => {
    for (const options of [
      { cqEntries: 7 },
      { bufferCount: 3 },
      { bufferCount: 65536 },
      { bufferSize: 0 },
      { bufferCount: 32768, bufferSize: 32769 },
    ]) {
      assert.throws(() => new IoUring(8, options), RangeError);
    }
    assert.throws(() => new IoUring(0), RangeError);
    assert.throws(() => new IoUring(32769), RangeError);
  });

  it("may be the largest", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 1, { bufferCount: 32768, bufferSize: 32768 });
    uring.prepRecv(a, "recv");
    await b.send("large");
    const [completion] = await complete(uring);
    assert.equal(`${completion?.data}`, "large");
    assert.deepEqual(results([completion as Completion<string>]), { recv: 5 });
  });
});
