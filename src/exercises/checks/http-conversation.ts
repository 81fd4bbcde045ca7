/** Exercise: a whole HTTP conversation with one client. */
import { get } from "node:http";
import { SHUT_WR } from "../../constants.js";
import { OSError } from "../../errors.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { functionMistake } from "../harness/answer.js";
import { type Check, runChecks } from "../harness/checks.js";
import { HttpClient, requestText } from "../harness/clients/http-client.js";
import { expectEqual, fail, format } from "../harness/expectations.js";
import type { CheckReport } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";
import type { StudentServer } from "../harness/student-server.js";

const HOME = "<h1>首页 · Home</h1>\n";
const DAY29 = "I/O 多路复用\n";
const LONG = `${"很长 · long ".repeat(20_000)}\n`;

/** The pages of the student's server, by target. */
const PAGES: ReadonlyMap<string, string> = new Map([
  ["/", HOME],
  ["/day29", DAY29],
  ["/long", LONG],
]);

const RESPONSE: Bilingual = {
  zh: "先是状态行，再是一行行的字段，每行以 \\r\\n 结束，空行之后才是正文",
  en: "first the status line, then the fields, each line ended by \\r\\n; the body comes after an empty line",
};
const BYTES: Bilingual = {
  zh: "Content-Length 按字节数：Buffer.byteLength(正文)，一个汉字是 3 个字节",
  en: "Content-Length counts bytes: Buffer.byteLength(body), a Chinese character takes 3",
};
const KEEP_ALIVE: Bilingual = {
  zh: "HTTP/1.1 的连接答完不关：接着等下一个请求，直到流结束，或者请求里有 Connection: close",
  en: "a connection of HTTP/1.1 stays open: wait for the next request, until the stream ends or a request has Connection: close",
};

/** Converses with one client; the check accepts it before, and closes it afterwards. */
type Converse = (socket: Socket, pages: ReadonlyMap<string, string>) => Promise<void>;

/**
 * Checks a function that converses with one client in HTTP/1.1: it answers each request with a
 * page, 404 or 400, keeps the connection until the client is done, and returns. The check accepts
 * the clients and closes their connections.
 */
