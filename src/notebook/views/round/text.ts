/** A round as a table of text, in English. */
import { inEnglish } from "../../render/phrases.js";
import { textTable } from "../../render/text-table.js";
import type { RoundTable } from "./table.js";
import { wordsOf } from "./words.js";

/** The descriptor is the last column, as its width differs between runs. */
export function roundText(table: RoundTable): string {
  const { call, rows, watched, ready, hidden, milliseconds, server } = table;
  const time = milliseconds === null ? "" : ` after ${Math.round(milliseconds)} ms`;
  const lines = rows.map((row) => [
    row.name,
    row.watched,
    row.ready || "-",
    inEnglish(row.why),
    ...(server ? [inEnglish(row.handled)] : []),
    `fd ${row.fd}`,
  ]);
  const words = wordsOf(call);
  const title = `${words.name}: ${watched} ${words.watched.en}, ${ready} ${words.ready.en}${time}`;
  return textTable(title, [
    ["socket", words.watched.en, words.ready.en, "why", ...(server ? ["handled"] : []), "fd"],
    ...lines,
    ...(hidden === 0 ? [] : [`(${hidden} more ${words.idle.en})`]),
  ]);
}
