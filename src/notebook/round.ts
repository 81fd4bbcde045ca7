/** A round of select, poll or epoll as a table, in HTML and in text. */

import { POLLIN, POLLOUT, POLLPRI } from "../constants.js";
import { maskNames } from "../events.js";
import { type Fragment, type Markup, markup } from "../markup.js";
import type { Observation, Readiness } from "../readiness.js";
import type { ServerEvent } from "../servers/index.js";
import { clientName, namer } from "./keep.js";
import { bilingual, eventWords, reasonWords, stacked, type Words } from "./words.js";

/** One descriptor of a round, ready to be printed. */
export interface Row {
  readonly fd: number;
  /** What to call it; may be empty. */
  readonly name: string;
  readonly watched: string;
  /** Empty when it was not ready. */
  readonly ready: string;
  readonly why: readonly Words[];
  /** What the server then did. */
  readonly handled: readonly Words[];
}

/** A round, ready to be printed. */
export interface RoundTable {
  readonly call: Observation["call"];
  readonly rows: readonly Row[];
  /** How long the call took; `null` when nobody measured it. */
  readonly milliseconds: number | null;
  /** Whether there is a server that handles what is ready. */
  readonly server: boolean;
}

/** Names everything in a round, and sorts what a server did to the descriptors it did it to. */
export function tableOf(
  { call, entries }: Observation,
  { events, milliseconds }: { events?: readonly ServerEvent[]; milliseconds?: number } = {},
): RoundTable {
  const nameOf = namer();
  const listener = entries.find(({ listening }) => listening)?.fd ?? -1;
  const fds = events?.map((event, index) => {
    const fd = fdOf(event, listener);
    return fd >= 0 ? fd : fdOfNextClosed(events.slice(index));
  });
  const rows = entries.map((entry): Row => {
    const { fd, watched, ready, reasons } = entry;
    const own = events?.filter((_, index) => fds?.[index] === fd) ?? [];
    return {
      fd,
      name: nameOf(entry),
      watched: describe(call, watched, LISTS),
      ready: ready === 0 ? "" : describe(call, ready, RESULTS),
      why: reasons.map(reasonWords),
      handled: own.map(told),
    };
  });
  return { call, rows, milliseconds: milliseconds ?? null, server: events !== undefined };
}

/** What a server did, with the names of clients that are kept. */
export function told(event: ServerEvent): Words {
  return eventWords(event, event.type === "connect" ? clientName(event.socket, event.address) : "");
}

/** The descriptor with which a server did something: a client is accepted with the listener. */
export function fdOf(event: ServerEvent, listener: number): number {
  switch (event.type) {
    case "connect":
    case "accept-failed":
    case "waiting":
    case "idle":
    case "datagram":
    case "broadcast":
    case "send-failed":
      return listener;
    case "disconnect":
      return event.fd;
    case "message":
    case "sent":
    case "request":
    case "response":
      return event.socket.fileno();
    case "ready":
    case "handled":
      return -1;
  }
}

/** What was done with a socket that is closed by now was done before it was closed. */
function fdOfNextClosed(events: readonly ServerEvent[]): number {
  const closed = events.find((event) => event.type === "disconnect");
  return closed === undefined ? -1 : fdOf(closed, -1);
}

const LISTS = new Map([
  [POLLIN, "rlist"],
  [POLLOUT, "wlist"],
  [POLLPRI, "xlist"],
]);

const RESULTS = new Map([
  [POLLIN, "rs"],
  [POLLOUT, "ws"],
  [POLLPRI, "xs"],
]);

function describe(
  call: Observation["call"],
  mask: Readiness["ready"],
  lists: ReadonlyMap<number, string>,
): string {
  if (call !== "select") return maskNames[call](mask);
  return [...lists]
    .filter(([bit]) => (mask & bit) !== 0)
    .map(([, name]) => name)
    .join(", ");
}

/** Descriptors that are not ready are shown up to this many; one that is ready always is. */
const MOST_IDLE = 8;

/** The rows worth showing, and how many others there are. */
function pick(rows: readonly Row[]): { shown: readonly Row[]; hidden: number } {
  let idle = 0;
  const shown = rows.filter((row) => row.ready !== "" || ++idle <= MOST_IDLE);
  return { shown, hidden: rows.length - shown.length };
}

