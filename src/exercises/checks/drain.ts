/** Exercise: an edge-triggered socket has to be read until nothing is left. */
import { EPOLLET, EPOLLIN } from "../../constants.js";
import { ConnectionResetError } from "../../errors.js";
import { Epoll } from "../../mux/epoll.js";
import { epollEventNames } from "../../mux/event-names.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Data } from "../../socket/data.js";
import type { Socket } from "../../socket/socket.js";
import { functionMistake } from "../harness/answer.js";
import { runChecks } from "../harness/checks.js";
import { fail, format } from "../harness/expectations.js";
import { PASS_ON } from "../harness/hints.js";
import type { CheckReport } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";
import { distinctBytes, reset } from "../harness/socket-states.js";

/** What was read from a socket. */
export interface Drained {
  /** All bytes. */
  data: Uint8Array;
  /** Whether the stream has ended. */
  ended: boolean;
}

const LOOP: Bilingual = {
  zh: "一直 recv，直到 BlockingIOError：边缘触发只报告一次，剩下的不再报告。收到的是字节，按顺序用 Buffer 拼",
  en: "recv until BlockingIOError: an edge is reported once, and what is left is not reported again. What arrives are bytes: join them as Buffers, in their order",
};

/**
 * Checks a function that reads everything a non-blocking socket has. A real edge-triggered epoll
 * watches the socket, and reports it again only when more arrives.
 */
export function checkDrain(drain: (socket: Socket) => Promise<Drained>): Promise<CheckReport> {
  const expectDrained = (sandbox: Sandbox, socket: Socket, data: Data, ended = false) =>
    sandbox.expectValue(() => drain(socket), { data: Buffer.from(data), ended }, describe);
  return runChecks("drain", functionMistake(drain, "drain(socket)"), [
    {
      title: { zh: "200,000 个字节，一次通知", en: "200,000 bytes, one event" },
      hint: LOOP,
      async run(sandbox) {
        const { ours, theirs, epoll } = await watchedPair(sandbox);
        const data = distinctBytes(200_000);
        await ours.sendall(data);
        await expectEvent(epoll);
        await expectDrained(sandbox, theirs, data);
      },
    },
    {
      title: { zh: "读空以后，新来的数据再通知一次", en: "once drained, new data is a new event" },
      hint: LOOP,
      async run(sandbox) {
        const { ours, theirs, epoll } = await watchedPair(sandbox);
        for (const text of ["first", "second one"]) {
          await ours.sendall(text);
          await expectEvent(epoll);
          await expectDrained(sandbox, theirs, text);
        }
      },
    },
    {
      title: { zh: "什么也没有", en: "there is nothing" },
      hint: {
        zh: "第一次就是 BlockingIOError 也正常：没有数据，也没有结束",
        en: "a BlockingIOError from the first recv is normal as well: no data, and no end",
      },
      async run(sandbox) {
        const { theirs } = await watchedPair(sandbox);
        await expectDrained(sandbox, theirs, "");
      },
    },
    {
      title: { zh: "5 个字节，然后流结束", en: "5 bytes, and then the end of the stream" },
      hint: {
        zh: "零字节是流结束，不会再有 BlockingIOError：到这里就停，ended 是 true",
        en: "zero bytes are the end of the stream, and no BlockingIOError follows: stop there, with ended true",
      },
      async run(sandbox) {
        const { ours, theirs, epoll } = await watchedPair(sandbox);
        await ours.sendall("hello");
        ours.close();
        await expectEvent(epoll);
        await expectDrained(sandbox, theirs, "hello", true);
      },
    },
    {
      title: { zh: "对端重置了连接", en: "the peer has reset the connection" },
      hint: PASS_ON,
      async run(sandbox) {
        const { ours, theirs, epoll } = await watchedPair(sandbox);
        reset(ours);
        await expectEvent(epoll);
        await sandbox.expectError(() => drain(theirs), { kind: ConnectionResetError });
      },
    },
  ]);
}

async function watchedPair(
  sandbox: Sandbox,
): Promise<{ ours: Socket; theirs: Socket; epoll: Epoll }> {
  const [ours, theirs] = await sandbox.pair();
  theirs.setblocking(false);
  const epoll = sandbox.keep(new Epoll());
  epoll.register(theirs, EPOLLIN | EPOLLET);
  return { ours, theirs, epoll };
}

/** Waits for the edge, as a server does before it calls `drain()`. */
async function expectEvent(epoll: Epoll): Promise<void> {
  const events = await epoll.poll(1);
  const none = { zh: "没有事件：上次没有读空", en: "no event: the socket was not drained before" };
  if (events.length === 0) fail(epollEventNames(EPOLLIN), none);
}

function describe(drained: Drained): string {
  if (!(drained?.data instanceof Uint8Array)) return format(drained);
  return `data: ${drained.data.length} bytes, ended: ${drained.ended}`;
}
