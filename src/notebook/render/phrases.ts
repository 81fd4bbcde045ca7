/** Phrases in Chinese and English. */
import { type Fragment, type Markup, markup } from "../../text/markup.js";

/** A phrase in both languages. */
export interface Bilingual {
  /** In Chinese. */
  readonly zh: string;
  /** In English. */
  readonly en: string;
}

/** Both languages in one line. The exported pages can hide either. */
export function bilingual({ zh, en }: Bilingual): Markup {
  return markup`<span lang="zh">${zh}</span><span class="sep"> · </span><span lang="en">${en}</span>`;
}

const LINE = "line-height:1.35";

/** Phrases in a table cell, a line for each language. */
export function stacked(phrases: readonly Bilingual[]): Fragment {
  if (phrases.length === 0) return "";
  const zh = phrases.map((phrase) => phrase.zh).join("；");
  return markup`<div lang="zh" style="${LINE}">${zh}</div><div lang="en" style="${LINE}">${inEnglish(phrases)}</div>`;
}

/** Phrases in a text table, which is in English. */
export function inEnglish(phrases: readonly Bilingual[]): string {
  return phrases.map(({ en }) => en).join(", ");
}
