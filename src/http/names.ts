/**
 * Names of files as text. A name is any bytes without NUL and slash. As in Python, each byte that is
 * not part of valid UTF-8 becomes a lone surrogate, from which the name is encoded again.
 */
import { isUtf8 } from "node:buffer";

const FIRST_SURROGATE = 0xdc00;

/** The valid characters of UTF-8 (RFC 3629), or else one byte, in text with one character per byte. */
const UTF8_OR_BYTE = new RegExp(
  [
    "[\\0-\\x7f]+",
    "[\\xc2-\\xdf][\\x80-\\xbf]",
    "\\xe0[\\xa0-\\xbf][\\x80-\\xbf]",
    "\\xed[\\x80-\\x9f][\\x80-\\xbf]",
    "[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}",
    "\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}",
    "[\\xf1-\\xf3][\\x80-\\xbf]{3}",
    "\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}",
    "[\\x80-\\xff]",
  ].join("|"),
  "g",
);

const NON_ASCII = /[^\0-\x7f]/;

/** Returns the text of a name. */
export function decodeName(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  return bytes
    .toString("latin1")
    .replace(UTF8_OR_BYTE, (part) =>
      part.length === 1 && part > "\x7f"
        ? String.fromCharCode(FIRST_SURROGATE + part.charCodeAt(0))
        : Buffer.from(part, "latin1").toString(),
    );
}

/** Returns the bytes of a name, as text with one character per byte. */
export function encodeName(name: string): string {
  if (!NON_ASCII.test(name)) return name;
  return name
    .split(/([\udc80-\udcff])/u)
    .map((part, index) =>
      index % 2 === 1
        ? String.fromCharCode(part.charCodeAt(0) - FIRST_SURROGATE)
        : Buffer.from(part).toString("latin1"),
    )
    .join("");
}
