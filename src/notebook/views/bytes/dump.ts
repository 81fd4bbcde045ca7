/** Bytes in rows of 16, as `hexdump -C` prints them. */
import { type Markup, markup } from "../../../text/markup.js";
import type { MimeBundle } from "../../host.js";
import { cutMiddle } from "../../render/cut-middle.js";
import { CELL, CODE, FADED, HEAD, htmlTable, omittedRow, th } from "../../render/html-table.js";
import { byteCount } from "../../render/numbers.js";
import { bilingual } from "../../render/phrases.js";
import { textTable } from "../../render/text-table.js";
import { hex, ROW } from "./hex.js";

/** Longer dumps are cut in the middle. */
const MAX_ROWS = 24;

interface Row {
  readonly offset: number;
  readonly hex: string;
  readonly text: string;
}

export function dumpBundle(bytes: Buffer): MimeBundle {
  const offsets = Array.from({ length: Math.ceil(bytes.length / ROW) }, (_, row) => row * ROW);
  const { head, tail, hidden } = cutMiddle(
    offsets.map((offset) => rowOf(bytes, offset)),
    MAX_ROWS,
  );
  const omitted = hidden * ROW;
  const width = `${bytes.length}`.length;
  const line = (row: Row): string[] => [`${row.offset}`.padStart(width), row.hex, `|${row.text}|`];
  return {
    "text/plain": textTable(byteCount(bytes.length), [
      ...head.map(line),
      ...(hidden === 0 ? [] : [`... ${omitted} bytes more`]),
      ...tail.map(line),
    ]),
    "text/html": htmlTable(
      bilingual({ zh: `${bytes.length} 字节`, en: byteCount(bytes.length) }),
      [
        th({ zh: "位置", en: "at" }),
        th({ zh: "十六进制", en: "hex" }),
        th({ zh: "文本", en: "text" }, `${HEAD};min-width:12em`),
      ],
      [
        head.map(tr),
        hidden === 0
          ? ""
          : omittedRow({ zh: `中间省略 ${omitted} 字节`, en: `${omitted} bytes left out` }, 3),
        tail.map(tr),
      ],
    ),
  };
}

function rowOf(bytes: Buffer, offset: number): Row {
  const row = bytes.subarray(offset, offset + ROW);
  return {
    offset,
    hex: `${hex(row.subarray(0, ROW / 2))}  ${hex(row.subarray(ROW / 2))}`.trimEnd(),
    // Bytes that are not printable ASCII become dots.
    text: row.toString("latin1").replace(/[^ -~]/g, "."),
  };
}

function tr(row: Row): Markup {
  return markup`<tr><td style="${FADED};${CODE};text-align:right">${row.offset}</td><td style="${CELL};${CODE};white-space:pre">${row.hex}</td><td style="${CELL};${CODE};white-space:pre">${row.text}</td></tr>`;
}
