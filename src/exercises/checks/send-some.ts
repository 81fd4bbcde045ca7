/** Exercise: send what fits, keep the rest. */
import { SO_SNDBUF, SOL_SOCKET } from "../../constants.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { fillUp } from "../harness/fill.js";
import { runChecks } from "../harness/run-checks.js";
import { expect, shown, wrong } from "../harness/sandbox.js";

const COUNT: Bilingual = {
  zh: "send 返回实际拿走的字节数：剩下的是 data.subarray(n)",
  en: "send answers how many bytes it took: what is left is data.subarray(n)",
};
const FULL: Bilingual = {
  zh: "一个字节也放不下时，非阻塞的 send 抛出 BlockingIOError：那就全部都是剩下的",
  en: "when not a single byte fits, a non-blocking send throws BlockingIOError: then all of it is left",
};
const ONCE: Bilingual = {
  zh: "剩下的和发出的要正好接上：不丢，也不重发",
  en: "what is left has to begin where what was sent ends: nothing lost, nothing twice",
};
const LARGE = 8_000_000;

/**
 * Checks a function that sends what fits on a non-blocking socket, never waits, and answers the
 * bytes that did not fit.
 */
export function checkSendSome(
  sendSome: (socket: Socket, data: Uint8Array) => Promise<Uint8Array>,
): Promise<void> {
  return runChecks([
    {
      tried: { zh: "5 个字节，有空间", en: "5 bytes, and there is room" },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        theirs.setblocking(false);
        const empty = Buffer.alloc(0);
        const hello = Buffer.from("hello");
        expect(
          await sandbox.answer(() => sendSome(theirs, hello), shown(empty), COUNT),
          empty,
          COUNT,
        );
        expect(await ours.recv(1024), hello);
      },
    },
    {
      tried: {
        zh: "8,000,000 个字节，对方还没有读",
        en: "8,000,000 bytes, and the peer does not read yet",
      },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        theirs.setsockopt(SOL_SOCKET, SO_SNDBUF, 64 * 1024);
        theirs.setblocking(false);
        const data = pattern(LARGE);
        const part: Bilingual = {
          zh: "发出一部分，回答剩下的",
          en: "a part is sent, the rest is answered",
        };
        const rest = await sandbox.answer(() => sendSome(theirs, data), part, COUNT);
        if (rest.length === 0)
          wrong(part, { zh: "说全部发完了", en: "the answer that all was sent" }, COUNT);
        const sent = await received(ours, LARGE - rest.length);
        const whole = Buffer.concat([sent, rest]);
        if (whole.length !== LARGE) wrong(`${LARGE} bytes`, `${whole.length} bytes`, ONCE);
        if (!whole.equals(data))
          wrong(
            { zh: "字节顺序不变", en: "the bytes in their order" },
            { zh: "不一样的字节", en: "other bytes" },
            ONCE,
          );
      },
    },
    {
      tried: { zh: "发送缓冲区已经满了", en: "the send buffer is full already" },
      async run(sandbox) {
        const [, theirs] = await sandbox.pair();
        theirs.setblocking(false);
        await fillUp(theirs);
        const hello = Buffer.from("hello");
        expect(
          await sandbox.answer(() => sendSome(theirs, hello), shown(hello), FULL),
          hello,
          FULL,
        );
      },
    },
  ]);
}

/** Bytes that are not the same when they are shifted. */
function pattern(size: number): Buffer {
  const words = new Uint32Array(size / 4);
  for (let index = 0; index < words.length; index++) words[index] = index;
  return Buffer.from(words.buffer);
}

/** What the peer receives: so many bytes, and no more of them than come. */
async function received(ours: Socket, size: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let missing = size;
  ours.settimeout(0.5);
  while (missing > 0) {
    const part = await ours.recv(Math.min(missing, 2 ** 20)).catch(() => null);
    if (part === null || part.length === 0) break;
    parts.push(part);
    missing -= part.length;
  }
  return Buffer.concat(parts);
}
