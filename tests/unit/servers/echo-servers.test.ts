/** The select, poll and epoll servers, driven by real clients. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import {
  epollEventNames,
  eventNames,
  POLLIN,
  POLLOUT,
  SHUT_WR,
  SO_RCVBUF,
  SO_REUSEADDR,
  SO_SNDBUF,
  SOL_SOCKET,
  type Socket,
  select,
  setWaiting,
  TimeoutError,
} from "day29";
import {
  type EpollOptions,
  epollServer,
  pollServer,
  type ServerEvents,
  type ServerProgram,
  type Step,
  selectServer,
  serve,
  uringServer,
} from "day29/servers";
import { EPOLL_REPLY } from "#day29/servers/echo/epoll-server.js";
import { POLL_REPLY } from "#day29/servers/echo/poll-server.js";
import { SELECT_REPLY } from "#day29/servers/echo/select-server.js";
import { URING_REPLY } from "#day29/servers/echo/uring-server.js";
import { HANG_MS, HANG_S } from "../../support/hang.js";
import { Script } from "../../support/script.js";
import { ask, client, reset, start } from "../../support/servers.js";
import { closing, drain, fill, listening, tcp } from "../../support/sockets.js";
import { needsUring } from "../../support/uring.js";

/** The events that begin and end a round. */
const ROUND_EVENTS: readonly string[] = ["ready", "completed", "handled"];

interface Case {
  readonly program: ServerProgram<EpollOptions>;
  readonly options: EpollOptions;
  readonly reply: string;
  readonly needs?: typeof needsUring;
}

const cases: readonly Case[] = [
  { program: selectServer, options: {}, reply: `${SELECT_REPLY}` },
  { program: pollServer, options: {}, reply: `${POLL_REPLY}` },
  { program: epollServer, options: {}, reply: `${EPOLL_REPLY}` },
  { program: epollServer, options: { edge: true }, reply: `${EPOLL_REPLY}` },
  { program: uringServer, options: {}, reply: `${URING_REPLY}`, needs: needsUring },
];

