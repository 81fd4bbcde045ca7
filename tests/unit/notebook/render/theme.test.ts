/** The colours of pictures: complete and legible on light and dark pages. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, POLLPRI, POLLRDHUP } from "day29";
import { Timeline } from "day29/notebook";
import * as theme from "#day29/notebook/render/theme.js";
import { bufferChartBundle } from "#day29/notebook/views/buffers/bundle.js";
import { plotBundle } from "#day29/notebook/views/plot/plot.js";
import { timelineSvg } from "#day29/notebook/views/timeline/svg.js";
import { contrast } from "../../../support/contrast.js";

const { INK, QUIET, FAINT, LANE, RIM, PAPER, ON_COLOR } = theme;
const SERIES = [
  theme.BLUE,
  theme.BROWN,
  theme.VIOLET,
  theme.GREEN,
  theme.RED,
  theme.GREY,
  theme.BLACK,
];

/** The colours that replace these on a dark page. */
function dark(...colors: string[]): Map<string, string> {
  const content = colors.map((color) => `<rect fill="${color}"/>`).join("");
  const rules = theme.darkStyle(content).source.matchAll(/\[fill="([^"]+)"\]\{fill:([^}]+)\}/g);
  return new Map([...rules].map(([, from = "", to = ""]) => [from, to]));
}

/** The colours of a picture's attributes that stay light on a dark page. */
function lightOnly(svg: string): string[] {
  const style = /<style>.*?<\/style>/s.exec(svg)?.[0] ?? "";
  assert.match(style, /^<style>@media\(prefers-color-scheme:dark\)\{/);
  const used = svg.replace(style, "").match(/\b(?:fill|stroke)="(?:#\w+|white)"/g) ?? [];
  assert.ok(used.length > 0);
  return used.filter((attribute) => !style.includes(`[${attribute}]{`));
}

describe("the colours of pictures", () => {
  it("are legible on light and on dark pages", () => {
    const darkened = dark(INK, QUIET, FAINT, LANE, RIM, PAPER, ON_COLOR, ...SERIES);
    const pairs: [string, string, number][] = [
      [INK, PAPER, 7],
      [QUIET, PAPER, 4.5],
      ...SERIES.flatMap((color): [string, string, number][] => [
        [color, PAPER, 4.5],
        [ON_COLOR, color, 4.5],
      ]),
    ];
    for (const [text, area, least] of pairs) {
      assert.ok(contrast(text, area) >= least, `${text} on ${area}`);
      const [inDark, areaInDark] = [darkened.get(text) ?? "", darkened.get(area) ?? ""];
      assert.ok(contrast(inDark, areaInDark) >= least, `${inDark} on ${areaInDark}`);
    }
  });

  it("all have a dark form in a timeline", () => {
    const timeline = new Timeline();
    const watched = POLLIN | POLLPRI | POLLOUT | POLLRDHUP;
    const registered = new Map([[7, watched]]);
    const events: [number, number][] = [[7, watched | POLLERR | POLLHUP | POLLNVAL]];
    timeline.round({ call: "poll", registered, events });
    timeline.round({ call: "poll", registered, events: [] });
    assert.deepEqual(lightOnly(timelineSvg(timeline.chart)), []);
  });

  it("all have a dark form in a buffer chart", () => {
    const receive = { waiting: 10, size: 4096 };
    const send = { pending: 20, unsent: null, size: 4096 };
    const samples = [1, 2].map((number) => ({ number, label: "full", send, receive }));
    assert.deepEqual(lightOnly(bufferChartBundle(samples)["image/svg+xml"] ?? ""), []);
  });

  it("all have a dark form in a plot", async () => {
    const values = ["a", "b", "c"].map((call, index) => ({ call, us: index + 1 }));
    const x = { field: "us", type: "quantitative" };
    const y = { field: "call", type: "nominal" };
    const encoding = { x, y, color: { field: "call", type: "nominal" } };
    const layer = [
      { mark: "bar", encoding },
      { mark: { type: "text", color: "white" }, encoding: { x, y, text: { field: "us" } } },
    ];
    const { "image/svg+xml": svg = "" } = await plotBundle({ data: { values }, layer });
    assert.deepEqual(lightOnly(svg), []);
  });
});
