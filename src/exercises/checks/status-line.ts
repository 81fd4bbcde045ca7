/** Exercise: the first line of an HTTP response. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import { httpServer, serve } from "../../servers/index.js";
import { functionMistake } from "../harness/answer.js";
import { runChecks } from "../harness/checks.js";
import { format } from "../harness/expectations.js";
import type { CheckReport } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";

/** The parts of a status line. */
export interface StatusLine {
  /** The version as sent, such as `"HTTP/1.1"`. */
  version: string;
  /** The status code, a number such as 404. */
  status: number;
  /** The words after it, such as `"Not Found"`; may be empty. */
  reason: string;
}

const NO_STATUS_LINES = [
  "",
  "HTTP/1.1 OK",
  "HTTP/1.1 20 OK",
  "HTTP/1.1 2000 OK",
  "HTTP/1.1 1e2 OK",
  "GET / HTTP/1.1",
  "GET HTTP/1.1 200 OK",
];

const REASON: Bilingual = {
  zh: "原因短语里可以有空格，也可以是空的；只有前两个空格用来分隔",
  en: "the reason may contain spaces, or be empty; only the first two spaces are separators",
};

/**
 * Checks a function that parses a status line, given without its line ending: lines of a real HTTP server,
 * one with an empty reason, and lines that are not status lines, for which it throws an error.
 */
export function checkStatusLine(parse: (line: string) => StatusLine): Promise<CheckReport> {
  const expectParsed = (sandbox: Sandbox, line: string, expected: StatusLine): Promise<void> =>
    sandbox.expectValue(
      () => parse(line),
      expected,
      (value) => `${format(line)} → ${format(value)}`,
    );
  const version = "HTTP/1.1";
  return runChecks("status-line", functionMistake(parse, "parseStatusLine(line)"), [
    {
      title: { zh: "真正的服务器：GET /", en: "a real server: GET /" },
      hint: {
        zh: "状态码是三位数字，用 Number() 变成数",
        en: "the status code is three digits; Number() makes them a number",
      },
      async run(sandbox) {
        const line = await statusLineOf(sandbox, "/");
        await expectParsed(sandbox, line, { version, status: 200, reason: "OK" });
      },
    },
    {
      title: { zh: "真正的服务器：GET /missing", en: "a real server: GET /missing" },
      hint: REASON,
      async run(sandbox) {
        const line = await statusLineOf(sandbox, "/missing");
        await expectParsed(sandbox, line, { version, status: 404, reason: "Not Found" });
      },
    },
    {
      title: { zh: "原因短语是空的", en: "an empty reason" },
      hint: REASON,
      run: (sandbox) =>
        expectParsed(sandbox, "HTTP/1.0 204 ", { version: "HTTP/1.0", status: 204, reason: "" }),
    },
    {
      title: { zh: "不是状态行的，抛出错误", en: "a line that is not a status line is an error" },
      hint: {
        zh: "不是状态行就不要猜：抛出错误",
        en: "do not guess at a line that is not a status line: throw an error",
      },
      async run(sandbox) {
        for (const line of NO_STATUS_LINES) {
          const expected = {
            zh: `${format(line)} 抛出错误`,
            en: `${format(line)} throws an error`,
          };
          await sandbox.expectError(() => parse(line), { expected });
        }
      },
    },
  ]);
}

/** The status line with which the library's HTTP server responds. */
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
