/** Plots: well-formed pictures with a text form, and errors for mistakes. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PlotSpec } from "day29/notebook";
import { plotBundle } from "#day29/notebook/views/plot/plot.js";
import { assertWellFormed } from "../../../support/shown.js";

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
    "of bars on a logarithmic axis, for which Vega makes empty groups": {
      ...bars,
      encoding: {
        ...bars.encoding,
        x: { field: "calls", type: "quantitative", scale: { type: "log" } },
      },
    },
    "of several plots below each other": { title: "Both", vconcat: [bars, bars] },
    "of text with characters that XML reserves": {
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

describe("a plot", () => {
  it("has the title and the data in words, for screen readers", async () => {
    const title = "costs $& or $1";
    const { "image/svg+xml": svg = "" } = await plotBundle({ ...bars, title });
    const { "image/svg+xml": described = "" } = await plotBundle({
      ...bars,
      description: "Two bars.",
    });
    assert.match(svg, /<title>costs \$&amp; or \$1<\/title>/);
    assert.match(
      svg,
      /<desc>costs \$&amp; or \$1; program calls ms; a 20 1\.25; b 2000 310<\/desc>/,
    );
    assert.match(described, /<title>program \/ calls<\/title>\n<desc>Two bars\.<\/desc>/);
  });

  it("has its data as a table of text, or the text that is given", async () => {
    assert.equal(
      (await plotBundle(bars))["text/plain"],
      [
        "program / calls",
        "  program  calls    ms",
        "  a           20  1.25",
        "  b         2000   310",
      ].join("\n"),
    );
    assert.equal((await plotBundle(bars, { text: "two bars" }))["text/plain"], "two bars");
  });

  it("has the first and last rows of many", async () => {
    const values = Array.from({ length: 40 }, (_, row) => ({ ...rows[0], calls: row }));
    const lines = (await plotBundle({ ...bars, data: { values } }))["text/plain"].split("\n");
    assert.equal(lines.length, 2 + 8 + 1 + 8);
    assert.equal(lines[10], "  (24 more)");
  });
});

describe("a specification with a mistake", () => {
  const cases: readonly (readonly [mistake: string, spec: unknown, message: RegExp])[] = [
    ["is null", null, /^plot: spec must be an object, not null$/],
    ["is text", "bar", /^plot: spec must be an object, not 'bar'$/],
    ["is a list of rows", [{ x: 1 }], /^plot: spec must be an object, not \[ \[Object\] \]$/],
    ["has layers that are no list", { layer: "bar" }, /^plot: layer must be an array, not 'bar'$/],
    [
      "has a part that is text",
      { layer: [bars, "bar"] },
      /^plot: layer\[1\] must be an object, not 'bar'$/,
    ],
    [
      "has no mark",
      { ...bars, mark: undefined },
      /^plot: mark must be one of arc, .*, not undefined$/,
    ],
    [
      "has an unknown mark",
      { ...bars, mark: { type: "lin" } },
      /^plot: mark must be one of .*, not 'lin'$/,
    ],
    [
      "has no data",
      { ...bars, data: undefined },
      /^plot: data is missing: give it \{ values: \[...\] \}$/,
    ],
    [
      "reads a file",
      { ...bars, data: { url: "rows.csv" } },
      /^plot: data must be \{ values: \[...\] \}: plots do not read files$/,
    ],
    [
      "has a row that is not an object",
      { ...bars, data: { values: [{}, 5] } },
      /^plot: data\.values\[1\] must be an object, not 5$/,
    ],
    [
      "has an unknown field",
      { ...bars, encoding: { x: { field: "call", type: "quantitative" } } },
      /^plot: encoding\.x\.field is 'call', but the data has program, calls, ms$/,
    ],
    [
      "has a mistake in a part",
      { data: bars.data, layer: [{ ...bars, data: undefined, mark: "lin" }] },
      /^plot: layer\[0\]\.mark must be one of .*, not 'lin'$/,
    ],
    [
      "has an unknown channel, which Vega-Lite would drop",
      { ...bars, encoding: { ...bars.encoding, colour: { field: "ms", type: "quantitative" } } },
      /^plot: Vega-Lite rejects the specification: colour-encoding is dropped/,
    ],
    [
      "has an unknown type, which Vega-Lite cannot read",
      { ...bars, encoding: { x: { field: "ms", type: "number" } } },
      /^plot: Vega-Lite rejects the specification: Invalid field type/,
    ],
  ];
  for (const [mistake, spec, message] of cases) {
    it(`is rejected if it ${mistake}`, async () => {
      await assert.rejects(plotBundle(spec as PlotSpec), { name: "TypeError", message });
    });
  }

  it("is not one if a transform makes the field", async () => {
    const transform = [{ calculate: "datum.ms * 2", as: "double" }];
    const encoding = { ...bars.encoding, x: { field: "double", type: "quantitative" } };
    await plotBundle({ ...bars, transform, encoding });
  });
});
