/** Bytes as rows: where they stand, in hexadecimal, as text. */
import { inspect } from "node:util";
import { type Data, toBytes } from "../../../socket/data.js";
import { type Markup, markup } from "../../../text/markup.js";
import { type MimeBundle, output } from "../../host.js";
import { CELL, CODE, FADED, HEAD, leftOut, table, th } from "../../render/html-table.js";
import { type Bilingual, bilingual, stacked } from "../../render/phrases.js";
import { columns } from "../round/table.js";

/**
 * A piece of a message: what to call it, and its length in bytes. The name is in both languages, as in
 * `"方法 · method"`, or in one that serves for both.
 */
export type BytesPart = readonly [label: string | Bilingual, length: number];

/** How many bytes a row of a dump has, and how many of a part are shown in hexadecimal. */
const ROW = 16;
/** How much of a part is shown as text, in bytes. */
const MAX_TEXT = 64;
/** Longer dumps are cut in the middle. */
const MAX_ROWS = 24;

/**
 * Shows bytes: in rows of 16 as `hexdump -C` does, or with `parts` a row for each piece of a
 * message, in their order. A part's text is in quotes, with `\r\n` and other control characters
 * visible; what the parts do not cover is shown as the rest.
 *
 * Throws `RangeError` where the parts are longer than the data, and names the part.
 *
 * @example
 * showBytes("GET / HTTP/1.1\r\n", [
 *   ["方法 · method", 3],
 *   ["SP", 1],
 *   ["目标 · target", 1],
 *   ["SP", 1],
 *   ["版本 · version", 8],
 *   ["CRLF", 2],
 * ]);
 */
export function showBytes(data: Data, parts?: readonly BytesPart[]): void {
  output(bytesBundle(data, parts));
}

/** The forms of what `showBytes()` shows. */
export function bytesBundle(data: Data, parts?: readonly BytesPart[]): MimeBundle {
  const bytes = Buffer.from(toBytes(data));
  return parts === undefined ? dumpBundle(bytes) : partsBundle(bytes, parts);
}

interface Piece {
  readonly label: Bilingual;
  readonly offset: number;
  readonly bytes: Buffer;
}

const REST: Bilingual = { zh: "其余", en: "rest" };

function piecesOf(bytes: Buffer, parts: readonly BytesPart[]): Piece[] {
  let offset = 0;
  const pieces = parts.map(([label, length], index): Piece => {
    const words = typeof label === "string" ? wordsOf(label) : label;
    const name = `parts[${index}] (${words.en})`;
    if (!Number.isInteger(length) || length < 0) {
      throw new RangeError(`${name}: the length must be an integer >= 0, not ${inspect(length)}`);
    }
    if (offset + length > bytes.length) {
      const left = bytes.length - offset;
      throw new RangeError(
        `${name} takes ${length} bytes, but only ${left} of ${bytes.length} are left`,
      );
    }
    const piece = { label: words, offset, bytes: bytes.subarray(offset, offset + length) };
    offset += length;
    return piece;
  });
  if (offset < bytes.length) pieces.push({ label: REST, offset, bytes: bytes.subarray(offset) });
  return pieces;
}

function partsBundle(bytes: Buffer, parts: readonly BytesPart[]): MimeBundle {
  const pieces = piecesOf(bytes, parts);
  const lines = pieces.map(({ label, offset, bytes: piece }) => [
    `${offset}`.padStart(`${bytes.length}`.length),
    label.en,
    `${piece.length}`,
    quotedStart(piece),
    hexStart(piece),
  ]);
  const tr = ({ label, offset, bytes: piece }: Piece): Markup =>
    markup`<tr><td style="${FADED};${CODE};text-align:right">${offset}</td><td style="${CELL}">${label.zh === label.en ? label.en : stacked([label])}</td><td style="${CELL};${CODE};text-align:right">${piece.length}</td><td style="${CELL};${CODE};overflow-wrap:anywhere">${quotedStart(piece)}</td><td style="${CELL};${CODE};white-space:nowrap">${hexStart(piece)}</td></tr>`;
  return {
    "text/plain": [
      `${bytes.length} bytes`,
      ...columns([["at", "part", "bytes", "text", "hex"], ...lines]).map((line) => `  ${line}`),
    ].join("\n"),
    "text/html": table(
      caption(bytes),
      [
        th({ zh: "位置", en: "at" }),
        th({ zh: "部分", en: "part" }),
        th({ zh: "字节", en: "bytes" }),
        th({ zh: "文本", en: "text" }, `${HEAD};min-width:11em`),
        th({ zh: "十六进制", en: "hex" }),
      ],
      pieces.map(tr),
    ),
  };
}

