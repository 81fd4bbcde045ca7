/** Typical mistakes in the large exercises, by the check that must refuse them. */
import {
  BlockingIOError,
  type InetAddress,
  OSError,
  POLLIN,
  POLLOUT,
  Poll,
  type Socket,
  select,
} from "day29";
import {
  checkChatServer,
  checkCountingServer,
  checkHttpConversation,
  checkSelectServer,
} from "day29/exercises";
import {
  HttpServer,
  type RequestMessage,
  type ResponseMessage,
  type ServerEvents,
  textResponse,
} from "day29/servers";
import type { MistakeCase } from "./mistakes.js";

/** What is wrong with a select server. */
interface SelectFaults {
  /** As in the notes: replies go to the client that was read last. */
  readonly repliesToLast?: boolean;
  /** A client that closes stays on wlist. */
  readonly staysOnWlist?: boolean;
  /** An error of a client ends the server. */
  readonly crashes?: boolean;
  /** A client that has left is forgotten, but its descriptor stays open. */
  readonly leaks?: boolean;
}

function selectServer({ repliesToLast, staysOnWlist, crashes, leaks }: SelectFaults) {
  return async function* (listener: Socket): ServerEvents {
    const rlist = [listener];
    const wlist: Socket[] = [];
    const remove = (list: Socket[], socket: Socket): void => {
      if (list.includes(socket)) list.splice(list.indexOf(socket), 1);
    };
    const leave = (client: Socket): void => {
      remove(rlist, client);
      if (!staysOnWlist) remove(wlist, client);
      if (!leaks) client.close();
    };
    const attempt = async (client: Socket, work: () => Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        if (crashes || !(error instanceof OSError)) throw error;
        leave(client);
      }
    };
    let last = listener;
    while (true) {
      const [rs, ws] = await select(rlist, wlist);
      for (const r of rs) {
        last = r;
        if (r === listener) {
          rlist.push((await r.accept())[0]);
          continue;
        }
        await attempt(r, async () => {
          const data = await r.recv(1024);
          if (data.length === 0) leave(r);
          else if (!wlist.includes(r)) wlist.push(r);
        });
      }
      for (const w of ws) {
        if (staysOnWlist) {
          await w.sendall("Receive your message");
          remove(wlist, w);
        }
        if (!wlist.includes(w)) continue;
        remove(wlist, w);
        const to = repliesToLast ? last : w;
        await attempt(w, () => to.sendall("Receive your message"));
      }
    }
  };
}

/** What is wrong with a chat. */
interface ChatFaults {
  readonly echoes?: boolean;
  readonly perPacket?: boolean;
  readonly textBuffer?: boolean;
  readonly leavesUnannounced?: boolean;
  readonly crashes?: boolean;
  readonly announcesNameless?: boolean;
  readonly waits?: boolean;
  readonly dropsRest?: boolean;
  readonly leaks?: boolean;
  readonly namePacket?: boolean;
}

interface Guest {
  readonly socket: Socket;
  name: string;
  input: Buffer;
  text: string;
  output: Buffer;
}

