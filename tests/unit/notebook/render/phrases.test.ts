import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { POLLIN, socketpair } from "day29";
import { BufferChart } from "day29/notebook";
import { bilingual, pictureText, stacked } from "#day29/notebook/render/phrases.js";
import { buffersSvg } from "#day29/notebook/views/buffers/svg.js";
import { timelineSvg } from "#day29/notebook/views/timeline/svg.js";
import { markup } from "#day29/text/markup.js";
import { closing } from "../../../support/sockets.js";

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
      assert.match(pictureText({ zh: "可读", en: "readable" }, " · "), line);
    });
  }

  it("of pictures are in English alone in notebooks that are", (t) => {
    t.after(() => delete process.env.DAY29_LANGUAGE);
    process.env.DAY29_LANGUAGE = "en";
    const [left, right] = socketpair();
    for (const socket of [left, right]) closing(t, socket);
    const chart = new BufferChart(left, right);
    chart.sample();
    const rounds = [{ number: 2, call: "select", label: "" }] as const;
    const mark = { watched: POLLIN, ready: POLLIN, handled: [] };
    const lane = { fd: 3, name: "ann", start: 1, end: 2, marks: new Map([[2, mark]]) };
    for (const svg of [
      buffersSvg([]),
      buffersSvg(chart.samples),
      timelineSvg({ rounds, lanes: [lane], hidden: 1 }),
    ]) {
      assert.doesNotMatch(svg, /[\u3400-\u9fff]/);
    }
  });
});
