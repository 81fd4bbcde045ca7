/** What a server does when nothing can be printed. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { createServer, type InetAddress } from "day29";
import { bin } from "../../support/cli.js";
import { HANG_MS } from "../../support/hang.js";
import { receiveResponse } from "../../support/http-response.js";
import { temporaryFolder } from "../../support/project.js";
import { Script } from "../../support/script.js";
import { client } from "../../support/servers.js";
import { needsUring } from "../../support/uring.js";

/** An address that was free just now: a server that prints nothing does not say where it listens. */
function freeAddress(): InetAddress {
  const listener = createServer(["127.0.0.1", 0]);
  const address = listener.getsockname();
  listener.close();
  return address;
}

/** Connects as soon as the server listens. */
async function connected(t: TestContext, address: InetAddress) {
  const end = performance.now() + HANG_MS;
  while (true) {
    try {
      return await client(t, address);
    } catch (error) {
      if (performance.now() > end) throw error;
    }
  }
}

/** Many requests with long headers on one connection; each gets its response. */
async function request(t: TestContext, address: InetAddress, count: number): Promise<void> {
  const socket = await connected(t, address);
  for (let i = 0; i < count; i++) {
    await socket.sendall(`GET /missing HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(4000)}\r\n\r\n`);
    assert.match(`${await receiveResponse(socket)}`, /^HTTP\/1\.1 404 /);
  }
  socket.close();
}

for (const mux of [[], ["--mux", "epoll"], ["--mux", "uring"]]) {
  const needs = mux.includes("uring") ? needsUring : {};
  describe(["day29 http-server", ...mux].join(" "), needs, () => {
    const args = (port: number): string[] => [bin, "http-server", "--port", `${port}`, ...mux];

    it("serves when the disk is full", { skip: !existsSync("/dev/full") }, async (t) => {
      const address = freeAddress();
      const redirected = '"$0" "$@" > /dev/full 2>&1';
      const run = new Script(t, "sh", [
        ...["-c", `exec ${redirected}`, process.execPath],
        ...args(address[1]),
      ]);
      await request(t, address, 100);
      assert.equal(run.process.exitCode, null);
    });

    it("serves when its log must not grow any more", async (t) => {
      const address = freeAddress();
      const log = join(await temporaryFolder(t), "log");
      const run = new Script(t, "sh", [
        ...["-c", `ulimit -f 8 && exec "$0" "$@" > ${log}`, process.execPath],
        ...args(address[1]),
      ]);
      await request(t, address, 100);
      const { exitCode, signalCode } = run.process;
      assert.deepEqual([exitCode, signalCode], [null, null]);
      assert.match(readFileSync(log, "utf8"), /^Listen to the port/);
    });

    it("serves while the reader of its log stalls, and then says what was not printed", async (t) => {
      const run: ChildProcess = spawn(process.execPath, args(0), {
        stdio: ["ignore", "pipe", "inherit"],
      });
      t.after(() => run.kill("SIGKILL"));
      assert.ok(run.stdout !== null);
      const signal = AbortSignal.timeout(HANG_MS);
      let log = `${(await once(run.stdout, "data", { signal }))[0]}`;
      run.stdout.pause();
      const port = Number(/^Listen to the port (\d+)$/m.exec(log)?.[1]);
      await request(t, ["127.0.0.1", port], 200);
      run.stdout.on("data", (data) => {
        log += data;
      });
      run.stdout.resume();
      while (!/^day29: \d+ lines were not printed$/m.test(log)) {
        await request(t, ["127.0.0.1", port], 1);
      }
      const end = log.slice(log.search(/^day29: /m));
      assert.match(end, /^day29: \d+ lines were not printed\nGET \/missing HTTP\/1\.1\n/);
      assert.equal(run.exitCode, null);
    });
  });
}