for (const { program, options, reply, needs = {} } of cases) {
  describe(`${program.name}${options.edge ? ", edge-triggered" : ""}`, needs, () => {
    it(`replies "${reply}" to each message`, async (t) => {
      const server = await start(t, program, options);
      const socket = await client(t, server.address);
      for (const message of ["hello", "你好", "x".repeat(1024)]) await ask(socket, message, reply);
    });

    it("serves many clients at the same time", async (t) => {
      const server = await start(t, program, options);
      const clients = await Promise.all(
        Array.from({ length: 100 }, () => client(t, server.address)),
      );
      for (let round = 0; round < 5; round++) {
        await Promise.all(clients.map((socket) => ask(socket, `round ${round}`, reply)));
      }
    });

    it("yields its events in order", async (t) => {
      const server = await start(t, program, options);
      const seen: string[] = [];
      server.subscribe((event) => seen.push(event.type));
      const socket = await client(t, server.address);
      await ask(socket, "hello", reply);
      socket.close();
      const gone = await server.until("disconnect");
      assert.ok(gone.type === "disconnect" && gone.error === null && gone.fd > 0);
      assert.deepEqual(
        seen.filter((type) => !ROUND_EVENTS.includes(type)),
        ["connect", "message", "sent", "disconnect"],
      );
    });

    it("survives clients that reset, half-close or send nothing", async (t) => {
      const server = await start(t, program, options);
      const silent = await client(t, server.address);
      const half = await client(t, server.address);
      half.shutdown(SHUT_WR);
      assert.equal((await half.recv(10)).length, 0);
      const vandal = await client(t, server.address);
      await vandal.sendall("boo");
      reset(vandal);
      await ask(await client(t, server.address), "still there?", reply);
      await ask(silent, "me too", reply);
    });

    it("replies to a client that has already shut down its sending side", async (t) => {
      const server = await start(t, program, options);
      const socket = await client(t, server.address);
      await socket.sendall("last words");
      socket.shutdown(SHUT_WR);
      let answer = "";
      for (let part = await socket.recv(100); part.length > 0; part = await socket.recv(100)) {
        answer += part;
      }
      assert.equal(answer, reply);
    });

    it("limits the memory for a client that never reads its replies, and serves the others", async (t) => {
      const server = await start(t, program, options);
      const greedy = tcp(t);
      greedy.setsockopt(SOL_SOCKET, SO_RCVBUF, 4096);
      greedy.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096);
      await greedy.connect(server.address);
      // Else the kernel would hold megabytes of replies, and the server read as long as it does.
      const { socket: accepted } = await server.until("connect");
      accepted.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096);
      let messages = 0;
      server.subscribe((event) => {
        if (event.type === "message" && `${event.data}`.startsWith("x")) messages++;
      });
      // Sends until the server reads no more: all buffers on the way are then full, and stay so.
      let total = 0;
      for (let taken = -1, read = -1; taken !== 0 || read !== messages; ) {
        read = messages;
        taken = await fill(greedy);
        total += taken;
        assert.ok(total < 64 << 20, "the server reads on and on");
        const other = await client(t, server.address);
        await ask(other, "hello", reply);
        other.close();
      }
      // Once it reads, the server goes on with it.
      greedy.settimeout(HANG_S);
      assert.ok((await drain(greedy)) > 0);
      greedy.shutdown(SHUT_WR);
      while ((await greedy.recv(1 << 16)).length > 0);
    });

    if (program !== uringServer) {
      it("runs one round per step, and reports the kernel's reasons", async (t) => {
        const server = await start(t, program, { ...options, stepping: true });
        const socket = await client(t, server.address);
        const first = await server.step();
        assert.deepEqual(
          first.readiness?.entries.map((e) => [eventNames(e.ready), e.reasons]),
          [["POLLIN", [{ kind: "clients", count: 1 }]]],
        );
        assert.deepEqual(
          first.events.map((e) => e.type),
          ["connect"],
        );
        await socket.sendall("hello world!");
        const second = await server.step();
        const [listening, reading] = second.readiness?.entries ?? [];
        assert.deepEqual(listening?.reasons, []);
        assert.equal(reading?.ready, POLLIN);
        assert.deepEqual(reading?.reasons, [{ kind: "data", bytes: 12 }]);
        if (program === selectServer) {
          const third = await server.step();
          const writing = third.readiness?.entries[1];
          assert.equal(writing?.watched, POLLIN | POLLOUT);
          assert.deepEqual(writing?.reasons, [{ kind: "room" }]);
          assert.deepEqual(
            third.events.map((e) => e.type),
            ["sent"],
          );
        }
        assert.equal(`${await socket.recv(100)}`, reply);
        socket.close();
        const last = await server.step();
        assert.deepEqual(last.readiness?.entries[1]?.reasons, [{ kind: "end" }]);
        assert.deepEqual(
          last.events.map((e) => e.type),
          ["disconnect"],
        );
      });
    }

    it("returns from a step without readiness after its timeout, and the next step continues it", async (t) => {
      const server = await start(t, program, { ...options, stepping: true });
      assert.deepEqual(await server.step(0.01), { readiness: null, events: [] });
      await client(t, server.address);
      assert.deepEqual(
        (await server.step()).events.map((e) => e.type),
        ["connect"],
      );
    });

    it("closes its clients and frees its port when it is stopped", async (t) => {
      const server = await start(t, program, options);
      const socket = await client(t, server.address);
      await ask(socket, "hello", reply);
      await server.stop();
      await server.stop();
      assert.equal((await socket.recv(10)).length, 0);
      assert.equal(server.running, false);
      await assert.rejects(client(t, server.address), { name: "ConnectionRefusedError" });
      await assert.rejects(server.step(), /runs in the background|is stopped/);
      const again = tcp(t);
      again.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
      again.bind(server.address);
    });

    it("pauses while no descriptor is free for a client, and then accepts it", async (t) => {
      const run = new Script(t, "sh", [
        ...["-c", 'ulimit -n 100 && exec "$0" --input-type=module --eval "$1"', process.execPath],
        `import { Socket } from "day29";
         import { ${program.name}, serve } from "day29/servers";
         const server = await serve(${program.name}, ${JSON.stringify(options)});
         const client = new Socket();
         const hoard = [];
         try { while (true) hoard.push(new Socket()); } catch (error) { console.log(error.code); }
         await client.connect(server.address);
         await client.sendall("hello");
         console.log((await server.until("accept-failed")).error.code);
         for (const socket of hoard) socket.close();
         console.log(String(await client.recv(100)));
         client.close();`,
      ]);
      assert.equal(await run.line(), "EMFILE");
      assert.equal(await run.line(), "EMFILE");
      assert.equal(await run.line(), reply);
      assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
    });

    it("ends when its listener does not listen, instead of trying forever", async (t) => {
      const listener = tcp(t);
      await assert.rejects(
        async () => {
          for await (const _ of program(listener, options));
        },
        { code: "EINVAL", syscall: "accept" },
      );
    });
  });
}

