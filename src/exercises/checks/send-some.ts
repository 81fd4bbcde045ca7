/** Exercise: send what fits, and keep the rest. */
import { SO_SNDBUF, SOL_SOCKET } from "../../constants.js";
import { OSError } from "../../errors.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { functionMistake } from "../harness/answer.js";
import { runChecks } from "../harness/checks.js";
import { expectEqual, fail, format } from "../harness/expectations.js";
import { PASS_ON } from "../harness/hints.js";
import type { CheckReport } from "../harness/report.js";
import { distinctBytes, fillSendBuffer, reset } from "../harness/socket-states.js";

const COUNT: Bilingual = {
  zh: "send 返回实际拿走的字节数：剩下的是 data.subarray(n)",
  en: "send returns how many bytes it accepted: the rest is data.subarray(n)",
};

const HELLO = Buffer.from("hello");
/** Less than the send buffer holds. */
const MIN_SENT = 32 * 1024;
const ALL_THAT_FITS: Bilingual = {
  zh: "全部交给 send，它会拿走放得下的那么多",
  en: "pass all of it to send, which accepts as much as fits",
};
const LARGE = 8_000_000;

/**
 * Checks a function that sends what fits on a non-blocking socket, never waits, and returns the
 * bytes that did not fit.
 */
export function checkSendSome(
  sendSome: (socket: Socket, data: Uint8Array) => Promise<Uint8Array>,
): Promise<CheckReport> {
  return runChecks("send-some", functionMistake(sendSome, "sendSome(socket, data)"), [
    {
      title: { zh: "5 个字节，有空间", en: "5 bytes, and there is room" },
      hint: COUNT,
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        theirs.setblocking(false);
        await sandbox.expectValue(() => sendSome(theirs, HELLO), Buffer.alloc(0));
        await sandbox.expectValue(() => ours.recv(1024), HELLO);
      },
    },
    {
      title: {
        zh: "8,000,000 个字节，对端还没有读",
        en: "8,000,000 bytes, and the peer does not read yet",
      },
      hint: COUNT,
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        theirs.setsockopt(SOL_SOCKET, SO_SNDBUF, 64 * 1024);
        theirs.setblocking(false);
        const data = distinctBytes(LARGE);
        const part = { zh: "发出一部分，返回剩下的", en: "a part is sent, the rest returned" };
        const rest = await sandbox.result(() => sendSome(theirs, data), part);
        if (!(rest instanceof Uint8Array)) fail(part, format(rest));
        if (rest.length === 0)
          fail(part, { zh: "说全部发完了", en: "no rest, as if all had been sent" });
        if (LARGE - rest.length < MIN_SENT) {
          const few = LARGE - rest.length;
          const actual = { zh: `只发了 ${few} 个字节`, en: `only ${few} bytes were sent` };
          fail(part, actual, ALL_THAT_FITS);
        }
        const sent = await received(ours, LARGE - rest.length);
        expectEqual(Buffer.concat([sent, rest]), data, {
          zh: "剩下的和发出的要正好接上：不丢，也不重发",
          en: "the rest must begin where the sent part ends: nothing lost, nothing sent twice",
        });
      },
    },
    {
      title: { zh: "发送缓冲区已经满了", en: "the send buffer is full already" },
      hint: {
        zh: "一个字节也放不下时，非阻塞的 send 抛出 BlockingIOError：那就全部都是剩下的",
        en: "when not a single byte fits, a non-blocking send throws BlockingIOError: then all of it remains",
      },
      async run(sandbox) {
        const [, theirs] = await sandbox.pair();
        theirs.setblocking(false);
        await fillSendBuffer(theirs);
        await sandbox.expectValue(() => sendSome(theirs, HELLO), HELLO);
      },
    },
    {
      title: { zh: "对端重置了连接", en: "the peer has reset the connection" },
      hint: PASS_ON,
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        theirs.setblocking(false);
        reset(ours);
        await sandbox.expectError(() => sendSome(theirs, HELLO), { kind: OSError });
      },
    },
  ]);
}

/** What the peer receives: at most `size` bytes, fewer if no more arrive. */
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
