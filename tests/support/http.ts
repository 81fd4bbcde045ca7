/** The requests of data/requests with the responses that they expect, and a connection without a socket. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import type { HttpConnection, HttpEvent } from "#day29/http/connection.js";
import type { FileRange } from "#day29/http/output.js";
import { NOT_FOUND } from "#day29/http/response.js";
import type { HttpResponse } from "./http-response.js";
import { root } from "./project.js";

/** The folder that is served by default. */
export const www = join(root, "data", "www");

/** A response that is expected: header fields by lower-case name, and a part of the body. */
export interface Expected {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An entry of the corpus: see data/README.md. */
export interface Entry {
  readonly file: string;
  readonly name: string;
  readonly rfc: string;
  readonly bytes: Buffer;
  readonly end: boolean;
  readonly answers: readonly Expected[];
  readonly closes: boolean;
}

type Text = string | { readonly repeat: string; readonly times: number };
interface Source extends Partial<Omit<Entry, "bytes">> {
  readonly request: Text | readonly Text[];
}

function bytesOf(request: Source["request"]): Buffer {
  const parts = Array.isArray(request) ? request : [request];
  const texts = parts.map((part) =>
    typeof part === "string" ? part : part.repeat.repeat(part.times),
  );
  return Buffer.from(texts.join(""), "latin1");
}

/** The whole corpus. */
export const corpus: readonly Entry[] = readdirSync(join(root, "data", "requests")).flatMap(
  (file) => {
    const text = readFileSync(join(root, "data", "requests", file), "utf8")
      .replaceAll("{NOT_FOUND}", NOT_FOUND)
      .replaceAll("{NOT_FOUND.length}", `${NOT_FOUND.length}`);
    const sources = JSON.parse(text);
    return (sources as Source[]).map(({ request, ...entry }) => ({
      file,
      end: false,
      closes: false,
      ...(entry as Pick<Entry, "name" | "rfc" | "answers">),
      bytes: bytesOf(request),
    }));
  },
);

/** Checks the responses to an entry. */
export function assertResponses(entry: Entry, responses: readonly HttpResponse[]): void {
  assert.deepEqual(
    responses.map(({ status }) => status),
    entry.answers.map(({ status }) => status),
  );
  for (const [i, { status, headers, body }] of responses.entries()) {
    const expected = entry.answers[i] as Expected;
    for (const [name, value] of Object.entries(expected.headers ?? {})) {
      assert.equal(headers[name], value, name);
    }
    if (expected.body === "") assert.equal(body, "");
    else assert.ok(body.includes(expected.body ?? ""), body);
    if (status >= 200) assert.match(`${headers.date}`, /^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/);
    const last = i === responses.length - 1;
    if (last && entry.closes && !entry.end) assert.equal(headers.connection, "close");
    if (!last) assert.notEqual(headers.connection, "close");
  }
}

/** The output and the events of a connection. */
export interface Exchange {
  readonly output: Buffer;
  readonly events: readonly HttpEvent[];
}

function readRange({ fd, start, length }: FileRange): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, start));
}

/** Passes pieces to a connection, and takes all that it sends in between. */
export function converse(connection: HttpConnection, pieces: readonly Buffer[]): Exchange {
  const output: Buffer[] = [];
  const events: HttpEvent[] = [];
  const drain = (): void => {
    for (let next = connection.output(); next.length > 0; next = connection.output()) {
      output.push(next instanceof Uint8Array ? Buffer.from(next) : readRange(next));
      events.push(...connection.sent(next.length));
    }
  };
  for (const piece of pieces) {
    events.push(...connection.receive(piece));
    drain();
  }
  return { output: Buffer.concat(output), events };
}
