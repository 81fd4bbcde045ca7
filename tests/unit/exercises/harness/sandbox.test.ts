/** Running the student's code in a sandbox. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { BlockingIOError, ConnectionResetError, type Socket, select } from "day29";
import type { CheckFailure } from "#day29/exercises/harness/expectations.js";
import { Sandbox } from "#day29/exercises/harness/sandbox.js";
import { todo } from "#day29/exercises/harness/todo.js";
import { acceptNow } from "#day29/socket/now.js";
import { blockThread } from "../../../support/block-thread.js";

function newSandbox(t: TestContext, seconds?: number): Sandbox {
  const sandbox = new Sandbox(seconds);
  t.after(() => sandbox.close());
  return sandbox;
}

/** Matches the failure of a check. */
function failure(expected: RegExp, actual: RegExp, timedOut: boolean = false) {
  return (error: CheckFailure): true => {
    assert.match(JSON.stringify(error.mistake.expected), expected);
    assert.match(JSON.stringify(error.mistake.actual), actual);
    assert.equal(error.timedOut, timedOut);
    return true;
  };
}

describe("a sandbox", () => {
  it("closes its sockets, and those that its listeners accepted", async () => {
    const sandbox = new Sandbox();
    const listener = sandbox.listen();
    const first = await sandbox.connect(listener.getsockname());
    const [accepted] = await listener.accept();
    const second = await sandbox.connect(listener.getsockname());
    await select([listener], [], []);
    const [ready] = acceptNow(listener) ?? assert.fail("no connection");
    const [ours, theirs] = await sandbox.pair();
    sandbox.close();
    for (const socket of [listener, first, accepted, second, ready, ours, theirs]) {
      assert.equal(socket.fileno(), -1);
    }
  });

  it("stops the student's code when it closes", async () => {
    const sandbox = new Sandbox(0.05);
    let rounds = 0;
    const endless = async () => {
      for (;;) {
        rounds++;
        await select([], [], [], 0.001);
      }
    };
    await assert.rejects(sandbox.result(endless, "an end"), failure(/an end/, /no result/, true));
    sandbox.close();
    const stopped = rounds;
    await select([], [], [], 0.05);
    assert.equal(rounds, stopped);
  });

  it("sends pieces one by one", async (t) => {
    const sandbox = newSandbox(t);
    const received = await sandbox.feed("abc", async (theirs) => {
      const parts: string[] = [];
      for (let count = 0; count < 3; count++) parts.push(`${await theirs.recv(1024)}`);
      return parts;
    });
    assert.deepEqual(received, ["a", "b", "c"]);
  });

  it("returns from sending pieces when the student's code is done early", async (t) => {
    const sandbox = newSandbox(t);
    const received = await sandbox.feed("abc", async (theirs) => `${await theirs.recv(1)}`);
    assert.equal(received, "a");
  });

  it("ignores that the student's code closes while pieces are sent", async (t) => {
    const sandbox = newSandbox(t);
    const pieces = Array.from({ length: 100 }, () => "x".repeat(100_000));
    assert.equal(await sandbox.feed(pieces, async (theirs) => theirs.close()), undefined);
  });
});

describe("expectValue", () => {
  it("accepts an equal value, also of code that does not wait", async (t) => {
    const sandbox = newSandbox(t);
    await sandbox.expectValue(() => [1, 2], [1, 2]);
    await sandbox.expectValue(async () => Buffer.from("hi"), Buffer.from("hi"));
  });

  it("reports another value", async (t) => {
    const work = newSandbox(t).expectValue(async () => "h", "hello");
    await assert.rejects(work, failure(/'hello'/, /'h'/));
  });

  it("reports an error in place of the value", async (t) => {
    const sandbox = newSandbox(t);
    const work = sandbox.expectValue((): number => {
      throw new RangeError("my mistake");
    }, 1);
    await assert.rejects(work, failure(/1/, /an error.*RangeError: my mistake/));
  });

  it("reports code that does not end in time", async (t) => {
    const sandbox = newSandbox(t, 0.05);
    const [, theirs] = await sandbox.pair();
    const work = sandbox.expectValue(async () => (await theirs.recv(1)).length, 1);
    await assert.rejects(work, failure(/1/, /no result after 0.05 seconds/, true));
  });

  it("accepts a value that comes late because the machine is busy", async (t) => {
    const sandbox = newSandbox(t, 0.2);
    const [ours, theirs] = await sandbox.pair();
    const slow = async (): Promise<string> => {
      for (let count = 0; count < 4; count++) {
        blockThread(0.1);
        await select([], [], [], 0.001);
      }
      return `${await theirs.recv(1)}`;
    };
    await ours.sendall("x");
    await sandbox.expectValue(slow, "x");
  });

  it("passes on that nothing is written yet", async (t) => {
    const work = newSandbox(t).expectValue((): number => todo(), 1);
    await assert.rejects(work, { name: "NotWritten" });
  });
});

