/** Escapes for characters that would not show as themselves in a terminal or a notebook. */

/**
 * A pattern, for the flag `v`, of characters that could change the state of the terminal or the order of
 * the text (Cc, Cf, Zl, Zp), or that are invisible.
 */
export const UNPRINTABLE = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800]";

const unprintable = new RegExp(UNPRINTABLE, "gv");

/** Returns `text` with an escape sequence such as `\x1b` for each such character. */
export function escapeUnprintable(text: string): string {
  return text.replace(unprintable, escapeOf);
}

/** Returns the escape sequence of a character: `\xff`, `\uffff` or `\u{10ffff}`. */
export function escapeOf(character: string): string {
  const code = character.codePointAt(0) as number;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
}
