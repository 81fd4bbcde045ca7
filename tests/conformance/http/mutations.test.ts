/** Requests that went wrong on the way: a connection answers or closes, and never leaves its root. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { SHUT_WR } from "day29";
import { httpServer } from "day29/servers";
import fc from "fast-check";
import { HttpConnection } from "#day29/http/connection.js";
import { site } from "#day29/http/site.js";
import { converse, type Exchange } from "../../support/http.js";
import { responsesIn } from "../../support/http-response.js";
import {
  attack,
  CANARY,
  type Ending,
  mutate,
  pieces,
  statusLines,
  temptingRoot,
} from "../../support/mutations.js";
import { client, reset, start } from "../../support/servers.js";
import { receiveAll } from "../../support/sockets.js";
import { needsUring } from "../../support/uring.js";

/** Printed with a failure, and then given here, it makes the same requests again. */
const SEED = Number(process.env.DAY29_SEED ?? 29);
const RUNS = Number(process.env.DAY29_RUNS ?? 10_000);

const base = mkdtempSync(join(tmpdir(), "day29-"));
after(() => rmSync(base, { recursive: true }));
const root = temptingRoot(base);
const { respond } = site(root);

/** What a client receives that sends these pieces and then ends its side, stalls, or waits. */
function attempt(sent: readonly Buffer[], ending: Ending): Exchange {
  const connection = new HttpConnection(respond);
  const { output, events } = converse(connection, sent);
  const last = ending === "ends" ? connection.end() : [];
  if (ending === "stalls") last.push(...connection.expire());
  const rest = converse(connection, [Buffer.alloc(0)]);
  const { phase } = connection;
  assert.ok(phase !== "sending", "everything was taken");
  if (ending === "ends") assert.equal(phase, "closed");
  if (ending === "stalls") assert.ok(phase === "closed" || phase === "lingering", phase);
  connection.close();
  return {
    output: Buffer.concat([output, rest.output]),
    events: [...events, ...last, ...rest.events],
  };
}

const statusesOf = ({ events }: Exchange): number[] =>
  events.flatMap((event) => (event.type === "response" ? [event.status] : []));

describe("a mutated request", () => {
  it(`gets a response or ends the connection, ${RUNS} times (seed ${SEED})`, () => {
    const seen = new Set<number>();
    const property = fc.property(attack, ({ entries, mutations, cuts, ending }) => {
      const seed = Buffer.concat(entries);
      const sent = mutations.reduce(mutate, seed);
      const whole = attempt([sent], ending);
      const split = attempt(pieces(sent, cuts), ending);
      assert.deepEqual(statusesOf(split), statusesOf(whole), "however it is split");

      for (const { output } of [whole, split]) {
        assert.ok(!output.includes(CANARY), "nothing outside the root is read");
        assert.ok(!output.includes(base), "no path is told");
        // The answers to HEAD are shorter than they say.
        if (!sent.includes("HEAD")) responsesIn(output);
      }
      for (const status of statusesOf(whole)) {
        assert.ok(status < 500 || status === 501 || status === 505, `${status}`);
        seen.add(status);
      }
    });
    fc.assert(property, { seed: SEED, numRuns: RUNS });
    // The mutations reach into every corner: else the generator tests nothing.
    for (const status of [200, 206, 301, 304, 400, 403, 404, 405, 412, 416, 417, 501, 505]) {
      assert.ok(seen.has(status), `no answer was ${status}`);
    }
  });
});

describe("a server of mutated requests", () => {
  for (const mux of [undefined, "select", "poll", "epoll", "uring"] as const) {
    const needs = mux === "uring" ? needsUring : {};
    it(`continues, ${mux ?? "one client after the other"} (seed ${SEED})`, needs, async (t) => {
      const options = mux === undefined ? {} : { mux };
      const server = await start(t, httpServer, { root, ...options });
      const property = fc.asyncProperty(attack, async ({ entries, mutations, cuts, ending }) => {
        const sent = mutations.reduce(mutate, Buffer.concat(entries));
        const socket = await client(t, server.address);
        try {
          for (const piece of pieces(sent, cuts)) await socket.sendall(piece);
          if (ending === "stalls") {
            reset(socket);
            return;
          }
          socket.shutdown(SHUT_WR);
          const responses = await receiveAll(socket);
          assert.ok(!responses.includes(CANARY), "nothing outside the root is read");
          const whole = attempt([sent], "ends").output;
          assert.deepEqual(statusLines(responses), statusLines(whole));
        } finally {
          socket.close();
        }
        assert.ok(server.running);
      });
      await fc.assert(property, { seed: SEED, numRuns: 200 });
      const socket = await client(t, server.address);
      await socket.sendall("GET /missing HTTP/1.0\r\n\r\n");
      assert.match(`${await socket.recv(1000)}`, /^HTTP\/1\.1 404 /);
    });
  }
});
