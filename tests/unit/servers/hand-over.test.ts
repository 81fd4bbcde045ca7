/** A server that continues with another mechanism: its clients notice nothing. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { constants } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { SHUT_WR, SO_RCVBUF, SO_SNDBUF, SOL_SOCKET, type Socket } from "day29";
import {
  epollServer,
  httpServer,
  pollServer,
  type Server,
  type ServerProgram,
  selectServer,
  TcpServer,
  uringServer,
} from "day29/servers";
import { EPOLL_REPLY } from "#day29/servers/echo/epoll-server.js";
import { POLL_REPLY } from "#day29/servers/echo/poll-server.js";
import { SELECT_REPLY } from "#day29/servers/echo/select-server.js";
import { URING_REPLY } from "#day29/servers/echo/uring-server.js";
import { HANG_S } from "../../support/hang.js";
import { receiveResponse } from "../../support/http-response.js";
import { temporaryFolder } from "../../support/project.js";
import { Script } from "../../support/script.js";
import { refusing } from "../../support/seccomp.js";
import { ask, client, start } from "../../support/servers.js";
import { listening, receiveAll, tcp } from "../../support/sockets.js";
import { needsUring } from "../../support/uring.js";

/** What the declarations of the package leave out. */
type Switching = Server & {
  switchTo(program: ServerProgram, options?: object): Promise<void>;
};

const SYS_IO_URING_SETUP = 425;

const REQUEST = "GET /missing HTTP/1.1\r\nHost: x\r\n\r\n";
const NO_SUCH_FILE = /^HTTP\/1\.1 404 /;

async function responseTo(socket: Socket, request: string): Promise<Buffer> {
  await socket.sendall(request);
  return receiveResponse(socket);
}

interface Mechanism {
  readonly name: string;
  readonly program: ServerProgram<{ edge?: boolean }>;
  readonly options: { readonly edge?: boolean };
  readonly reply: string;
  readonly needs?: object;
}

const mechanisms: readonly Mechanism[] = [
  { name: "select", program: selectServer, options: {}, reply: `${SELECT_REPLY}` },
  { name: "poll", program: pollServer, options: {}, reply: `${POLL_REPLY}` },
  { name: "epoll", program: epollServer, options: {}, reply: `${EPOLL_REPLY}` },
  { name: "edge", program: epollServer, options: { edge: true }, reply: `${EPOLL_REPLY}` },
  { name: "uring", program: uringServer, options: {}, reply: `${URING_REPLY}`, needs: needsUring },
];

async function starting(
  t: TestContext,
  { program, options }: Mechanism,
  stepping: boolean,
): Promise<Switching> {
  return (await start(t, program, { ...options, stepping })) as Switching;
}

/** All that a server has received and not yet replied to, in bytes of its replies. */
function unsent(server: Server, reply: string): () => number {
  let bytes = 0;
  server.subscribe((event) => {
    if (event.type === "message") bytes += reply.length;
    if (event.type === "sent") bytes -= event.size;
  });
  return () => bytes;
}

for (const from of mechanisms) {
  for (const to of mechanisms) {
    const needs = { ...from.needs, ...to.needs };
    describe(`a server that continues with ${to.name} instead of ${from.name}`, needs, () => {
      it("serves existing and new clients", async (t) => {
        const server = await starting(t, from, false);
        const sockets = await Promise.all(
          Array.from({ length: 5 }, () => client(t, server.address)),
        );
        for (const socket of sockets) await ask(socket, "before", from.reply);
        await server.switchTo(to.program, to.options);
        const seen: string[] = [];
        server.subscribe(({ type }) => seen.push(type));
        for (const socket of sockets) await ask(socket, "after", to.reply);
        await ask(await client(t, server.address), "new", to.reply);
        assert.equal(seen.filter((type) => type === "connect").length, 1);
        assert.ok(!seen.includes("disconnect"));
        assert.ok(server.running);
        await server.stop();
        for (const socket of sockets) assert.equal((await receiveAll(socket)).length, 0);
      });

      it("receives what a client sent before, and the rest of it", async (t) => {
        const server = await starting(t, from, true);
        const socket = await client(t, server.address);
        await server.step();
        // The server waits for the next round when the mechanism changes.
        assert.equal((await server.step(0)).readiness, null);
        await socket.sendall("first half, ");
        await server.switchTo(to.program, to.options);
        await socket.sendall("second half");
        const message = await server.until("message");
        assert.equal(`${message.data}`, "first half, second half");
        assert.equal((await server.until("sent")).size, to.reply.length);
        assert.equal(`${await socket.recv(100)}`, to.reply);
      });

      it("finishes the current round, and drops none of its events", async (t) => {
        const server = await starting(t, from, false);
        const socket = await client(t, server.address);
        await ask(socket, "hello", from.reply);
        let switched: Promise<void> | undefined;
        const seen: string[] = [];
        server.subscribe((event) => {
          seen.push(event.type);
          if (event.type !== "message" || switched !== undefined) return;
          switched = server.switchTo(to.program, to.options);
        });
        // The reply is of the server that has received the message.
        await ask(socket, "in the middle", from.reply);
        await switched;
        await ask(socket, "after", to.reply);
        socket.close();
        await server.until("disconnect");
        const isBegin = (type: string): boolean => type === "ready" || type === "completed";
        const rounds = seen.filter((type) => isBegin(type) || type === "handled");
        for (const [i, type] of rounds.entries()) {
          if (i < rounds.length - 1) assert.equal(isBegin(type), i % 2 === 0, seen.join(" "));
        }
        assert.deepEqual(
          seen.filter((type) => !isBegin(type) && type !== "handled"),
          ["message", "sent", "message", "sent", "disconnect"],
        );
      });

      it("sends the replies that a client has not read yet", async (t) => {
        const server = await starting(t, from, true);
        const pending = unsent(server, from.reply);
        const socket = tcp(t);
        socket.settimeout(HANG_S);
        socket.setsockopt(SOL_SOCKET, SO_RCVBUF, 4096);
        await socket.connect(server.address);
        const { socket: accepted } = await server.until("connect");
        accepted.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096);
        let messages = 0;
        server.subscribe(({ type }) => {
          if (type === "message") messages++;
        });
        while (pending() === 0) {
          await socket.sendall("x");
          await server.step();
          // The select server sends in the next round, if there is room.
          if (pending() > 0) await server.step(0.02);
        }
        const replies = messages;
        await server.switchTo(to.program, to.options);
        socket.shutdown(SHUT_WR);
        const received = receiveAll(socket);
        assert.equal((await server.until("disconnect", HANG_S)).error, null);
        assert.equal(pending(), 0);
        assert.equal(messages, replies);
        assert.equal(`${await received}`, from.reply.repeat(replies));
      });
    });
  }
}

