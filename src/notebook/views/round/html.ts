/** A round as an HTML table. */
import { type Fragment, type Markup, markup } from "../../../text/markup.js";
import {
  breakable,
  CELL,
  FADED,
  HEAD,
  htmlTable,
  omittedRow,
  th,
} from "../../render/html-table.js";
import { bilingual, stacked } from "../../render/phrases.js";
import type { RoundTable, Row } from "./table.js";
import { wordsOf } from "./words.js";

const WIDE = `${HEAD};min-width:10em`;

export function roundHtml(table: RoundTable): string {
  const { call, rows, hidden, server } = table;
  const words = wordsOf(call);
  const more = { zh: `另有 ${hidden} 个${words.idle.zh}`, en: `${hidden} more ${words.idle.en}` };
  return htmlTable(
    caption(table),
    [
      th({ zh: "套接字", en: "socket" }),
      markup`<th scope="col" style="${HEAD}">fd</th>`,
      th(words.watched),
      th(words.ready),
      th({ zh: "原因", en: "why" }, WIDE),
      server ? th({ zh: "处理", en: "handled" }, WIDE) : "",
    ],
    [rows.map((row) => tr(row, server)), hidden === 0 ? "" : omittedRow(more, server ? 6 : 5)],
  );
}

function caption({ call, watched, ready, milliseconds }: RoundTable): Markup {
  const time = milliseconds === null ? "" : ` · ${Math.round(milliseconds)} ms`;
  const words = wordsOf(call);
  const counts = {
    zh: `${words.watched.zh} ${watched} 个，${words.ready.zh} ${ready} 个`,
    en: `${watched} ${words.watched.en}, ${ready} ${words.ready.en}`,
  };
  return markup`<b>${words.name}</b> · ${bilingual(counts)}${time}`;
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
    server ? td(stacked(handled)) : "",
  ]}</tr>`;
}
