/** Each server of `npx day29` that has connections: what it prints, how it ends, and what it survives. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { describe, it, type TestContext } from "node:test";
import type { InetAddress, Socket } from "day29";
import { NOT_FOUND } from "#day29/http/response.js";
import { EPOLL_REPLY } from "#day29/servers/echo/epoll-server.js";
import { POLL_REPLY } from "#day29/servers/echo/poll-server.js";
import { SELECT_REPLY } from "#day29/servers/echo/select-server.js";
import { URING_REPLY } from "#day29/servers/echo/uring-server.js";
import { address, bin, day29 } from "../../support/cli.js";
import { HANG_MS, HANG_S } from "../../support/hang.js";
import { receiveResponse } from "../../support/http-response.js";
import { skipWithout } from "../../support/programs.js";
import { Script } from "../../support/script.js";
import { client, reset } from "../../support/servers.js";
import { receiveAll } from "../../support/sockets.js";
import { needsUring } from "../../support/uring.js";

const CTIME = /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

const exactly = (reply: Buffer): RegExp => new RegExp(`^${reply}$`);

const streams = [
  { name: "block-server", args: ["--interval", "0.05"], reply: CTIME, idle: true },
  { name: "timeout-server", args: ["--timeout", "0.05"], reply: CTIME, idle: true },
  { name: "select-server", args: [], reply: exactly(SELECT_REPLY), idle: false },
  { name: "poll-server", args: [], reply: exactly(POLL_REPLY), idle: false },
  { name: "epoll-server", args: [], reply: exactly(EPOLL_REPLY), idle: false },
  { name: "epoll-server", args: ["--edge"], reply: exactly(EPOLL_REPLY), idle: false },
  { name: "uring-server", args: [], reply: exactly(URING_REPLY), idle: false, needs: needsUring },
];

for (const { name, args, reply, idle, needs = {} } of streams) {
  describe(["day29", name, ...args].join(" "), { concurrency: 2, ...needs }, () => {
    async function start(t: TestContext): Promise<[Script, InetAddress]> {
      const run = day29(t, name, "--port", "0", ...args);
      return [run, await address(run)];
    }

    /** The next line that tells of a client. */
    async function line(run: Script): Promise<string> {
      let next = await run.line();
      while (idle && (next === "Waiting for connect ..." || CTIME.test(next))) {
        next = await run.line();
      }
      return next;
    }

    it("prints the addresses and messages of clients", async (t) => {
      const [run, server] = await start(t);
      for (const message of ["hello", "你好"]) {
        const socket = await client(t, server);
        await socket.sendall(message);
        assert.match(`${await socket.recv(100)}`, reply);
        const [host, port] = socket.getsockname();
        socket.close();
        assert.equal(await line(run), `Connect from ('${host}', ${port})`);
        assert.equal(await line(run), message);
      }
    });

    if (idle) {
      it("prints the time whenever no client connects", async (t) => {
        const [run] = await start(t);
        for (let i = 0; i < 3; i++) {
          assert.equal(await run.line(), "Waiting for connect ...");
          assert.match(await run.line(), CTIME);
        }
      });
    }

    /** What it next says on standard error. */
    async function warning(run: Script): Promise<string> {
      const signal = AbortSignal.timeout(HANG_MS);
      return `${await once(run.process.stderr as Readable, "data", { signal })}`;
    }

    it("serves nc", { skip: skipWithout("nc") }, async (t) => {
      const [run, [host, port]] = await start(t);
      const nc = new Script(t, "sh", ["-c", `printf 'from nc' | nc -N ${host} ${port}`]);
      assert.match(await nc.line(), reply);
      assert.match(await line(run), /^Connect from \('127\.0\.0\.1', \d+\)$/);
      assert.equal(await line(run), "from nc");
    });

    for (const [signal, state] of [
      ["SIGINT", "nobody is there"],
      ["SIGINT", "a client was answered"],
      ["SIGTERM", "a client is silent"],
    ] as const) {
      it(`ends on ${signal} when ${state}, and its port is free immediately`, async (t) => {
        const [run, server] = await start(t);
        if (state !== "nobody is there") {
          const socket = await client(t, server);
          assert.match(await line(run), /^Connect/);
          if (state === "a client was answered") {
            await socket.sendall("hello");
            assert.match(`${await socket.recv(100)}`, reply);
          }
        }
        run.process.kill(signal);
        assert.deepEqual(await run.exit(), { code: null, signal });
        const again = day29(t, name, "--port", `${server[1]}`);
        assert.deepEqual(await address(again), server);
      });
    }

    // With io_uring, the limit that holds when accept is submitted applies; a server with a low limit is below.
    if (name !== "uring-server")
      it("pauses while no descriptor is free, and then continues", async (t) => {
        const [run, server] = await start(t);
        const limit = (descriptors: number): void => {
          const args = ["--pid", `${run.process.pid}`, `--nofile=${descriptors}:`];
          assert.equal(spawnSync("prlimit", args).status, 0);
        };
        // After the first client, the server has all the descriptors that it needs itself.
        (await client(t, server)).close();
        assert.match(await line(run), /^Connect/);
        limit(3);
        const warned = warning(run);
        const socket = await client(t, server);
        await socket.sendall("hello");
        assert.match(await warned, /^day29: \[EMFILE\] accept .*: Too many open files\n/);
        limit(1000);
        assert.match(`${await socket.recv(100)}`, reply);
      });

    it("warns of a client that resets, and serves the next one", async (t) => {
      const [run, server] = await start(t);
      const vandal = await client(t, server);
      await vandal.sendall("boo");
      assert.match(`${await vandal.recv(100)}`, reply);
      const warned = warning(run);
      reset(vandal);
      assert.match(await warned, /^day29: \[ECONNRESET\] recv on fd \d+: Connection reset/);
      const socket = await client(t, server);
      await socket.sendall("hello");
      assert.match(`${await socket.recv(100)}`, reply);
    });
  });
}

