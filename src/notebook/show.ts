/** `show()` and its kin: what cells call. */

import { inspect } from "node:util";
import { SOCK_DGRAM } from "../constants.js";
import type { FileDescriptorLike } from "../file-descriptor.js";
import { BitsResult } from "../inspect/bits.js";
import type { KernelBuffers } from "../inspect/kernel-buffers.js";
import {
  type EpollRound,
  type Observation,
  observe,
  type PollRound,
  type SelectRound,
} from "../inspect/readiness.js";
import { SystemCall } from "../inspect/trace/index.js";
import type { Epoll } from "../mux/epoll.js";
import type { PollEvent } from "../mux/event-names.js";
import type { Poll } from "../mux/poll.js";
import { select } from "../mux/select.js";
import { Server, type ServerEvent, type Step } from "../servers/index.js";
import { markup } from "../text/markup.js";
import { type MimeBundle, output } from "./host.js";
import { bilingual } from "./render/phrases.js";
import { bitsBundle } from "./views/bits-table.js";
import { BufferChart } from "./views/buffers/buffer-chart.js";
import { buffersSvg, buffersText } from "./views/buffers/svg.js";
import { callsBundle } from "./views/calls-table.js";
import { kernelBuffersBundle } from "./views/kernel-buffers-table.js";
import { type RoundTable, roundHtml, roundText, tableOf, told } from "./views/round/table.js";
import { timelineSvg, timelineText } from "./views/timeline/svg.js";
import { Timeline } from "./views/timeline/timeline.js";

/** What `show()` can show. */
export type Showable =
  | Observation
  | SelectRound
  | PollRound
  | EpollRound
  | Step
  | Server
  | Timeline
  | BufferChart
  | KernelBuffers
  | readonly SystemCall[]
  | BitsResult;

/**
 * Shows something below the cell, as a table or a picture with its text.
 *
 * A round or a step shows which descriptors were watched for what, what came back, why, and what
 * the server did; a `Timeline` draws its rounds; a server tells how to reach it. For a server that
 * failed it throws the error that ended it.
 *
 * A `BufferChart` draws how full both buffers are, and were; what `kernelBuffers()` answers is a
 * table. The calls of `trace()` are listed as strace does, the middle of a long list left out. A
 * result of `bits` has its digits below each other.
 *
 * Throws `TypeError` for anything else: `console.log()` prints that.
 *
 * @example
 * const server = await serve(selectServer, { stepping: true });
 * show(await server.step(0.1)); // nothing became ready in time
 * await server.stop();
 */
export function show(what: Showable): void {
  output(bundleOf(what));
}

/** The forms of what `show()` shows. Throws the error of a server that failed. */
export function bundleOf(what: Showable): MimeBundle {
  if (what instanceof Server) return serverBundle(what);
  if (what instanceof Timeline) {
    const { chart } = what;
    return { "text/plain": timelineText(chart), "image/svg+xml": timelineSvg(chart) };
  }
  if (what instanceof BufferChart) {
    return { "text/plain": buffersText(what.samples), "image/svg+xml": buffersSvg(what.samples) };
  }
  if (what instanceof BitsResult) return bitsBundle(what);
  if (isCalls(what)) return callsBundle(what);
  if (typeof what !== "object" || what === null) throw unshowable(what);
  if ("readiness" in what) {
    const { readiness, events } = what;
    if (readiness !== null) return roundBundle(tableOf(readiness, { events }));
    return events.length > 0 ? eventsBundle(events) : NOTHING;
  }
  if ("entries" in what && "call" in what) return roundBundle(tableOf(what));
  if ("receive" in what && "send" in what) return kernelBuffersBundle(what);
  if ("call" in what) return roundBundle(tableOf(observe(what)));
  throw unshowable(what);
}

function isCalls(what: unknown): what is readonly SystemCall[] {
  return Array.isArray(what) && what.every((one) => one instanceof SystemCall);
}

function unshowable(what: unknown): TypeError {
  const text = inspect(what, { depth: 0, breakLength: Infinity });
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return new TypeError(
    `show() cannot show ${short}: it shows rounds, steps, servers, a Timeline, a BufferChart, kernelBuffers(socket), the calls of trace(), and results of bits; for the rest there is console.log()`,
  );
}

function roundBundle(table: RoundTable): MimeBundle {
  return { "text/plain": roundText(table), "text/html": roundHtml(table) };
}

