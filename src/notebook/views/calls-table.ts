/** System calls as a table, as strace(1) lists them. */

import type { SystemCall } from "../../inspect/trace/index.js";
import { type Fragment, type Markup, markup } from "../../text/markup.js";
import type { MimeBundle } from "../host.js";
import { ALARM, CELL, CODE, leftOut, table, th } from "../render/html-table.js";
import { bilingual } from "../render/phrases.js";
import { columns } from "./round/table.js";

/** Longer lists are cut in the middle. */
const MAX_CALLS = 30;

/** Parameters that are descriptors. */
const DESCRIPTORS = new Set(["fd", "epfd"]);
/** Calls that answer a descriptor. */
const OPENERS = new Set(["socket", "accept4", "epoll_create1"]);

/** The forms of a list of calls. */
export function callsBundle(calls: readonly SystemCall[]): MimeBundle {
  return { "text/plain": callsText(calls), "text/html": callsHtml(calls) };
}

/** The calls to show, and how many lie between the first and the last of them. */
function pick(calls: readonly SystemCall[]): {
  head: readonly SystemCall[];
  tail: readonly SystemCall[];
  hidden: number;
} {
  const hidden = calls.length - MAX_CALLS;
  if (hidden <= 1) return { head: calls, tail: [], hidden: 0 };
  const half = MAX_CALLS / 2;
  return { head: calls.slice(0, half), tail: calls.slice(-half), hidden };
}

/** `recv 12 (11 EAGAIN), close 1`: the most frequent first. */
function summary(calls: readonly SystemCall[]): string {
  const byName = new Map<string, SystemCall[]>();
  for (const call of calls) byName.set(call.name, [...(byName.get(call.name) ?? []), call]);
  return [...byName]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([name, list]) => {
      const errors = new Map<string, number>();
      for (const { errno } of list) {
        if (errno !== null) errors.set(errno, (errors.get(errno) ?? 0) + 1);
      }
      const failed = [...errors].map(([errno, count]) => `${count} ${errno}`);
      return `${name} ${list.length}${failed.length === 0 ? "" : ` (${failed.join(", ")})`}`;
    })
    .join(", ");
}

function totals(calls: readonly SystemCall[]): string {
  return calls.length === 0 ? "" : `: ${summary(calls)}`;
}

/** Values of a call in order; descriptors are named, so that one sees which number is one. */
function argsOf({ args }: SystemCall): string {
  return Object.entries(args)
    .map(([name, value]) => (DESCRIPTORS.has(name) ? `${name}=${value}` : value))
    .join(", ");
}

/** `-1 EAGAIN`, `fd 21`, `5`. */
function resultOf(call: SystemCall): string {
  if (call.errno !== null) return `-1 ${call.errno}`;
  return OPENERS.has(call.name) ? `fd ${call.result}` : call.answer;
}

/** `12 µs`: always with its unit, three digits at most. */
function timeOf({ seconds }: SystemCall): string {
  const micros = seconds * 1e6;
  if (micros >= 1e6) return `${seconds.toPrecision(3)} s`;
  if (micros >= 1000) return `${(micros / 1000).toPrecision(3)} ms`;
  return `${micros < 10 ? micros.toFixed(1) : Math.round(micros)} µs`;
}

/** The calls as lines of text: `recv(fd=21, "hello", 1024, MSG_DONTWAIT)  = 5  1.2 µs`. */
export function callsText(calls: readonly SystemCall[]): string {
  const { head, tail, hidden } = pick(calls);
  const line = (call: SystemCall): string[] => [
    `${call.name}(${argsOf(call)})`,
    `= ${resultOf(call)}`,
    timeOf(call),
  ];
  const lines = columns([...head, ...tail].map(line));
  if (hidden > 0) lines.splice(head.length, 0, `... ${hidden} more calls`);
  return [`${calls.length} system calls${totals(calls)}`, ...lines.map((text) => `  ${text}`)].join(
    "\n",
  );
}

function callsHtml(calls: readonly SystemCall[]): string {
  const { head, tail, hidden } = pick(calls);
  const words = { zh: `${calls.length} 次系统调用`, en: `${calls.length} system calls` };
  const caption = markup`${bilingual(words)}${totals(calls)}`;
  return table(
    caption,
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
        : leftOut({ zh: `中间省略 ${hidden} 次`, en: `${hidden} calls left out` }, 4),
      tail.map(tr),
    ],
  );
}

function tr(call: SystemCall): Markup {
  const td = (content: Fragment, style = ""): Markup =>
    markup`<td style="${CELL};${CODE}${style}">${content}</td>`;
  const args = Object.entries(call.args).map(([name, value], index): Fragment => {
    const shown = DESCRIPTORS.has(name) ? markup`${name}=<span class="fd">${value}</span>` : value;
    return index === 0 ? shown : [", ", shown];
  });
  return markup`<tr>${[
    td(markup`<b>${call.name}</b>`),
    td(args, ";overflow-wrap:anywhere"),
    td(resultHtml(call), ";overflow-wrap:anywhere;min-width:9em"),
    td(timeOf(call), ";white-space:nowrap;text-align:right"),
  ]}</tr>`;
}

function resultHtml(call: SystemCall): Fragment {
  const { errno, error } = call;
  if (errno !== null) {
    return markup`-1 <b style="${ALARM}" title="${error ?? ""}">${errno}</b>`;
  }
  if (OPENERS.has(call.name)) return markup`fd <span class="fd">${call.result}</span>`;
  return call.answer;
}
