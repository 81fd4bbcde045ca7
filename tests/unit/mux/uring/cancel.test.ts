/** Cancellation of operations of `IoUring`. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { AF_INET, type IoUring, POLLIN, Socket, trace } from "day29";
import { closing, connected, fill, listening, pair, tcp } from "../../../support/sockets.js";
import { complete, needsUring, results, ring } from "../../../support/uring.js";

/** Prepares each operation that can wait, so that it waits. */
const waiting: Record<string, (t: TestContext, uring: IoUring<string>) => void | Promise<void>> = {
  accept: (t, uring) => uring.prepAccept(listening(t), "it"),
  "multishot accept": (t, uring) => uring.prepMultishotAccept(listening(t), "it"),
  recv: (t, uring) => uring.prepRecv(pair(t)[0], "it"),
  "multishot recv": (t, uring) => uring.prepMultishotRecv(pair(t)[0], "it"),
  send: async (t, uring) => {
    const [a] = await connected(t);
    await fill(a);
    uring.prepSend(a, Buffer.from("x"), "it");
  },
  read: (t, uring) => uring.prepRead(pair(t)[0], 1, -1, "it"),
  write: async (t, uring) => {
    const [a] = await connected(t);
    await fill(a);
    uring.prepWrite(a, Buffer.from("x"), -1, "it");
  },
  connect: async (t, uring) => {
    // The queue of this listener is full, so it accepts no further connection.
    const listener = closing(t, new Socket(AF_INET));
    listener.bind(["127.0.0.1", 0]);
    listener.listen(0);
    await tcp(t).connect(listener.getsockname());
    uring.prepConnect(tcp(t), listener.getsockname(), "it");
  },
  poll: (t, uring) => uring.prepPollAdd(pair(t)[0], POLLIN, "it"),
  "multishot poll": (t, uring) => uring.prepPollMultishot(pair(t)[0], POLLIN, "it"),
  timeout: (_, uring) => uring.prepTimeout(1e6, "it"),
};

describe("the cancellation of", needsUring, () => {
  for (const [name, prepare] of Object.entries(waiting)) {
    it(`${name} that is under way, in the same submission, and before it`, async (t) => {
      for (const submitted of [true, false]) {
        const uring = ring<string>(t, 8);
        await prepare(t, uring);
        if (submitted) uring.submit();
        uring.prepCancel("it", "cancel");
        const completions = await complete(uring, 2);
        assert.deepEqual(results(completions), { it: "ECANCELED", cancel: 0 }, name);
        const it = completions.find(({ userData }) => userData === "it");
        assert.equal(it?.more, false);
        assert.equal(it?.data, null);
        assert.equal(it?.error?.code, "ECANCELED");
        assert.equal(uring.pending, 0);
      }
    });
  }

  it("all operations, of which there may be none", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    uring.prepCancelAll("none");
    assert.deepEqual(results(await complete(uring)), { none: 0 });
    uring.prepMultishotRecv(a, "recv");
    uring.prepPollAdd(b, POLLIN, "poll");
    uring.prepTimeout(1e6, "timeout");
    const { calls } = await trace(() => uring.submit());
    assert.equal(calls.length, 1);
    const { calls: cancelling } = await trace(() => {
      uring.prepCancelAll("all");
      uring.submit();
    });
    assert.match(
      `${cancelling[0]}`,
      /opcode=IORING_OP_ASYNC_CANCEL, cancel_flags=IORING_ASYNC_CANCEL_ALL\|IORING_ASYNC_CANCEL_ANY,/,
    );
    const ended = { recv: "ECANCELED", poll: "ECANCELED", timeout: "ECANCELED" };
    assert.deepEqual(results(await complete(uring, 4)), { ...ended, all: 3 });
    assert.equal(uring.pending, 0);
  });

  it("nothing is ENOENT", async (t) => {
    const uring = ring<string>(t, 8);
    uring.prepCancel("nothing", "cancel");
    assert.deepEqual(results(await complete(uring)), { cancel: "ENOENT" });
    // Neither an operation that has ended, nor the number that it had and another has now.
    uring.prepNop("ended");
    await complete(uring);
    uring.prepTimeout(1e6, "other");
    uring.prepCancel("ended", "cancel");
    assert.deepEqual(results(await complete(uring)), { cancel: "ENOENT" });
    assert.equal(uring.pending, 1);
  });

  it("an operation that is done and not reported is ENOENT, and changes nothing", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    await b.send("data");
    uring.prepRecv(a, "recv");
    uring.submit();
    uring.prepCancel("recv", "cancel");
    const completions = await complete(uring, 2);
    assert.deepEqual(results(completions), { recv: 4, cancel: "ENOENT" });
    assert.equal(`${completions[0]?.data}`, "data");
  });

  it("an operation whose number another gets before the cancellation is submitted", async (t) => {
    const uring = ring<string>(t, 8);
    uring.prepNop("done");
    uring.submit();
    uring.prepCancel("done", "cancel");
    uring.completions();
    uring.prepTimeout(1e6, "successor");
    assert.deepEqual(results(await complete(uring)), { cancel: "ENOENT" });
    assert.equal(uring.pending, 1);
  });

  it("one of several: the others continue", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    for (const name of ["one", "two", "three"]) uring.prepRecv(a, name);
    uring.prepCancel("two", "cancel");
    assert.deepEqual(results(await complete(uring, 2)), { two: "ECANCELED", cancel: 0 });
    b.close();
    assert.deepEqual(results(await complete(uring, 2)), { one: 0, three: 0 });
  });

  it("a reception loses no data, which the next one receives", async (t) => {
    const [a, b] = pair(t);
    const uring = ring<string>(t, 8);
    for (let i = 0; i < 200; i++) {
      uring.prepMultishotRecv(a, "recv");
      uring.submit();
      const sends = b.send(`${i} `);
      uring.prepCancel("recv", "cancel");
      await sends;
      // Both orders occur: the data is reported and then the cancellation, or it stays in the socket.
      let received = "";
      for (let ended = 0; ended < 2; ) {
        await uring.submitAndWait();
        uring.forEachCompletion(({ operation, data, more, res }) => {
          if (operation === "recv" && res > 0) received += data;
          if (!more) ended++;
        });
      }
      if (received === "") {
        uring.prepRecv(a, "recv");
        received = `${(await complete(uring))[0]?.data}`;
      }
      assert.equal(received, `${i} `);
    }
  });

  it("an accept loses no connection: the next one takes it", async (t) => {
    const listener = listening(t);
    const uring = ring<string>(t, 8);
    for (let i = 0; i < 50; i++) {
      uring.prepMultishotAccept(listener, "accept");
      uring.submit();
      const client = tcp(t);
      await client.connect(listener.getsockname());
      uring.prepCancel("accept", "cancel");
      let fd = -1;
      for (let ended = 0; ended < 2; ) {
        await uring.submitAndWait();
        uring.forEachCompletion(({ operation, res, more }) => {
          if (operation === "accept" && res >= 0) fd = res;
          if (!more) ended++;
        });
      }
      if (fd < 0) {
        uring.prepAccept(listener, "accept");
        fd = (await complete(uring))[0]?.res ?? -1;
      }
      const server = closing(t, new Socket(undefined, undefined, undefined, fd));
      assert.deepEqual(server.getpeername(), client.getsockname());
    }
    assert.equal(uring.pending, 0);
  });
});
