/** The ends of lines in text, as in Python: `newline` says which ones there are and whether they are translated. */

/**
 * `null`: a line ends with `"\n"`, `"\r"` or `"\r\n"`, which are read as `"\n"`. `""`: the same, as received.
 * Any other: a line ends with it; when writing, it replaces `"\n"`.
 */
export type Newline = null | "" | "\n" | "\r" | "\r\n";

export const NEWLINES: readonly unknown[] = [null, "", "\n", "\r", "\r\n"];

/** Normalizes the ends of lines in text that arrives in parts. */
export class NewlineDecoder {
  readonly #newline: Newline;
  /** Whether the last part ended with `"\r"`, which may be half of an end. */
  #pending = false;

  constructor(newline: Newline) {
    this.#newline = newline;
  }

  /** Returns the next part of the text; without `final`, a `"\r"` at its end waits for the next part. */
  decode(part: string, final: boolean): string {
    if (this.#newline !== null && this.#newline !== "") return part;
    let text = this.#pending && (part !== "" || final) ? `\r${part}` : part;
    if (text !== part) this.#pending = false;
    if (!final && text.endsWith("\r")) {
      text = text.slice(0, -1);
      this.#pending = true;
    }
    return this.#newline === null ? text.replace(/\r\n?/g, "\n") : text;
  }
}

/** Returns where the first line of the text ends, after its end; -1 if it has none. */
export function endOfLine(text: string, newline: Newline, from: number): number {
  if (newline === "") {
    const end = /\r\n|\n|\r/g;
    end.lastIndex = from;
    return end.test(text) ? end.lastIndex : -1;
  }
  const end = newline ?? "\n";
  // An end of two characters may start in the part that was searched before.
  const at = text.indexOf(end, Math.max(0, from - end.length + 1));
  return at < 0 ? -1 : at + end.length;
}

/** Returns the text to write. */
export function translated(text: string, newline: Newline): string {
  return newline === "\r" || newline === "\r\n" ? text.replaceAll("\n", newline) : text;
}
