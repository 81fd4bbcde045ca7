/** Exercise: HTTP with one client, from the first byte to the last. */
import { get } from "node:http";
import { SHUT_WR } from "../../constants.js";
import { OSError } from "../../errors.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { HttpTalker } from "../harness/http-client.js";
import { runChecks } from "../harness/run-checks.js";
import {
  expect,
  type Sandbox,
  SECONDS,
  type StudentServer,
  shown,
  wrong,
} from "../harness/sandbox.js";

/** The pages that the student's server has, by target. */
const PAGES: ReadonlyMap<string, string> = new Map([
  ["/", "<h1>首页 · Home</h1>\n"],
  ["/day29", "IO 多路复用\n"],
  ["/long", `${"很长 · long ".repeat(20_000)}\n`],
]);

const PARTS: Bilingual = {
  zh: "一次 recv 不等于一个请求：收到空行（\\r\\n\\r\\n）为止，才算请求头完整",
  en: "one recv is not one request: its head is whole only at the empty line (\\r\\n\\r\\n)",
};
const BYTES: Bilingual = {
  zh: "Content-Length 按字节数：Buffer.byteLength(正文)，一个汉字是 3 个字节",
  en: "Content-Length counts bytes: Buffer.byteLength(body), a Chinese character has 3",
};
const MISSING: Bilingual = {
  zh: "没有这一页：404，正文也要有",
  en: "there is no such page: 404, and a body that says so",
};
const HEAD: Bilingual = {
  zh: "HEAD 的响应头和 GET 一样，连 Content-Length 也一样，只是没有正文",
  en: "the answer to HEAD has the fields of GET, even its Content-Length, and no body",
};
const STAY: Bilingual = {
  zh: "HTTP/1.1 的连接答完不关：接着等下一个请求，直到流结束，或者请求里有 Connection: close",
  en: "a connection of HTTP/1.1 stays open: wait for the next request, until the stream ends or a request says Connection: close",
};
const PIPELINE: Bilingual = {
  zh: "两个请求可能一起到：空行之后剩下的字节属于下一个请求，留着",
  en: "two requests may come together: what is left behind the empty line belongs to the next one, so keep it",
};
const CLOSE: Bilingual = {
  zh: "请求里有 Connection: close：答完就结束",
  en: "the request says Connection: close: end after the answer",
};
const FIELD: Bilingual = {
  zh: "字段名不分大小写，冒号后面的空格可有可无：名字先变成小写，值去掉两头的空格",
  en: "the case of a field name does not matter, nor do spaces after the colon: lower the name, trim the value",
};
const MALFORMED: Bilingual = {
  zh: "请求行不是“方法 目标 HTTP/1.1”：答 400，然后结束",
  en: 'a request line is "METHOD TARGET HTTP/1.1": answer 400 to anything else, and end',
};
const WHOLE: Bilingual = {
  zh: "正文要全部发出：用 sendall",
  en: "all of the body has to go out: use sendall",
};

type Converse = (socket: Socket, pages: ReadonlyMap<string, string>) => Promise<void>;

/**
 * Checks a function that has a conversation in HTTP/1.1 with one client: it answers each request
 * with a page, 404 or 400, keeps the connection until the client is done, and returns. The check
 * accepts the clients and closes their connections.
 */
