/** Exercise: a class that does what its parent does, and a little more. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import { HttpServer } from "../../servers/index.js";
import type { Socket } from "../../socket/socket.js";
import { HttpTalker } from "../harness/http-client.js";
import { runChecks } from "../harness/run-checks.js";
import { expect, type Sandbox, type StudentServer, shown, wrong } from "../harness/sandbox.js";

const EXTENDS: Bilingual = {
  zh: "class CountingServer extends HttpServer",
  en: "class CountingServer extends HttpServer",
};
const PARENT: Bilingual = {
  zh: "其余的交给父类：respond 里 return super.respond(request)，handle 里 yield* super.handle(socket, address)",
  en: "leave the rest to the parent: return super.respond(request) in respond, yield* super.handle(socket, address) in handle",
};
const COUNT: Bilingual = {
  zh: "先数，再看目标：/count 自己也是一个请求；不管交不交给父类，都要数",
  en: "count first, then look at the target: /count is a request itself, and those left to the parent count as well",
};
const OWN: Bilingual = {
  zh: "每个对象数自己的：用实例字段，不用 static，也不用类外面的变量",
  en: "each object counts its own: a field of the instance, not a static one, nor a variable outside the class",
};
const CLIENTS: Bilingual = {
  zh: "handle 每个客户端调用一次：数一下，再 yield* super.handle(socket, address)",
  en: "handle is called once for each client: count, then yield* super.handle(socket, address)",
};
const NAME: Bilingual = {
  zh: "构造函数先 super(listener)，再把名字记在 this 里",
  en: "the constructor calls super(listener) first, and then keeps the name in this",
};

/**
 * Checks a subclass of `HttpServer` that counts: `/count` is answered with
 * `NAME: 3 requests, 2 clients`, everything else as before.
 */
export function checkCountingServer(
  CountingServer: new (listener: Socket, name: string) => HttpServer,
): Promise<void> {
  const start = (sandbox: Sandbox, name: string): StudentServer =>
    sandbox.start((listener) => new CountingServer(listener, name).run());
  return runChecks([
    {
      tried: { zh: "它是一个 HttpServer", en: "it is an HttpServer" },
      async run(sandbox) {
        const listener = sandbox.listen();
        const what: Bilingual = { zh: "一个 HttpServer", en: "an HttpServer" };
        const server = await sandbox.answer(
          () => new CountingServer(listener, "first"),
          what,
          EXTENDS,
        );
        if (!(server instanceof HttpServer)) wrong(what, shown(server), EXTENDS);
      },
    },
    {
      tried: {
        zh: "网站照旧：GET / 和 GET /missing",
        en: "the site is as before: GET / and GET /missing",
      },
      async run(sandbox) {
        const server = start(sandbox, "site");
        const home = await asked(sandbox, server, "/", PARENT);
        expect(
          { status: home.status, page: /<html/i.test(home.body) },
          { status: 200, page: true },
          PARENT,
        );
        const missing = await asked(sandbox, server, "/missing", PARENT);
        expect(missing, { status: 404, body: "===Sorry not found===" }, PARENT);
      },
    },
    {
      tried: { zh: "GET /count 说出请求数", en: "GET /count tells how many requests there were" },
      async run(sandbox) {
        const server = start(sandbox, "ann");
        await counts(
          sandbox,
          server,
          /^ann: 1 requests, \d+ clients$/,
          "ann: 1 requests, 1 clients",
          NAME,
        );
        await asked(sandbox, server, "/", PARENT);
        await asked(sandbox, server, "/missing", PARENT);
        await counts(
          sandbox,
          server,
          /^ann: 4 requests, \d+ clients$/,
          "ann: 4 requests, 4 clients",
          COUNT,
        );
      },
    },
    {
      tried: { zh: "两个服务器各数各的", en: "two servers count apart" },
      async run(sandbox) {
        const [one, two] = [start(sandbox, "one"), start(sandbox, "two")];
        await asked(sandbox, one, "/", PARENT);
        await counts(
          sandbox,
          two,
          /^two: 1 requests, \d+ clients$/,
          "two: 1 requests, 1 clients",
          OWN,
        );
        await counts(
          sandbox,
          one,
          /^one: 2 requests, \d+ clients$/,
          "one: 2 requests, 2 clients",
          OWN,
        );
      },
    },
    {
      tried: {
        zh: "一个连接上的三个请求，是一个客户端",
        en: "three requests on one connection are one client",
      },
      async run(sandbox) {
        const client = await HttpTalker.connect(sandbox, start(sandbox, "dan"));
        let body = "";
        for (let count = 0; count < 3; count++) {
          await client.send("GET /count HTTP/1.1\r\nHost: localhost\r\n\r\n");
          ({ body } = await client.response(CLIENTS));
        }
        expect(body.trim(), "dan: 3 requests, 1 clients", CLIENTS);
      },
    },
    {
      tried: { zh: "又来了两个客户端", en: "two more clients" },
      async run(sandbox) {
        const server = start(sandbox, "eve");
        await asked(sandbox, server, "/", CLIENTS);
        await asked(sandbox, server, "/", CLIENTS);
        await counts(
          sandbox,
          server,
          /^eve: 3 requests, 3 clients$/,
          "eve: 3 requests, 3 clients",
          CLIENTS,
        );
      },
    },
  ]);
}

/** Asks on a connection of its own. */
async function asked(
  sandbox: Sandbox,
  server: StudentServer,
  target: string,
  hint: Bilingual,
): Promise<{ status: number; body: string }> {
  const client = await HttpTalker.connect(sandbox, server);
  await client.send(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  const { status, body } = await client.response(hint);
  client.socket.close();
  return { status, body };
}

async function counts(
  sandbox: Sandbox,
  server: StudentServer,
  pattern: RegExp,
  expected: string,
  hint: Bilingual,
): Promise<void> {
  const { status, body } = await asked(sandbox, server, "/count", hint);
  if (status !== 200 || !pattern.test(body.trim()))
    wrong(`200 ${expected}`, `${status} ${body.trim().slice(0, 80)}`, hint);
}
