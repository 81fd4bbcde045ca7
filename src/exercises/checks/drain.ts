/** Exercise: with edges, whoever does not read to the end is not called again. */
import { EPOLLET, EPOLLIN } from "../../constants.js";
import { Epoll } from "../../mux/epoll.js";
import { epollEventNames } from "../../mux/event-names.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { runChecks } from "../harness/run-checks.js";
import { type Sandbox, shown, wrong } from "../harness/sandbox.js";

/** What was there to be read. */
export interface Drained {
  /** All bytes. */
  data: Uint8Array;
  /** Whether the stream has ended. */
  ended: boolean;
}

type Drain = (socket: Socket) => Promise<Drained>;

const LOOP: Bilingual = {
  zh: "一直 recv，直到 BlockingIOError：边缘触发只通知一次，剩下的没有人再提醒",
  en: "recv until BlockingIOError: an edge is told once, and nobody reminds you of what is left",
};
const END: Bilingual = {
  zh: "零字节是流结束，不会再有 BlockingIOError：到这里就停，ended 是 true",
  en: "zero bytes are the end of the stream, and no BlockingIOError follows: stop there, with ended true",
};
const EMPTY: Bilingual = {
  zh: "第一次就是 BlockingIOError 也正常：没有数据，也没有结束",
  en: "a BlockingIOError at once is fine as well: no data, and no end",
};

/**
 * Checks a function that reads everything that a non-blocking socket has: with a real edge-triggered
 * epoll, which reports the socket again only when something new comes.
 */
export function checkDrain(drain: (socket: Socket) => Promise<Drained>): Promise<void> {
  return runChecks([
    {
      tried: { zh: "200,000 个字节，一次通知", en: "200,000 bytes, one event" },
      async run(sandbox) {
        const { ours, theirs, epoll } = await watched(sandbox);
        await ours.sendall(Buffer.alloc(200_000, "x"));
        await event(epoll);
        await drained(sandbox, drain, theirs, { size: 200_000, ended: false }, LOOP);
      },
    },
    {
      tried: { zh: "读空以后，新来的数据再通知一次", en: "once drained, new data is a new event" },
      async run(sandbox) {
        const { ours, theirs, epoll } = await watched(sandbox);
        for (const text of ["first", "second one"]) {
          await ours.sendall(text);
          await event(epoll);
          await drained(sandbox, drain, theirs, { size: text.length, ended: false }, LOOP);
        }
      },
    },
    {
      tried: { zh: "什么也没有", en: "there is nothing" },
      async run(sandbox) {
        const { theirs } = await watched(sandbox);
        await drained(sandbox, drain, theirs, { size: 0, ended: false }, EMPTY);
      },
    },
    {
      tried: { zh: "5 个字节，然后流结束", en: "5 bytes, and then the end of the stream" },
      async run(sandbox) {
        const { ours, theirs, epoll } = await watched(sandbox);
        await ours.sendall("hello");
        ours.close();
        await event(epoll);
        await drained(sandbox, drain, theirs, { size: 5, ended: true }, END);
      },
    },
  ]);
}

async function watched(sandbox: Sandbox): Promise<{ ours: Socket; theirs: Socket; epoll: Epoll }> {
  const [ours, theirs] = await sandbox.pair();
  theirs.setblocking(false);
  const epoll = sandbox.keep(new Epoll());
  epoll.register(theirs, EPOLLIN | EPOLLET);
  return { ours, theirs, epoll };
}

/** Waits for the edge, as the student's server would. */
async function event(epoll: Epoll): Promise<void> {
  const [first] = await epoll.poll(1);
  if (first === undefined) {
    wrong(
      epollEventNames(EPOLLIN),
      { zh: "没有事件：上次没有读空", en: "no event: it was not drained before" },
      LOOP,
    );
  }
}

async function drained(
  sandbox: Sandbox,
  drain: Drain,
  socket: Socket,
  { size, ended }: { size: number; ended: boolean },
  hint: Bilingual,
): Promise<void> {
  const say = (bytes: number, end: unknown): string => `data: ${bytes} bytes, ended: ${end}`;
  const came = await sandbox.answer(() => drain(socket), say(size, ended), hint);
  const data = came?.data;
  if (!(data instanceof Uint8Array)) wrong(say(size, ended), shown(came), hint);
  if (data.length !== size || came.ended !== ended) {
    wrong(say(size, ended), say(data.length, came.ended), hint);
  }
}
