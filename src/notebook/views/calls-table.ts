/** System calls as a table, as strace(1) lists them. */
import type { SystemCall } from "../../inspect/trace/index.js";
import { type Fragment, type Markup, markup } from "../../text/markup.js";
import type { MimeBundle } from "../host.js";
import { cutMiddle } from "../render/cut-middle.js";
import { ALARM, CELL, CODE, htmlTable, omittedRow, th } from "../render/html-table.js";
import { counted } from "../render/numbers.js";
import { bilingual } from "../render/phrases.js";
import { type TextLine, textTable } from "../render/text-table.js";

/** Longer lists are cut in the middle. */
const MAX_CALLS = 30;

/** Longer arguments and results, such as the array of a large poll, are cut in the middle. */
const MAX_TEXT = 160;

/** More entries of io_uring's queues in one call are cut in the middle. */
const MAX_DETAILS = 12;

/** Parameters that are descriptors. */
const DESCRIPTORS = new Set(["fd", "epfd"]);
/** Calls that return a new descriptor. */
const OPENERS = new Set(["socket", "accept4", "epoll_create1"]);

export function callsBundle(calls: readonly SystemCall[]): MimeBundle {
  return { "text/plain": callsText(calls), "text/html": callsHtml(calls) };
}

function totals(calls: readonly SystemCall[]): string {
  return calls.length === 0 ? "" : `: ${summary(calls)}`;
}

/** `recv 12 (11 EAGAIN), close 1`: the most frequent first. */
function summary(calls: readonly SystemCall[]): string {
  return [...countBy(calls, ({ name }) => name)]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => {
      const failed = calls.filter((call) => call.name === name && call.errno !== null);
      const errors = [...countBy(failed, ({ errno }) => errno)].map(
        ([errno, times]) => `${times} ${errno}`,
      );
      return `${name} ${count}${errors.length === 0 ? "" : ` (${errors.join(", ")})`}`;
    })
    .join(", ");
}

function countBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

/** The arguments of a call. Descriptors are labelled, to distinguish them from other numbers. */
function argsOf({ args }: SystemCall): string {
  return Object.entries(args)
    .map(([name, value]) => (DESCRIPTORS.has(name) ? `${name}=${value}` : shorten(value)))
    .join(", ");
}

/** `-1 EAGAIN`, `fd 21`, `5`. */
function resultOf(call: SystemCall): string {
  if (call.errno !== null) return `-1 ${call.errno}`;
  return OPENERS.has(call.name) ? `fd ${call.result}` : shorten(call.resultText);
}

function shorten(text: string): string {
  const { head, tail, hidden } = cutMiddle([...text], MAX_TEXT);
  if (hidden === 0) return text;
  const start = head.join("").replace(/ \S*$/, "");
  const end = tail.join("").replace(/^\S* /, "");
  return `${start} … ${end}`;
}

/** What io_uring_enter(2) submitted and what has completed, a line for each. */
function detailsOf({ details }: SystemCall): string[] {
  const { head, tail, hidden } = cutMiddle(details, MAX_DETAILS);
  return [...head, ...(hidden === 0 ? [] : [`... ${hidden} more entries`]), ...tail];
}

/** `12 µs`: with at most three digits. */
function timeOf({ seconds }: SystemCall): string {
  const micros = seconds * 1e6;
  if (micros >= 1e6) return `${seconds.toPrecision(3)} s`;
  if (micros >= 1000) return `${(micros / 1000).toPrecision(3)} ms`;
  return `${micros < 10 ? micros.toFixed(1) : Math.round(micros)} µs`;
}

/** A line for each call: `recv(fd=21, "hello", 1024, MSG_DONTWAIT)  = 5  1.2 µs`. */
function callsText(calls: readonly SystemCall[]): string {
  const { head, tail, hidden } = cutMiddle(calls, MAX_CALLS);
  const lines = (call: SystemCall): TextLine[] => [
    [`${call.name}(${argsOf(call)})`, `= ${resultOf(call)}`, timeOf(call)],
    ...detailsOf(call).map((detail) => `  ${detail}`),
  ];
  return textTable(`${counted(calls.length, "system call")}${totals(calls)}`, [
    ...head.flatMap(lines),
    ...(hidden === 0 ? [] : [`... ${counted(hidden, "more call")}`]),
    ...tail.flatMap(lines),
  ]);
}

function callsHtml(calls: readonly SystemCall[]): string {
  const { head, tail, hidden } = cutMiddle(calls, MAX_CALLS);
  const title = { zh: `${calls.length} 次系统调用`, en: counted(calls.length, "system call") };
  return htmlTable(
    markup`${bilingual(title)}${totals(calls)}`,
    [
      th({ zh: "调用", en: "call" }),
      th({ zh: "参数", en: "arguments" }),
      th({ zh: "结果", en: "result" }),
      th({ zh: "用时", en: "time" }),
    ],
    [
      head.map(tr),
      hidden === 0
        ? ""
        : omittedRow({ zh: `中间省略 ${hidden} 次`, en: `${counted(hidden, "call")} left out` }, 4),
      tail.map(tr),
    ],
  );
}

function tr(call: SystemCall): Markup {
  const td = (content: Fragment, style = ""): Markup =>
    markup`<td style="${CELL};${CODE}${style}">${content}</td>`;
  const args = Object.entries(call.args).map(([name, value], index): Fragment => {
    const shown = DESCRIPTORS.has(name)
      ? markup`${name}=<span class="fd">${value}</span>`
      : shorten(value);
    return index === 0 ? shown : [", ", shown];
  });
  return markup`<tr>${[
    td(markup`<b>${call.name}</b>`),
    td(args, ";overflow-wrap:anywhere"),
    td(resultHtml(call), ";overflow-wrap:anywhere;min-width:9em"),
    td(timeOf(call), ";white-space:nowrap;text-align:right"),
  ]}</tr>${detailsHtml(call)}`;
}

/** A row below the call, across all columns. */
function detailsHtml(call: SystemCall): Fragment {
  const details = detailsOf(call);
  if (details.length === 0) return "";
  const lines = details.map((detail) => markup`<div>${detail}</div>`);
  return markup`<tr><td colspan="4" style="${CELL};${CODE};overflow-wrap:anywhere;padding-left:2em">${lines}</td></tr>`;
}

function resultHtml(call: SystemCall): Fragment {
  const { errno, error } = call;
  if (errno !== null) {
    return markup`-1 <b style="${ALARM}" title="${error ?? ""}">${errno}</b>`;
  }
  if (OPENERS.has(call.name)) return markup`fd <span class="fd">${call.result}</span>`;
  return shorten(call.resultText);
}
