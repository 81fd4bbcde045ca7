/** Exercise: fix a select server that replies to the wrong client. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { serverMistake } from "../harness/answer.js";
import { type Check, runChecks } from "../harness/checks.js";
import { fail } from "../harness/expectations.js";
import type { CheckReport } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";
import { reset } from "../harness/socket-states.js";
import type { StudentServer } from "../harness/student-server.js";
import { TimeLimit } from "../harness/time-limit.js";

const REPLY = "Receive your message";
/** Less than a client waits in all, so that the report shows what did arrive. */
const REPLY_TIMEOUT_S = 1;

const WHOM: Bilingual = {
  zh: "看回复循环：手里拿的是 w，发给的却是谁？",
  en: "look at the loop that replies: w is ready, but which socket does it send to?",
};

type Program = (listener: Socket) => AsyncIterable<unknown>;
type Counts = Readonly<Record<string, number>>;

/**
 * Checks a select server that answers each message with `Receive your message`: the right client
 * gets it, even if others connect, close or reset meanwhile.
 */
export function checkSelectServer(
  server: (listener: Socket) => AsyncIterable<unknown>,
): Promise<CheckReport> {
  /** One client leaves, and ann speaks after it. */
  const annComesAfter = (client: EarlyClient): Check["run"] => {
    return async (sandbox) => {
      const session = await Session.startServer(sandbox, server, [client]);
      await session.join("ann");
      await session.expectReplies({ ann: 1 });
      await sandbox.expectOpen(1);
    };
  };
  return runChecks("select-server", serverMistake(server, "echoServer(listener)"), [
    {
      title: { zh: "ann 和 bob 各说一句", en: "ann and bob send a message each" },
      hint: WHOM,
      async run(sandbox) {
        const clients = [{ name: "ann" }, { name: "bob" }];
        const session = await Session.startServer(sandbox, server, clients);
        await session.expectReplies({ ann: 1, bob: 1 });
      },
    },
    {
      title: {
        zh: "ann 说话时，cat 和 dan 正在连进来",
        en: "ann sends while cat and dan are connecting",
      },
      hint: {
        zh: "循环结束后，r 还是循环里的最后一个，可能就是监听套接字：往它发只会出错",
        en: "after the loop, r is still its last socket, which may be the listener: sending on that is an error",
      },
      async run(sandbox) {
        const silent = ["cat", "dan"].map((name) => ({ name, silent: true }));
        const session = await Session.startServer(sandbox, server, [{ name: "ann" }, ...silent]);
        await session.expectReplies({ ann: 1, cat: 0, dan: 0 });
      },
    },
    {
      title: {
        zh: "ann 说三次，每次都等回复",
        en: "ann sends three times, and waits for each reply",
      },
      hint: WHOM,
      async run(sandbox) {
        const session = await Session.startServer(sandbox, server, [{ name: "ann" }]);
        await session.expectReplies({ ann: 1 });
        for (let count = 0; count < 2; count++) {
          await session.socket("ann").sendall("once more");
          await session.expectReplies({ ann: 1 });
        }
      },
    },
    {
      title: {
        zh: "eve 说完就关闭，ann 随后说话",
        en: "eve sends and closes at once, then ann sends",
      },
      hint: {
        zh: "客户端关闭时，它可能还在 wlist 里：关掉之前，两个列表都要移除，这一轮的 ws 也可能还有它",
        en: "a client that closes may still be on wlist: remove it from both lists before you close it; ws of this round may still contain it",
      },
      run: annComesAfter({ name: "eve", leave: (socket) => socket.close() }),
    },
    {
      title: {
        zh: "fay 重置了连接，ann 随后说话",
        en: "fay resets the connection, then ann sends",
      },
      hint: {
        zh: "重置的连接，recv 抛出 ConnectionResetError：只丢掉这一个客户端，别让整个服务器停下",
        en: "recv throws ConnectionResetError if the peer has reset the connection: remove that client, and let the server continue",
      },
      run: annComesAfter({ name: "fay", leave: reset }),
    },
  ]);
}

/** A client that has connected, and done all this, before the server runs. */
interface EarlyClient {
  readonly name: string;
  readonly silent?: boolean;
  readonly leave?: (socket: Socket) => void;
}

/** The student's server and its clients. */
class Session {
  readonly #clients = new Map<string, Socket>();

  private constructor(
    readonly sandbox: Sandbox,
    readonly server: StudentServer,
  ) {}

  /** Starts the server after its clients, so that its rounds are the same in every run. */
  static async startServer(
    sandbox: Sandbox,
    program: Program,
    clients: readonly EarlyClient[],
  ): Promise<Session> {
    const listener = sandbox.listen();
    const sockets = new Map<string, Socket>();
    for (const { name, silent = false, leave } of clients) {
      const socket = await sandbox.connect(listener.getsockname());
      sockets.set(name, socket);
      if (!silent) await socket.sendall(`I am ${name}`);
      leave?.(socket);
    }
    const session = new Session(sandbox, sandbox.startServer(program, listener));
    for (const [name, socket] of sockets) session.#clients.set(name, socket);
    return session;
  }

  socket(name: string): Socket {
    return this.#clients.get(name) as Socket;
  }

  /** Connects and speaks once the server has seen everything that happened before. */
  async join(name: string): Promise<void> {
    await this.sandbox.settle();
    const client = await this.sandbox.connect(this.server.address);
    this.#clients.set(name, client);
    await client.sendall(`I am ${name}`);
  }

  /** Ends the check unless each client gets this number of replies. */
  async expectReplies(expected: Counts): Promise<void> {
    const received = () => this.#received(expected);
    const counts = await this.server.whileRunning(received, describe(expected));
    const isWrong = Object.keys(expected).some((name) => counts[name] !== expected[name]);
    if (isWrong) fail(describe(expected), describe(counts));
  }

  /** Counts each client's replies, once as many as expected have arrived or the timeout expires. */
  async #received(expected: Counts): Promise<Counts> {
    const texts = new Map(Object.keys(expected).map((name) => [name, ""]));
    const total = Object.values(expected).reduce((sum, count) => sum + count, 0) * REPLY.length;
    const limit = new TimeLimit(REPLY_TIMEOUT_S);
    let size = 0;
    let complete = false;
    while (!complete && !limit.expired) {
      complete = size >= total;
      // No reply may follow once all have arrived.
      await (complete ? this.sandbox.settle() : this.sandbox.pause(0.02));
      for (const [name, text] of texts) {
        const client = this.socket(name);
        client.setblocking(false);
        const more = `${await client.recv(65536).catch(() => "")}`;
        texts.set(name, text + more);
        size += more.length;
      }
    }
    const counts = [...texts].map(([name, text]) => [name, text.split(REPLY).length - 1]);
    return Object.fromEntries(counts);
  }
}

function describe(counts: Counts): Bilingual {
  const entries = Object.entries(counts);
  const replies = (count: number): string => (count === 1 ? "1 reply" : `${count} replies`);
  return {
    zh: entries.map(([name, count]) => `${name} 收到 ${count} 个回复`).join("，"),
    en: entries.map(([name, count]) => `${name} got ${replies(count)}`).join(", "),
  };
}
