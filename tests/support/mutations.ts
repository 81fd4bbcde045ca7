/** Mutated requests, and a folder outside which they must not read. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { corpus } from "./http.js";

/** The content of files outside the root, which must never be served. */
export const CANARY = "the canary sings outside the root";

/** Makes a root below `base`, with canaries around it and in it, and returns its path. */
export function temptingRoot(base: string): string {
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
  return root;
}

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

/** Changes some bytes. */
export function mutate(bytes: Buffer, change: Mutation): Buffer {
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

/** Requests for files that exist and must not be served. */
const temptations = ["/link", "/up/canary", "/.canary", "/../canary", "/form/../../canary"].map(
  (target) => Buffer.from(`GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`),
);

/** Entries that are merely long are left to the test of the corpus. */
const seeds = [
  ...corpus.map(({ bytes }) => bytes).filter(({ length }) => length < 2000),
  ...temptations,
];

/** Requests, their mutations, where they are cut, and what the client does at the end. */
export const attack = fc.record({
  entries: fc.array(fc.constantFrom(...seeds), { minLength: 1, maxLength: 3 }),
  mutations: fc.array(mutation, { minLength: 1, maxLength: 6 }),
  cuts: fc.array(at, { maxLength: 5 }),
  ending: fc.constantFrom<Ending>("stays", "ends", "stalls"),
});

/** The bytes, cut at these places. */
export function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = cuts.map((cut) => Math.floor(cut * bytes.length)).sort((a, b) => a - b);
  return [0, ...places].map((start, i) => bytes.subarray(start, places[i]));
}

/** What a client does after its requests. */
export type Ending = "stays" | "ends" | "stalls";

/** The status lines of responses, without 100: whether one is sent depends on how the bytes arrive. */
export const statusLines = (bytes: Buffer): string[] =>
  bytes.toString("latin1").match(/HTTP\/1\.1 (?!100)\d{3} [A-Z]/g) ?? [];
