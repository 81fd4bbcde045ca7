/** A recording made by hand: two clients of a select server, in five rounds. */
import type { RecordedRound, Recording, SocketState } from "#day29/notebook/recording/format.js";

const SOURCE = `/** Replies to each message; select() reports which sockets are ready. */
export async function* selectServer(listener: Socket) {
  listener.setblocking(false);
  const rlist = new Set([listener]);
  const wlist = new Map<Socket, Buffer>(); // what is left to send

  while (true) {
    const [rs, ws] = await select([...rlist], [...wlist.keys()]);
    for (const r of rs) {
      if (r === listener) {
        const [client, address] = await listener.accept();
        rlist.add(client);
        yield { type: "connect", client, address };
      } else {
        const data = await r.recv(1024);
        if (data.length === 0) {
          rlist.delete(r);
          r.close();
          yield { type: "close", client: r };
        } else {
          wlist.set(r, Buffer.from("Receive your message"));
          yield { type: "message", client: r, data };
        }
      }
    }
    for (const w of ws) {
      const sent = await w.send(wlist.get(w));
      wlist.delete(w);
      yield { type: "sent", client: w, sent };
    }
  }
}
`;

const RECEIVE = 131072;
const SEND = 2626560;

interface State {
  ready?: boolean;
  why?: SocketState["why"];
  write?: boolean;
  unread?: number;
  unsent?: number;
  queued?: number;
}

function listener({ ready = false, why = [], queued = 0 }: State = {}): SocketState {
  return {
    ...{ fd: 24, name: "s", listening: true, watched: 1, ready: ready ? 1 : 0 },
    ...{ watchedText: "rlist", readyText: ready ? "rs" : "", why },
    ...{ receive: null, send: null, acceptQueue: { used: queued, size: 128 } },
  };
}

function connection(fd: number, name: string, state: State = {}): SocketState {
  const { ready = false, why = [], write = false, unread = 0, unsent = 0 } = state;
  const bits = (write ? 4 : 0) | 1;
  const readyBits = ready ? (write ? 4 : 1) : 0;
  return {
    ...{ fd, name, listening: false, watched: bits, ready: readyBits },
    ...{ watchedText: write ? "rlist, wlist" : "rlist" },
    ...{ readyText: ready ? (write ? "ws" : "rs") : "", why },
    ...{ receive: { used: unread, size: RECEIVE }, send: { used: unsent, size: SEND } },
    acceptQueue: null,
  };
}

const QUEUED = [{ zh: "1 个客户端在等 accept()", en: "1 client is waiting for accept()" }];
const ROOM = [{ zh: "发送缓冲区有空间", en: "there is room in the send buffer" }];
const unread = (count: number) => [
  { zh: `有 ${count} 字节可读`, en: `${count} bytes can be received` },
];

/** A recording whose second client sends `text`. */
export function exampleRecording(text = "你好"): Recording {
  const ann = (state?: State): SocketState => connection(25, "ann", state);
  const bob = (state?: State): SocketState => connection(26, "bob", state);
  const size = Buffer.byteLength(text);
  const half = RECEIVE / 2;
  const waiting = { call: "select", program: 0, line: 8 } as const;
  const rounds: RecordedRound[] = [
    {
      ...waiting,
      ...{ number: 3, waitedMs: 812.4, clients: [{ client: "ann", action: "connect", text: "" }] },
      sockets: [listener({ ready: true, why: QUEUED, queued: 1 })],
      events: [
        {
          ...{ type: "connect", label: "accept", fd: 25, line: 13, sockets: [listener(), ann()] },
          text: { zh: "接受了 ann 的连接", en: "accepted the connection of ann" },
        },
      ],
    },
    {
      ...{ ...waiting, number: 4, waitedMs: 1530 },
      clients: [
        { client: "ann", action: "send", text: "hello" },
        { client: "bob", action: "connect", text: "" },
      ],
      sockets: [
        listener({ ready: true, why: QUEUED, queued: 1 }),
        ann({ ready: true, why: unread(5), unread: 5 }),
      ],
      events: [
        {
          ...{ type: "connect", label: "accept", fd: 26, line: 13 },
          sockets: [listener(), ann({ ready: true, why: unread(5), unread: 5 }), bob()],
          text: { zh: "接受了 bob 的连接", en: "accepted the connection of bob" },
        },
        {
          ...{
            type: "message",
            label: "recv 5",
            fd: 25,
            line: 22,
            sockets: [listener(), ann({ write: true }), bob()],
          },
          text: { zh: "从 ann 收到 5 字节：hello", en: "received 5 bytes from ann: hello" },
        },
      ],
    },
    {
      ...{ ...waiting, number: 5, waitedMs: 0.2 },
      clients: [{ client: "bob", action: "send", text }],
      sockets: [
        listener(),
        ann({ write: true, ready: true, why: ROOM }),
        bob({ ready: true, why: unread(size), unread: size }),
      ],
      events: [
        {
          ...{ type: "message", label: "recv", fd: 26, line: 22 },
          sockets: [listener(), ann({ write: true, ready: true, why: ROOM }), bob({ write: true })],
          text: {
            zh: `从 bob 收到 ${size} 字节：${text}`,
            en: `received ${size} bytes from bob: ${text}`,
          },
        },
        {
          ...{
            type: "sent",
            label: "send",
            fd: 25,
            line: 29,
            sockets: [listener(), ann(), bob({ write: true })],
          },
          text: { zh: "向 ann 发送了 20 字节", en: "sent 20 bytes to ann" },
        },
      ],
    },
    {
      ...{ ...waiting, number: 6, waitedMs: 0.1, clients: [] },
      sockets: [listener(), ann(), bob({ write: true, ready: true, why: ROOM, unread: half })],
      events: [
        {
          ...{ type: "sent", label: "send", fd: 26, line: 29 },
          sockets: [listener(), ann(), bob({ unread: half, unsent: 20 })],
          text: { zh: "向 bob 发送了 20 字节", en: "sent 20 bytes to bob" },
        },
      ],
    },
    {
      ...{ ...waiting, number: 7, waitedMs: 2000, clients: [], events: [] },
      sockets: [listener(), ann(), bob()],
    },
  ];
  const program = { name: "select-server.ts", source: SOURCE, firstLine: 1 };
  return { version: 1, server: "selectServer", programs: [program], rounds, earlierRounds: 2 };
}
