/** Every request of data/requests, as a connection without a socket answers it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HttpConnection } from "#day29/http/connection.js";
import { site } from "#day29/http/site.js";
import { assertResponses, converse, corpus, type Entry, www } from "../../support/http.js";
import { responsesIn } from "../../support/http-response.js";

const { respond } = site(www);

/** Everything that a client sees of the answers, but the hour and the random boundary. */
function answer(entry: Entry, pieces: readonly Buffer[]): { output: string; phase: string } {
  const connection = new HttpConnection(respond);
  const { output } = converse(connection, pieces);
  const end = entry.end ? [connection.end(), converse(connection, [Buffer.alloc(0)]).output] : [];
  const all = Buffer.concat([output, ...end.filter(Buffer.isBuffer)]);
  const { phase } = connection;
  connection.close();
  let text = all
    .toString("latin1")
    .replaceAll(/^Date: .*$/gm, "Date: Sun, 06 Nov 1994 08:49:37 GMT");
  for (const [, boundary = ""] of text.matchAll(/boundary=(\S+)/g)) {
    text = text.replaceAll(boundary, "-".repeat(boundary.length));
  }
  return { output: text, phase };
}

const inPieces = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );

describe("the corpus of requests", () => {
  it("has at least 250 entries with unique names", () => {
    assert.ok(corpus.length >= 250);
    const names = corpus.map(({ file, name }) => `${file}: ${name}`);
    assert.deepEqual([...new Set(names)], names);
    for (const { rfc } of corpus) assert.match(rfc, /^RFC \d{4} section \d+(\.\d+)*$/);
  });

  for (const entry of corpus) {
    it(`${entry.file}: ${entry.name} (${entry.rfc})`, () => {
      const { output, phase } = answer(entry, [entry.bytes]);
      const toHead = entry.bytes.toString("latin1", 0, 5) === "HEAD ";
      assertResponses(entry, responsesIn(Buffer.from(output, "latin1"), toHead));
      const closing = phase === "closed" || phase === "lingering";
      assert.equal(closing, entry.closes, phase);

      // However the bytes are split, the answer is the same; only whether the client of
      // 100-continue has to be told depends on what has arrived.
      const final = (text: string): string => text.replaceAll("HTTP/1.1 100 Continue\r\n\r\n", "");
      assert.equal(final(answer(entry, inPieces(entry.bytes, 1)).output), final(output));
      for (let i = 1; i < entry.bytes.length && entry.bytes.length < 1000; i++) {
        const halves = [entry.bytes.subarray(0, i), entry.bytes.subarray(i)];
        assert.equal(final(answer(entry, halves).output), final(output), `split at ${i}`);
      }

      // Asked again, and again in one piece: what is remembered of a request changes nothing.
      if (entry.closes || entry.end || entry.answers.at(-1)?.status === 100) return;
      for (const pieces of [
        [entry.bytes, entry.bytes, entry.bytes],
        [Buffer.concat([entry.bytes, entry.bytes, entry.bytes])],
      ]) {
        assert.equal(final(answer(entry, pieces).output), final(output).repeat(3));
      }
    });
  }
});