function chatServer(faults: ChatFaults) {
  return async function* (listener: Socket): ServerEvents {
    const poller = new Poll();
    const guests = new Map<number, Guest>();
    poller.register(listener, POLLIN);
    const broadcast = async (line: string, from: Guest): Promise<void> => {
      for (const [fd, guest] of guests) {
        if ((guest === from && !faults.echoes) || guest.name === "") continue;
        const bytes = Buffer.from(`${line}\n`);
        if (faults.waits) await guest.socket.sendall(bytes);
        else if (faults.dropsRest) await guest.socket.send(bytes).catch(() => 0);
        else {
          guest.output = Buffer.concat([guest.output, bytes]);
          poller.modify(fd, POLLIN | POLLOUT);
        }
      }
    };
    const leave = async (fd: number, guest: Guest): Promise<void> => {
      poller.unregister(fd);
      guests.delete(fd);
      if (!faults.leaks) guest.socket.close();
      if (faults.leavesUnannounced) return;
      if (guest.name !== "" || faults.announcesNameless)
        await broadcast(`* ${guest.name} left`, guest);
    };
    const linesOf = (guest: Guest, data: Buffer): string[] => {
      if (faults.perPacket) return `${data}`.trimEnd().split("\n");
      if (faults.textBuffer) {
        const lines = (guest.text + data).split("\n");
        guest.text = lines.pop() ?? "";
        return lines;
      }
      const all = Buffer.concat([guest.input, data]);
      const end = all.lastIndexOf(10);
      guest.input = all.subarray(end + 1);
      return end < 0 ? [] : `${all.subarray(0, end)}`.split("\n");
    };
    const handle = async (fd: number, guest: Guest, event: number): Promise<void> => {
      if ((event & POLLOUT) !== 0) {
        guest.output = guest.output.subarray(await guest.socket.send(guest.output));
        if (guest.output.length === 0) poller.modify(fd, POLLIN);
      }
      if ((event & ~POLLOUT) === 0) return;
      const data = await guest.socket.recv(65536);
      if (data.length === 0) return leave(fd, guest);
      const lines = linesOf(guest, data);
      if (faults.namePacket && guest.name === "") lines.splice(1);
      for (const line of lines) {
        const named = guest.name !== "";
        if (!named) guest.name = line;
        await broadcast(named ? `${guest.name}: ${line}` : `* ${line} joined`, guest);
      }
    };
    while (true) {
      for (const [fd, event] of await poller.poll()) {
        const guest = guests.get(fd);
        if (fd === listener.fileno()) {
          const [socket] = await listener.accept();
          if (!faults.waits) socket.setblocking(false);
          poller.register(socket, POLLIN);
          const empty = { name: "", input: Buffer.alloc(0), text: "", output: Buffer.alloc(0) };
          guests.set(socket.fileno(), { socket, ...empty });
        } else if (guest !== undefined) {
          try {
            await handle(fd, guest, event);
          } catch (error) {
            if (error instanceof BlockingIOError) continue;
            if (faults.crashes || !(error instanceof OSError)) throw error;
            await leave(fd, guest);
          }
        }
      }
    }
  };
}

/** What is wrong with a conversation in HTTP. */
interface HttpFaults {
  readonly oneRecv?: boolean;
  readonly characters?: boolean;
  readonly headWithBody?: boolean;
  readonly closesAlways?: boolean;
  readonly losesRest?: boolean;
  readonly neverCloses?: boolean;
  readonly matchesCase?: boolean;
  readonly acceptsAnything?: boolean;
  readonly emptyNotFound?: boolean;
  readonly noLength?: boolean;
  readonly ignoresEnd?: boolean;
}

function conversation(faults: HttpFaults) {
  const response = (status: string, body: string, method: string): string => {
    const size = faults.characters ? body.length : Buffer.byteLength(body);
    const length = faults.noLength ? "" : `Content-Length: ${size}\r\n`;
    const head = `HTTP/1.1 ${status}\r\n${length}\r\n`;
    return method === "HEAD" && !faults.headWithBody ? head : head + body;
  };
  return async (socket: Socket, pages: ReadonlyMap<string, string>): Promise<void> => {
    let input = Buffer.alloc(0);
    while (true) {
      let end = input.indexOf("\r\n\r\n");
      while (end < 0) {
        const data = await socket.recv(4096);
        if (data.length === 0 && !faults.ignoresEnd) return;
        input = Buffer.concat([input, data]);
        end = input.indexOf("\r\n\r\n");
        if (faults.oneRecv && end < 0) end = input.length;
      }
      const [line = "", ...fields] = `${input.subarray(0, end)}`.split("\r\n");
      input = faults.losesRest ? Buffer.alloc(0) : input.subarray(end + 4);
      const strict = /^([A-Z]+) (\S+) HTTP\/1\.1$/.exec(line);
      const [, method = "GET", target = "/"] =
        strict ?? (faults.acceptsAnything ? line.split(" ") : []);
      if (strict === null && !faults.acceptsAnything) {
        await socket.sendall(response("400 Bad Request", "No HTTP\n", "GET"));
        return;
      }
      const page = pages.get(target);
      const missing = faults.emptyNotFound ? "" : "Not here\n";
      await socket.sendall(
        page === undefined
          ? response("404 Not Found", missing, method)
          : response("200 OK", page, method),
      );
      if (faults.closesAlways) return;
      const close = faults.matchesCase ? /^Connection: close$/ : /^connection: *close *$/i;
      if (!faults.neverCloses && fields.some((field) => close.test(field))) return;
    }
  };
}

/** The counting server as it should be; each mistake changes one method. */
class Counting extends HttpServer {
  protected requests = 0;
  protected clients = 0;

  constructor(
    listener: Socket,
    protected readonly name: string,
  ) {
    super(listener);
  }

  protected override respond(request: RequestMessage): ResponseMessage {
    this.requests++;
    if (request.target !== "/count") return super.respond(request);
    return textResponse(200, `${this.name}: ${this.requests} requests, ${this.clients} clients\n`);
  }

