/** Plots: pictures that every viewer can read. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PlotSpec } from "day29/notebook";
import { plotBundle } from "#day29/notebook/views/plot/plot.js";

const rows = [
  { program: "a", calls: 20, ms: 1.25 },
  { program: "b", calls: 2000, ms: 310 },
];
const bars: PlotSpec = {
  data: { values: rows },
  mark: "bar",
  encoding: {
    x: { field: "calls", type: "quantitative" },
    y: { field: "program", type: "nominal" },
  },
};

describe("a plot is well-formed XML", () => {
  const specs: Record<string, PlotSpec> = {
    "of bars": bars,
    "of bars on a logarithmic axis, which has groups with nothing in them": {
      ...bars,
      encoding: {
        ...bars.encoding,
        x: { field: "calls", type: "quantitative", scale: { type: "log" } },
      },
    },
    "of several plots below each other": { title: "Both", vconcat: [bars, bars] },
    "of words that mean something in XML": {
      ...bars,
      title: 'a < b & "c" > d',
      data: { values: [{ program: "</svg>", calls: 1 }] },
    },
  };
  for (const [what, spec] of Object.entries(specs)) {
    it(what, async () => {
      const { "image/svg+xml": svg = "" } = await plotBundle(spec);
      assertWellFormed(svg);
    });
  }
});

/** Every tag is closed, in order. */
function assertWellFormed(xml: string): void {
  const open: string[] = [];
  for (const [tag, end, name, selfClosing] of xml.matchAll(
    /<(\/?)([\w:-]+)(?:\s+[\w:-]+="[^"<]*")*\s*(\/?)>/g,
  )) {
    if (end !== "") assert.equal(open.pop(), name, `${tag} closes another tag`);
    else if (selfClosing === "") open.push(name as string);
  }
  assert.deepEqual(open, []);
  const text = xml.replace(/<\/?[\w:-]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g, "");
  assert.doesNotMatch(text, /<|&(?!(?:amp|lt|gt|quot|apos|#\d+);)/);
}