/** `"方法 · method"` in both languages; what has no such point is the same in both. */
function wordsOf(label: string): Bilingual {
  const [zh = label, en = zh] = label.split(" · ");
  return { zh, en };
}

function caption({ length }: Buffer): Markup {
  return bilingual({ zh: `${length} 字节`, en: length === 1 ? "1 byte" : `${length} bytes` });
}

function dumpBundle(bytes: Buffer): MimeBundle {
  const offsets = Array.from({ length: Math.ceil(bytes.length / ROW) }, (_, row) => row * ROW);
  const hidden = offsets.length - MAX_ROWS > 1 ? offsets.length - MAX_ROWS : 0;
  const head = hidden === 0 ? offsets : offsets.slice(0, MAX_ROWS / 2);
  const tail = hidden === 0 ? [] : offsets.slice(-MAX_ROWS / 2);
  const line = (offset: number): [string, string, string] => {
    const row = bytes.subarray(offset, offset + ROW);
    return [
      `${offset}`,
      `${hex(row.subarray(0, 8))}  ${hex(row.subarray(8))}`.trimEnd(),
      printable(row),
    ];
  };
  const width = `${bytes.length}`.length;
  const texts = columns(
    [...head, ...tail].map((offset) => {
      const [at, digits, text] = line(offset);
      return [at.padStart(width), digits, `|${text}|`];
    }),
  );
  if (hidden > 0) texts.splice(head.length, 0, `... ${hidden * ROW} bytes more`);
  const tr = (offset: number): Markup => {
    const [at, digits, text] = line(offset);
    return markup`<tr><td style="${FADED};${CODE};text-align:right">${at}</td><td style="${CELL};${CODE};white-space:pre">${digits}</td><td style="${CELL};${CODE};white-space:pre">${text}</td></tr>`;
  };
  return {
    "text/plain": [`${bytes.length} bytes`, ...texts.map((text) => `  ${text}`)].join("\n"),
    "text/html": table(
      caption(bytes),
      [
        th({ zh: "位置", en: "at" }),
        th({ zh: "十六进制", en: "hex" }),
        th({ zh: "文本", en: "text" }, `${HEAD};min-width:12em`),
      ],
      [
        head.map(tr),
        hidden === 0
          ? ""
          : leftOut(
              { zh: `中间省略 ${hidden * ROW} 字节`, en: `${hidden * ROW} bytes left out` },
              3,
            ),
        tail.map(tr),
      ],
    ),
  };
}

function hex(bytes: Buffer): string {
  return bytes.toString("hex").replace(/..(?=.)/g, "$& ");
}

function hexStart(bytes: Buffer): string {
  return hex(bytes.subarray(0, ROW)) + (bytes.length > ROW ? " …" : "");
}

/** What is not printable ASCII is a dot. */
function printable(bytes: Buffer): string {
  return bytes.toString("latin1").replace(/[^ -~]/g, ".");
}

function quotedStart(bytes: Buffer): string {
  const text = quoted(bytes.subarray(0, MAX_TEXT));
  return bytes.length > MAX_TEXT ? `${text}…` : text;
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\0": "\\0",
};

/** Text as a string literal; bytes that are no UTF-8 are `\xff`. */
function quoted(bytes: Buffer): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const size = utf8Length(bytes, at);
    const character = size === 0 ? undefined : bytes.toString("utf8", at, at + size);
    const code = bytes[at] as number;
    if (character === undefined) text += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (escapes[character] !== undefined) text += escapes[character];
    else if (/\p{C}|\p{Z}/u.test(character) && character !== " ") {
      text +=
        size === 1
          ? `\\x${code.toString(16).padStart(2, "0")}`
          : `\\u{${character.codePointAt(0)?.toString(16)}}`;
    } else text += character;
    at += Math.max(1, size);
  }
  return `"${text}"`;
}

/** How many bytes the character at an offset takes; 0 where there is no character of UTF-8. */
function utf8Length(bytes: Buffer, at: number): number {
  const first = bytes[at] as number;
  const size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const character = bytes.subarray(at, at + size);
  const text = character.toString("utf8");
  return [...text].length === 1 && text !== "\ufffd" && Buffer.byteLength(text) === size ? size : 0;
}
