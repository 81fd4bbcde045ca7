/** What clients say to a server, and how they check each byte of its answer. */
import assert from "node:assert/strict";
import { readResponse } from "../tests/support/http-response.js";

/** One exchange of a message and its answer. */
export interface Talk {
  /** What is sent. */
  readonly message: Buffer;
  /** How many bytes an answer has, where all have the same. */
  readonly length: number;
  /** Whether an answer has arrived whole. Throws for one that is not as it must be. */
  complete(answer: Buffer): boolean;
}

/** A message that is always answered with the same bytes. */
export function echo(reply: string): Talk {
  const expected = Buffer.from(reply);
  return {
    message: Buffer.from("hello, is anybody there?"),
    length: expected.length,
    complete(answer) {
      if (answer.equals(expected)) return true;
      assert.ok(expected.subarray(0, answer.length).equals(answer), `the answer was ${answer}`);
      return false;
    },
  };
}

const CTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;
const CTIME_LENGTH = 24;

/** The time is asked for. */
export const time: Talk = {
  message: Buffer.from("what time is it?"),
  length: CTIME_LENGTH,
  complete(answer) {
    if (answer.length < CTIME_LENGTH) return false;
    assert.match(`${answer}`, CTIME);
    return true;
  },
};

/** The file that is asked for again and again. */
export const smallFile = { name: "small.txt", bytes: Buffer.from("0123456789".repeat(100)) };

/** A file is asked for, on a connection that stays open. */
export const files: Talk = {
  message: Buffer.from(`GET /${smallFile.name} HTTP/1.1\r\nHost: soak\r\n\r\n`),
  length: Number.NaN,
  complete(answer) {
    const first = readResponse(answer);
    if (first === null) return false;
    const { status, headers, body } = first.response;
    assert.deepEqual([status, headers["content-length"]], [200, "1000"]);
    assert.equal(body, `${smallFile.bytes}`, "the file arrives as it is");
    assert.equal(first.size, answer.length, "nothing follows the response");
    return true;
  },
};
