/** The library in the cells of a running kernel. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { POLL_REPLY } from "#day29/servers/echo/poll-server.js";
import { SELECT_REPLY } from "#day29/servers/echo/select-server.js";
import { HANG_S } from "../../support/hang.js";
import { Kernel } from "../../support/kernel/driver.js";
import { skipWithout } from "../../support/programs.js";
import { Script } from "../../support/script.js";

const IMPORTS = `
  import { Socket, socketpair, select, Poll, POLLIN } from "day29";
  import { selectServer, pollServer, serve } from "day29/servers";`;

describe("cells", () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await Kernel.start();
    await run(IMPORTS);
  });
  after(() => kernel.stop());

  /** Runs a cell that must not fail. Returns what it printed. */
  async function run(code: string): Promise<string> {
    const cell = await kernel.run(code);
    assert.deepEqual(cell.contents("error"), []);
    assert.equal(cell.stderr, "");
    return cell.stdout;
  }

  /** Runs a cell until it prints `word`, interrupts it, and returns its error. */
  async function interrupt(code: string, word: string): Promise<{ ename: string }> {
    const cell = kernel.execute(code);
    await cell.printed(word);
    kernel.interrupt();
    await cell.done();
    return cell.contents("error")[0];
  }

  for (const [program, reply] of [
    ["selectServer", `${SELECT_REPLY}`],
    ["pollServer", `${POLL_REPLY}`],
  ] as const) {
    it(`start a ${program} that serves nc and Python`, { skip: skipWithout("nc") }, async (t) => {
      const port = await run(`
        const server = await serve(${program});
        console.log(server.address[1]);`);
      // -N: half-close at the end of the input; the server's close ends nc.
      const nc = spawnSync("nc", ["-N", "127.0.0.1", port.trim()], {
        input: "hello",
        encoding: "utf8",
      });
      assert.equal(nc.stdout, reply);
      const python = new Script(t, "python3", [
        ...[
          "-c",
          `import socket, sys\nc = socket.create_connection(('127.0.0.1', int(sys.argv[1])), ${HANG_S})\nc.sendall(b'hi')\nprint(c.recv(99).decode())`,
        ],
        port.trim(),
      ]);
      assert.equal(await python.line(), reply);
      assert.equal(
        await run(`
          const first = await server.until("message");
          const second = await server.until("message");
          console.log(String(first.data), String(second.data));`),
        "hello hi\n",
      );
    });
  }

  it("can start a server repeatedly on the same port", async () => {
    await run("const one = await serve(selectServer, { name: 'again' });");
    const port = await run("console.log(one.address[1]);");
    for (let i = 0; i < 3; i++) {
      assert.equal(
        await run(`
          const two = await serve(selectServer, { name: "again", port: ${port} });
          const guest = new Socket();
          await guest.connect(two.address);
          await guest.sendall("hello");
          console.log(String(await guest.recv(100)));
          guest.close();`),
        `${SELECT_REPLY}\n`,
      );
    }
  });

  it("can be interrupted in accept, and the next client reaches the next accept", async () => {
    await run(`
      const listener = new Socket();
      listener.bind(["127.0.0.1", 0]);
      listener.listen();
      const background = await serve(pollServer);`);
    const error = await interrupt("console.log('in'); await listener.accept();", "in");
    assert.equal(error.ename, "InterruptedError");
    assert.equal(
      await run(`
        const accepting = listener.accept();
        const client = new Socket();
        await client.connect(listener.getsockname());
        const [connection, address] = await accepting;
        console.log(address[1] === client.getsockname()[1]);
        connection.close();
        client.close();`),
      "true\n",
    );
    // The server in the background was not touched.
    assert.equal(
      await run(`
        const other = new Socket();
        await other.connect(background.address);
        await other.sendall("hello");
        console.log(String(await other.recv(100)));
        other.close();`),
      `${POLL_REPLY}\n`,
    );
  });

  it("can be interrupted in select, poll, a server's step and a loop that is always ready", async () => {
    await run(`
      const poller = new Poll();
      poller.register(listener, POLLIN);
      const stepping = await serve(selectServer, { stepping: true });
      const [writable] = socketpair();`);
    for (const wait of [
      "await select([listener], []);",
      "await poller.poll();",
      "await stepping.step(60);",
      "while (true) await select([], [writable], []);",
    ]) {
      const error = await interrupt(`console.log("in"); ${wait}`, "in");
      assert.equal(error.ename, "InterruptedError", wait);
    }
  });
});

it("one SIGINT interrupts the library once, also with day29/notebook imported", async (t) => {
  const kernel = await Kernel.start();
  t.after(() => kernel.stop());
  // A wait that begins while the signal is being handled is not one that the signal interrupts.
  await kernel.run(`
    import { socketpair } from "day29";
    const [left, right] = socketpair();
    const late = { state: "not begun" };
    process.on("SIGINT", () => {
      late.state = "waiting";
      left.recv(1).catch(() => { late.state = "interrupted"; });
    });`);
  await kernel.run('import "day29/notebook";');
  const cell = kernel.execute('setImmediate(() => console.log("in")); await right.recv(1);');
  await cell.printed("in");
  kernel.interrupt();
  assert.equal((await cell.done()).ename, "InterruptedError");
  assert.equal((await kernel.run("console.log(late.state);")).stdout, "waiting\n");
});

it("a cell that catches an interrupt and waits again leaves no wait behind", async (t) => {
  const kernel = await Kernel.start();
  t.after(() => kernel.stop());
  const cell = kernel.execute(`
    import { socketpair } from "day29";
    import { caught } from "day29/notebook";
    const [left, right] = socketpair();
    setImmediate(() => console.log("in"));
    await caught(() => left.recv(1));
    await caught(() => right.recv(1));`);
  await cell.printed("in");
  kernel.interrupt();
  assert.equal((await cell.done()).ename, "InterruptedError");
  const next = await kernel.run(
    'await left.send("for later"); console.log(String(await right.recv(9)));',
  );
  assert.equal(next.stdout, "for later\n");
});

describe("a kernel with servers and waits", () => {
  it("ends without being killed when Jupyter shuts it down", async (t) => {
    const kernel = await Kernel.start();
    t.after(() => kernel.stop());
    const code = `${IMPORTS}
       await serve(selectServer);
       await serve(pollServer);
       const idle = new Socket();
       idle.bind(["127.0.0.1", 0]);
       idle.listen();
       const accepting = idle.accept();
       1;`;
    assert.deepEqual((await kernel.run(code)).contents("error"), []);
    assert.equal((await kernel.shutdown()).code, 0);
  });
});