describe("selectServer", () => {
  it("closes clients that select cannot watch, and serves the others", async (t) => {
    const run = new Script(t, "sh", [
      ...["-c", 'ulimit -n 1100 && exec "$0" --input-type=module --eval "$1"', process.execPath],
      `import { FD_SETSIZE, Socket } from "day29";
       import { selectServer, serve } from "day29/servers";
       const server = await serve(selectServer);
       const hoard = [];
       do hoard.push(new Socket()); while (hoard.at(-1).fileno() < FD_SETSIZE);
       const [first, second] = hoard;
       await first.connect(server.address);
       console.log((await server.until("accept-failed")).error.code);
       console.log((await first.recv(100)).length);
       for (const socket of hoard.slice(-10)) socket.close();
       await second.connect(server.address);
       await second.sendall("hello");
       console.log(String(await second.recv(100)));
       for (const socket of hoard) socket.close();`,
    ]);
    assert.equal(await run.line(), "EMFILE");
    assert.equal(await run.line(), "0");
    assert.equal(await run.line(), `${SELECT_REPLY}`);
    assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
  });
});

describe("epollServer, edge-triggered, step by step", () => {
  const count = ({ events }: Step, wanted: string): number =>
    events.filter(({ type }) => type === wanted).length;

  it("accepts all waiting clients, 16 in a round", async (t) => {
    const server = await start(t, epollServer, { edge: true, stepping: true });
    await Promise.all(Array.from({ length: 40 }, () => client(t, server.address)));
    const accepted: number[] = [];
    for (let i = 0; i < 3; i++) accepted.push(count(await server.step(), "connect"));
    assert.deepEqual(accepted, [16, 16, 8]);
    assert.deepEqual(await server.step(0.01), { readiness: null, events: [] });
  });

  it("reads until nothing is left, but serves other clients in between", async (t) => {
    const server = await start(t, epollServer, { edge: true, stepping: true });
    const greedy = await client(t, server.address);
    await greedy.sendall("x".repeat(40 * 1024));
    const modest = await client(t, server.address);
    await modest.sendall("hello");
    assert.equal(count(await server.step(), "connect"), 2);
    const messages: number[] = [];
    for (let i = 0; i < 3; i++) messages.push(count(await server.step(), "message"));
    assert.deepEqual(messages, [17, 16, 8]);
    assert.equal(`${await modest.recv(100)}`, `${EPOLL_REPLY}`);
    let replies = "";
    while (replies.length < 40 * EPOLL_REPLY.length) replies += await greedy.recv(1000);
    assert.equal(replies, `${EPOLL_REPLY}`.repeat(40));
  });

  it("reports a client only once until something new arrives", async (t) => {
    const server = await start(t, epollServer, { edge: true, stepping: true });
    const socket = await client(t, server.address);
    await server.step();
    await socket.sendall("hello");
    assert.deepEqual(
      (await server.step()).readiness?.entries.map(({ ready }) => epollEventNames(ready)),
      ["0", "EPOLLIN"],
    );
    assert.deepEqual(await server.step(0.01), { readiness: null, events: [] });
  });
});

