/** Templates that escape every value. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { markup } from "#day29/text/markup.js";

describe("markup()", () => {
  it("escapes text and numbers, keeps markup, and joins lists", () => {
    const inner = markup`<b>${"a < b & \"c\" 'd'"}</b>`;
    assert.equal(
      markup`<p title="${'"'}">${[inner, "<", 1]}</p>`.source,
      '<p title="&quot;"><b>a &lt; b &amp; &quot;c&quot; &#39;d&#39;</b>&lt;1</p>',
    );
  });

  it("replaces characters that no XML document may contain", () => {
    assert.equal(markup`${"a\0\u001b[31m\ud800z\t"}`.source, "a\ufffd\ufffd[31m\ufffdz\t");
  });
});
