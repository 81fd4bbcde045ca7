/** A bit operation: operands and result, digit below digit. */
import type { BitsResult } from "../../inspect/bits.js";
import { type Fragment, type Markup, markup } from "../../text/markup.js";
import type { MimeBundle } from "../host.js";
import { breakable, CELL, CODE, HEAD, htmlTable, th } from "../render/html-table.js";
import { type Bilingual, bilingual } from "../render/phrases.js";

export function bitsBundle(result: BitsResult): MimeBundle {
  return { "text/plain": bitsText(result), "text/html": bitsHtml(result) };
}

/** The lines of `toString()`, and above them the positions of the bits. */
function bitsText(result: BitsResult): string {
  const text = `${result}`;
  const digits = digitsOf(result);
  const grouped = digits.replace(/\B(?=(\d{4})+$)/g, " ");
  const [firstLine = ""] = text.split("\n");
  const indent = firstLine.indexOf(grouped);
  if (indent < 0) return text;
  const positions = [...grouped].map((character, index) =>
    character === " " ? "" : `${grouped.slice(index + 1).replaceAll(" ", "").length}`,
  );
  const line = (digitOf: (position: string) => string): string =>
    " ".repeat(indent) + positions.map((position) => digitOf(position) || " ").join("");
  const tens = line((position) => position.at(-2) ?? "");
  const units = line((position) => position.at(-1) ?? "");
  const label = "bit";
  const head = label.length < indent ? label + units.slice(label.length) : units;
  return [...(digits.length > 10 ? [tens.trimEnd()] : []), head, text].join("\n");
}

function digitsOf({ rows }: BitsResult): string {
  return rows[0]?.digits ?? "";
}

const DIGIT =
  "border-bottom:1px solid rgba(128,128,128,.35);box-sizing:content-box;text-align:center;padding:3px 0;min-width:15px";
const GAP = ";padding-left:9px";
const RESULT = ";background:rgba(31,111,235,.14)";
const ONE = "font-weight:700";
const ZERO = "opacity:.72";

function bitsHtml(result: BitsResult): string {
  const { rows, operator } = result;
  const width = digitsOf(result).length;
  const named = rows.some(({ name }) => name !== "");
  const last = rows.length - 1;
  const heads = Array.from({ length: width }, (_, index): Markup => {
    const position = width - 1 - index;
    const gap = index > 0 && position % 4 === 3 ? GAP : "";
    return markup`<th scope="col" style="${DIGIT};font-size:10px;font-weight:400;opacity:.7${gap}">${position}</th>`;
  });
  const tr = ({ value, digits, name }: BitsResult["rows"][number], row: number): Markup => {
    const sign = row === last ? "=" : row === last - 1 ? operator : "";
    const mark = row === last ? RESULT : "";
    const cells: Fragment =
      digits === ""
        ? markup`<td colspan="${width}" style="${DIGIT}"></td>`
        : [...digits].map((digit, index) => {
            const gap = index > 0 && (width - index) % 4 === 0 ? GAP : "";
            return markup`<td style="${DIGIT};${CODE}${gap}${mark};${digit === "1" ? ONE : ZERO}">${digit}</td>`;
          });
    return markup`<tr><td style="${CELL};${CODE};text-align:center">${sign}</td><td style="${CELL};${CODE};text-align:right${mark}">${value}</td>${cells}${named ? markup`<td style="${CELL};${CODE};padding-left:14px">${breakable(name)}</td>` : ""}</tr>`;
  };
  const [a, b] = result.operands;
  const formula = operator === "~" ? `~${a}` : `${a} ${operator} ${b}`;
  const python = result.differs ? markup` · ${bilingual(pythonPhrase(result))}` : "";
  return htmlTable(
    markup`<b style="${CODE};font-size:13px">${formula} = ${result.value}</b>${python}`,
    [
      markup`<td style="${HEAD}"></td>`,
      th({ zh: "十进制", en: "decimal" }),
      heads,
      named ? th({ zh: "名字", en: "name" }, `${HEAD};padding-left:14px`) : "",
    ],
    rows.map(tr),
  );
}

function pythonPhrase({ python }: BitsResult): Bilingual {
  return python === null
    ? { zh: "Python 没有这种运算", en: "Python has no such operation" }
    : { zh: `Python 得到 ${python}`, en: `Python answers ${python}` };
}
