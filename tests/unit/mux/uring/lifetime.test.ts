/** The end of rings, threads and processes with operations under way, and what is left of them: nothing. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { IoUring, type Socket } from "day29";
import { descriptorsOf } from "../../../support/proc.js";
import { script } from "../../../support/script.js";
import { listening, pair, tcp } from "../../../support/sockets.js";
import { complete, needsUring, ring } from "../../../support/uring.js";

/** Collects garbage until a condition is met. */
const COLLECT = `
  import { setFlagsFromString } from "node:v8";
  import { runInNewContext } from "node:vm";
  import { setImmediate as turn } from "node:timers/promises";
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const collectUntil = async (condition) => { while (!condition()) { collect(); await turn(); } };`;

/** Begins an operation of each kind on a ring and submits them; some have completed, and are not reported. */
const BEGIN = `
  import { IoUring, createServer, POLLIN, setWaiting, Socket, socketpair } from "day29";
  const resources = [];
  const begin = (ring) => {
    const [a, b] = socketpair();
    const listener = createServer(["127.0.0.1", 0]);
    resources.push(a, b, listener);
    ring.prepMultishotRecv(a, 1);
    ring.prepRecv(b, 2);
    ring.prepMultishotAccept(listener, 3);
    ring.prepRead(a, 100, -1, 4);
    ring.prepTimeout(1e6, 5);
    ring.prepPollMultishot(b, POLLIN, 6);
    ring.prepSend(a, Buffer.alloc(100), 7);
    ring.prepNop(8);
    ring.submit();
    ring.prepRecv(a, 9);
  };
  const end = () => { for (const resource of resources.splice(0)) resource.close(); };`;

describe("close()", needsUring, () => {
  it("ends all operations, submitted or not, and may be called again", async (t) => {
    const [a] = pair(t);
    const uring = ring<number>(t, 8);
    for (let i = 0; i < 20; i++) uring.prepRecv(a, i);
    assert.equal(uring.pending, 20);
    uring.close();
    assert.equal(uring.pending, 0);
    assert.equal(uring.prepared, 0);
    uring.close();
    uring[Symbol.dispose]();
  });

  it("ends many more operations than the completion queue has room for", async (t) => {
    const [a] = pair(t);
    const uring = new IoUring<number>(1, { cqEntries: 1 });
    for (let i = 0; i < 500; i++) uring.prepRecv(a, i);
    uring.submit();
    uring.close();
    assert.equal(uring.pending, 0);
  });

  it("closes connections that were accepted and not reported", async (t) => {
    const listener = listening(t);
    const uring = new IoUring<string>(2, { cqEntries: 2 });
    uring.prepMultishotAccept(listener, "accept");
    uring.submit();
    const clients: Socket[] = [];
    for (let i = 0; i < 10; i++) {
      const client = tcp(t);
      await client.connect(listener.getsockname());
      clients.push(client);
    }
    await uring.submitAndWait(2);
    uring.close();
    // Each client was accepted and closed, or waits for the next accept(2).
    let waiting = 0;
    listener.setblocking(false);
    try {
      for (; ; waiting++) (await listener.accept())[0].close();
    } catch (error) {
      assert.equal((error as { code?: string }).code, "EAGAIN");
    }
    assert.ok(waiting < clients.length);
    for (const client of clients) {
      const data = await client.recv(1).catch((error) => error);
      assert.ok(data.length === 0 || data.code === "ECONNRESET", String(data));
    }
  });

  it("leaves no descriptor open, and reports nothing as pending", async (t) => {
    const [a, b] = pair(t);
    const cycle = async (): Promise<void> => {
      const uring = new IoUring<string>(8);
      uring.prepMultishotRecv(a, "recv");
      await b.send("x");
      await complete(uring);
      await uring.submitAndWait(1, 0);
      uring.prepSend(b, Buffer.from("y"), "send");
      uring.submit();
      uring.close();
      assert.equal(uring.pending, 0);
    };
    await cycle();
    const before = descriptorsOf("self");
    for (let i = 0; i < 100; i++) await cycle();
    assert.deepEqual(descriptorsOf("self"), before);
  });

  it("lets the memory be unmapped, once nothing can read it", async (t) => {
    const run = script(
      t,
      `${COLLECT}
       ${BEGIN}
       import { readFileSync } from "node:fs";
       // Each ring has guard pages, much more of them than anything else in this process.
       const guards = () => readFileSync("/proc/self/maps", "latin1").split("\\n")
         .filter((line) => line.includes(" ---p 00000000 00:00 0 ")).length;
       const cycle = () => { const ring = new IoUring(8); begin(ring); ring.close(); end(); };
       const before = guards();
       for (let i = 0; i < 50; i++) cycle();
       const grown = guards() - before;
       console.log(grown > 50);
       await collectUntil(() => guards() - before < grown / 10);
       console.log("unmapped");`,
    );
    assert.equal(await run.line(), "true", run.stderr);
    assert.equal(await run.line(), "unmapped");
    assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
  });
});

