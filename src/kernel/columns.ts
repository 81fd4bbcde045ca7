/** The columns that text takes in a monospaced font. */
import { eastAsianWidth } from "get-east-asian-width";

/** Tabs end at multiples of this, in terminals and browsers. */
const TAB_COLUMNS = 8;

const graphemes = new Intl.Segmenter();
// biome-ignore lint/complexity/useRegexLiterals: the flag `v` is newer than the target of our build
const EMOJI = new RegExp("^\\p{RGI_Emoji}$", "v");
const INVISIBLE = /^[\p{Mark}\p{Control}\p{Default_Ignorable_Code_Point}]/u;

/** Returns the number of columns of `text` if it begins at column `start`, counted from zero. */
export function columnsOf(text: string, start = 0): number {
  let column = start;
  for (const { segment } of graphemes.segment(text)) {
    column += segment === "\t" ? TAB_COLUMNS - (column % TAB_COLUMNS) : graphemeColumns(segment);
  }
  return column - start;
}

function graphemeColumns(grapheme: string): number {
  if (EMOJI.test(grapheme)) return 2;
  return INVISIBLE.test(grapheme) ? 0 : eastAsianWidth(grapheme.codePointAt(0) ?? 0);
}

/** Widens the range from `start` to `end` to whole characters, as a reader sees them. */
export function wholeCharacters(text: string, start: number, end: number): [number, number] {
  const segments = graphemes.segment(text);
  const last = segments.containing(end - 1);
  return [
    segments.containing(start)?.index ?? start,
    last ? last.index + last.segment.length : text.length,
  ];
}