describe("serve()", () => {
  it("stops the earlier server of the same name and takes over its port", async (t) => {
    const first = await start(t, selectServer);
    const port = first.address[1];
    const second = await start(t, pollServer, { port });
    assert.equal(first.running, false);
    assert.deepEqual(second.address, first.address);
    await ask(await client(t, second.address), "hello", `${POLL_REPLY}`);
  });

  it("runs servers of different names side by side", async (t) => {
    const a = await start(t, selectServer, { name: `${t.name} a` });
    const b = await start(t, selectServer, { name: `${t.name} b` });
    assert.ok(a.running && b.running);
    assert.notDeepEqual(a.address, b.address);
  });

  it("keeps the last server when it is called twice at the same time", async (t) => {
    const [a, b] = await Promise.all([start(t, selectServer), start(t, selectServer)]);
    assert.deepEqual([a.running, b.running], [false, true]);
  });

  it("names the address that is in use, and leaves nothing open", async (t) => {
    const [, port] = listening(t).getsockname();
    await assert.rejects(serve(selectServer, { name: t.name, port }), {
      code: "EADDRINUSE",
      message: new RegExp(`bind 127.0.0.1:${port}`),
    });
    await start(t, selectServer);
  });

  it("stops a program that catches each error and continues", { timeout: HANG_MS }, async (t) => {
    let rounds = 0;
    async function* stubborn(listener: Socket): ServerEvents {
      while (true) {
        rounds++;
        await select([listener], []).catch(() => undefined);
      }
    }
    const server = await start(t, stubborn);
    await server.stop();
    await select([], [], [], 0.1);
    const stopped = rounds;
    await select([], [], [], 0.1);
    assert.equal(rounds, stopped, "it has come to rest");
  });

  it("rejects the next call with the error of a server that failed", async (t) => {
    async function* broken(listener: Socket): ReturnType<ServerProgram> {
      const [socket, address] = await listener.accept();
      closing(t, socket);
      yield { type: "connect", socket, address };
      throw new Error("out of order");
    }
    for (const stepping of [false, true]) {
      const server = await start(t, broken, { stepping });
      await client(t, server.address);
      await assert.rejects(server.until("message"), /out of order/);
      await assert.rejects(server.stop(), /out of order/);
      await assert.rejects(client(t, server.address), { name: "ConnectionRefusedError" });
    }
  });

  it("waits for events without missing one, until the timeout expires", async (t) => {
    const server = await start(t, selectServer);
    const socket = await client(t, server.address);
    for (const message of ["one", "two"]) await ask(socket, message, `${SELECT_REPLY}`);
    const texts: string[] = [];
    for (let i = 0; i < 2; i++) {
      const event = await server.until("message");
      if (event.type === "message") texts.push(`${event.data}`);
    }
    assert.deepEqual(texts, ["one", "two"]);
    await assert.rejects(server.until("message", 0.01), {
      name: "TimeoutError",
      message: /"message"/,
    });
  });

  it("rejects if waiting blocks the thread", async () => {
    setWaiting("blocking");
    try {
      await assert.rejects(serve(selectServer), /cooperative/);
    } finally {
      setWaiting("cooperative");
    }
  });

  it("passes options to the program, and checks their types", async (t) => {
    async function* curious(_: Socket, options?: { pet?: string }): ReturnType<ServerProgram> {
      yield { type: "idle", error: new TimeoutError(`${options?.pet}`, "accept") };
    }
    const server = await serve(curious, { name: t.name, pet: "cat" });
    assert.equal((await server.until("idle")).error.message, "cat");
    const mistakes = [
      // @ts-expect-error No such option.
      () => serve(curious, { pat: "cat" }),
      // @ts-expect-error No such value.
      () => serve(curious, { pet: 1 }),
      // @ts-expect-error This program has no options.
      () => serve(selectServer, { pet: "cat" }),
    ];
    assert.equal(mistakes.length, 3);
  });

  it("prints its name, address and state", async (t) => {
    const server = await start(t, selectServer, { name: "demo" });
    const [host, port] = server.address;
    assert.equal(inspect(server), `<Server demo ${host}:${port} running>`);
  });
});
