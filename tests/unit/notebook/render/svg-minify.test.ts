/** Vega's SVG, made smaller. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { minifySvg } from "#day29/notebook/render/svg-minify.js";

const cases: readonly (readonly [does: string, svg: string, expected: string])[] = [
  [
    "drops invisible elements",
    '<svg><rect x="1" opacity="0"></rect><path d="M0" display="none"/><text opacity="0">a</text><text>b</text></svg>',
    "<svg><text>b</text></svg>",
  ],
  [
    "drops attributes without effect",
    '<svg class="marks" version="1.1"><text aria-hidden="true" opacity="1" fill="red">b</text></svg>',
    '<svg><text fill="red">b</text></svg>',
  ],
  [
    "keeps the text of what looks like an attribute",
    '<svg><text fill="red"> class="x" 1.2345</text></svg>',
    '<svg><text fill="red"> class="x" 1.2345</text></svg>',
  ],
  [
    "rounds coordinates to a tenth, and no other numbers",
    '<svg><path d="M1.2345,-6.789L3,1e-7" opacity="0.125"/></svg>',
    '<svg><path d="M1.2,-6.8L3,1e-7" opacity="0.125"/></svg>',
  ],
  [
    "drops groups that are empty or without attributes",
    '<svg><g class="a"><g fill="red"><g></g></g><g transform="translate(0,0)"><g fill="blue"><text>b</text></g></g></g></svg>',
    '<svg><g fill="blue"><text>b</text></g></svg>',
  ],
];

describe("minifySvg()", () => {
  for (const [does, svg, expected] of cases) {
    it(does, () => {
      assert.equal(minifySvg(svg), expected);
    });
  }
});
