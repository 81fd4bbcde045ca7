/** Exercise: so many bytes of a stream, not fewer and not more. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { runChecks } from "../harness/run-checks.js";
import { expect, shown, wrong } from "../harness/sandbox.js";

const PARTS: Bilingual = {
  zh: "一次 recv 可能只拿到一部分：要在循环里收，直到凑够",
  en: "one recv may give you only a part: receive in a loop until you have all of it",
};
const SURPLUS: Bilingual = {
  zh: "多收的字节属于下一条消息：每次最多收还缺的那么多",
  en: "bytes beyond yours belong to the next message: ask for no more than you still lack",
};
const ENDED: Bilingual = {
  zh: "recv 返回零字节，表示对方不再发了：再收多少次都是零字节",
  en: "zero bytes from recv mean that the peer sends no more: further calls give zero bytes as well",
};

/**
 * Checks a function that receives exactly `size` bytes: a message in one piece, in many, too long,
 * large, and one that breaks off, where it is to throw an error.
 */
export function checkRecvExactly(
  recvExactly: (socket: Socket, size: number) => Promise<Uint8Array>,
): Promise<void> {
  const text = (data: Uint8Array): string => `${Buffer.from(data)}`;
  return runChecks([
    {
      tried: { zh: "5 个字节一次到齐", en: "5 bytes, all at once" },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        await ours.sendall("hello");
        const came = await sandbox.answer(() => recvExactly(theirs, 5), shown("hello"));
        expect(text(came), "hello");
      },
    },
    {
      tried: { zh: "5 个字节一个一个地到", en: "5 bytes, one by one" },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        const work = sandbox.beside(() => recvExactly(theirs, 5));
        await sandbox.drip(ours, theirs, "hello", work);
        const came = await sandbox.answer(() => work, shown("hello"), PARTS);
        expect(text(came), "hello", PARTS);
      },
    },
    {
      tried: {
        zh: "两条消息粘在一起，收两次",
        en: "two messages stick together; received one by one",
      },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        await ours.sendall("helloworld");
        for (const expected of ["hello", "world"]) {
          const work = (): Promise<Uint8Array> => recvExactly(theirs, 5);
          expect(text(await sandbox.answer(work, shown(expected), SURPLUS)), expected, SURPLUS);
        }
      },
    },
    {
      tried: { zh: "一次要 300,000 个字节", en: "300,000 bytes" },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        const sending = ours.sendall(Buffer.alloc(300_000, "x"));
        sending.catch(() => undefined); // what counts is what the other end gets
        const work = (): Promise<Uint8Array> => recvExactly(theirs, 300_000);
        const came = await sandbox.answer(work, "300000 bytes", PARTS);
        expect(`${came.length} bytes`, "300000 bytes", PARTS);
        const sent: Bilingual = { zh: "发来的那些字节", en: "the bytes that were sent" };
        const other: Bilingual = { zh: "别的字节", en: "other bytes" };
        if (!came.every((byte) => byte === 0x78)) wrong(sent, other, PARTS);
      },
    },
    {
      tried: {
        zh: "要 5 个字节，对方发了 3 个就关闭",
        en: "5 bytes are wanted, the peer closes after 3",
      },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        await ours.sendall("hel");
        ours.close();
        const expected = { zh: "抛出一个错误", en: "an error is thrown" };
        await sandbox.failure(() => recvExactly(theirs, 5), expected, ENDED);
      },
    },
  ]);
}
