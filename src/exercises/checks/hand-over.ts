/** Exercise: hand a connection to another process through a UNIX socket. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { BlockingIOError } from "../../errors.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import { socketpair } from "../../socket/create.js";
import { sendFds } from "../../socket/pass-fds.js";
import { Socket } from "../../socket/socket.js";
import { functionsMistake } from "../harness/answer.js";
import { runChecks } from "../harness/checks.js";
import { expectEqual, fail, format } from "../harness/expectations.js";
import type { CheckReport } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";

/** Two functions that pass a connection through a UNIX socket. */
export interface HandOver {
  /** Sends the client's connection and a name through `door`; this process gives the connection up. */
  handOver(door: Socket, client: Socket, name: string): Promise<void>;
  /** Receives a message from `door`. Returns the connection in it, `null` if there is none. */
  takeOver(door: Socket): Promise<Socket | null>;
}

const NO_ERROR: Bilingual = { zh: "没有错误", en: "no error" };
const A_SOCKET: Bilingual = { zh: "一个套接字", en: "a socket" };
const SEND: Bilingual = {
  zh: "sendFds(door, [name], [client])：描述符要和至少一个字节一起发",
  en: "sendFds(door, [name], [client]): a descriptor goes with at least one byte",
};
const CLOSE: Bilingual = {
  zh: "发出去的是一个副本：发完以后 client.close()，最后一个副本关掉，连接才结束",
  en: "what was sent is a copy: client.close() afterwards, as a connection ends with its last copy",
};
const RECEIVE: Bilingual = {
  zh: "recvFds(door, 100, 1) 给出 [data, [fd]]；fd 是一个号码，new Socket(undefined, undefined, undefined, fd) 把它变成套接字",
  en: "recvFds(door, 100, 1) returns [data, [fd]]; fd is a number, of which new Socket(undefined, undefined, undefined, fd) makes a socket",
};
const NONE: Bilingual = {
  zh: "消息里没有描述符时，fds 是空的，fd 就是 undefined：返回 null",
  en: "without a descriptor in the message fds is empty, and fd is undefined: return null",
};
const ONE: Bilingual = {
  zh: "收到的描述符都归你：只要一个，maxfds 就写 1，多出来的由内核关掉",
  en: "every descriptor that you receive is yours: for one, maxfds is 1, and the kernel closes the others",
};

/**
 * Checks two functions that pass a connection through a UNIX socket: another process talks to the client,
 * the connection ends when that process ends, and a message may come without a connection.
 */
export function checkHandOver(answer: HandOver): Promise<CheckReport> {
  const handOver: HandOver["handOver"] = (...given) => answer.handOver(...given);
  const takeOver: HandOver["takeOver"] = (door) => answer.takeOver(door);
  return runChecks(
    "hand-over",
    functionsMistake(answer, "handOver(door, client, name)", "takeOver(door)"),
    [
      {
        title: {
          zh: "handOver：另一个进程接着和客户端说话",
          en: "handOver: another process talks to the client",
        },
        hint: SEND,
        async run(sandbox) {
          const { said } = await serveElsewhere(sandbox, handOver, "ann");
          expectEqual(said, "hello ann, from another process");
        },
      },
      {
        title: {
          zh: "那个进程结束，连接就结束",
          en: "the connection ends when that process ends",
        },
        hint: CLOSE,
        async run(sandbox) {
          const { ended } = await serveElsewhere(sandbox, handOver, "bob");
          const open = { zh: "连接还开着", en: "the connection is still open" };
          if (!ended) fail({ zh: "流结束", en: "the end of the stream" }, open);
        },
      },
      {
        title: { zh: "takeOver：接过一个连接", en: "takeOver: receives a connection" },
        hint: RECEIVE,
        async run(sandbox) {
          const [client, connection] = await sandbox.pair();
          const taken = await takeFrom(sandbox, takeOver, [connection]);
          connection.close();
          await client.sendall("still there?");
          expectEqual(`${await taken.recv(100)}`, "still there?");
        },
      },
      {
        title: { zh: "takeOver：消息里没有连接", en: "takeOver: a message without a connection" },
        hint: NONE,
        async run(sandbox) {
          const [ours, theirs] = doors(sandbox);
          await ours.sendall("nobody");
          await sandbox.expectValue(() => takeOver(theirs), null);
        },
      },
      {
        title: {
          zh: "takeOver：来了两个，一个也不漏掉",
          en: "takeOver: two arrive, and none stays open",
        },
        hint: ONE,
        async run(sandbox) {
          const [client, connection] = await sandbox.pair();
          const taken = await takeFrom(sandbox, takeOver, [connection, connection]);
          connection.close();
          taken.close();
          const open = { zh: "一个描述符没有关", en: "a descriptor is still open" };
          if (!hasEnded(await received(sandbox, client)))
            fail({ zh: "都关了", en: "all are closed" }, open);
        },
      },
    ],
  );
}

function doors(sandbox: Sandbox): [ours: Socket, theirs: Socket] {
  const [ours, theirs] = socketpair();
  return [sandbox.keep(ours), sandbox.keep(theirs)];
}

/** Sends these connections, and returns the one that the student's code takes. */
async function takeFrom(
  sandbox: Sandbox,
  takeOver: HandOver["takeOver"],
  connections: readonly Socket[],
): Promise<Socket> {
  const [ours, theirs] = doors(sandbox);
  await sendFds(ours, ["cat"], connections);
  const taken = await sandbox.result(() => takeOver(theirs), A_SOCKET);
  if (!(taken instanceof Socket)) fail(A_SOCKET, format(taken));
  return sandbox.keep(taken);
}

/** The other process: descriptor 0 is the door. It serves one client, and ends. */
const workerSource = (): string => `
  import { recvFds, Socket } from ${JSON.stringify(new URL("../../index.js", import.meta.url))};
  const door = new Socket(undefined, undefined, undefined, 0);
  const [name, [fd]] = await recvFds(door, 100, 1);
  if (fd !== undefined) {
    const client = new Socket(undefined, undefined, undefined, fd);
    await client.sendall("hello " + name + ", from another process");
    client.close();
  }`;

/** What a client receives until the process ends to which its connection is handed. */
async function serveElsewhere(
  sandbox: Sandbox,
  handOver: HandOver["handOver"],
  name: string,
): Promise<{ said: string; ended: boolean }> {
  const [client, connection] = await sandbox.pair();
  const [ours, theirs] = doors(sandbox);
  const worker = spawn(process.execPath, ["--input-type=module", "--eval", workerSource()], {
    stdio: [theirs.fileno(), "ignore", "ignore"],
  });
  sandbox.keep({ close: () => worker.kill() });
  const exit = once(worker, "exit");
  theirs.close();
  await sandbox.result(() => handOver(ours, connection, name), NO_ERROR);
  // Without a message, the worker waits until the end of the stream.
  ours.close();
  await exit;
  const parts = await received(sandbox, client);
  return { said: `${Buffer.concat(parts)}`, ended: hasEnded(parts) };
}

/** Receives what has arrived; an empty part is the end of the stream. */
async function received(sandbox: Sandbox, client: Socket): Promise<Buffer[]> {
  await sandbox.settle();
  client.setblocking(false);
  const parts: Buffer[] = [];
  try {
    do parts.push(await client.recv(1024));
    while (!hasEnded(parts));
  } catch (error) {
    if (!(error instanceof BlockingIOError)) throw error;
  }
  return parts;
}

function hasEnded(parts: readonly Buffer[]): boolean {
  return parts.at(-1)?.length === 0;
}
