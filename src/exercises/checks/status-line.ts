/** Exercise: the first line of an HTTP response. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import { httpServer, serve } from "../../servers/index.js";
import { runChecks } from "../harness/run-checks.js";
import { expect, type Sandbox, shown } from "../harness/sandbox.js";

/** What a status line says. */
export interface StatusLine {
  /** The version as sent, such as `"HTTP/1.1"`. */
  version: string;
  /** The status code, a number such as 404. */
  status: number;
  /** The words after it, such as `"Not Found"`; may be empty. */
  reason: string;
}

const REASON: Bilingual = {
  zh: "原因短语里可以有空格，也可以是空的；只有前两个空格用来分隔",
  en: "the reason may hold spaces, or be empty; only the first two spaces separate",
};
const NUMBER: Bilingual = {
  zh: "状态码是三位数字，用 Number() 变成数",
  en: "the status code is three digits; Number() makes them a number",
};
const REFUSE: Bilingual = {
  zh: "不是状态行就不要猜：抛出错误",
  en: "what is no status line is not to be guessed at: throw an error",
};

/**
 * Checks a function that reads a status line, given without its end: those of a real HTTP server,
 * unusual ones, and lines that are none, for which it is to throw an error.
 */
export function checkStatusLine(parse: (line: string) => StatusLine): Promise<void> {
  const reads = async (sandbox: Sandbox, line: string, expected: StatusLine, hint: Bilingual) => {
    const came = await sandbox.answer(() => parse(line), `${line} → ${shown(expected)}`, hint);
    expect({ line, ...came }, { line, ...expected }, hint);
  };
  const version = "HTTP/1.1";
  return runChecks([
    {
      tried: { zh: "真正的服务器：GET /", en: "a real server: GET /" },
      run: async (sandbox) =>
        reads(
          sandbox,
          await statusLineOf(sandbox, "/"),
          { version, status: 200, reason: "OK" },
          NUMBER,
        ),
    },
    {
      tried: { zh: "真正的服务器：GET /missing", en: "a real server: GET /missing" },
      run: async (sandbox) =>
        reads(
          sandbox,
          await statusLineOf(sandbox, "/missing"),
          { version, status: 404, reason: "Not Found" },
          REASON,
        ),
    },
    {
      tried: { zh: "原因短语是空的", en: "an empty reason" },
      run: (sandbox) =>
        reads(sandbox, "HTTP/1.0 204 ", { version: "HTTP/1.0", status: 204, reason: "" }, REASON),
    },
    {
      tried: { zh: "不是状态行的，抛出错误", en: "what is no status line is an error" },
      async run(sandbox) {
        for (const line of ["", "HTTP/1.1 OK", "HTTP/1.1 20 OK", "GET / HTTP/1.1"]) {
          const expected = { zh: `${shown(line)} 抛出错误`, en: `${shown(line)} throws an error` };
          await sandbox.failure(() => parse(line), expected, REFUSE);
        }
      },
    },
  ]);
}

/** The status line with which our HTTP server answers. */
async function statusLineOf(sandbox: Sandbox, path: string): Promise<string> {
  const server = await serve(httpServer, { name: "the server of checkStatusLine" });
  try {
    const client = await sandbox.connect(server.address);
    await client.sendall(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    const { value = "" } = await client.lines().next();
    return value;
  } finally {
    await server.stop();
  }
}
