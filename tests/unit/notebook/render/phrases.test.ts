import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bilingual, stacked } from "#day29/notebook/render/phrases.js";
import { markup } from "#day29/text/markup.js";

const PHRASES = [
  { zh: "可读", en: "readable" },
  { zh: "可写", en: "writable" },
];

describe("phrases", () => {
  for (const [language, line, cell] of [
    [undefined, /^可读 · readable$/, /^可读；可写readable, writable$/],
    ["both", /^可读 · readable$/, /^可读；可写readable, writable$/],
    ["zh", /^可读$/, /^可读；可写$/],
    ["en", /^readable$/, /^readable, writable$/],
  ] as const) {
    it(`are in the language of the notebooks: ${language}`, (t) => {
      t.after(() => delete process.env.DAY29_LANGUAGE);
      if (language !== undefined) process.env.DAY29_LANGUAGE = language;
      const text = (html: string): string => html.replace(/<[^>]*>/g, "");
      assert.match(text(bilingual({ zh: "可读", en: "readable" }).source), line);
      assert.match(text(markup`${stacked(PHRASES)}`.source), cell);
    });
  }
});
