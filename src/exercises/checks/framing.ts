/** Exercise: messages on a stream, each after its length. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { functionsMistake } from "../harness/answer.js";
import { type Check, runChecks } from "../harness/checks.js";
import type { CheckReport } from "../harness/report.js";

/** Two functions that send texts over a stream. */
export interface Framing {
  /** The bytes of a text: its length in bytes, as 4 bytes in network order, and then the text. */
  pack(text: string): Uint8Array;
  /** Receives the next text. Throws an error when the stream ends before it is whole. */
  unpack(socket: Socket): Promise<string>;
}

const PARTS: Bilingual = {
  zh: "长度本身也可能被拆开：先收齐 4 个字节，再收齐正文",
  en: "the length itself may arrive in parts: first receive all 4 bytes, then all of the text",
};

/** The bytes of a text as they should be. */
function packed(text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}

/**
 * Checks `pack()` with texts in two scripts, and `unpack()` with messages that arrive in pieces,
 * several messages at once, and one that is cut off.
 */
export function checkFraming(framing: Framing): Promise<CheckReport> {
  const pack = (text: string): Uint8Array => framing.pack(text);
  const unpack = (socket: Socket): Promise<string> => framing.unpack(socket);
  const packing = (text: string, hint: Bilingual, title: string = `pack("${text}")`): Check => ({
    title,
    hint,
    run: (sandbox) => sandbox.expectValue(() => pack(text), packed(text)),
  });
  return runChecks("framing", functionsMistake(framing, "pack(text)", "unpack(socket)"), [
    packing("hi", {
      zh: "前面是 4 个字节的长度，高位在前（writeUInt32BE）",
      en: "the length comes first, as 4 bytes, the most significant one first (writeUInt32BE)",
    }),
    packing("你好", {
      zh: "长度按字节数，不按字符数：先变成 Buffer，再量长度",
      en: "the length counts bytes, not characters: make a Buffer first, and use its length",
    }),
    packing(
      "x".repeat(70_000),
      {
        zh: "长度可以很大，4 个字节都要写：用 writeUInt32BE",
        en: "the length may be large and needs all 4 bytes: use writeUInt32BE",
      },
      'pack("xxx…"): 70,000 bytes',
    ),
    {
      title: { zh: "unpack：一个字节一个字节地到", en: "unpack: byte by byte" },
      hint: PARTS,
      async run(sandbox) {
        const text = "你好 hello";
        const bytes = [...packed(text)].map((byte) => Buffer.of(byte));
        await sandbox.expectValue(() => sandbox.feed(bytes, unpack), text);
      },
    },
    {
      title: {
        zh: "unpack：三条消息粘在一起，中间一条是空的",
        en: "unpack: three messages stick together, the second one is empty",
      },
      hint: {
        zh: "只收这条消息自己的字节；空消息的长度是 0，后面什么也没有",
        en: "receive only this message's own bytes; an empty message has length 0, and nothing follows",
      },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        const texts = ["one", "", "three"];
        await ours.sendall(Buffer.concat(texts.map(packed)));
        for (const text of texts) await sandbox.expectValue(() => unpack(theirs), text);
      },
    },
    {
      title: { zh: "unpack：200,000 个字符", en: "unpack: 200,000 characters" },
      hint: PARTS,
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        const text = "long ".repeat(40_000);
        sandbox.runPeer(() => ours.sendall(packed(text)));
        await sandbox.expectValue(() => unpack(theirs), text);
      },
    },
    {
      title: {
        zh: "unpack：消息没发完，对端就关闭",
        en: "unpack: the peer closes in the middle of a message",
      },
      hint: {
        zh: "零字节就是流结束：消息不完整，应该抛出错误",
        en: "zero bytes are the end of the stream: the message is incomplete, which is an error",
      },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        await ours.sendall(packed("hello").subarray(0, 7));
        ours.close();
        await sandbox.expectError(() => unpack(theirs));
      },
    },
    {
      title: {
        zh: "unpack：一条消息也没有，对端就关闭",
        en: "unpack: the peer closes before any message",
      },
      hint: {
        zh: "空消息也有 4 个字节的长度；一个字节也没有，就没有下一条消息：抛出错误",
        en: "even an empty message has 4 bytes of length; without a single byte there is no next message, which is an error",
      },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        ours.close();
        await sandbox.expectError(() => unpack(theirs));
      },
    },
  ]);
}