const muxes = ["select", "poll", "epoll", "uring"] as const;
for (const from of muxes) {
  for (const to of muxes) {
    const needs = to === "uring" || from === "uring" ? needsUring : {};
    describe(`an HTTP server that continues with ${to} instead of ${from}`, needs, () => {
      it("serves existing and new clients, in the middle of a request, too", async (t) => {
        const server = (await start(t, httpServer, { mux: from, timeout: HANG_S })) as Switching;
        const idle = await client(t, server.address);
        const asking = await client(t, server.address);
        assert.match(`${await responseTo(idle, REQUEST)}`, NO_SUCH_FILE);
        await asking.sendall(REQUEST.slice(0, 20));
        await server.until(({ type }) => type === "ready" || type === "completed");
        await server.switchTo(httpServer, { mux: to });
        const seen: string[] = [];
        server.subscribe(({ type }) => seen.push(type));
        assert.match(`${await responseTo(asking, REQUEST.slice(20))}`, NO_SUCH_FILE);
        assert.match(`${await responseTo(idle, REQUEST)}`, NO_SUCH_FILE);
        assert.match(`${await responseTo(await client(t, server.address), REQUEST)}`, NO_SUCH_FILE);
        assert.equal(seen.filter((type) => type === "connect").length, 1);
        assert.ok(!seen.includes("disconnect"));
      });

      it("sends the rest of a response", async (t) => {
        const root = await temporaryFolder(t);
        const size = 4 * 2 ** 20;
        await writeFile(join(root, "large.bin"), Buffer.alloc(size, "0123456789"));
        const options = { mux: from, root, timeout: HANG_S };
        const server = (await start(t, httpServer, options)) as Switching;
        const socket = tcp(t);
        socket.settimeout(HANG_S);
        socket.setsockopt(SOL_SOCKET, SO_RCVBUF, 4096);
        await socket.connect(server.address);
        await socket.sendall("GET /large.bin HTTP/1.0\r\n\r\n");
        await server.until("sent");
        await server.switchTo(httpServer, { mux: to });
        const response = await receiveAll(socket);
        assert.equal(response.length - response.indexOf("\r\n\r\n") - 4, size);
        assert.ok(response.subarray(-10).equals(Buffer.alloc(size, "0123456789").subarray(-10)));
      });
    });
  }
}

