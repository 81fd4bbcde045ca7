/** TcpServer and the servers that extend it: one client after the other. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  BlockingIOError,
  ConnectionResetError,
  interruptWaits,
  SHUT_WR,
  SO_RCVBUF,
  SOL_SOCKET,
  type Socket,
  TimeoutError,
} from "day29";
import {
  type BlockOptions,
  blockServer,
  type ServerEvent,
  type ServerProgram,
  TcpServer,
  type TimeoutOptions,
  timeoutServer,
} from "day29/servers";
import { HANG_S } from "../../../support/hang.js";
import { Script } from "../../../support/script.js";
import { ask, askTime, client, reset, start } from "../../../support/servers.js";
import { listening, receiveAll, tcp } from "../../../support/sockets.js";

const types = (events: readonly ServerEvent[]): string[] => events.map(({ type }) => type);

interface Case {
  readonly program: ServerProgram<BlockOptions & TimeoutOptions>;
  readonly options: BlockOptions & TimeoutOptions;
  readonly Idle: typeof BlockingIOError | typeof TimeoutError;
}

const cases: readonly Case[] = [
  { program: blockServer, options: { interval: 0.05 }, Idle: BlockingIOError },
  { program: timeoutServer, options: { timeout: 0.05 }, Idle: TimeoutError },
];

for (const { program, options, Idle } of cases) {
  describe(program.name, () => {
    it("replies to each message with the time", async (t) => {
      const server = await start(t, program, options);
      const socket = await client(t, server.address);
      for (let i = 0; i < 3; i++) await askTime(socket);
      socket.shutdown(SHUT_WR);
      assert.equal(`${await receiveAll(socket)}`, "");
    });

    it("yields idle each time that no client connects", async (t) => {
      const started = performance.now();
      const server = await start(t, program, options);
      for (let i = 1; i <= 2; i++) {
        const { error } = await server.until("idle");
        assert.ok(error instanceof Idle);
        // A timer may be early by the millisecond that it rounds off.
        assert.ok(performance.now() - started >= 50 * i - 2);
      }
    });

    it("accepts blocking clients, whatever the mode of the listener", async (t) => {
      const server = await start(t, program, options);
      await client(t, server.address);
      assert.equal((await server.until("connect")).socket.gettimeout(), null);
    });

    it("serves one client after another", async (t) => {
      const server = await start(t, program, options);
      const first = await client(t, server.address);
      await askTime(first);
      const second = await client(t, server.address);
      await second.sendall("me too");
      await askTime(first);
      second.settimeout(0.05);
      await assert.rejects(second.recv(100), TimeoutError);
      first.close();
      second.settimeout(HANG_S);
      assert.match(`${await second.recv(100)}`, /:/);
    });

    it("drops a client that stalls longer than clientTimeout", async (t) => {
      const server = await start(t, program, { ...options, clientTimeout: 0.05 });
      const socket = await client(t, server.address);
      const { error } = await server.until("disconnect");
      assert.ok(error instanceof TimeoutError);
      assert.equal(`${await receiveAll(socket)}`, "");
      await askTime(await client(t, server.address));
    });

    it("survives clients that reset, half-close or send random bytes", async (t) => {
      const server = await start(t, program, options);
      const vandal = await client(t, server.address);
      await askTime(vandal);
      reset(vandal);
      assert.ok((await server.until("disconnect")).error instanceof ConnectionResetError);
      const half = await client(t, server.address);
      await half.sendall(Buffer.from([0xff, 0, 0x1b, 0xc3]));
      half.shutdown(SHUT_WR);
      assert.match(`${await receiveAll(half)}`, /:/);
      await askTime(await client(t, server.address));
    });

    it("runs from one wait to the next in a step", async (t) => {
      const server = await start(t, program, { ...options, stepping: true });
      const { readiness, events } = await server.step();
      assert.equal(readiness, null);
      assert.deepEqual(types(events), ["waiting", "idle"]);
      const socket = await client(t, server.address);
      assert.deepEqual(types((await server.step()).events), ["waiting", "connect"]);
      await socket.sendall("hello");
      assert.deepEqual(types((await server.step()).events), ["message", "sent"]);
      assert.deepEqual(types((await server.step(0)).events), []);
      socket.close();
      assert.deepEqual(types((await server.step()).events), ["disconnect"]);
    });

    it("closes the current client when it is stopped", async (t) => {
      const server = await start(t, program, options);
      const socket = await client(t, server.address);
      await askTime(socket);
      await server.stop();
      assert.equal(`${await receiveAll(socket)}`, "");
      await assert.rejects(client(t, server.address), { name: "ConnectionRefusedError" });
    });

    it("pauses while no descriptor is free for a client, and then accepts it", async (t) => {
      const run = new Script(t, "sh", [
        ...["-c", 'ulimit -n 100 && exec "$0" --input-type=module --eval "$1"', process.execPath],
        `import { Socket } from "day29";
         import { ${program.name}, serve } from "day29/servers";
         const server = await serve(${program.name}, ${JSON.stringify(options)});
         await server.until("idle");
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
      assert.match(await run.line(), /:/);
      assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
    });
  });
}

describe("TcpServer", () => {
  it("sends each message back", async (t) => {
    const server = await start(t, (listener: Socket) => new TcpServer(listener).run());
    const socket = await client(t, server.address);
    for (const message of ["hello", "你好"]) await ask(socket, message, message);
  });

  it("leaves the reply to a subclass, and sends all of it to a slow reader", async (t) => {
    const size = 8 << 20;
    class Generous extends TcpServer {
      protected override reply(message: Buffer): Buffer {
        return Buffer.alloc(size, message);
      }
    }
    const server = await start(t, (listener: Socket) => new Generous(listener).run());
    const socket = tcp(t);
    socket.setsockopt(SOL_SOCKET, SO_RCVBUF, 4096);
    socket.settimeout(HANG_S);
    await socket.connect(server.address);
    await socket.sendall("x");
    await server.until("message");
    socket.shutdown(SHUT_WR);
    assert.equal((await receiveAll(socket)).length, size);
    assert.equal((await server.until("sent")).size, size);
  });

  it("continues when a client resets before it has read the reply", async (t) => {
    class Generous extends TcpServer {
      protected override reply(message: Buffer): Buffer {
        return message.length > 3 ? Buffer.alloc(8 << 20) : message;
      }
    }
    const server = await start(t, (listener: Socket) => new Generous(listener).run());
    const socket = await client(t, server.address);
    await socket.sendall("much!");
    await socket.recv(1);
    reset(socket);
    const { error } = await server.until("disconnect");
    assert.ok(error !== null && ["ECONNRESET", "EPIPE"].includes(`${error.code}`));
    await ask(await client(t, server.address), "abc", "abc");
  });

  it("leaves the conversation to a subclass, which may call the inherited one", async (t) => {
    class Polite extends TcpServer {
      readonly #greeting: string;
      constructor(listener: Socket, greeting: string) {
        super(listener);
        this.#greeting = greeting;
      }
      protected override async *handle(
        ...[socket, address]: Parameters<TcpServer["handle"]>
      ): ReturnType<TcpServer["handle"]> {
        await socket.sendall(`${this.#greeting}, ${address[0]}!`);
        yield* super.handle(socket, address);
      }
    }
    const server = await start(t, (listener: Socket) => new Polite(listener, "Hello").run());
    const socket = await client(t, server.address);
    assert.equal(`${await socket.recv(100)}`, "Hello, 127.0.0.1!");
    await ask(socket, "echo", "echo");
  });

  it("ends on an interrupt by the user, also during a conversation", async (t) => {
    const listener = listening(t);
    const events = new TcpServer(listener).run();
    const socket = await client(t, listener.getsockname());
    while ((await events.next()).value?.type !== "connect");
    assert.equal((await events.next()).value?.type, "handled");
    const next = events.next();
    setImmediate(interruptWaits);
    await assert.rejects(next, { name: "InterruptedError" });
    assert.equal(`${await receiveAll(socket)}`, "");
  });

  it("ends when its listener does not listen, instead of trying forever", async (t) => {
    const listener = tcp(t);
    await assert.rejects(
      async () => {
        for await (const _ of new TcpServer(listener).run());
      },
      { code: "EINVAL", syscall: "accept" },
    );
  });

  it("ends with an error that is a bug in its own code, and closes its client", async (t) => {
    class Broken extends TcpServer {
      protected override reply(): string {
        throw new TypeError("no such thing");
      }
    }
    const server = await start(t, (listener: Socket) => new Broken(listener).run());
    const socket = await client(t, server.address);
    await socket.sendall("hello");
    assert.equal(`${await receiveAll(socket)}`, "");
    await assert.rejects(server.stop(), /no such thing/);
  });
});
