/** A round of select, poll or epoll as a table, in HTML and in text. */

import { POLLIN, POLLOUT, POLLPRI } from "../../../constants.js";
import type { Observation, Readiness } from "../../../inspect/readiness.js";
import { maskNames } from "../../../mux/event-names.js";
import type { ServerEvent } from "../../../servers/index.js";
import { type Fragment, type Markup, markup } from "../../../text/markup.js";
import { clientName, namer } from "../../keep.js";
import {
  breakable,
  CELL,
  FADED,
  HEAD,
  leftOut,
  table as tableHtml,
  th,
} from "../../render/html-table.js";
import {
  type Bilingual,
  bilingual,
  eventWords,
  reasonWords,
  stacked,
} from "../../render/phrases.js";
import { columnsOf } from "../../render/theme.js";

/** One descriptor of a round, ready to be printed. */
export interface Row {
  readonly fd: number;
  /** What to call it; may be empty. */
  readonly name: string;
  readonly watched: string;
  /** Empty when it was not ready. */
  readonly ready: string;
  readonly why: readonly Bilingual[];
  /** What the server then did. */
  readonly handled: readonly Bilingual[];
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
export function told(event: ServerEvent): Bilingual {
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
const MAX_IDLE = 8;

/** The rows worth showing, and how many others there are. */
function pick(rows: readonly Row[]): { shown: readonly Row[]; hidden: number } {
  let idle = 0;
  const shown = rows.filter((row) => row.ready !== "" || ++idle <= MAX_IDLE);
  return { shown, hidden: rows.length - shown.length };
}

/** A round as an HTML table: inline styles only, and the colours of the page around it. */
export function roundHtml(table: RoundTable): string {
  const { shown, hidden } = pick(table.rows);
  const handled = table.server ? [th({ zh: "处理", en: "handled" }, WIDE)] : [];
  return tableHtml(
    caption(table),
    [
      th({ zh: "套接字", en: "socket" }),
      markup`<th scope="col" style="${HEAD}">fd</th>`,
      th({ zh: "关注", en: "watched" }),
      th({ zh: "就绪", en: "ready" }),
      th({ zh: "原因", en: "why" }, WIDE),
      ...handled,
    ],
    [shown.map((row) => tr(row, table.server)), hidden === 0 ? "" : more(hidden, table.server)],
  );
}

const WIDE = `${HEAD};min-width:10em`;

function caption({ call, rows, milliseconds }: RoundTable): Markup {
  const ready = rows.filter((row) => row.ready !== "").length;
  const time = milliseconds === null ? "" : ` · ${Math.round(milliseconds)} ms`;
  const words = {
    zh: `关注 ${rows.length} 个，就绪 ${ready} 个`,
    en: `${rows.length} watched, ${ready} ready`,
  };
  return markup`<b>${call}</b> · ${bilingual(words)}${time}`;
}

function tr({ fd, name, watched, ready, why, handled }: Row, server: boolean): Markup {
  const style = ready === "" ? FADED : CELL;
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

function more(hidden: number, server: boolean): Markup {
  const words = {
    zh: `另有 ${hidden} 个未就绪`,
    en: `${hidden} more that are not ready`,
  };
  return leftOut(words, server ? 6 : 5);
}

/** A round as lines of text, in English; the descriptor stands last, as its width varies. */
export function roundText({ call, rows, milliseconds, server }: RoundTable): string {
  const { shown, hidden } = pick(rows);
  const ready = rows.filter((row) => row.ready !== "").length;
  const time = milliseconds === null ? "" : ` after ${Math.round(milliseconds)} ms`;
  const english = (phrases: readonly Bilingual[]): string => phrases.map(({ en }) => en).join(", ");
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
    Math.max(...lines.map((line) => columnsOf(line[column] ?? ""))),
  );
  return lines.map((line) =>
    line
      .map(
        (cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - columnsOf(cell))),
      )
      .join("  ")
      .trimEnd(),
  );
}
