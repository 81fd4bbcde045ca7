/** The messages to the servers, and checks of every byte of the replies. */
import assert from "node:assert/strict";
import { readResponse } from "../tests/support/http-response.js";

/** A message and its reply. */
export interface Talk {
  readonly message: Buffer;
  /** The size of a reply in bytes; `NaN` if it varies. */
  readonly length: number;
  /** Returns whether a reply is complete. Throws if it is wrong. */
  complete(reply: Buffer): boolean;
}

/** A message to which the reply is always the same. */
export function echo(reply: string): Talk {
  const expected = Buffer.from(reply);
  return {
    message: Buffer.from("hello, is anybody there?"),
    length: expected.length,
    complete(reply) {
      if (reply.equals(expected)) return true;
      assert.ok(expected.subarray(0, reply.length).equals(reply), `the reply was ${reply}`);
      return false;
    },
  };
}

const CTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;
const CTIME_LENGTH = 24;

/** A request for the time. */
export const time: Talk = {
  message: Buffer.from("what time is it?"),
  length: CTIME_LENGTH,
  complete(reply) {
    if (reply.length < CTIME_LENGTH) return false;
    assert.match(`${reply}`, CTIME);
    return true;
  },
};

/** The file that clients request again and again. */
export const smallFile = { name: "small.txt", bytes: Buffer.from("0123456789".repeat(100)) };

/** A request for a file, on a connection that stays open. */
export const files: Talk = {
  message: Buffer.from(`GET /${smallFile.name} HTTP/1.1\r\nHost: soak\r\n\r\n`),
  length: Number.NaN,
  complete(reply) {
    const first = readResponse(reply);
    if (first === null) return false;
    const { status, headers, body } = first.response;
    assert.deepEqual([status, headers["content-length"]], [200, "1000"]);
    assert.equal(body, `${smallFile.bytes}`, "the file arrives unchanged");
    assert.equal(first.size, reply.length, "nothing follows the response");
    return true;
  },
};
