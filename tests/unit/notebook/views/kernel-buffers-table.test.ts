import assert from "node:assert/strict";
import { it } from "node:test";
import { kernelBuffersBundle } from "#day29/notebook/views/kernel-buffers-table.js";
import { cells } from "../../../support/shown.js";

it("the buffers of a socket are a table with grouped numbers, without what is unknown", () => {
  const buffers = {
    receive: { waiting: 1234, size: 131072 },
    send: { pending: 5, unsent: 2 as number | null, size: null },
  };
  const rows = (): string[][] => cells(`${kernelBuffersBundle(buffers)["text/html"]}`);
  const numbers = (): unknown[] =>
    rows()
      .map((row) => [row[1], row[3]])
      .slice(1);
  assert.deepEqual(numbers(), [
    ["1,234", "131,072"],
    ["5", ""],
    ["2", ""],
  ]);
  assert.match(
    kernelBuffersBundle(buffers)["text/plain"],
    /\n {2}receive +1,234 +waiting to be received +131,072\n/,
  );
  buffers.send.unsent = null;
  assert.equal(rows().length, 3);
});
