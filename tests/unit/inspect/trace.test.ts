import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { inspect } from "node:util";
import { EPOLLIN, Epoll, Socket, type SystemCall, trace, traceCalls } from "day29";
import { selectServer, serve } from "day29/servers";
import { close } from "#day29/sys/libc.js";
import { closing, connected, pair, tcp } from "../../support/sockets.js";

/** Collects every call of the process until the test ends. */
function collected(t: TestContext): SystemCall[] {
  const calls: SystemCall[] = [];
  t.after(traceCalls((call) => calls.push(call)));
  return calls;
}

const namesOf = (calls: readonly SystemCall[]): string[] => calls.map(({ name }) => name);

/** A printed call without its duration. */
const textOf = (call: SystemCall | undefined): string => `${call}`.replace(/ <\d+\.\d{6}>$/, "");

describe("traceCalls()", () => {
  it("reports each call: arguments by name, result, error and time", async (t) => {
    const [a, b] = pair(t);
    const calls = collected(t);
    const started = performance.now();
    await a.send("hello");
    assert.equal((await b.recv(10)).length, 5);
    const seconds = (performance.now() - started) / 1000;
    b.setblocking(false);
    await assert.rejects(b.recv(10));
    const [send, recv, again] = calls;
    assert.equal(textOf(send), `send(${a.fileno()}, "hello", 5, MSG_DONTWAIT|MSG_NOSIGNAL) = 5`);
    assert.deepEqual(recv?.args, {
      fd: `${b.fileno()}`,
      buf: '"hello"',
      size: "10",
      flags: "MSG_DONTWAIT",
    });
    assert.deepEqual([recv?.name, recv?.result, recv?.errno, recv?.error], ["recv", 5, null, null]);
    assert.ok(recv !== undefined && recv.seconds > 0 && recv.seconds <= seconds);
    assert.deepEqual(
      [again?.result, again?.errno, again?.error],
      [-1, "EAGAIN", "Resource temporarily unavailable"],
    );
    assert.match(
      inspect(again),
      /^recv\(\d+, 0x\.\.\., 10, MSG_DONTWAIT\) = -1 EAGAIN \(Resource temporarily unavailable\) <\d\.\d{6}>$/,
    );
  });

  it("reports nothing after it was stopped", (t) => {
    const calls: SystemCall[] = [];
    const stop = traceCalls((call) => calls.push(call));
    tcp(t);
    stop();
    stop();
    tcp(t);
    assert.deepEqual(namesOf(calls), ["socket"]);
  });

  it("calls several listeners, also the same one twice", () => {
    const names: string[] = [];
    const listener = ({ name }: SystemCall): number => names.push(name);
    const stops = [traceCalls(listener), traceCalls(listener)];
    close(-1);
    stops[0]?.();
    close(-1);
    stops[1]?.();
    close(-1);
    assert.deepEqual(names, ["close", "close", "close"]);
  });

  it("leaves out the calls of a listener itself", (t) => {
    const [a] = pair(t);
    const texts: string[] = [];
    const stop = traceCalls(({ name }) => texts.push(name, inspect(a), `${a.getblocking()}`));
    close(-1);
    stop();
    assert.equal(texts.length, 3);
  });
});

describe("trace()", () => {
  it("returns the result of the work and the calls that it made", async () => {
    const { result, calls } = await trace(() => new Socket());
    const kind = "AF_INET, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_IP";
    assert.deepEqual(calls.map(textOf), [`socket(${kind}) = ${result.fileno()}`]);
    result.close();
  });

  it("follows the work through everything that it awaits, waiting included", async (t) => {
    const [a, b] = pair(t);
    const traced = trace(async () => `${await b.recv(10)}`);
    await a.sendall("hello");
    const { result, calls } = await traced;
    assert.equal(result, "hello");
    const recvs = calls.filter(({ name }) => name === "recv");
    assert.deepEqual(
      recvs.map(({ errno, args }) => errno ?? args.buf),
      ["EAGAIN", '"hello"'],
    );
    assert.ok(!namesOf(calls).includes("send"));
  });

  it("leaves out concurrent work and background servers", async (t) => {
    const server = await serve(selectServer, { name: t.name });
    t.after(() => server.stop());
    async function ask(text: string): Promise<void> {
      const client = tcp(t);
      await client.connect(server.address);
      for (let i = 0; i < 3; i++) {
        await client.sendall(text);
        await client.recv(100);
      }
    }
    const traces = await Promise.all(["one", "two"].map((text) => trace(() => ask(text))));
    for (const [index, { calls }] of traces.entries()) {
      const sends = calls.filter(({ name }) => name === "send");
      assert.deepEqual(
        sends.map(({ args }) => args.buf),
        Array.from({ length: 3 }, () => ['"one"', '"two"'][index]),
      );
      assert.ok(!calls.some(({ name }) => name === "accept4" || name === "select"));
    }
  });

  it("can be nested; the outer trace has its calls, too", async (t) => {
    const { result, calls } = await trace(async () => {
      close(-1);
      const inner = await trace(async () => {
        await new Promise(setImmediate);
        tcp(t);
      });
      close(-1);
      return inner.calls;
    });
    assert.deepEqual(namesOf(result), ["socket"]);
    assert.deepEqual(namesOf(calls), ["close", "socket", "close"]);
  });

  it("rejects with the error of the work, and stops tracing", async () => {
    const error = new Error("wrong");
    for (const work of [
      () => {
        throw error;
      },
      () => Promise.reject(error),
    ]) {
      await assert.rejects(trace(work), error);
    }
    const { calls } = await trace(() => undefined);
    assert.deepEqual(calls, []);
  });

  it("records nothing after its end", async (t) => {
    let after: Promise<void> | undefined;
    const { calls } = await trace(() => {
      after = new Promise((resolve) => {
        setImmediate(() => {
          pair(t);
          resolve();
        });
      });
    });
    await after;
    assert.deepEqual(calls, []);
  });

  it("shows addresses after the call that fills them in", async (t) => {
    const { result, calls } = await trace(() => connected(t));
    const [client, server] = result;
    const accept = calls.filter(({ name }) => name === "accept4").pop();
    const port = client.getsockname()[1];
    const address = `{sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("127.0.0.1")}`;
    const listener = accept?.args.fd;
    assert.equal(
      textOf(accept),
      `accept4(${listener}, ${address}, [128 => 16], SOCK_CLOEXEC|SOCK_NONBLOCK) = ${server.fileno()}`,
    );
  });

  it("shows the masks of epoll by name", async (t) => {
    const [a, b] = pair(t);
    const { result, calls } = await trace(async () => {
      const epoll = closing(t, new Epoll());
      epoll.register(a, EPOLLIN);
      await b.send("x");
      await epoll.poll();
      return epoll.fileno();
    });
    const event = `{events=EPOLLIN, data={u32=${a.fileno()}, u64=${a.fileno()}}}`;
    assert.deepEqual(
      calls.map(textOf).filter((text) => text.startsWith("epoll")),
      [
        `epoll_create1(EPOLL_CLOEXEC) = ${result}`,
        `epoll_ctl(${result}, EPOLL_CTL_ADD, ${a.fileno()}, ${event}) = 0`,
        `epoll_wait(${result}, [${event}], 1023, 0) = 1`,
      ],
    );
  });
});
