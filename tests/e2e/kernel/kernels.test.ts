/** A notebook's servers end with its kernel, and many kernels run side by side. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { SELECT_REPLY } from "#day29/servers/echo/select-server.js";
import { HANG_MS, HANG_S } from "../../support/hang.js";
import { Kernel } from "../../support/kernel/driver.js";

const KERNELS = 30;
/** Kernels that start or end at the same time: more would only wait for the processors, some beyond their time limits. */
const AT_A_TIME = 4;

/** The first cells of a student: a server in the background, which here prints its port. */
const SERVER = `
  import { createConnection } from "day29";
  import { keep } from "day29/notebook";
  import { selectServer, serve } from "day29/servers";
  const server = await serve(selectServer, { name: "server" });
  console.log(server.address[1]);`;

/** A client of that server, which must be its only one. */
const talk = (text: string) => `
  const client = await createConnection(server.address);
  keep({ client });
  const connected = await server.until("connect", ${HANG_S});
  await client.sendall("${text}");
  const { data } = await server.until("message", ${HANG_S});
  const own = connected.address[1] === client.getsockname()[1];
  console.log(\`\${data} \${own} \${await client.recv(1024)}\`);`;

async function start(t: TestContext): Promise<{ kernel: Kernel; port: number }> {
  const kernel = await Kernel.start();
  t.after(() => kernel.stop());
  return { kernel, port: Number(await printed(kernel, SERVER)) };
}

/** Runs a cell that must not fail. Returns what it printed. */
async function printed(kernel: Kernel, code: string): Promise<string> {
  const cell = await kernel.run(code);
  assert.deepEqual(cell.contents("error"), []);
  return cell.stdout.trim();
}

async function client(t: TestContext, port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1" });
  t.after(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** Asserts that no process listens on a port, and that one can. */
async function assertFree(port: number): Promise<void> {
  // A process that ends closes its descriptors one by one: its listener may close after its connections.
  for (const deadline = Date.now() + HANG_MS; await isOpen(port); ) {
    assert.ok(Date.now() < deadline, `a process still listens on port ${port}`);
  }
  const next = createServer().listen({ port, host: "127.0.0.1" });
  await once(next, "listening");
  next.close();
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1" });
  try {
    await once(socket, "connect");
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A listener that closes resets the connections that it has not accepted yet.
    if (code === "ECONNRESET") return true;
    assert.equal(code, "ECONNREFUSED");
    return false;
  } finally {
    socket.destroy();
  }
}

describe("a kernel's servers", { concurrency: 2 }, () => {
  const ends: Record<string, (kernel: Kernel) => unknown> = {
    "is shut down": (kernel) => kernel.shutdown(),
    restarts: (kernel) => kernel.send("shutdown_request", { restart: true }, "control").done(),
    "is killed": (kernel) => process.kill(kernel.pid, "SIGKILL"),
  };
  for (const [what, end] of Object.entries(ends)) {
    it(`stop when it ${what}: their clients see the end, and the port is free`, async (t) => {
      const { kernel, port } = await start(t);
      const [idle, served] = [await client(t, port), await client(t, port)];
      served.write("hello");
      const [reply] = await once(served, "data");
      assert.equal(`${reply}`, `${SELECT_REPLY}`);
      for (const socket of [idle, served]) socket.resume();
      const closed = [idle, served].map((socket) =>
        Promise.race([once(socket, "close"), once(socket, "error")]),
      );
      await end(kernel);
      await Promise.all(closed);
      await assertFree(port);
    });
  }

  it("continue while a cell runs, fails or is interrupted", async (t) => {
    const { kernel, port } = await start(t);
    const outside = await client(t, port);
    const request = async () => {
      outside.write("hello");
      const [reply] = await once(outside, "data");
      return `${reply}`;
    };
    await kernel.execute("throw new Error('of this cell only')").done();
    assert.equal(await request(), `${SELECT_REPLY}`);
    const waiting = kernel.execute('console.log("waits"); await new Promise(() => {});');
    await waiting.printed("waits");
    assert.equal(await request(), `${SELECT_REPLY}`);
    kernel.interrupt();
    assert.equal((await waiting.done()).ename, "InterruptedError");
    assert.equal(await request(), `${SELECT_REPLY}`);
  });
});

it(`${KERNELS} kernels run a server and a client each, at the same time, and do not collide`, async (t) => {
  const running: { kernel: Kernel; port: number }[] = [];
  const places = Array.from({ length: KERNELS }).keys();
  const startSome = async () => {
    for (const place of places) running[place] = await start(t);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, startSome));
  assert.equal(new Set(running.map(({ port }) => port)).size, KERNELS);

  const replies = await Promise.all(
    running.map(({ kernel }, i) => printed(kernel, talk(`number ${i}`))),
  );
  assert.deepEqual(
    replies,
    running.map((_, i) => `number ${i} true ${SELECT_REPLY}`),
  );

  const codes: number[] = [];
  const ending = running.entries();
  const endSome = async () => {
    for (const [place, { kernel }] of ending) codes[place] = (await kernel.shutdown()).code;
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, endSome));
  assert.deepEqual(
    codes,
    running.map(() => 0),
  );
  for (const { port } of running) await assertFree(port);
});