describe("a server that cannot continue with another program", () => {
  const greeter = (listener: Socket) => new TcpServer(listener).run();

  it("throws an error, and continues as before", async (t) => {
    const server = await starting(t, mechanisms[1] as Mechanism, false);
    const socket = await client(t, server.address);
    await ask(socket, "before", `${POLL_REPLY}`);
    await assert.rejects(server.switchTo(greeter), /same kind/);
    await assert.rejects(server.switchTo(httpServer, { mux: "poll" }), /same kind/);
    await ask(socket, "after", `${POLL_REPLY}`);
    const iterative = (await start(t, greeter, { name: "iterative" })) as Switching;
    await assert.rejects(iterative.switchTo(pollServer), /no clients/);
    await server.stop();
    await assert.rejects(server.switchTo(epollServer), /is stopped/);
  });

  it("keeps its clients where io_uring is refused, and reports why", async (t) => {
    const run = new Script(t, process.execPath, [
      ...["--input-type=module", "--eval"],
      `${refusing(SYS_IO_URING_SETUP, constants.errno.EPERM)}
       import { createConnection } from "day29";
       import { httpServer, pollServer, serve, uringServer } from "day29/servers";
       async function talk(program, options, request) {
         const server = await serve(program, options);
         const client = await createConnection(server.address);
         await client.sendall(request);
         console.log(String(await client.recv(1000)).slice(0, 12));
         const to = program === pollServer ? uringServer : program;
         await server.switchTo(to, { mux: "uring" }).catch((error) => console.log(error.name));
         await client.sendall(request);
         console.log(String(await client.recv(1000)).slice(0, 12), server.running);
         client.close();
         await server.stop();
       }
       await talk(pollServer, {}, "hello");
       await talk(httpServer, { mux: "epoll" }, "GET /nowhere HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n");`,
    ]);
    for (const reply of [`${POLL_REPLY}`, "HTTP/1.1 404"]) {
      assert.equal(await run.line(), reply);
      assert.equal(await run.line(), "PermissionError");
      assert.equal(await run.line(), `${reply} true`);
    }
    assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
  });

  it("continues on io_uring if the other one cannot take its clients", needsUring, async (t) => {
    const echo = await start(t, uringServer);
    const http = await start(t, httpServer, { mux: "uring", name: "http" });
    for (const [server, request, reply] of [
      [echo as Switching, "hello", `${URING_REPLY}`],
      [http as Switching, REQUEST, "HTTP/1.1 404"],
    ] as const) {
      const sockets = await Promise.all(Array.from({ length: 3 }, () => client(t, server.address)));
      const all = async (): Promise<void> => {
        for (const socket of sockets) {
          await socket.sendall(request);
          assert.equal(`${await socket.recv(1000)}`.slice(0, reply.length), reply);
        }
      };
      await all();
      await assert.rejects(server.switchTo(greeter), /same kind/);
      await all();
      sockets.push(await client(t, server.address));
      await all();
    }
  });

  it("keeps a client that select(2) cannot watch", async (t) => {
    const run = new Script(t, "sh", [
      ...["-c", 'ulimit -n 1100 && exec "$0" --input-type=module --eval "$1"', process.execPath],
      `import { createConnection, FD_SETSIZE, Socket } from "day29";
       import { pollServer, selectServer, serve } from "day29/servers";
       const server = await serve(pollServer);
       const hoard = [];
       do hoard.push(new Socket()); while (hoard.at(-1).fileno() < FD_SETSIZE);
       const client = await createConnection(server.address);
       await server.until("connect");
       await server.switchTo(selectServer).catch((error) => console.log(String(error)));
       await client.sendall("hello");
       console.log(String(await client.recv(100)));
       for (const socket of [client, ...hoard]) socket.close();`,
    ]);
    assert.match(await run.line(), /^RangeError: cannot watch fd \d+, beyond the limit of 1024$/);
    assert.equal(await run.line(), `${POLL_REPLY}`);
    assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
  });

  it("keeps a client of HTTP that select(2) cannot watch", async (t) => {
    const run = new Script(t, "sh", [
      ...["-c", 'ulimit -n 1100 && exec "$0" --input-type=module --eval "$1"', process.execPath],
      `import { createConnection, FD_SETSIZE, Socket } from "day29";
       import { httpServer, serve } from "day29/servers";
       const server = await serve(httpServer, { mux: "poll" });
       const hoard = [];
       do hoard.push(new Socket()); while (hoard.at(-1).fileno() < FD_SETSIZE);
       const client = await createConnection(server.address);
       await server.until("connect");
       await server.switchTo(httpServer, { mux: "select" }).catch((error) => console.log(String(error)));
       await client.sendall("GET /nowhere HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n");
       console.log(String(await client.recv(12)));
       for (const socket of [client, ...hoard]) socket.close();`,
    ]);
    assert.match(await run.line(), /^RangeError: cannot watch fd \d+, beyond the limit of 1024$/);
    assert.equal(await run.line(), "HTTP/1.1 404");
    assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
  });

  it("closes the clients when it is stopped before it has begun to watch them", async (t) => {
    const server = await starting(t, mechanisms[0] as Mechanism, true);
    const socket = await client(t, server.address);
    await server.step();
    await server.switchTo(pollServer);
    await server.stop();
    assert.equal((await receiveAll(socket)).length, 0);
  });

  it("does not hand over clients if it ends without a successor", async (t) => {
    const listener = listening(t);
    const events = pollServer(listener);
    const socket = await client(t, listener.getsockname());
    for (let type = ""; type !== "connect"; ) type = (await events.next()).value?.type ?? "";
    await events.return();
    assert.equal((await receiveAll(socket)).length, 0);
  });
});
