/** Exercise: messages on a stream, each with its length in front. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { runChecks } from "../harness/run-checks.js";
import { expect, shown } from "../harness/sandbox.js";

/** What a student writes to send texts on a stream. */
export interface Framing {
  /** The bytes of a text: its length in bytes, as 4 bytes in network order, and then the text. */
  pack(text: string): Uint8Array;
  /** Receives the next text. Throws an error when the stream ends before it is whole. */
  unpack(socket: Socket): Promise<string>;
}

const LENGTH: Bilingual = {
  zh: "前面是 4 个字节的长度，高位在前（writeUInt32BE）",
  en: "in front stands the length, 4 bytes, the highest one first (writeUInt32BE)",
};
const BYTES: Bilingual = {
  zh: "长度按字节数，不按字符数：先变成 Buffer，再量长度",
  en: "the length counts bytes, not characters: make a Buffer first, then ask for its length",
};
const PIECES: Bilingual = {
  zh: "长度本身也可能被拆开：先收齐 4 个字节，再收齐正文",
  en: "the length itself may come in pieces: first receive all 4 bytes, then all of the text",
};
const ONE: Bilingual = {
  zh: "只收这条消息自己的字节；空消息的长度是 0，后面什么也没有",
  en: "take this message's own bytes only; an empty message has length 0, and nothing follows",
};
const ENDED: Bilingual = {
  zh: "零字节就是流结束：消息不完整，应该抛出错误",
  en: "zero bytes are the end of the stream: the message is not whole, which is an error",
};

/** The bytes of a text as they should be. */
function packed(text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}

/**
 * Checks `pack()` with texts in two scripts, and `unpack()` with messages that come in pieces, that
 * stick together, and one that breaks off.
 */
export function checkFraming({ pack, unpack }: Framing): Promise<void> {
  return runChecks([
    {
      tried: 'pack("hi")',
      async run(sandbox) {
        const came = await sandbox.answer(() => pack("hi"), shown(packed("hi")), LENGTH);
        expect(came, packed("hi"), LENGTH);
      },
    },
    {
      tried: 'pack("你好")',
      async run(sandbox) {
        const came = await sandbox.answer(() => pack("你好"), shown(packed("你好")), BYTES);
        expect(came, packed("你好"), BYTES);
      },
    },
    {
      tried: { zh: "unpack：一个字节一个字节地到", en: "unpack: byte by byte" },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        const work = sandbox.beside(() => unpack(theirs));
        const bytes = [...packed("你好 hello")].map((byte) => Buffer.from([byte]));
        await sandbox.drip(ours, theirs, bytes, work);
        expect(await sandbox.answer(() => work, shown("你好 hello"), PIECES), "你好 hello", PIECES);
      },
    },
    {
      tried: {
        zh: "unpack：三条消息粘在一起，中间一条是空的",
        en: "unpack: three messages stick together, the second one is empty",
      },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        const texts = ["one", "", "three"];
        await ours.sendall(Buffer.concat(texts.map(packed)));
        for (const text of texts) {
          expect(await sandbox.answer(() => unpack(theirs), shown(text), ONE), text, ONE);
        }
      },
    },
    {
      tried: { zh: "unpack：200,000 个字符", en: "unpack: 200,000 characters" },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        const text = "long ".repeat(40_000);
        ours.sendall(packed(text)).catch(() => undefined);
        const came = await sandbox.answer(() => unpack(theirs), "200000 characters", PIECES);
        expect(`${came.length} characters`, "200000 characters", PIECES);
        expect(came === text, true, PIECES);
      },
    },
    {
      tried: {
        zh: "unpack：消息没发完，对方就关闭",
        en: "unpack: the peer closes in the middle of a message",
      },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        await ours.sendall(packed("hello").subarray(0, 7));
        ours.close();
        const expected = { zh: "抛出一个错误", en: "an error is thrown" };
        await sandbox.failure(() => unpack(theirs), expected, ENDED);
      },
    },
  ]);
}
