/** How calls wait: what ends a wait, what a wait keeps alive, what it costs. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  EPOLLIN,
  Epoll,
  interruptWaits,
  POLLIN,
  POLLNVAL,
  Poll,
  Socket,
  select,
  setWaiting,
} from "day29";
import { selectServer, serve } from "day29/servers";
import { SELECT_REPLY } from "#day29/servers/echo/select-server.js";
import { HANG_MS } from "../../support/hang.js";
import { threadCountOf } from "../../support/proc.js";
import { script } from "../../support/script.js";
import { closing, connected, listening, pair, tcp } from "../../support/sockets.js";

describe("closing a socket during a wait", () => {
  it("rejects accept and recv with EBADF", async (t) => {
    const listener = listening(t);
    const [a] = pair(t);
    const accept = assert.rejects(listener.accept(), { code: "EBADF", syscall: "accept" });
    const recv = assert.rejects(a.recv(10), { code: "EBADF", syscall: "recv" });
    listener.close();
    a.close();
    await Promise.all([accept, recv]);
  });

  it("rejects a send that waits for room with EBADF", async (t) => {
    const [client] = await connected(t);
    const sending = assert.rejects(client.sendall(Buffer.alloc(64 << 20)), { code: "EBADF" });
    await new Promise(setImmediate);
    client.close();
    await sending;
  });

  it("rejects select with EBADF and names the list", async (t) => {
    const [a, b] = pair(t);
    const waiting = assert.rejects(select([a, b], [], []), {
      code: "EBADF",
      message: /rlist\[1\] \(closed\)/,
    });
    b.close();
    await waiting;
  });

  it("makes poll report POLLNVAL", async (t) => {
    const [a] = pair(t);
    const poller = new Poll();
    const fd = a.fileno();
    poller.register(a, POLLIN);
    const waiting = poller.poll();
    a.close();
    assert.deepEqual(await waiting, [[fd, POLLNVAL]]);
  });

  it("leaves a new socket with the same number alone", async (t) => {
    const [a] = pair(t);
    const fd = a.fileno();
    const recv = assert.rejects(a.recv(10), { code: "EBADF" });
    a.close();
    const reused = closing(t, new Socket());
    assert.equal(reused.fileno(), fd, "the kernel gives out the lowest free number");
    await recv;
    assert.equal(reused.fileno(), fd);
    reused.bind(["127.0.0.1", 0]);
    reused.listen();
    const accept = reused.accept();
    await tcp(t).connect(reused.getsockname());
    closing(t, (await accept)[0]);
  });
});

describe("an interrupt", () => {
  it("rejects every foreground wait with InterruptedError", async (t) => {
    const listener = listening(t);
    const [a] = pair(t);
    const poller = new Poll();
    poller.register(a, POLLIN);
    const epoll = closing(t, new Epoll());
    epoll.register(a, EPOLLIN);
    const waits = [
      listener.accept(),
      a.recv(1),
      select([a], []),
      poller.poll(),
      epoll.poll(),
      select([], [], []),
    ];
    const rejected = waits.map((wait) =>
      assert.rejects(wait, { name: "InterruptedError", code: "EINTR" }),
    );
    interruptWaits();
    await Promise.all(rejected);
  });

  it("has a stack that shows the waiting code", async (t) => {
    const listener = listening(t);
    async function waitingForClients(): Promise<void> {
      await listener.accept();
    }
    const waiting = assert.rejects(waitingForClients(), (error: Error) =>
      /waitingForClients/.test(error.stack ?? ""),
    );
    interruptWaits();
    await waiting;
  });

  it("leaves no pending accept behind: the next client reaches the next accept", async (t) => {
    const listener = listening(t);
    const orphan = assert.rejects(listener.accept(), { name: "InterruptedError" });
    interruptWaits();
    await orphan;
    const accept = listener.accept();
    const client = tcp(t);
    await client.connect(listener.getsockname());
    const [connection, address] = await accept;
    closing(t, connection);
    assert.deepEqual(address, client.getsockname());
  });

  it("does not touch a server in the background", async (t) => {
    const server = await serve(selectServer, { name: t.name });
    t.after(() => server.stop());
    const client = tcp(t);
    await client.connect(server.address);
    await client.sendall("1");
    await client.recv(100);
    interruptWaits();
    await client.sendall("2");
    assert.equal(`${await client.recv(100)}`, `${SELECT_REPLY}`);
  });

  it("ends a loop whose sockets are always ready", async (t) => {
    const [a, b] = pair(t);
    setImmediate(() => interruptWaits());
    const busy = async (): Promise<never> => {
      while (true) {
        await a.send("x");
        await b.recv(1);
      }
    };
    await assert.rejects(busy(), { name: "InterruptedError" });
  });
});

describe("the event loop", () => {
  for (const mode of ["cooperative", "blocking"] as const) {
    it(`turns while sockets are always ready, ${mode} waiting`, async (t) => {
      setWaiting(mode);
      t.after(() => setWaiting("cooperative"));
      const [a, b] = pair(t);
      let turns = 0;
      const timer = setInterval(() => turns++, 1);
      t.after(() => clearInterval(timer));
      while (turns < 3) {
        await a.send("x");
        await b.recv(1);
        await select([b], [a]);
      }
    });
  }

  // Node alone wakes the loop only every few seconds: 1,000 turns would exceed the time limit.
  it("turns for a busy server in the background when nothing else happens", {
    timeout: HANG_MS,
  }, async (t) => {
    const run = script(
      t,
      `import { CancelScope, runInScope, yieldToEventLoop } from "#day29/wait/index.js";
       setInterval(() => {}, 2 ** 30);
       await runInScope(new CancelScope(true), async () => {
         for (let i = 0; i < 1000; i++) await yieldToEventLoop();
       });
       console.log("turned");`,
    );
    assert.equal(await run.line(), "turned");
  });

  it("turns while a non-blocking accept is repeated in a loop", async (t) => {
    const listener = listening(t);
    listener.setblocking(false);
    let over = false;
    setTimeout(() => {
      over = true;
    }, 1);
    while (!over) await assert.rejects(listener.accept(), { name: "BlockingIOError" });
  });
});

describe("2,000 waits at the same time", () => {
  it("need no thread, and each gets its own result", async (t) => {
    const pairs = Array.from({ length: 2000 }, () => pair(t));
    const threads = (): number => threadCountOf("self");
    const before = threads();
    const received = pairs.map(([, b]) => b.recv(100));
    await new Promise(setImmediate);
    assert.equal(threads(), before);
    for (const [index, [a]] of [...pairs.entries()].reverse()) await a.sendall(`message ${index}`);
    const messages = (await Promise.all(received)).map(String);
    assert.deepEqual(
      messages,
      pairs.map((_, index) => `message ${index}`),
    );
  });
});

describe("a process", () => {
  it("exits when only background servers wait", async (t) => {
    const run = script(
      t,
      `import { serve, selectServer, pollServer } from "day29/servers";
       await serve(selectServer);
       await serve(pollServer);
       console.log("serving");`,
    );
    assert.equal(await run.line(), "serving");
    assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
  });

  it("stays alive for a foreground wait, and exits after it", async (t) => {
    const run = script(
      t,
      `import { Socket } from "day29";
       const listener = new Socket();
       listener.bind(["127.0.0.1", 0]);
       listener.listen();
       console.log(listener.getsockname()[1]);
       const [connection] = await listener.accept();
       console.log(String(await connection.recv(100)));
       connection.close();
       listener.close();`,
    );
    const port = Number(await run.line());
    const client = tcp(t);
    await client.connect(["127.0.0.1", port]);
    await client.sendall("hello");
    assert.equal(await run.line(), "hello");
    assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
  });

  it("exits on process.exit() in spite of pending waits", async (t) => {
    const run = script(
      t,
      `import { socketpair, select } from "day29";
       const [a, b] = socketpair();
       a.recv(1).catch(() => {});
       select([b], []).catch(() => {});
       setImmediate(() => process.exit(7));`,
    );
    assert.deepEqual(await run.exit(), { code: 7, signal: null }, run.stderr);
  });

  it("exits cleanly while events arrive for pending waits", async (t) => {
    for (const end of ["process.exit(0)", "process.exitCode = 0"]) {
      const run = script(
        t,
        `import { interruptWaits, Socket } from "day29";
         import { serve, selectServer } from "day29/servers";
         const server = await serve(selectServer);
         const client = new Socket();
         await client.connect(server.address);
         await client.sendall("hello");
         await client.recv(100);
         client.recv(100).catch(() => {});
         process.on("exit", () => interruptWaits());
         for (let i = 0; i < 100; i++) await client.sendall("more");
         server.stop();
         ${end};
         client.close();`,
      );
      assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
    }
  });

  it("can wait in a worker thread, and terminate it", async (t) => {
    const run = script(
      t,
      `import { once } from "node:events";
       import { Worker } from "node:worker_threads";
       const work = \`
         import { parentPort } from "node:worker_threads";
         import { socketpair } from \${JSON.stringify(import.meta.resolve("day29"))};
         const [a, b] = socketpair();
         const received = b.recv(100);
         await a.sendall("from a thread");
         parentPort.postMessage(String(await received));
         await b.recv(100);\`;
       const worker = new Worker(new URL("data:text/javascript," + encodeURIComponent(work)));
       console.log(...await once(worker, "message"));
       console.log(await worker.terminate());`,
    );
    assert.equal(await run.line(), "from a thread");
    assert.equal(await run.line(), "1");
    assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
  });

  it("ends on Ctrl-C while it waits, as a plain script does", async (t) => {
    for (const mode of ["cooperative", "blocking"]) {
      const run = script(
        t,
        `import { socketpair, setWaiting } from "day29";
         setWaiting(${JSON.stringify(mode)});
         const [a] = socketpair();
         console.log("waiting");
         await a.recv(1);`,
      );
      assert.equal(await run.line(), "waiting");
      run.process.kill("SIGINT");
      assert.deepEqual(await run.exit(), { code: null, signal: "SIGINT" }, run.stderr);
    }
  });
});
