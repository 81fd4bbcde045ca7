/** The one reader of HTTP responses that tests, soak and bench share. It fails for anything malformed. */
import assert from "node:assert/strict";
import type { Address, Socket } from "day29";

/** A response, its header fields by lower-case name. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The first response in some bytes, and how many of them it takes. */
interface FirstResponse {
  readonly response: HttpResponse;
  readonly size: number;
}

/** Reads the response that `bytes` begin with. Returns `null` while a part of it is missing. */
export function readResponse(bytes: Buffer, toHead: boolean = false): FirstResponse | null {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const [line = "", ...fields] = bytes.toString("latin1", 0, end).split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3}) [A-Z]/.exec(line)?.[1]);
  assert.ok(status >= 100, line);
  const headers: Record<string, string> = {};
  for (const field of fields) {
    const [, name, value] = /^([\w-]+): ([\t\x20-\x7e]*)$/.exec(field) ?? assert.fail(field);
    assert.ok(headers[`${name}`.toLowerCase()] === undefined, `${name} is there twice`);
    headers[`${name}`.toLowerCase()] = `${value}`;
  }
  const hasBody = !toHead && status >= 200 && status !== 304;
  const length = hasBody ? Number(headers["content-length"]) : 0;
  assert.ok(length >= 0, "the response has a Content-Length");
  const size = end + 4 + length;
  if (bytes.length < size) return null;
  return { response: { status, headers, body: `${bytes.subarray(end + 4, size)}` }, size };
}

/** Reads the responses in some bytes, the last of which must be complete. */
export function responsesIn(bytes: Buffer, toHead: boolean = false): HttpResponse[] {
  const responses: HttpResponse[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const first = readResponse(rest, toHead);
    assert.ok(first !== null, `a response is cut: ${rest}`);
    responses.push(first.response);
    rest = rest.subarray(first.size);
  }
  return responses;
}

/** Receives one response, as it arrived, on a connection that stays open. */
export async function receiveResponse(socket: Socket<Address>): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0);
  while (readResponse(bytes) === null) {
    const part = await socket.recv(1 << 16);
    assert.ok(part.length > 0, `the server closed the connection after ${bytes}`);
    bytes = Buffer.concat([bytes, part]);
  }
  return bytes;
}