describe("a ring that is never closed", needsUring, () => {
  it("is closed when it is garbage-collected, with a warning, and the memory stays", async (t) => {
    const run = script(
      t,
      `${COLLECT}
       ${BEGIN}
       let warned = 0;
       process.on("warning", ({ name, message }) => {
         if (warned++ === 0) console.log(name, message.replace(/\\d+/, "N"));
       });
       (() => { for (let i = 0; i < 10; i++) begin(new IoUring(8)); })();
       await collectUntil(() => warned >= 10);
       // The kernel cancels the operations in its own time; the peers continue to send.
       for (const socket of resources) await socket.send("data").catch(() => {});
       collect();
       end();
       console.log(warned);`,
    );
    assert.equal(
      await run.line(),
      "ResourceWarning an io_uring was never closed: fd N",
      run.stderr,
    );
    assert.equal(await run.line(), "10");
    assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
  });
});

describe("a process", needsUring, () => {
  for (const [name, code] of [
    ["ends", ""],
    ["calls process.exit()", "process.exit();"],
  ]) {
    it(`${name} with operations under way`, async (t) => {
      const run = script(
        t,
        `${BEGIN}
         const ring = new IoUring(8);
         begin(ring);
         console.log(await ring.submitAndWait());
         ${code}`,
      );
      assert.ok(Number(await run.line()) >= 1, run.stderr);
      assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
    });
  }
});

describe("a worker thread", needsUring, () => {
  for (const mode of ["cooperative", "blocking"]) {
    it(`uses a ring, ${mode}, and ends or is terminated with operations under way`, async (t) => {
      const run = script(
        t,
        `import { once } from "node:events";
         import { Worker } from "node:worker_threads";
         const work = (end) => \`
           import { parentPort } from "node:worker_threads";
           import { IoUring, setWaiting, socketpair } from \${JSON.stringify(import.meta.resolve("day29"))};
           setWaiting("${mode}");
           const [a, b] = socketpair();
           const ring = new IoUring();
           ring.prepMultishotRecv(a, "recv");
           ring.prepSend(b, Buffer.from("from a thread"), "send");
           await ring.submitAndWait(2);
           const recv = ring.completions().find(({ userData }) => userData === "recv");
           parentPort.postMessage(String(recv.data));
           \${end}\`;
         const run = (end) => new Worker(new URL("data:text/javascript," + encodeURIComponent(work(end))));
         const waits = ${mode === "blocking"}
           ? "await new Promise((resolve) => setInterval(resolve, 2 ** 30));"
           : "await ring.submitAndWait();";
         for (let i = 0; i < 3; i++) {
           const worker = run(waits);
           console.log(...await once(worker, "message"), await worker.terminate());
           const ended = run("");
           const exit = once(ended, "exit");
           console.log(...await once(ended, "message"), ...await exit);
         }
         const { IoUring } = await import("day29");
         const ring = new IoUring(8);
         ring.prepNop("main");
         console.log(await ring.submitAndWait());
         ring.close();`,
      );
      for (let i = 0; i < 3; i++) {
        assert.equal(await run.line(), "from a thread 1", run.stderr);
        assert.equal(await run.line(), "from a thread 0", run.stderr);
      }
      assert.equal(await run.line(), "1", run.stderr);
      assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
    });
  }
});

describe("the cost of an operation", needsUring, () => {
  it("does not include memory: 100,000 operations leave the heap as it was", async (t) => {
    const run = script(
      t,
      `${COLLECT}
       import { IoUring, setWaiting, socketpair } from "day29";
       setWaiting("blocking");
       const [a, b] = socketpair();
       const ring = new IoUring(64);
       const data = Buffer.from("hello");
       let received = 0;
       const visit = ({ operation, res }) => { if (operation === "recv") received += res; };
       const run = (rounds) => {
         for (let i = 0; i < rounds; i++) {
           for (let j = 0; j < 10; j++) ring.prepSend(b, data, j);
           ring.submit();
           ring.prepRecv(a, 0);
           ring.submit();
           ring.forEachCompletion(visit);
         }
       };
       run(2000);
       collect();
       const before = process.memoryUsage().heapUsed;
       run(10_000);
       const grown = process.memoryUsage().heapUsed - before;
       collect();
       console.log(Math.round(grown / 110_000), process.memoryUsage().heapUsed - before < 100_000, received);
       ring.close();
       a.close();
       b.close();`,
    );
    const [perOperation, returned, received] = (await run.line()).split(" ");
    assert.equal(returned, "true");
    assert.ok(Number(received) > 0);
    // The completion object, the closures and the entries are used again.
    assert.ok(Number(perOperation) < 200, `${perOperation} bytes`);
    t.diagnostic(`${perOperation} bytes of heap for each operation, before collection`);
  });
});