/** What a server did that asks none of select, poll and epoll. */
function eventsBundle(events: readonly ServerEvent[]): MimeBundle {
  const phrases = events.map(told);
  return {
    "text/plain": phrases.map(({ en }) => en).join("\n"),
    "text/html": markup`${phrases.map((words) => markup`<div>${bilingual(words)}</div>`)}`.source,
  };
}

const NOTHING: MimeBundle = {
  "text/plain": "nothing became ready in time",
  "text/html": bilingual({ zh: "在限定时间内没有就绪", en: "nothing became ready in time" }).source,
};

function serverBundle(server: Server): MimeBundle {
  if (server.error !== undefined) throw server.error;
  const { name, address, socketType, running } = server;
  const [host, port] = address;
  if (!running) {
    const words = { zh: `${name} 已停止`, en: `${name} is stopped` };
    return { "text/plain": words.en, "text/html": bilingual(words).source };
  }
  const command = `nc ${socketType === SOCK_DGRAM ? "-u " : ""}${host} ${port}`;
  const listens = { zh: "正在监听", en: "listens on" };
  const reach = { zh: "在终端里连接它", en: "to reach it from a terminal" };
  return {
    "text/plain": `${name} listens on ${host}:${port}; to reach it from a terminal: ${command}`,
    "text/html":
      markup`<b>${name}</b> ${bilingual(listens)} <code>${host}:${port}</code><br>${bilingual(reach)}: <code>${command}</code>`
        .source,
  };
}

/** How long `showSelect()` waits unless told, in seconds. */
const TIMEOUT = 5;

/**
 * Calls `select()`, shows the round and how long it took, and answers what `select()` answered.
 * The time limit is in seconds, 5 unless given; otherwise it is `select()` in every respect.
 *
 * @example
 * const [left, right] = socketpair();
 * await right.send("hello");
 * const [rs] = await showSelect([left, right], [], [], 1);
 * assert.deepEqual(rs, [left]);
 * for (const socket of [left, right]) socket.close();
 */
export async function showSelect<
  R extends FileDescriptorLike,
  W extends FileDescriptorLike,
  X extends FileDescriptorLike,
>(
  rlist: readonly R[],
  wlist: readonly W[],
  xlist: readonly X[] = [],
  timeout: number | null = TIMEOUT,
): Promise<[R[], W[], X[]]> {
  const start = performance.now();
  const result = await select(rlist, wlist, xlist, timeout);
  const milliseconds = performance.now() - start;
  const [rs, ws, xs] = result;
  const round: SelectRound = { call: "select", rlist, wlist, xlist, rs, ws, xs };
  output(roundBundle(tableOf(observe(round), { milliseconds })));
  return result;
}

/**
 * Calls `poller.poll()`, shows the round and how long it took, and answers what `poll()` answered.
 * The time limit is in milliseconds, 5000 unless given.
 *
 * @example
 * const [left, right] = socketpair();
 * const poller = new Poll();
 * poller.register(left, POLLIN);
 * await right.send("hello");
 * assert.deepEqual(await showPoll(poller), [[left.fileno(), POLLIN]]);
 * for (const socket of [left, right]) socket.close();
 */
export async function showPoll(
  poller: Poll,
  timeout: number | null = TIMEOUT * 1000,
): Promise<PollEvent[]> {
  const start = performance.now();
  const events = await poller.poll(timeout);
  const milliseconds = performance.now() - start;
  const round: PollRound = { call: "poll", registered: poller.registered, events };
  output(roundBundle(tableOf(observe(round), { milliseconds })));
  return events;
}

/**
 * Calls `epoll.poll()`, shows the round and how long it took, and answers what `poll()` answered.
 * The time limit is in seconds, 5 unless given; `maxevents` as for `poll()`.
 *
 * @example
 * const [left, right] = socketpair();
 * const epoll = new Epoll();
 * epoll.register(left, EPOLLIN);
 * await right.send("hello");
 * assert.deepEqual(await showEpoll(epoll), [[left.fileno(), EPOLLIN]]);
 * for (const resource of [epoll, left, right]) resource.close();
 */
export async function showEpoll(
  epoll: Epoll,
  timeout: number | null = TIMEOUT,
  maxevents: number = -1,
): Promise<PollEvent[]> {
  const start = performance.now();
  const events = await epoll.poll(timeout, maxevents);
  const milliseconds = performance.now() - start;
  const round: EpollRound = { call: "epoll", registered: epoll.registered, events };
  output(roundBundle(tableOf(observe(round), { milliseconds })));
  return events;
}