export function checkHttpConversation(
  converse: (socket: Socket, pages: ReadonlyMap<string, string>) => Promise<void>,
): Promise<void> {
  const serve = (sandbox: Sandbox): StudentServer =>
    sandbox.start((listener) => server(listener, converse));
  const request = (target: string, method: string = "GET", more: string = ""): string =>
    `${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
  return runChecks([
    {
      tried: "GET /",
      async run(sandbox) {
        const client = await HttpTalker.connect(sandbox, serve(sandbox));
        await client.send(request("/"));
        const { status, body } = await client.response();
        expect({ status, body }, { status: 200, body: PAGES.get("/") }, BYTES);
      },
    },
    {
      tried: { zh: "请求分成六段到", en: "a request that comes in six pieces" },
      async run(sandbox) {
        const client = await HttpTalker.connect(sandbox, serve(sandbox));
        const parts = ["GE", "T /day29 HTTP", "/1.1\r", "\nHost: localhost\r\n", "\r", "\n"];
        for (const part of parts) {
          await client.send(part);
          await sandbox.nap(0.01); // so that it arrives by itself
        }
        const { status, body } = await client.response(PARTS);
        expect({ status, body }, { status: 200, body: PAGES.get("/day29") }, PARTS);
      },
    },
    {
      tried: "GET /missing",
      async run(sandbox) {
        const client = await HttpTalker.connect(sandbox, serve(sandbox));
        await client.send(request("/missing"));
        const { status, body } = await client.response(MISSING);
        expect({ status, hasBody: body.length > 0 }, { status: 404, hasBody: true }, MISSING);
      },
    },
    {
      tried: "HEAD /day29",
      async run(sandbox) {
        const client = await HttpTalker.connect(sandbox, serve(sandbox));
        await client.send(request("/day29", "HEAD") + request("/"));
        const { status, fields } = await client.response(HEAD, "HEAD");
        const length = fields.get("content-length");
        const expected = `${Buffer.byteLength(PAGES.get("/day29") ?? "")}`;
        expect({ status, length }, { status: 200, length: expected }, HEAD);
        // A body would stand where the next status line belongs.
        expect((await client.response(HEAD)).body, PAGES.get("/"), HEAD);
      },
    },
    {
      tried: {
        zh: "同一个连接上，两个请求一起到，再来一个",
        en: "one connection: two requests at once, and then one more",
      },
      async run(sandbox) {
        const client = await HttpTalker.connect(sandbox, serve(sandbox));
        await client.send(request("/") + request("/day29"));
        expect((await client.response()).body, PAGES.get("/"));
        expect((await client.response(PIPELINE)).body, PAGES.get("/day29"), PIPELINE);
        await client.send(request("/"));
        expect((await client.response(STAY)).body, PAGES.get("/"), STAY);
      },
    },
    {
      tried: "Connection: close",
      async run(sandbox) {
        const client = await HttpTalker.connect(sandbox, serve(sandbox));
        await client.send(request("/", "GET", "Connection: close\r\n"));
        expect((await client.response(CLOSE)).status, 200, CLOSE);
        await client.ends(CLOSE);
      },
    },
    {
      tried: {
        zh: "同样的字段，写成 CONNECTION:close",
        en: "the same field, written CONNECTION:close",
      },
      async run(sandbox) {
        const client = await HttpTalker.connect(sandbox, serve(sandbox));
        await client.send(request("/", "GET", "CONNECTION:close\r\n"));
        expect((await client.response(FIELD)).status, 200, FIELD);
        await client.ends(FIELD);
      },
    },
    {
      tried: { zh: "不是 HTTP 的请求", en: "what is no request of HTTP" },
      async run(sandbox) {
        const client = await HttpTalker.connect(sandbox, serve(sandbox));
        await client.send("HELLO\r\n\r\n");
        expect((await client.response(MALFORMED)).status, 400, MALFORMED);
        await client.ends(MALFORMED);
      },
    },
    {
      tried: {
        zh: "Node 自己的 HTTP 客户端，一页很长",
        en: "Node's own HTTP client, and a long page",
      },
      async run(sandbox) {
        const running = serve(sandbox);
        const expected: Bilingual = { zh: "200，正文完整", en: "200, and the whole body" };
        const came = await running.talk(
          () => fetched(running.address[1], "/long"),
          expected,
          WHOLE,
        );
        if (came instanceof Error) wrong(expected, shown(came), WHOLE);
        const length = `${(PAGES.get("/long") ?? "").length} characters`;
        expect(
          { status: came.status, body: `${came.body.length} characters` },
          { status: 200, body: length },
          WHOLE,
        );
      },
    },
  ]);
}

/** Serves one client after the other; the student has the conversation. */
async function* server(listener: Socket, converse: Converse): AsyncGenerator<void> {
  while (true) {
    const [socket] = await listener.accept();
    await converse(socket, PAGES);
    void linger(socket);
    yield;
  }
}

/** Closes once the client is done: with bytes unread, a close would reset the connection. */
async function linger(socket: Socket): Promise<void> {
  try {
    socket.shutdown(SHUT_WR);
    while ((await socket.recv(65536)).length > 0);
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
  } finally {
    socket.close();
  }
}

/** What a client that is not ours makes of the answer. */
function fetched(port: number, path: string): Promise<{ status: number; body: string } | Error> {
  return new Promise((resolve) => {
    const options = { host: "127.0.0.1", port, path, agent: false, timeout: SECONDS * 1000 };
    const request = get(options, (response) => {
      response.setEncoding("utf8");
      let body = "";
      response.on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.on("error", resolve);
    });
    request.on("timeout", () => request.destroy(new Error(`no answer within ${SECONDS} s`)));
    request.on("error", resolve);
  });
}
