/** `--workers`: processes that share a port, their replacement, and their end. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { on } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { describe, it, type TestContext } from "node:test";
import { createConnection, type InetAddress } from "day29";
import { address, bin, day29 } from "../../support/cli.js";
import { HANG_MS, HANG_S } from "../../support/hang.js";
import { childrenOf, hasEnded } from "../../support/proc.js";
import { root } from "../../support/project.js";
import { Script } from "../../support/script.js";
import { client } from "../../support/servers.js";
import { closing } from "../../support/sockets.js";
import { needsUring } from "../../support/uring.js";

interface Group {
  readonly run: Script;
  readonly server: InetAddress;
  /** Their process ids. */
  readonly workers: number[];
  /** The next line on standard error that matches. */
  readonly warning: (pattern: RegExp) => Promise<RegExpExecArray>;
}

/** Starts a command with workers, and waits until they serve. */
async function start(t: TestContext, ...args: string[]): Promise<Group> {
  const run = day29(t, ...args, "--port", "0");
  const signal = AbortSignal.timeout(HANG_MS);
  const lines = on(createInterface(run.process.stderr as Readable), "line", { signal });
  const server = await address(run);
  assert.match(await run.line(), new RegExp(`^\\d workers? serves? 127\\.0\\.0\\.1:${server[1]}$`));
  const workers = childrenOf(run.process.pid as number);
  const warning = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec((await lines.next()).value[0]);
      if (match !== null) return match;
    }
  };
  return { run, server, workers, warning };
}

async function exchange(t: TestContext, server: InetAddress, http = false): Promise<void> {
  const socket = await client(t, server);
  await socket.sendall(http ? "GET /missing HTTP/1.0\r\n\r\n" : "hello");
  assert.match(`${await socket.recv(1000)}`, http ? /^HTTP\/1\.1 404 / : /^Receive/);
  socket.close();
}

