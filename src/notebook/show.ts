/** `show()` and its kin: what cells call. */
import type { FileDescriptorLike } from "../descriptor.js";
import type { Poll, PollEvent } from "../poll.js";
import { type Observation, observe, type PollRound, type SelectRound } from "../readiness.js";
import { select } from "../select.js";
import { Server, type Step } from "../servers/index.js";
import { markup } from "./markup.js";
import { type Bundle, output } from "./output.js";
import { timelineSvg, timelineText } from "./picture.js";
import { type RoundTable, roundHtml, roundText, tableOf } from "./round.js";
import { Timeline } from "./timeline.js";
import { bilingual } from "./words.js";

/** What `show()` can show. */
export type Showable = Observation | SelectRound | PollRound | Step | Server | Timeline;

/**
 * Shows something below the cell, as a table or a picture with its text.
 *
 * A round or a step shows which descriptors were watched for what, what came back, why, and what
 * the server did; a `Timeline` draws its rounds; a server tells how to reach it. For a server that
 * failed it throws the error that ended it.
 *
 * @example
 * show(await server.step());
 */
export function show(what: Showable): void {
  output(bundleOf(what));
}

/** The forms of what `show()` shows. Throws the error of a server that failed. */
export function bundleOf(what: Showable): Bundle {
  if (what instanceof Server) return serverBundle(what);
  if (what instanceof Timeline) {
    const { chart } = what;
    return { "text/plain": timelineText(chart), "image/svg+xml": timelineSvg(chart) };
  }
  if ("readiness" in what) {
    return what.readiness === null
      ? NOTHING
      : roundBundle(tableOf(what.readiness, { events: what.events }));
  }
  return roundBundle(tableOf("entries" in what ? what : observe(what)));
}

function roundBundle(table: RoundTable): Bundle {
  return { "text/plain": roundText(table), "text/html": roundHtml(table) };
}

const NOTHING: Bundle = {
  "text/plain": "nothing became ready in time",
  "text/html": bilingual({ zh: "在限定时间内没有就绪", en: "nothing became ready in time" }).source,
};

function serverBundle(server: Server): Bundle {
  if (server.error !== undefined) throw server.error;
  const { name, address, running } = server;
  const [host, port] = address;
  if (!running) {
    const words = { zh: `${name} 已停止`, en: `${name} is stopped` };
    return { "text/plain": words.en, "text/html": bilingual(words).source };
  }
  const command = `nc ${host} ${port}`;
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
 * const [rs] = await showSelect([listener, client], [], [], 1);
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
 * for (const [fd, event] of await showPoll(poller)) console.log(fd, eventNames(event));
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