describe("expectError", () => {
  const reset = (): never => {
    throw new ConnectionResetError("reset by peer", "recv");
  };

  it("accepts any error, or one of the kind", async (t) => {
    const sandbox = newSandbox(t);
    await sandbox.expectError(reset);
    await sandbox.expectError(reset, { kind: ConnectionResetError });
  });

  it("reports another kind of error", async (t) => {
    const work = newSandbox(t).expectError(reset, { kind: BlockingIOError });
    await assert.rejects(work, failure(/BlockingIOError is thrown/, /ConnectionResetError: reset/));
  });

  it("reports a value in place of the error", async (t) => {
    const work = newSandbox(t).expectError(async () => null, { expected: "a timeout" });
    await assert.rejects(work, failure(/a timeout/, /null/));
  });
});

describe("the student's server", () => {
  it("is reported when it is no generator", async (t) => {
    const sandbox = newSandbox(t);
    const server = sandbox.startServer((async () => undefined) as never);
    const client = await sandbox.connect(server.address);
    const work = server.whileRunning(() => client.recv(1), "a reply");
    await assert.rejects(work, failure(/a generator function/, /Promise/));
  });

  it("is reported when it returns while a client waits", async (t) => {
    const sandbox = newSandbox(t);
    const server = sandbox.startServer(async function* () {
      yield;
    });
    const client = await sandbox.connect(server.address);
    const work = server.whileRunning(() => client.recv(1), "a reply");
    await assert.rejects(work, failure(/a reply/, /the server returned/));
  });

  it("is reported with the error that ends it", async (t) => {
    const sandbox = newSandbox(t);
    const server = sandbox.startServer(async function* (listener) {
      yield await listener.accept();
      throw new RangeError("my mistake");
    });
    const client = await sandbox.connect(server.address);
    const work = server.whileRunning(() => client.recv(1), "a reply");
    await assert.rejects(work, failure(/a reply/, /the server ended.*RangeError: my mistake/));
  });

  it("may take longer than a client waits when the machine is busy", async (t) => {
    const sandbox = newSandbox(t);
    const server = sandbox.startServer(async function* (listener) {
      const [socket] = await listener.accept();
      for (let count = 0; count < 5; count++) {
        blockThread(0.5);
        await select([], [], [], 0.001);
      }
      await socket.sendall("x");
      yield await select([], [], []);
    });
    const client = await sandbox.connect(server.address);
    assert.equal(`${await server.whileRunning(() => client.recv(1), "a reply")}`, "x");
  });

  it("is reported when it does not reply", async (t) => {
    const sandbox = newSandbox(t);
    const server = sandbox.startServer(async function* (listener) {
      yield await listener.accept();
      await select([], [], []);
    });
    const client = await sandbox.connect(server.address);
    const work = server.whileRunning(() => client.recv(1), "a reply");
    await assert.rejects(work, failure(/a reply/, /no result after 2 seconds/, true));
  });

  it("is reported when the client's connection fails", async (t) => {
    const sandbox = newSandbox(t);
    const server = sandbox.startServer(async function* (listener) {
      yield await listener.accept();
      await select([], [], []);
    });
    const refused = (): Promise<Socket> => {
      throw new ConnectionResetError("reset by peer", "connect");
    };
    const work = server.whileRunning(async () => refused(), "a connection");
    await assert.rejects(work, failure(/a connection/, /the client failed.*ConnectionResetError/));
  });
});