  protected override async *handle(socket: Socket, address: InetAddress): ServerEvents {
    this.clients++;
    yield* super.handle(socket, address);
  }
}

let sharedCount = 0;

export const largeMistakes: Record<string, MistakeCase[]> = {
  checkSelectServer: [
    {
      mistake: "the bug of the notes",
      check: () => checkSelectServer(selectServer({ repliesToLast: true })),
      reports: /❌ ann 和 bob 各说一句[^✅]*ann got 0 replies, bob got 2 replies\n.*w is ready/,
    },
    {
      mistake: "a closed client that stays on wlist",
      check: () => checkSelectServer(selectServer({ staysOnWlist: true })),
      reports:
        /❌ eve 说完就关闭[^✅]*the server ended: OSError: \[EBADF\][^✅]*remove it from both lists/,
    },
    {
      mistake: "a reset that ends the server",
      check: () => checkSelectServer(selectServer({ crashes: true })),
      reports:
        /❌ fay 重置了连接[^✅]*the server ended: ConnectionResetError[^✅]*let the server continue/,
    },
    {
      mistake: "a descriptor that stays open",
      check: () => checkSelectServer(selectServer({ leaks: true })),
      reports:
        /❌ eve 说完就关闭[^✅]*expected: .*1 open connection\n.*2 open connections\n.*descriptors run out/,
    },
    {
      mistake: "a server that returns immediately",
      check: () =>
        checkSelectServer(async function* (): ServerEvents {
          yield { type: "handled" };
        }),
      reports: /the server returned/,
    },
  ],
  checkChatServer: [
    {
      mistake: "an echo",
      check: () => checkChatServer(chatServer({ echoes: true })),
      reports: /got: .*ann gets: '(\* ann joined|ann: hello, bob)'/,
    },
    {
      mistake: "a message for each packet",
      check: () => checkChatServer(chatServer({ perPacket: true })),
      reports:
        /❌ 一行分几个包到[^✅]*bob gets: 'ann: hello'\n.*bob gets: 'ann: hel'\n.*a line is complete at its/,
    },
    {
      mistake: "text made of each packet",
      check: () => checkChatServer(chatServer({ textBuffer: true })),
      reports: /❌ 一个汉字分在两个包里[^✅]*'ann: 你好'[^✅]*�[^✅]*keep bytes in the buffer/,
    },
    {
      mistake: "leaving unannounced",
      check: () => checkChatServer(chatServer({ leavesUnannounced: true })),
      reports: /❌ bob 离开[^✅]*expected: .*'\* bob left'\n.*2 seconds\n.*inform the others/,
    },
    {
      mistake: "a reset that ends the server",
      check: () => checkChatServer(chatServer({ crashes: true })),
      reports: /❌ bob 离开[^✅]*the server ended: ConnectionResetError/,
    },
    {
      mistake: "announcing a client without a name",
      check: () => checkChatServer(chatServer({ announcesNameless: true })),
      reports: /❌ 有人没报名字就走了[^✅]*'\* {2}left'[^✅]*without a name/,
    },
    {
      mistake: "waiting for a client that does not read",
      check: () => checkChatServer(chatServer({ waits: true })),
      reports: /❌ ann 说了 2 MB[^✅]*2 seconds\n.*do not wait in send/,
    },
    {
      mistake: "a descriptor that stays open",
      check: () => checkChatServer(chatServer({ leaks: true })),
      reports: /❌ bob 离开[^✅]*2 open connections\n.*4 open connections\n.*descriptors run out/,
    },
    {
      mistake: "taking the first packet for the name",
      check: () => checkChatServer(chatServer({ namePacket: true })),
      reports:
        /❌ 名字和第一句话一起到[^✅]*'bob: hello'\n.*2 seconds\n.*each client needs a buffer/,
    },
    {
      mistake: "throwing away what does not fit",
      check: () => checkChatServer(chatServer({ dropsRest: true })),
      reports: /❌ ann 说了 2 MB[^✅]*do not lose what send did not accept/,
    },
  ],
  checkHttpConversation: [
    {
      mistake: "one recv for one request",
      check: () => checkHttpConversation(conversation({ oneRecv: true })),
      reports: /❌ 请求分成六段到[^✅]*status: 400[^✅]*one recv is not one request/,
    },
    {
      mistake: "a length in characters",
      check: () => checkHttpConversation(conversation({ characters: true })),
      reports: /❌ GET \/\n[^✅]*counts bytes/,
    },
    {
      mistake: "no length",
      check: () => checkHttpConversation(conversation({ noLength: true })),
      reports: /❌ GET \/\n.*Content-Length: …\n.*no such field/,
    },
    {
      mistake: "a body for HEAD",
      check: () => checkHttpConversation(conversation({ headWithBody: true })),
      reports: /❌ HEAD \/day29\n.*HTTP\/1.1 200 OK\n.*I\/O 多路复用\n.*\n.*and no body/,
    },
    {
      mistake: "a connection for one request",
      check: () => checkHttpConversation(conversation({ closesAlways: true })),
      reports: /❌ 同一个连接上[^✅]*the connection was closed[^✅]*belong to the next one/,
    },
    {
      mistake: "losing what follows a request",
      check: () => checkHttpConversation(conversation({ losesRest: true })),
      reports: /❌ 同一个连接上[^✅]*2 seconds\n.*belong to the next one|❌ HEAD[^✅]*2 seconds/,
    },
    {
      mistake: "a connection that is never closed",
      check: () => checkHttpConversation(conversation({ neverCloses: true })),
      reports:
        /❌ Connection: close\n.*the connection is closed\n.*2 seconds\n.*end after the response/,
    },
    {
      mistake: "a field name matched by case",
      check: () => checkHttpConversation(conversation({ matchesCase: true })),
      reports: /✅ Connection: close\n❌ 同样的字段[^✅]*2 seconds\n.*make the name lower case/,
    },
    {
      mistake: "accepting anything as a request",
      check: () => checkHttpConversation(conversation({ acceptsAnything: true })),
      reports: /❌ 不是 HTTP 的请求[^✅]*expected: 400\n.*got: 200\n.*answer 400/,
    },
    {
      mistake: "receiving for ever after the end of the stream",
      check: () => checkHttpConversation(conversation({ ignoresEnd: true })),
      reports: /❌ 请求只来了一半[^✅]*2 seconds\n.*nothing more comes/,
    },
    {
      mistake: "a 404 without a body",
      check: () => checkHttpConversation(conversation({ emptyNotFound: true })),
      reports: /❌ GET \/missing\n[^✅]*hasBody: false[^✅]*a body that says so/,
    },
  ],
  checkCountingServer: [
    {
      mistake: "leaving no request to the parent",
      check: () =>
        checkCountingServer(
          class extends Counting {
            protected override respond(): ResponseMessage {
              return textResponse(200, `${this.name}: ${++this.requests} requests\n`);
            }
          },
        ),
      reports: /❌ 网站照旧[^✅]*page: false[^✅]*leave the rest to the parent/,
    },
    {
      mistake: "counting only its own requests",
      check: () =>
        checkCountingServer(
          class extends Counting {
            protected override respond(request: RequestMessage): ResponseMessage {
              if (request.target === "/count") return super.respond(request);
              this.requests--; // the parent counts it
              return super.respond(request);
            }
          },
        ),
      reports: /❌ GET \/count[^✅]*200 ann: 4 requests[^✅]*200 ann: 2 requests[^✅]*count first/,
    },
    {
      mistake: "one count for all servers",
      check: () =>
        checkCountingServer(
          class extends Counting {
            protected override respond(request: RequestMessage): ResponseMessage {
              sharedCount++;
              if (request.target !== "/count") return super.respond(request);
              return textResponse(200, `${this.name}: ${sharedCount} requests, 1 clients\n`);
            }
          },
        ),
      reports: /❌ (GET \/count|两个服务器)[^✅]*(count first|an instance field)/,
    },
    {
      mistake: "counting a client for each request",
      check: () =>
        checkCountingServer(
          class extends Counting {
            protected override respond(request: RequestMessage): ResponseMessage {
              this.clients = this.requests + 1;
              return super.respond(request);
            }
          },
        ),
      reports:
        /❌ 一个连接上的三个请求[^✅]*dan: 3 requests, 1 clients[^✅]*dan: 3 requests, 3 clients/,
    },
    {
      mistake: "a conversation that does not run",
      check: () =>
        checkCountingServer(
          class extends Counting {
            protected override async *handle(socket: Socket, address: InetAddress): ServerEvents {
              super.handle(socket, address); // creates the generator without running it
              yield { type: "handled" };
            }
          },
        ),
      reports:
        /❌ 网站照旧[^✅]*(the connection was closed|ConnectionResetError)[^✅]*yield\* super.handle/,
    },
    {
      mistake: "a name that is not kept",
      check: () =>
        checkCountingServer(
          class extends Counting {
            constructor(listener: Socket) {
              super(listener, "server");
            }
          },
        ),
      reports:
        /❌ GET \/count[^✅]*200 ann: 1 requests[^✅]*200 server: 1 requests[^✅]*stores the name/,
    },
  ],
};
