/** A cell that binds an address can be run again, as in CPython. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Kernel } from "../../support/kernel/driver.js";

describe("a cell that is run again", () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await Kernel.start();
    await run('import { Socket, socketpair, Epoll } from "day29";');
  });
  after(() => kernel.stop());

  async function run(code: string): Promise<string> {
    const cell = await kernel.run(code);
    assert.deepEqual(cell.contents("error"), []);
    assert.equal(cell.stderr, "");
    return cell.stdout.trim();
  }

  /** Returns a port that is free as soon as the probe is closed. */
  async function freePort(): Promise<string> {
    return run(
      'const probe = new Socket(); probe.bind(["127.0.0.1", 0]); const port = probe.getsockname()[1]; probe.close(); console.log(port);',
    );
  }

  it("binds the same port, as the socket of its first run is closed", async () => {
    const port = await freePort();
    const cell = `const srv = new Socket(); srv.bind(["127.0.0.1", ${port}]); srv.listen(); console.log(srv.fileno());`;
    for (let i = 0; i < 3; i++) assert.match(await run(cell), /^\d+$/);
    await run("srv.close();");
    await run(cell);
    await run("srv.close();");
  });

  it("can do so after a failure", async () => {
    const port = await freePort();
    const cell = `const again = new Socket(); again.bind(["127.0.0.1", ${port}]); again.listen(); throw new Error("after listen");`;
    for (let i = 0; i < 2; i++) {
      const [error] = (await kernel.run(cell)).contents("error");
      assert.equal(error.evalue, "after listen");
    }
    await run("again.close();");
  });

  it("closes sockets in a collection, too", async () => {
    const port = await freePort();
    const cell = `const all = { listeners: [new Socket()] }; all.listeners[0].bind(["127.0.0.1", ${port}]); all.listeners[0].listen();`;
    await run(cell);
    await run(cell);
    await run("all.listeners[0].close();");
  });

  it("leaves open what another variable, a closure or a wait still holds", async () => {
    const fds = await run(
      "let [a, b] = socketpair(); const other = a; const peer = () => b.fileno(); console.log(a.fileno(), b.fileno());",
    );
    await run("let a = 1;");
    assert.equal(await run("console.log(other.fileno(), peer());"), fds);
    const waiting = await run(
      "let [c, d] = socketpair(); const received = c.recv(10); console.log(d.fileno());",
    );
    assert.match(waiting, /^\d+$/);
    await run("let c = 1;");
    assert.equal(await run('await d.send("hello"); console.log(String(await received));'), "hello");
    await run("for (const socket of [other, b, d]) socket.close();");
  });
});
