/** Exercise: one time limit for a whole message, however slowly it arrives. */
import { TimeoutError } from "../../errors.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { functionMistake } from "../harness/answer.js";
import { type Check, runChecks } from "../harness/checks.js";
import { describeError, expectEqual, fail } from "../harness/expectations.js";
import type { CheckReport } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";

const LIMIT_S = 0.3;
const EARLY_S = 0.27;
const PIECE_S = 0.1;
const PIECES = 20;
/** Five times the limit, and less than it takes to receive everything. */
const LATE_PIECES = 15;

const LATER = Buffer.from("later");
const BACKGROUND: Bilingual = {
  zh: "超时以后还有一个 recv 在后台等着，它会吃掉后来的字节：让 recv 自己超时，用 settimeout",
  en: "after the timeout a recv still waits in the background and takes what arrives later: let recv itself time out, with settimeout",
};

/** Bytes that are not valid UTF-8. */
const NO_TEXT = Buffer.of(0xff, 0xfe, 0x00, 0x80);

const TIMEOUT: Bilingual = {
  zh: `约 ${LIMIT_S} 秒后抛出 TimeoutError`,
  en: `TimeoutError after about ${LIMIT_S} s`,
};
const DEADLINE: Bilingual = {
  zh: "每次 recv 都重新计时：先算出截止时间，每次只给剩下的秒数；至少给 0.001 秒，0 就成了非阻塞",
  en: "each recv has its own timeout: compute a deadline first, and give each call the seconds that remain; at least 0.001, because 0 means non-blocking",
};

/**
 * Checks a function that receives exactly `size` bytes within `seconds` in all. When the time limit
 * expires, it throws a `TimeoutError`, even if bytes are still arriving.
 */
export function checkReceiveWithin(
  receiveWithin: (socket: Socket, size: number, seconds: number) => Promise<Uint8Array>,
): Promise<CheckReport> {
  /** Requests 20 bytes from a peer that sends one every 0.1 s, or none. */
  const timingOut = (piece: "x" | ""): Check["run"] => {
    return async (sandbox) => {
      const [ours, theirs] = await sandbox.pair();
      // Measures how late the code ends: a busy machine delays the pieces as it delays the code.
      let pieces = 0;
      let ended = false;
      sandbox.runPeer(async () => {
        for (; !ended; pieces++) {
          await sandbox.pause(PIECE_S);
          await ours.sendall(piece);
        }
      });
      const start = performance.now();
      const work = () => receiveWithin(theirs, PIECES, LIMIT_S);
      try {
        await sandbox.expectError(work, { kind: TimeoutError, expected: TIMEOUT });
      } finally {
        ended = true;
      }
      const seconds = (performance.now() - start) / 1000;
      const rounded = seconds.toFixed(2);
      if (pieces > LATE_PIECES) {
        fail(TIMEOUT, { zh: `${rounded} 秒后才抛出`, en: `thrown only after ${rounded} s` });
      }
      if (seconds < EARLY_S) {
        fail(TIMEOUT, { zh: `${rounded} 秒后就抛出了`, en: `thrown after only ${rounded} s` });
      }
      if (piece === "") await expectUntouched(sandbox, ours, theirs);
    };
  };
  return runChecks(
    "receive-within",
    functionMistake(receiveWithin, "receiveWithin(socket, size, seconds)"),
    [
      {
        title: { zh: "及时到齐，一个字节一个字节地", en: "all in time, byte by byte" },
        async run(sandbox) {
          const work = () => sandbox.feed("hello", (theirs) => receiveWithin(theirs, 5, 1));
          await sandbox.expectValue(work, Buffer.from("hello"));
        },
      },
      {
        title: {
          zh: "ff fe 00 80 粘着下一条消息",
          en: "ff fe 00 80, followed directly by the next message",
        },
        hint: {
          zh: "收到的是字节，用 Buffer 拼，不要变成文字；每次最多收还缺的那么多",
          en: "what arrives are bytes: join them as Buffers, not as text; receive at most as many as are still missing",
        },
        async run(sandbox) {
          const [ours, theirs] = await sandbox.pair();
          await ours.sendall(Buffer.concat([NO_TEXT, Buffer.from("next")]));
          await sandbox.expectValue(() => receiveWithin(theirs, NO_TEXT.length, 1), NO_TEXT);
          await sandbox.expectValue(() => theirs.recv(1024), Buffer.from("next"));
        },
      },
      {
        title: {
          zh: "要 5 个字节，对端发了 3 个就关闭",
          en: "5 bytes are wanted, the peer closes after 3",
        },
        hint: {
          zh: "recv 返回零字节，就再也凑不够了：马上抛出别的错误，不必等到时间用完",
          en: "after zero bytes from recv the rest will never come: throw another error at once, without waiting for the deadline",
        },
        async run(sandbox) {
          const [ours, theirs] = await sandbox.pair();
          await ours.sendall("hel");
          ours.close();
          const expected = { zh: "马上抛出一个错误", en: "an error at once" };
          const error = await sandbox.expectError(() => receiveWithin(theirs, 5, 1), { expected });
          if (error instanceof TimeoutError) fail(expected, describeError(error));
        },
      },
      {
        title: {
          zh: `每 0.1 秒来一个字节，20 个字节限 ${LIMIT_S} 秒`,
          en: `a byte every 0.1 s, ${LIMIT_S} s for 20 bytes`,
        },
        hint: DEADLINE,
        seconds: 4,
        run: timingOut("x"),
      },
      {
        title: { zh: "一个字节也不来", en: "not a single byte comes" },
        hint: DEADLINE,
        run: timingOut(""),
      },
    ],
  );
}

/** Ends the check if code that has ended takes what arrives afterwards. */
async function expectUntouched(sandbox: Sandbox, ours: Socket, theirs: Socket): Promise<void> {
  await ours.sendall(LATER);
  await sandbox.settle();
  theirs.setblocking(false);
  const data = await theirs.recv(1024).catch(() => Buffer.alloc(0));
  expectEqual(`${data}`, `${LATER}`, BACKGROUND);
}
