/** The letters and colours of the events in a timeline. */
import {
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDHUP,
  POLLRDNORM,
} from "../../../constants.js";
import { onlyLanguage } from "../../render/phrases.js";
import { BLACK, BLUE, BROWN, GREEN, GREY, RED, VIOLET } from "../../render/theme.js";
import { type Call, readyNames, watchedNames } from "../mask-names.js";
import type { Chart, Mark } from "./timeline.js";

/** An event of select, poll or epoll, or an operation of io_uring. */
export interface Sign {
  readonly call: Call;
  readonly bit: number;
  readonly letter: string;
  readonly color: string;
  /** The event in Chinese, for select: the names of its lists do not say what happened. */
  readonly zh?: string;
  /** Whether it can be requested. Errors and hang-ups are always reported. */
  readonly requestable: boolean;
}

const SELECT_SIGNS: readonly Sign[] = [
  { bit: POLLIN, letter: "R", color: BLUE, zh: "可读", requestable: true },
  { bit: POLLOUT, letter: "W", color: BROWN, zh: "可写", requestable: true },
  { bit: POLLPRI, letter: "X", color: VIOLET, zh: "紧急", requestable: true },
].map((sign) => ({ call: "select", ...sign }));

/** The events of epoll are those of poll under other names. */
function flagSigns(call: "poll" | "epoll"): readonly Sign[] {
  return [
    { bit: POLLIN, letter: "I", color: BLUE, requestable: true },
    { bit: POLLPRI, letter: "P", color: VIOLET, requestable: true },
    { bit: POLLOUT, letter: "O", color: BROWN, requestable: true },
    { bit: POLLERR, letter: "E", color: RED, requestable: false },
    { bit: POLLHUP, letter: "H", color: GREY, requestable: false },
    { bit: POLLNVAL, letter: "N", color: BLACK, requestable: false },
    { bit: POLLRDHUP, letter: "D", color: GREEN, requestable: true },
  ].map((sign) => ({ call, ...sign }));
}

/** The operations of io_uring. */
const URING_SIGNS: readonly Sign[] = [
  { bit: POLLRDNORM, letter: "A", color: VIOLET, requestable: true },
  { bit: POLLIN, letter: "R", color: BLUE, requestable: true },
  { bit: POLLOUT, letter: "S", color: BROWN, requestable: true },
].map((sign) => ({ call: "uring", ...sign }));

const SIGNS = {
  select: SELECT_SIGNS,
  poll: flagSigns("poll"),
  epoll: flagSigns("epoll"),
  uring: URING_SIGNS,
};

/** The signs of a descriptor in a round of `call`: what it was watched for, and what was reported. */
export function signsOf(call: Call, { watched, ready }: Mark): readonly Sign[] {
  return SIGNS[call].filter(
    ({ bit, requestable }) => (ready & bit) !== 0 || (requestable && (watched & bit) !== 0),
  );
}

/** The signs that a chart uses, for its legend. */
export function usedSigns(chart: Chart): readonly Sign[] {
  const used = new Set(
    chart.rounds.flatMap(({ number, call }) =>
      chart.lanes.flatMap(({ marks }) => signsOf(call, marks.get(number) ?? UNWATCHED)),
    ),
  );
  return callsOf(chart).flatMap((call) => SIGNS[call].filter((sign) => used.has(sign)));
}

const UNWATCHED: Mark = { watched: 0, ready: 0, handled: [] };

/** The calls that the rounds of a chart made, in the order in which they were first made. */
export function callsOf({ rounds }: Chart): readonly Call[] {
  return [...new Set(rounds.map(({ call }) => call))];
}

/** What the legend of the picture says: `可读 rlist → rs` or `POLLIN`. */
export function signMeaning({ call, bit, zh }: Sign): string {
  if (zh === undefined) return readyNames(call, bit);
  const names = `${watchedNames(call, bit)} → ${readyNames(call, bit)}`;
  return onlyLanguage() === "en" ? names : `${zh} ${names}`;
}
