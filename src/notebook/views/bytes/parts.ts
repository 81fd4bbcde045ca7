/** The parts of a message, a row for each. */
import { inspect } from "node:util";
import { type Markup, markup } from "../../../text/markup.js";
import type { MimeBundle } from "../../host.js";
import { CELL, CODE, FADED, HEAD, htmlTable, th } from "../../render/html-table.js";
import { byteCount } from "../../render/numbers.js";
import { type Bilingual, bilingual, stacked } from "../../render/phrases.js";
import { textTable } from "../../render/text-table.js";
import { hex, ROW } from "./hex.js";
import { quote } from "./quote.js";

/**
 * A part of a message: its name, and its length in bytes. The name is in both languages, as in
 * `"方法 · method"`, or the same in both.
 */
export type BytesPart = readonly [label: string | Bilingual, length: number];

/** The maximum number of bytes of a part that are shown as text. */
const MAX_TEXT = 64;

/** A part with its bytes. */
interface Part {
  readonly label: Bilingual;
  readonly offset: number;
  readonly bytes: Buffer;
}

const REST: Bilingual = { zh: "其余", en: "rest" };

export function partsBundle(bytes: Buffer, lengths: readonly BytesPart[]): MimeBundle {
  const parts = split(bytes, lengths);
  const width = `${bytes.length}`.length;
  const lines = parts.map((part) => [
    `${part.offset}`.padStart(width),
    part.label.en,
    `${part.bytes.length}`,
    textOf(part),
    hexOf(part),
  ]);
  return {
    "text/plain": textTable(byteCount(bytes.length), [
      ["at", "part", "bytes", "text", "hex"],
      ...lines,
    ]),
    "text/html": htmlTable(
      bilingual({ zh: `${bytes.length} 字节`, en: byteCount(bytes.length) }),
      [
        th({ zh: "位置", en: "at" }),
        th({ zh: "部分", en: "part" }),
        th({ zh: "字节", en: "bytes" }),
        th({ zh: "文本", en: "text" }, `${HEAD};min-width:11em`),
        th({ zh: "十六进制", en: "hex" }),
      ],
      parts.map(tr),
    ),
  };
}

function split(bytes: Buffer, lengths: readonly BytesPart[]): Part[] {
  let offset = 0;
  const parts = lengths.map(([name, length], index): Part => {
    const label = typeof name === "string" ? bilingualOf(name) : name;
    const argument = `parts[${index}] (${label.en})`;
    if (!Number.isInteger(length) || length < 0) {
      throw new RangeError(
        `${argument}: the length must be an integer >= 0, not ${inspect(length)}`,
      );
    }
    if (offset + length > bytes.length) {
      const left = bytes.length - offset;
      throw new RangeError(
        `${argument} takes ${length} bytes, but only ${left} of ${bytes.length} are left`,
      );
    }
    const part = { label, offset, bytes: bytes.subarray(offset, offset + length) };
    offset += length;
    return part;
  });
  if (offset < bytes.length) parts.push({ label: REST, offset, bytes: bytes.subarray(offset) });
  return parts;
}

/** Splits `"方法 · method"`. A name without ` · ` is the same in both languages. */
function bilingualOf(name: string): Bilingual {
  const [zh = name, en = zh] = name.split(" · ");
  return { zh, en };
}

function tr(part: Part): Markup {
  const { label, offset, bytes } = part;
  const name = label.zh === label.en ? label.en : stacked([label]);
  return markup`<tr><td style="${FADED};${CODE};text-align:right">${offset}</td><td style="${CELL}">${name}</td><td style="${CELL};${CODE};text-align:right">${bytes.length}</td><td style="${CELL};${CODE};overflow-wrap:anywhere">${textOf(part)}</td><td style="${CELL};${CODE};white-space:nowrap">${hexOf(part)}</td></tr>`;
}

function textOf({ bytes }: Part): string {
  return quote(bytes.subarray(0, MAX_TEXT)) + (bytes.length > MAX_TEXT ? "…" : "");
}

function hexOf({ bytes }: Part): string {
  return hex(bytes.subarray(0, ROW)) + (bytes.length > ROW ? " …" : "");
}
