/** Requests that went wrong on the way: a connection answers or closes, and never leaves its root. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { SHUT_WR } from "day29";
import { httpServer } from "day29/servers";
import fc from "fast-check";
import { HttpConnection } from "#day29/http/connection.js";
import { site } from "#day29/http/site.js";
import { answersIn, converse, corpus, type Exchange } from "./support/http.js";
import { client, reset, start } from "./support/servers.js";

/** Printed with a failure, and then given here, it makes the same requests again. */
const SEED = Number(process.env.DAY29_SEED ?? 29);
const RUNS = Number(process.env.DAY29_RUNS ?? 10_000);

const CANARY = "the canary sings outside the root";

const base = mkdtempSync(join(tmpdir(), "day29-"));
after(() => rmSync(base, { recursive: true }));
const root = join(base, "root");
mkdirSync(join(root, "form"), { recursive: true });
writeFileSync(join(base, "package.json"), CANARY);
writeFileSync(join(base, "canary"), CANARY);
writeFileSync(join(root, ".canary"), CANARY);
writeFileSync(join(root, "index.html"), "0123456789".repeat(100));
writeFileSync(join(root, "numbers.txt"), "0123456789".repeat(1000));
writeFileSync(join(root, "form/index.html"), "form");
symlinkSync("../canary", join(root, "link"));
symlinkSync(base, join(root, "up"));
const respond = site(root);

/** What an attacker adds to a request. */
const INJECTIONS = [
  ...[
    "\r\n",
    "\n",
    "\r",
    "\0",
    " ",
    "\t",
    ":",
    "/",
    "//",
    "\\",
    "%",
    "%00",
    "%2e",
    "%2f",
    "#",
    "?",
  ],
  ...["..", "../", "/../", "%2e%2e/", "..%2f", "/link", "/up/canary", "/.canary", "/../canary"],
  ...["Content-Length: 5\r\n", "Content-Length: 0\r\n", "Content-Length: -1\r\n", "Host: y\r\n"],
  ...[
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: gzip\r\n",
    "0\r\n\r\n",
    "5\r\nhello\r\n",
  ],
  ...[
    "Connection: close\r\n",
    "Connection: keep-alive\r\n",
    "Expect: 100-continue\r\n",
    " folded\r\n",
  ],
  ...["Range: bytes=0-4\r\n", "Range: bytes=-5,0-\r\n", "If-None-Match: *\r\n", "If-Range: x\r\n"],
  ...["GET /canary HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1", "HTTP/1.0", "HEAD ", "POST /echo "],
  ...["\xff\xfe", "\x16\x03\x01", "A".repeat(9000), "X: y\r\n".repeat(120)],
];

type Mutation =
  | { readonly type: "flip"; readonly at: number; readonly bit: number }
  | { readonly type: "delete"; readonly at: number; readonly length: number }
  | { readonly type: "repeat"; readonly at: number; readonly length: number }
  | { readonly type: "swap"; readonly at: number; readonly to: number }
  | { readonly type: "inject"; readonly at: number; readonly text: string }
  | { readonly type: "inject line"; readonly at: number; readonly text: string };

const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const length = fc.integer({ min: 1, max: 40 });
const text = fc.constantFrom(...INJECTIONS);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ type: fc.constant("flip"), at, bit: fc.integer({ min: 0, max: 7 }) }),
  fc.record({ type: fc.constant("delete"), at, length }),
  fc.record({ type: fc.constant("repeat"), at, length }),
  fc.record({ type: fc.constant("swap"), at, to: at }),
  fc.record({ type: fc.constant("inject"), at, text }),
  fc.record({ type: fc.constant("inject line"), at, text }),
);

function mutate(bytes: Buffer, change: Mutation): Buffer {
  const index = Math.floor(change.at * bytes.length);
  const [left, right] = [bytes.subarray(0, index), bytes.subarray(index)];
  switch (change.type) {
    case "flip": {
      const flipped = Buffer.from(bytes);
      if (index < flipped.length) flipped[index] = (flipped[index] as number) ^ (1 << change.bit);
      return flipped;
    }
    case "delete":
      return Buffer.concat([left, right.subarray(change.length)]);
    case "repeat":
      return Buffer.concat([left, right.subarray(0, change.length), right]);
    case "swap": {
      const other = Math.floor(change.to * right.length);
      return Buffer.concat([left, right.subarray(other), right.subarray(0, other)]);
    }
    case "inject":
      return Buffer.concat([left, Buffer.from(change.text, "latin1"), right]);
    case "inject line": {
      const line = bytes.indexOf("\n", index) + 1;
      const inserted = Buffer.from(change.text, "latin1");
      return Buffer.concat([bytes.subarray(0, line), inserted, bytes.subarray(line)]);
    }
  }
}

/** Requests for what nobody may read, each of which is there. */
const temptations = ["/link", "/up/canary", "/.canary", "/../canary", "/form/../../canary"].map(
  (target) => Buffer.from(`GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`),
);

/** What is only long is left to the corpus itself. */
const seeds = [
  ...corpus.map(({ bytes }) => bytes).filter(({ length }) => length < 2000),
  ...temptations,
];

const attack = fc.record({
  entries: fc.array(fc.constantFrom(...seeds), { minLength: 1, maxLength: 3 }),
  mutations: fc.array(mutation, { minLength: 1, maxLength: 6 }),
  cuts: fc.array(at, { maxLength: 5 }),
  ending: fc.constantFrom<Ending>("stays", "ends", "stalls"),
});

function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = cuts.map((cut) => Math.floor(cut * bytes.length)).sort((a, b) => a - b);
  return [0, ...places].map((start, i) => bytes.subarray(start, places[i]));
}

type Ending = "stays" | "ends" | "stalls";

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

/** Whether a client of 100-continue is told to go on depends on how its bytes arrive. */
const statusLines = (bytes: Buffer): string[] =>
  bytes.toString("latin1").match(/HTTP\/1\.1 (?!100)\d{3} [A-Z]/g) ?? [];

const statusesOf = ({ events }: Exchange): number[] =>
  events.flatMap((event) => (event.type === "response" ? [event.status] : []));

describe("a mutated request", () => {
  it(`is answered or ends the connection, ${RUNS} times (seed ${SEED})`, () => {
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
        if (!sent.includes("HEAD")) answersIn(output);
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
  for (const mux of [undefined, "select", "poll", "epoll"] as const) {
    it(`goes on, ${mux ?? "one client after the other"} (seed ${SEED})`, async (t) => {
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
          const parts: Buffer[] = [];
          for (let part = await socket.recv(1 << 16); part.length > 0; ) {
            parts.push(part);
            part = await socket.recv(1 << 16);
          }
          assert.ok(!Buffer.concat(parts).includes(CANARY), "nothing outside the root is read");
          const whole = attempt([sent], "ends").output;
          assert.deepEqual(statusLines(Buffer.concat(parts)), statusLines(whole));
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