/** A round as an HTML table: inline styles only, and the colours of the page around it. */
export function roundHtml(table: RoundTable): string {
  const { shown, hidden } = pick(table.rows);
  const handled = table.server ? [th({ zh: "处理", en: "handled" }, WIDE)] : [];
  return markup`<table style="${TABLE}"><caption style="${CAPTION}">${caption(table)}</caption><thead><tr>${[
    th({ zh: "套接字", en: "socket" }),
    markup`<th scope="col" style="${HEAD}">fd</th>`,
    th({ zh: "关注", en: "watched" }),
    th({ zh: "就绪", en: "ready" }),
    th({ zh: "原因", en: "why" }, WIDE),
    ...handled,
  ]}</tr></thead><tbody>${shown.map((row) => tr(row, table.server))}${hidden === 0 ? "" : more(hidden, table.server)}</tbody></table>`
    .source;
}

const TABLE =
  "border-collapse:collapse;margin:0 0 6px;table-layout:auto;color:inherit;font-size:13px";
const CAPTION = "caption-side:top;text-align:left;white-space:nowrap;padding:4px 0";
const LINE = "text-align:left;padding:4px 14px 4px 0;border-bottom:1px solid rgba(128,128,128,.35)";
const HEAD = `${LINE};vertical-align:bottom;line-height:1.35`;
const WIDE = `${HEAD};min-width:10em`;
const CELL = `${LINE};vertical-align:top;line-height:1.35`;
const IDLE = `${CELL};opacity:.6`;

function caption({ call, rows, milliseconds }: RoundTable): Markup {
  const ready = rows.filter((row) => row.ready !== "").length;
  const time = milliseconds === null ? "" : ` · ${Math.round(milliseconds)} ms`;
  const words = {
    zh: `关注 ${rows.length} 个，就绪 ${ready} 个`,
    en: `${rows.length} watched, ${ready} ready`,
  };
  return markup`<b>${call}</b> · ${bilingual(words)}${time}`;
}

function th(words: Words, style = HEAD): Markup {
  return markup`<th scope="col" style="${style}">${stacked([words])}</th>`;
}

function tr({ fd, name, watched, ready, why, handled }: Row, server: boolean): Markup {
  const style = ready === "" ? IDLE : CELL;
  const td = (content: Fragment): Markup => markup`<td style="${style}">${content}</td>`;
  return markup`<tr>${[
    td(name),
    markup`<td class="fd" style="${style}">${fd}</td>`,
    td(breakable(watched)),
    td(ready === "" ? "–" : markup`<b>${breakable(ready)}</b>`),
    td(stacked(why)),
    ...(server ? [td(stacked(handled))] : []),
  ]}</tr>`;
}

/** Lets `POLLIN|POLLOUT` take two lines where there is no room for one. */
function breakable(mask: string): Fragment {
  return mask.split("|").map((name, index) => [index === 0 ? "" : markup`|<wbr>`, name]);
}

function more(hidden: number, server: boolean): Markup {
  const words = {
    zh: `另有 ${hidden} 个未就绪`,
    en: `${hidden} more that are not ready`,
  };
  return markup`<tr><td colspan="${server ? 6 : 5}" style="${IDLE}">${bilingual(words)}</td></tr>`;
}

/** A round as lines of text, in English; the descriptor stands last, as its width varies. */
export function roundText({ call, rows, milliseconds, server }: RoundTable): string {
  const { shown, hidden } = pick(rows);
  const ready = rows.filter((row) => row.ready !== "").length;
  const time = milliseconds === null ? "" : ` after ${Math.round(milliseconds)} ms`;
  const english = (phrases: readonly Words[]): string => phrases.map(({ en }) => en).join(", ");
  const lines = shown.map((row) => [
    row.name,
    row.watched,
    row.ready || "-",
    english(row.why),
    ...(server ? [english(row.handled)] : []),
    `fd ${row.fd}`,
  ]);
  const head = ["socket", "watched", "ready", "why", ...(server ? ["handled"] : []), "fd"];
  const rest = hidden === 0 ? [] : [`  (${hidden} more that are not ready)`];
  return [
    `${call}: ${rows.length} watched, ${ready} ready${time}`,
    ...columns([head, ...lines]).map((line) => `  ${line}`),
    ...rest,
  ].join("\n");
}

/** Lines of cells, padded to columns. */
export function columns(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? "").length)),
  );
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
