/** A ring of io_uring as text, and as a picture with a table of its operations. */
import { type Fragment, type Markup, markup } from "../../../text/markup.js";
import type { MimeBundle } from "../../host.js";
import { cutMiddle } from "../../render/cut-middle.js";
import { CELL, HEAD, htmlTable, omittedRow, th } from "../../render/html-table.js";
import { bilingual, stacked } from "../../render/phrases.js";
import { textTable } from "../../render/text-table.js";
import { ringsSvg } from "./svg.js";
import type { OperationRow, RingView } from "./view.js";

/** More operations are left out in the middle. */
const MAX_ROWS = 16;

export function ringBundle(view: RingView): MimeBundle {
  return { "text/plain": ringText(view), "text/html": ringHtml(view) };
}

function counts({
  prepared,
  sqEntries,
  underWay,
  ready,
  cqEntries,
}: RingView): [zh: string, en: string] {
  return [
    `提交队列 ${prepared} / ${sqEntries} · 进行中 ${underWay} · 完成队列 ${ready} / ${cqEntries}`,
    `submission queue ${prepared} of ${sqEntries}, ${underWay} under way, completion queue ${ready} of ${cqEntries}`,
  ];
}

function ringText(view: RingView): string {
  const { head, tail, hidden } = cutMiddle(view.rows, MAX_ROWS);
  const line = ({ operation, fd, name, userData, state }: OperationRow): string[] => [
    ...[operation, fd === "" ? "" : `fd ${fd}`, name, userData, state.en],
  ];
  return textTable(`io_uring fd ${view.fd}: ${counts(view)[1]}`, [
    ["operation", "fd", "socket", "userData", "state"],
    ...head.map(line),
    ...(hidden > 0 ? [`... ${hidden} more`] : []),
    ...tail.map(line),
  ]);
}

function ringHtml(view: RingView): string {
  const [zh, en] = counts(view);
  const { head, tail, hidden } = cutMiddle(view.rows, MAX_ROWS);
  const more = { zh: `另有 ${hidden} 个`, en: `${hidden} more` };
  const table = htmlTable(
    markup`<b>io_uring</b> fd ${view.fd} · ${bilingual({ zh, en })}`,
    [
      th({ zh: "操作", en: "operation" }),
      th({ zh: "描述符", en: "fd" }),
      th({ zh: "套接字", en: "socket" }),
      markup`<th scope="col" style="${HEAD}">userData</th>`,
      th({ zh: "状态", en: "state" }),
    ],
    [head.map(tr), hidden > 0 ? omittedRow(more, 5) : "", tail.map(tr)],
  );
  return `${ringsSvg(view)}\n${table}`;
}

function tr({ operation, fd, name, userData, state }: OperationRow): Markup {
  const td = (content: Fragment): Markup => markup`<td style="${CELL}">${content}</td>`;
  const number = markup`<td class="fd" style="${CELL}">${fd}</td>`;
  return markup`<tr>${[td(operation), number, td(name), td(userData), td(stacked([state]))]}</tr>`;
}