for (const call of ["", "select", "poll", "epoll", "uring"]) {
  const mux = call === "" ? [] : ["--mux", call];
  const needs = call === "uring" ? needsUring : {};
  describe(["day29 http-server", ...mux].join(" "), { concurrency: 2, ...needs }, () => {
    async function start(t: TestContext): Promise<[Script, InetAddress]> {
      const run = day29(t, "http-server", "--port", "0", ...mux);
      return [run, await address(run)];
    }

    async function get(t: TestContext, server: InetAddress, lines: string[]): Promise<string> {
      const socket = await client(t, server);
      await socket.sendall(`${lines.join("\r\n")}\r\n\r\n`);
      return `${await receiveAll(socket)}`;
    }

    it("responds, and prints the lines of each request", async (t) => {
      const [run, server] = await start(t);
      for (const host of ["one", "two"]) {
        const lines = ["GET /missing HTTP/1.1", `Host: ${host}`, "connection:close", ""];
        const response = await get(t, server, lines.slice(0, -1));
        assert.match(response, /^HTTP\/1\.1 404 /);
        assert.ok(response.endsWith(`\r\n\r\n${NOT_FOUND}`), response);
        for (const line of lines) assert.equal(await run.line(), line);
      }
    });

    for (const state of ["nobody is there", "a client stalls"]) {
      it(`ends on SIGINT when ${state}, and its port is free immediately`, async (t) => {
        const [run, server] = await start(t);
        await get(t, server, ["GET / HTTP/1.0"]);
        if (state === "a client stalls") await (await client(t, server)).sendall("GET");
        run.process.kill("SIGINT");
        assert.deepEqual(await run.exit(), { code: null, signal: "SIGINT" });
        const again = day29(t, "http-server", "--port", `${server[1]}`, ...mux);
        assert.deepEqual(await address(again), server);
      });
    }
  });
}

/** An HTTP server drops a client that waits for the others for longer than this. */
const PATIENT = ["--timeout", `${HANG_S}`];

describe("day29 http-server", () => {
  it("closes no connection under a client that sends one request after the other", async (t) => {
    const server = await address(day29(t, "http-server", "--port", "0", "--quiet", ...PATIENT));
    const post = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        let socket: Socket | null = null;
        for (let i = 0; i < 60; i++) {
          socket ??= await client(t, server);
          await socket.sendall(post);
          const response = `${await receiveResponse(socket)}`;
          assert.match(response, /^HTTP\/1\.1 200 /);
          if (!response.includes("\r\nConnection: close\r\n")) continue;
          socket.close();
          socket = null;
        }
        socket?.close();
      }),
    );
  });
});

describe("a server with few descriptors, from its first client on,", { concurrency: 2 }, () => {
  for (const command of [
    "http-server --mux select",
    "http-server --mux poll",
    "http-server --mux epoll",
    "http-server --mux uring",
    "select-server",
    "poll-server",
    "epoll-server",
    "epoll-server --edge",
    "uring-server",
  ]) {
    const needs = command.includes("uring") ? needsUring : {};
    it(`serves all clients, some later than others: ${command}`, needs, async (t) => {
      const http = command.startsWith("http");
      const args = [...command.split(" "), "--port", "0", "--quiet", ...(http ? PATIENT : [])];
      const limited = ["-c", 'ulimit -n 64 && exec "$0" "$@"', process.execPath, bin, ...args];
      const run = new Script(t, "sh", limited);
      const server = await address(run);
      const message = http ? "GET /missing HTTP/1.1\r\nHost: x\r\n\r\n" : "hello";
      const clients: Socket[] = [];
      for (let i = 0; i < 60; i++) clients.push(await client(t, server));
      const exchange = async (socket: Socket): Promise<void> => {
        await socket.sendall(message);
        const reply = `${await socket.recv(1000)}`;
        assert.match(reply, http ? /^HTTP\/1\.1 404 / : /^Receive/, run.stderr);
      };
      // While no descriptor is free, the server often yields to its event loop.
      for (let i = 0; i < 1000; i++) await exchange(clients[0] as Socket);
      for (const socket of clients) {
        await exchange(socket);
        socket.close();
      }
      assert.equal(run.process.exitCode, null, run.stderr);
    });
  }
});
