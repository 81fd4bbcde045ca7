/** Phrases in Chinese and English. */
import { type Fragment, type Markup, markup } from "../../text/markup.js";

/** A phrase in both languages. */
export interface Bilingual {
  /** In Chinese. */
  readonly zh: string;
  /** In English. */
  readonly en: string;
}

/** The language of the notebooks, if `npm run lab` has made them in one. */
export function onlyLanguage(): string | undefined {
  // The player, which has no types of Node, imports a type of this file.
  type Node = { process?: { env: Record<string, string | undefined> } };
  return (globalThis as unknown as Node).process?.env.DAY29_LANGUAGE;
}

/** Both languages in one line, or the one of the notebooks. The exported pages can hide either. */
export function bilingual({ zh, en }: Bilingual): Markup {
  if (onlyLanguage() === "zh") return markup`<span lang="zh">${zh}</span>`;
  if (onlyLanguage() === "en") return markup`<span lang="en">${en}</span>`;
  return markup`<span lang="zh">${zh}</span><span class="sep"> · </span><span lang="en">${en}</span>`;
}

/** As `bilingual()`, but text for a picture. */
export function pictureText({ zh, en }: Bilingual, separator = " "): string {
  if (onlyLanguage() === "zh") return zh;
  return onlyLanguage() === "en" ? en : `${zh}${separator}${en}`;
}

const LINE = "line-height:1.35";

/** Phrases in a table cell, a line for each language, or one in that of the notebooks. */
export function stacked(phrases: readonly Bilingual[]): Fragment {
  if (phrases.length === 0) return "";
  const zh = phrases.map((phrase) => phrase.zh).join("；");
  const lines = {
    zh: markup`<div lang="zh" style="${LINE}">${zh}</div>`,
    en: markup`<div lang="en" style="${LINE}">${inEnglish(phrases)}</div>`,
  };
  return [onlyLanguage() === "en" ? "" : lines.zh, onlyLanguage() === "zh" ? "" : lines.en];
}

/** What a recording says after the last event of a round that it keeps. */
export function omittedPhrase(count: number): Bilingual {
  return {
    zh: `另有 ${count} 个事件未保留`,
    en: `${count} more ${count === 1 ? "event" : "events"} left out`,
  };
}

/** Phrases in a text table, which is in English. */
export function inEnglish(phrases: readonly Bilingual[]): string {
  return phrases.map(({ en }) => en).join(", ");
}