export function checkHttpConversation(
  converse: (socket: Socket, pages: ReadonlyMap<string, string>) => Promise<void>,
): Promise<CheckReport> {
  const start = (sandbox: Sandbox): StudentServer =>
    sandbox.startServer((listener) => server(listener, converse));
  const connect = (sandbox: Sandbox): Promise<HttpClient> =>
    HttpClient.connect(sandbox, start(sandbox));
  /** The response to a request after which the server ends the conversation. */
  const closing = (request: string, expectedStatus: number): Check["run"] => {
    return async (sandbox) => {
      const client = await connect(sandbox);
      await client.send(request);
      const { status } = await client.receive();
      expectEqual(status, expectedStatus);
      await client.expectEnd();
    };
  };
  return runChecks("http-conversation", functionMistake(converse, "converse(socket, pages)"), [
    {
      title: "GET /",
      hint: BYTES,
      async run(sandbox) {
        const client = await connect(sandbox);
        const { status, body } = await client.request("/", "", RESPONSE);
        expectEqual({ status, body }, { status: 200, body: HOME });
      },
    },
    {
      title: { zh: "请求分成六段到", en: "a request that comes in six pieces" },
      hint: {
        zh: "一次 recv 不等于一个请求：收到空行（\\r\\n\\r\\n）为止，才算首部完整",
        en: "one recv is not one request: the head is complete only at the empty line (\\r\\n\\r\\n)",
      },
      async run(sandbox) {
        const client = await connect(sandbox);
        const parts = ["GE", "T /day29 HTTP", "/1.1\r", "\nHost: localhost\r\n", "\r", "\n"];
        for (const part of parts) {
          await client.send(part);
          await sandbox.settle(); // so that it arrives alone
        }
        const { status, body } = await client.receive();
        expectEqual({ status, body }, { status: 200, body: DAY29 });
      },
    },
    {
      title: "GET /missing",
      hint: {
        zh: "没有这一页：404，正文也要有",
        en: "there is no such page: 404, and a body that says so",
      },
      async run(sandbox) {
        const client = await connect(sandbox);
        const { status, body } = await client.request("/missing");
        expectEqual({ status, hasBody: body.length > 0 }, { status: 404, hasBody: true });
      },
    },
    {
      title: "HEAD /day29",
      hint: {
        zh: "HEAD 的响应首部和 GET 一样，连 Content-Length 也一样，只是没有正文",
        en: "the response to HEAD has the fields of GET, even its Content-Length, and no body",
      },
      async run(sandbox) {
        const client = await connect(sandbox);
        await client.send(requestText("/day29", "HEAD") + requestText("/"));
        const { status, fields } = await client.receive("HEAD");
        const length = Number(fields.get("content-length"));
        expectEqual({ status, length }, { status: 200, length: Buffer.byteLength(DAY29) });
        // A body would appear where the next status line is expected.
        expectEqual((await client.receive()).body, HOME);
      },
    },
    {
      title: {
        zh: "同一个连接上，两个请求一起到，再来一个",
        en: "one connection: two requests at once, and then one more",
      },
      hint: {
        zh: "两个请求可能一起到：空行之后剩下的字节属于下一个请求，留着",
        en: "two requests may arrive together: the bytes after the empty line belong to the next one, so keep them",
      },
      async run(sandbox) {
        const client = await connect(sandbox);
        await client.send(requestText("/") + requestText("/day29"));
        for (const page of [HOME, DAY29]) expectEqual((await client.receive()).body, page);
        const { body } = await client.request("/", "", KEEP_ALIVE);
        expectEqual(body, HOME, KEEP_ALIVE);
      },
    },
    {
      title: "Connection: close",
      hint: {
        zh: "请求里有 Connection: close：答完就结束",
        en: "the request has Connection: close: end after the response",
      },
      run: closing(requestText("/", "GET", "Connection: close\r\n"), 200),
    },
    {
      title: {
        zh: "同样的字段，写成 CONNECTION:close",
        en: "the same field, written CONNECTION:close",
      },
      hint: {
        zh: "字段名不分大小写，冒号后面的空格可有可无：名字先变成小写，值去掉两头的空格",
        en: "the case of a field name does not matter, nor do spaces after the colon: make the name lower case, and trim the value",
      },
      run: closing(requestText("/", "GET", "CONNECTION:close\r\n"), 200),
    },
    {
      title: { zh: "不是 HTTP 的请求", en: "something that is not an HTTP request" },
      hint: {
        zh: "请求行不是“方法 目标 HTTP/1.1”：答 400，然后结束",
        en: 'a request line is "METHOD TARGET HTTP/1.1": answer 400 to anything else, and end',
      },
      run: closing("HELLO\r\n\r\n", 400),
    },
    {
      title: {
        zh: "请求只来了一半，流就结束",
        en: "the stream ends in the middle of a request",
      },
      hint: {
        zh: "recv 返回零字节，就不会再有了：返回，不要再收",
        en: "after zero bytes from recv nothing more comes: return instead of receiving again",
      },
      async run(sandbox) {
        const client = await connect(sandbox);
        await client.send("GET / HTTP/1.1\r\nHo");
        client.socket.shutdown(SHUT_WR);
        await client.expectEnd();
      },
    },
    {
      title: {
        zh: "Node 自己的 HTTP 客户端，一页很长",
        en: "Node's own HTTP client, and a long page",
      },
      hint: {
        zh: "正文要全部发出：用 sendall",
        en: "the whole body has to be sent: use sendall",
      },
      async run(sandbox) {
        const running = start(sandbox);
        const expected = { zh: "200，正文完整", en: "200, and the whole body" };
        const fetching = () => fetched(running.address[1], "/long");
        const response = await running.whileRunning(fetching, expected);
        if (response instanceof Error) fail(expected, format(response));
        const { status, body } = response;
        expectEqual(status, 200);
        expectEqual(body, LONG);
      },
    },
  ]);
}

/** Serves one client after the other with the student's code. */
async function* server(listener: Socket, converse: Converse): AsyncGenerator<void> {
  while (true) {
    const [socket] = await listener.accept();
    await converse(socket, PAGES);
    void closeAfterClient(socket);
    yield;
  }
}

/** Closes once the client is done: with bytes unread, a close would reset the connection. */
async function closeAfterClient(socket: Socket): Promise<void> {
  try {
    socket.shutdown(SHUT_WR);
    while ((await socket.recv(65536)).length > 0);
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
  } finally {
    socket.close();
  }
}

/** The response that Node's client gets, or its error. */
function fetched(port: number, path: string): Promise<{ status: number; body: string } | Error> {
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path, agent: false }, (response) => {
      response.setEncoding("utf8");
      let body = "";
      response.on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.on("error", resolve);
    });
    request.on("error", resolve);
  });
}