/** Connects until each of these processes has accepted a client. */
async function serveOneEach(t: TestContext, group: Group, http = false): Promise<void> {
  const left = new Set(childrenOf(group.run.process.pid as number));
  while (left.size > 0) {
    await exchange(t, group.server, http);
    // io_uring accepts without a call of its own; the address of the client is looked up then.
    const [, pid] = await group.warning(/^\[pid (\d+)\] (?:accept4\(.*\) = \d+ |getpeername\()/);
    left.delete(Number(pid));
  }
}

for (const command of [
  "select-server",
  "poll-server",
  "epoll-server",
  "epoll-server --edge",
  "http-server",
  "http-server --mux epoll",
  "uring-server",
  "http-server --mux uring",
]) {
  const needs = command.includes("uring") ? needsUring : {};
  describe(`day29 ${command} --workers`, { concurrency: 2, ...needs }, () => {
    const http = command.startsWith("http");
    const args = [...command.split(" "), "--trace"];

    it("serves clients in every process", async (t) => {
      const group = await start(t, ...args, "--workers", "3");
      assert.equal(group.workers.length, 3);
      await serveOneEach(t, group, http);
    });

    it("replaces a process that ends, and continues in the others", async (t) => {
      const group = await start(t, ...args, "--workers", "2");
      const [first = 0, second = 0] = group.workers;
      process.kill(first, "SIGKILL");
      const [, ended, replacement] = await group.warning(
        /^day29: worker (\d+) ended \(SIGKILL\); worker (\d+) replaces it$/,
      );
      assert.equal(Number(ended), first);
      const workers = new Set(childrenOf(group.run.process.pid as number));
      assert.deepEqual(workers, new Set([second, Number(replacement)]));
      await serveOneEach(t, group, http);
    });

    it("ends all processes on SIGINT, and the port is free immediately", async (t) => {
      const { run, server, workers } = await start(t, ...args, "--workers", "2");
      await exchange(t, server, http);
      run.process.kill("SIGINT");
      assert.deepEqual(await run.exit(), { code: null, signal: "SIGINT" });
      assert.ok(workers.every(hasEnded));
      const again = day29(t, "select-server", "--port", `${server[1]}`);
      assert.deepEqual(await address(again), server);
    });
  });
}

describe("--workers", { concurrency: 2 }, () => {
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    it(`ends all processes, stopped ones too, on ${signal}`, async (t) => {
      const { run, workers } = await start(t, "select-server", "--workers", "2");
      process.kill(workers[0] as number, "SIGSTOP");
      run.process.kill(signal);
      assert.deepEqual(await run.exit(), { code: null, signal });
      assert.ok(workers.every(hasEnded));
    });
  }

  it("runs one process, too", async (t) => {
    const { run, server, workers } = await start(t, "poll-server", "--workers", "1");
    assert.equal(workers.length, 1);
    await exchange(t, server);
    assert.match(await run.line(), /^Connect from/);
    assert.equal(await run.line(), "hello");
  });

  it("serves an IPv6 address", async (t) => {
    const args = ["--workers", "2", "--host", "::1", "--port", "0"];
    const run = day29(t, "epoll-server", ...args);
    const [, port] = await address(run);
    assert.equal(await run.line(), `2 workers serve [::1]:${port}`);
    const socket = closing(t, await createConnection(["::1", port], { timeout: HANG_S }));
    await socket.sendall("hello");
    assert.match(`${await socket.recv(100)}`, /^Receive/);
  });

  it("serves a client that connects while its process is replaced", async (t) => {
    const { server, workers } = await start(t, "select-server", "--workers", "2");
    for (const worker of workers) process.kill(worker, "SIGSTOP");
    const clients = await Promise.all(Array.from({ length: 20 }, () => client(t, server)));
    for (const worker of workers) process.kill(worker, "SIGKILL");
    for (const socket of clients) {
      await socket.sendall("hello");
      assert.match(`${await socket.recv(100)}`, /^Receive/);
    }
  });

  it("ends all processes, stopped ones too, if the first one is killed", async (t) => {
    const { run, workers } = await start(t, "epoll-server", "--workers", "2");
    process.kill(workers[0] as number, "SIGSTOP");
    run.process.kill("SIGKILL");
    // This waits until no process can write to their common output, so until the last one has ended.
    assert.deepEqual(await run.exit(), { code: null, signal: "SIGKILL" });
  });

  it("shares the port with no other command", async (t) => {
    const { server } = await start(t, "poll-server", "--workers", "2");
    const alone = await address(day29(t, "poll-server", "--port", "0"));
    for (const [port, args] of [
      [server[1], ["--workers", "2"]],
      [server[1], []],
      [alone[1], ["--workers", "2"]],
    ] as const) {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [bin, "select-server", "--port", `${port}`, ...args],
        { cwd: root, encoding: "utf8" },
      );
      assert.deepEqual([status, stdout], [1, ""]);
      assert.match(stderr, new RegExp(`^error: .*127.0.0.1:${port}.*--port 0 .*\n$`));
    }
  });

  it("ends when the reader of its output closes the pipe", async (t) => {
    const { run, server } = await start(t, "select-server", "--workers", "2");
    (run.process.stdout as Readable).destroy();
    await client(t, server);
    assert.deepEqual(await run.exit(), { code: 0, signal: null });
    assert.equal(run.stderr, "");
  });

  it("gives up after three processes that end before they serve", async (t) => {
    const source = "if(process.argv.some((one)=>one.startsWith('--worker-of')))process.exit(7)";
    const run = new Script(t, "env", [
      `NODE_OPTIONS=--import=data:text/javascript,${source}`,
      ...[process.execPath, bin, "select-server", "--port", "0", "--workers", "1"],
    ]);
    assert.deepEqual(await run.exit(), { code: 1, signal: null });
    const replaced = String.raw`day29: worker \d+ ended \(exit code 7\); worker \d+ replaces it\n`;
    const expected = new RegExp(`^(${replaced}){2}error: the workers end before they serve\n$`);
    assert.match(run.stderr, expected);
  });

  it("does not run a worker whose parent has ended", () => {
    const { pid } = spawnSync("true");
    const args = [bin, "select-server", "--port", "0", `--worker-of=${pid}`];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    assert.deepEqual([status, stdout], [1, ""]);
  });
});
