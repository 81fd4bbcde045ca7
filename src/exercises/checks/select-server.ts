/** Exercise: a select server that answers the wrong client, to be repaired. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { runChecks } from "../harness/run-checks.js";
import { type Sandbox, SECONDS, type StudentServer, wrong } from "../harness/sandbox.js";

const REPLY = "Receive your message";

const WHOM: Bilingual = {
  zh: "看回复循环：手里拿的是 w，发给的却是谁？",
  en: "look at the loop that replies: it holds w, but to whom does it send?",
};
const LISTENER: Bilingual = {
  zh: "循环结束后，r 还是循环里的最后一个，可能就是监听套接字：往它发只会出错",
  en: "after its loop, r is still the last one of it, which may be the listener: to send on that is an error",
};
const GONE: Bilingual = {
  zh: "客户端关闭时，它可能还在 wlist 里：关掉之前，两个列表都要移除，这一轮的 ws 也可能还有它",
  en: "a client that closes may still be on wlist: take it off both lists before you close it, and mind that ws of this round may hold it",
};
const RESET: Bilingual = {
  zh: "重置的连接，recv 抛出 ConnectionResetError：只丢掉这一个客户端，别让整个服务器停下",
  en: "recv throws ConnectionResetError where the peer has reset: drop that client, and let the server go on",
};

/**
 * Checks a select server that answers each message with `Receive your message`: the right client
 * gets it, whoever else comes, goes, or resets meanwhile.
 */
export function checkSelectServer(
  server: (listener: Socket) => AsyncIterable<unknown>,
): Promise<void> {
  return runChecks([
    {
      tried: { zh: "ann 和 bob 各说一句", en: "ann and bob say something each" },
      async run(sandbox) {
        const listener = await waiting(sandbox, ["ann", "bob"], server);
        await replies(sandbox, listener, { ann: 1, bob: 1 }, WHOM);
      },
    },
    {
      tried: {
        zh: "ann 说话时，cat 和 dan 正在连进来",
        en: "ann speaks while cat and dan are coming in",
      },
      async run(sandbox) {
        const guests = await waiting(sandbox, ["ann", "cat!", "dan!"], server);
        await replies(sandbox, guests, { ann: 1, cat: 0, dan: 0 }, LISTENER);
      },
    },
    {
      tried: {
        zh: "ann 说三次，每次都等回复",
        en: "ann speaks three times, and waits for each reply",
      },
      async run(sandbox) {
        const guests = await waiting(sandbox, ["ann"], server);
        for (let count = 1; count <= 3; count++) {
          if (count > 1) await guests.clients.get("ann")?.sendall("once more");
          await replies(sandbox, guests, { ann: 1 }, WHOM);
        }
      },
    },
    {
      tried: {
        zh: "eve 说完就关闭，ann 随后说话",
        en: "eve speaks and closes at once, then ann speaks",
      },
      async run(sandbox) {
        const guests = await waiting(sandbox, ["eve."], server);
        await joins(sandbox, guests, "ann");
        await replies(sandbox, guests, { ann: 1 }, GONE);
      },
    },
    {
      tried: {
        zh: "fay 重置了连接，ann 随后说话",
        en: "fay resets the connection, then ann speaks",
      },
      async run(sandbox) {
        const guests = await waiting(sandbox, ["fay~"], server);
        await joins(sandbox, guests, "ann");
        await replies(sandbox, guests, { ann: 1 }, RESET);
      },
    },
  ]);
}

/** A server and its clients, by name. */
interface Guests {
  readonly server: StudentServer;
  readonly clients: Map<string, Socket>;
}

/**
 * Clients that are there, and have said something, before the server runs: what it sees in which
 * round is then always the same. One called `cat!` says nothing, `eve.` closes, `fay~` resets.
 */
async function waiting(
  sandbox: Sandbox,
  names: readonly string[],
  program: (listener: Socket) => AsyncIterable<unknown>,
): Promise<Guests> {
  const clients = new Map<string, Socket>();
  const listener = sandbox.listen();
  for (const name of names) {
    const client = await sandbox.connect(listener.getsockname());
    clients.set(name.replace(/\W/, ""), client);
    if (!name.endsWith("!")) await client.sendall(`I am ${name}`);
    if (name.endsWith(".")) client.close();
    if (name.endsWith("~")) sandbox.reset(client);
  }
  return { server: sandbox.start(program, listener), clients };
}

/** Comes once the server has seen all that happened before. */
async function joins(sandbox: Sandbox, { server, clients }: Guests, name: string): Promise<void> {
  for (let count = 0; count < 50; count++) await sandbox.nap();
  const client = await sandbox.connect(server.address);
  clients.set(name, client);
  await client.sendall(`I am ${name}`);
}

/** Ends the trial unless each client gets so many replies. */
async function replies(
  sandbox: Sandbox,
  { server, clients }: Guests,
  expected: Readonly<Record<string, number>>,
  hint: Bilingual,
): Promise<void> {
  const text = (counts: Readonly<Record<string, number>>): Bilingual => {
    const names = Object.keys(counts);
    return {
      zh: names.map((name) => `${name} 收到 ${counts[name]} 个回复`).join("，"),
      en: names.map((name) => `${name} got ${replyWords(counts[name])}`).join(", "),
    };
  };
  const counts = await server.talk(() => counted(sandbox, clients, expected), text(expected), hint);
  for (const [name, count] of Object.entries(expected)) {
    if (counts[name] !== count) wrong(text(expected), text(counts), hint);
  }
}

function replyWords(count: number | undefined): string {
  return count === 1 ? "1 reply" : `${count} replies`;
}

/** What each client has got once as many replies came as expected, or the time is over. */
async function counted(
  sandbox: Sandbox,
  clients: ReadonlyMap<string, Socket>,
  expected: Readonly<Record<string, number>>,
): Promise<Record<string, number>> {
  const received = new Map(Object.keys(expected).map((name) => [name, ""]));
  const total = Object.values(expected).reduce((sum, count) => sum + count, 0) * REPLY.length;
  const end = performance.now() + (SECONDS * 1000) / 2;
  let size = 0;
  let settled = false; // once all is there, one more look: nothing else must come
  while (!settled && performance.now() < end) {
    await sandbox.nap(0.02);
    settled = size >= total;
    size = 0;
    for (const [name, text] of received) {
      const client = clients.get(name) as Socket;
      client.setblocking(false);
      const more = await client.recv(65536).catch(() => "");
      received.set(name, `${text}${more}`);
      size += text.length + more.length;
    }
  }
  return Object.fromEntries(
    [...received].map(([name, text]) => [name, text.split(REPLY).length - 1]),
  );
}
