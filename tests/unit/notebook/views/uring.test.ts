/** `showUring()`: the two rings and their operations, as text and as a picture. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ringBundle } from "#day29/notebook/views/uring/bundle.js";
import { viewOf } from "#day29/notebook/views/uring/view.js";
import { pair } from "../../../support/sockets.js";
import { needsUring, ring } from "../../../support/uring.js";

describe("showUring()", needsUring, () => {
  it("shows what is prepared, under way and done, and removes nothing", (t) => {
    const [left, right] = pair(t);
    const uring = ring<unknown>(t, 8);
    uring.prepMultishotRecv(left, "inbox");
    uring.prepRecv(right, { a: 1 });
    uring.prepSend(right, Buffer.from("hello"), "out");
    uring.submit();
    uring.prepNop("nothing");
    const bundle = ringBundle(viewOf(uring));
    assert.equal(
      // The widths of columns depend on the descriptors.
      bundle["text/plain"]?.replaceAll(/fd \d+/g, "fd N").replaceAll(/ {2,}/g, "  "),
      [
        "io_uring fd N: submission queue 1 of 8, 2 under way, completion queue 2 of 32",
        "  operation  fd  socket  userData  state",
        "  recv  fd N  'inbox'  done: 5, continues",
        "  recv  fd N  { a: 1 }  under way",
        "  send  fd N  'out'  done: 5",
        "  nop  'nothing'  prepared",
      ].join("\n"),
    );
    const html = `${bundle["text/html"]}`;
    for (const text of ["<svg", "1 / 8", "2 / 32"]) assert.ok(html.includes(text), text);
    assert.match(html, /完成：5，继续/);
    assert.equal(uring.ready, 2);
  });

  for (const [language, other] of [
    ["zh", /[a-z]{3,}(?: [a-z]+)/],
    ["en", /[\u3400-\u9fff]/],
  ] as const) {
    it(`draws the rings in the language of the notebooks: ${language}`, (t) => {
      t.after(() => delete process.env.DAY29_LANGUAGE);
      process.env.DAY29_LANGUAGE = language;
      const html = `${ringBundle(viewOf(ring(t, 8)))["text/html"]}`;
      const words = [...html.matchAll(/<(?:text|title|desc)[^>]*>([^<]+)</g)];
      assert.ok(words.length >= 9, html);
      for (const [, text = ""] of words) assert.doesNotMatch(text, other);
    });
  }
});
