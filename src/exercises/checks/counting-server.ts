/** Exercise: a subclass that extends what its parent class does. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import { HttpServer } from "../../servers/index.js";
import type { Socket } from "../../socket/socket.js";
import { classMistake } from "../harness/answer.js";
import { runChecks } from "../harness/checks.js";
import { HttpClient, type Response } from "../harness/clients/http-client.js";
import { expectEqual, fail, format } from "../harness/expectations.js";
import type { CheckReport } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";
import type { StudentServer } from "../harness/student-server.js";

const PARENT: Bilingual = {
  zh: "其余的交给父类：respond 里 return super.respond(request)，handle 里 yield* super.handle(socket, address)",
  en: "leave the rest to the parent class: return super.respond(request) in respond, yield* super.handle(socket, address) in handle",
};
const NAME: Bilingual = {
  zh: "构造函数先 super(listener)，再把名字记在 this 里",
  en: "the constructor calls super(listener) first, and then stores the name in this",
};
const COUNT: Bilingual = {
  zh: "先数，再看目标：/count 自己也是一个请求；不管交不交给父类，都要数",
  en: "count first, then look at the target: /count is a request too, and so are those that the parent class handles",
};
const CLIENTS: Bilingual = {
  zh: "handle 每个客户端调用一次：数一下，再 yield* super.handle(socket, address)",
  en: "handle is called once for each client: count, then yield* super.handle(socket, address)",
};

/**
 * Checks a subclass of `HttpServer` that counts: its response to `/count` is
 * `NAME: 3 requests, 2 clients`, everything else is inherited.
 */
export function checkCountingServer(
  CountingServer: new (listener: Socket, name: string) => HttpServer,
): Promise<CheckReport> {
  const start = (sandbox: Sandbox, name: string): StudentServer =>
    sandbox.startServer((listener) => new CountingServer(listener, name).run());
  return runChecks(
    "counting-server",
    classMistake(CountingServer, "class CountingServer extends HttpServer"),
    [
      {
        title: { zh: "它是一个 HttpServer", en: "it is an HttpServer" },
        hint: {
          zh: "class CountingServer extends HttpServer",
          en: "class CountingServer extends HttpServer",
        },
        async run(sandbox) {
          const listener = sandbox.listen();
          const expected = { zh: "一个 HttpServer", en: "an HttpServer" };
          const server = await sandbox.result(
            () => new CountingServer(listener, "first"),
            expected,
          );
          if (!(server instanceof HttpServer)) fail(expected, format(server));
        },
      },
      {
        title: {
          zh: "网站照旧：GET / 和 GET /missing",
          en: "the site is as before: GET / and GET /missing",
        },
        hint: PARENT,
        async run(sandbox) {
          const server = start(sandbox, "site");
          const home = await get(sandbox, server, "/");
          const page = /<html/i.test(home.body);
          expectEqual({ status: home.status, page }, { status: 200, page: true });
          const { status, body } = await get(sandbox, server, "/missing");
          expectEqual({ status, body }, { status: 404, body: "===Sorry not found===" });
        },
      },
      {
        title: { zh: "GET /count 报告请求数", en: "GET /count reports the number of requests" },
        hint: PARENT,
        async run(sandbox) {
          const server = start(sandbox, "ann");
          await expectCount(sandbox, server, "ann: 1 requests, … clients", NAME);
          await get(sandbox, server, "/");
          await get(sandbox, server, "/missing");
          await expectCount(sandbox, server, "ann: 4 requests, … clients", COUNT);
        },
      },
      {
        title: { zh: "两个服务器各数各的", en: "each server has its own count" },
        hint: {
          zh: "每个对象数自己的：用实例字段，不用 static，也不用类外面的变量",
          en: "each object counts its own requests: use an instance field, not a static one or a variable outside the class",
        },
        async run(sandbox) {
          const [one, two] = [start(sandbox, "one"), start(sandbox, "two")];
          await get(sandbox, one, "/", PARENT);
          await expectCount(sandbox, two, "two: 1 requests, … clients");
          await expectCount(sandbox, one, "one: 2 requests, … clients");
        },
      },
      {
        title: {
          zh: "一个连接上的三个请求，是一个客户端",
          en: "three requests on one connection are one client",
        },
        hint: CLIENTS,
        async run(sandbox) {
          const client = await HttpClient.connect(sandbox, start(sandbox, "dan"));
          for (let count = 0; count < 2; count++) await client.request("/count");
          const { body } = await client.request("/count");
          expectEqual(body.trim(), "dan: 3 requests, 1 clients");
        },
      },
      {
        title: { zh: "又来了两个客户端", en: "two more clients" },
        hint: CLIENTS,
        async run(sandbox) {
          const server = start(sandbox, "eve");
          for (let count = 0; count < 2; count++) await get(sandbox, server, "/");
          const response = await get(sandbox, server, "/count");
          expectEqual(summaryOf(response), "200 eve: 3 requests, 3 clients");
        },
      },
    ],
  );
}

/** Sends a request on a new connection. */
async function get(
  sandbox: Sandbox,
  server: StudentServer,
  target: string,
  hint?: Bilingual,
): Promise<Response> {
  const client = await HttpClient.connect(sandbox, server);
  const response = await client.request(target, "Connection: close\r\n", hint);
  client.socket.close();
  return response;
}

/** Ends the check unless `/count` reports this; `… clients` stands for any number of clients. */
async function expectCount(
  sandbox: Sandbox,
  server: StudentServer,
  expected: string,
  hint?: Bilingual,
): Promise<void> {
  const summary = summaryOf(await get(sandbox, server, "/count", hint));
  expectEqual(summary.replace(/\d+ clients$/, "… clients"), `200 ${expected}`, hint);
}

function summaryOf({ status, body }: Response): string {
  return `${status} ${body.trim().slice(0, 80)}`;
}
