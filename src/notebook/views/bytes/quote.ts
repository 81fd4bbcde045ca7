/** Bytes as a string literal. */

const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\0": "\\0",
};

/** The bytes as a string literal; bytes that are not UTF-8 become `\xff`. */
export function quote(bytes: Buffer): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const size = characterSize(bytes, at);
    const byte = bytes[at] as number;
    text += size === 0 ? hexEscape(byte) : escaped(bytes.toString("utf8", at, at + size));
    at += Math.max(1, size);
  }
  return `"${text}"`;
}

function escaped(character: string): string {
  const named = NAMED_ESCAPES[character];
  if (named !== undefined) return named;
  if (character === " " || !/\p{C}|\p{Z}/u.test(character)) return character;
  const code = character.codePointAt(0) as number;
  return code < 0x80 ? hexEscape(code) : `\\u{${code.toString(16)}}`;
}

function hexEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}

/** The size in bytes of the UTF-8 character at `at`; 0 if there is none. */
function characterSize(bytes: Buffer, at: number): number {
  const first = bytes[at] as number;
  const size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const text = bytes.toString("utf8", at, at + size);
  return [...text].length === 1 && text !== "\ufffd" && Buffer.byteLength(text) === size ? size : 0;
}
