/** Exercise: exactly n bytes of a stream. */
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { functionMistake } from "../harness/answer.js";
import { runChecks } from "../harness/checks.js";
import { format } from "../harness/expectations.js";
import type { CheckReport } from "../harness/report.js";
import { reset } from "../harness/socket-states.js";

const PARTS: Bilingual = {
  zh: "一次 recv 可能只拿到一部分：要在循环里收，直到凑够",
  en: "one recv may return only a part: receive in a loop until you have all of it",
};

const ANY_ERROR: Bilingual = {
  zh: "recv 抛出的错误不要接住：消息不完整，调用的人应该知道",
  en: "do not catch the error of recv: the message is incomplete, and the caller should know",
};

const HELLO = Buffer.from("hello");
/** Bytes that are not valid UTF-8. */
const NO_TEXT = Buffer.of(0xff, 0xfe, 0x00, 0x80);

/**
 * Checks a function that receives exactly `size` bytes: of a message that arrives in one part, in many
 * parts, together with the next, or is large. For one that is cut off it has to throw an error.
 */
export function checkRecvExactly(
  recvExactly: (socket: Socket, size: number) => Promise<Uint8Array>,
): Promise<CheckReport> {
  return runChecks("recv-exactly", functionMistake(recvExactly, "recvExactly(socket, size)"), [
    {
      title: { zh: "5 个字节一次到齐", en: "5 bytes, all at once" },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        await ours.sendall(HELLO);
        await sandbox.expectValue(() => recvExactly(theirs, 5), HELLO, asText);
      },
    },
    {
      title: { zh: "5 个字节一个一个地到", en: "5 bytes, one by one" },
      hint: PARTS,
      async run(sandbox) {
        const work = () => sandbox.feed("hello", (theirs) => recvExactly(theirs, 5));
        await sandbox.expectValue(work, HELLO, asText);
      },
    },
    {
      title: {
        zh: "4 个字节 ff fe 00 80，不是文字",
        en: "the 4 bytes ff fe 00 80, which are not text",
      },
      hint: {
        zh: "收到的是字节：用 Buffer 拼起来；变成文字再变回来，就不是原来的字节了",
        en: "what arrives are bytes: join them as Buffers; bytes that become text and bytes again are different ones",
      },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        await ours.sendall(NO_TEXT);
        await sandbox.expectValue(() => recvExactly(theirs, NO_TEXT.length), NO_TEXT);
      },
    },
    {
      title: {
        zh: "两条消息粘在一起，收两次",
        en: "two messages stick together; received one by one",
      },
      hint: {
        zh: "多收的字节属于下一条消息：每次最多收还缺的那么多",
        en: "extra bytes belong to the next message: receive at most as many as are still missing",
      },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        await ours.sendall("helloworld");
        for (const message of [HELLO, Buffer.from("world")]) {
          await sandbox.expectValue(() => recvExactly(theirs, 5), message, asText);
        }
      },
    },
    {
      title: { zh: "一次要 300,000 个字节", en: "300,000 bytes" },
      hint: PARTS,
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        const data = Buffer.alloc(300_000, "x");
        sandbox.runPeer(() => ours.sendall(data));
        await sandbox.expectValue(() => recvExactly(theirs, data.length), data);
      },
    },
    {
      title: {
        zh: "要 5 个字节，对端发了 3 个就关闭",
        en: "5 bytes are wanted, the peer closes after 3",
      },
      hint: {
        zh: "recv 返回零字节，表示对端不再发了：再收多少次都是零字节",
        en: "zero bytes from recv mean that the peer sends no more: further calls return zero bytes as well",
      },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        await ours.sendall("hel");
        ours.close();
        await sandbox.expectError(() => recvExactly(theirs, 5));
      },
    },
    {
      title: {
        zh: "对端重置了连接，只到了 3 个字节",
        en: "the peer resets the connection after 3 bytes",
      },
      hint: ANY_ERROR,
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        const work = async () => {
          const receiving = recvExactly(theirs, 5);
          reset(ours);
          return receiving;
        };
        await ours.sendall("hel");
        await sandbox.expectError(work);
      },
    },
  ]);
}

function asText(bytes: Uint8Array): string {
  return format(`${Buffer.from(bytes)}`);
}
