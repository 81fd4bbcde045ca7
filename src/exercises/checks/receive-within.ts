/** Exercise: a limit for the whole of a message, however slowly it drips. */
import { TimeoutError } from "../../errors.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { runChecks } from "../harness/run-checks.js";
import { expect, type Sandbox, shown, thrown, wrong } from "../harness/sandbox.js";

const PER_CALL: Bilingual = {
  zh: "每次 recv 都重新计时：先算出截止时间，每次只给剩下的秒数",
  en: "each recv starts its own count: fix a deadline first, and give each call the seconds that are left",
};
const KIND: Bilingual = {
  zh: "剩下的时间不能写成 0（那是非阻塞）也不能是负数：至少给 0.001 秒",
  en: "the time left must not become 0, which is non-blocking, nor less: give at least 0.001 seconds",
};
const LIMIT = 0.3;

/**
 * Checks a function that receives exactly `size` bytes within so many seconds in all; afterwards
 * it is to throw a `TimeoutError`, however often a byte still comes.
 */
export function checkReceiveWithin(
  receiveWithin: (socket: Socket, size: number, seconds: number) => Promise<Uint8Array>,
): Promise<void> {
  const timeout: Bilingual = {
    zh: `约 ${LIMIT} 秒后抛出 TimeoutError`,
    en: `TimeoutError after about ${LIMIT} s`,
  };
  const timesOut = async (sandbox: Sandbox, pause: number | null): Promise<void> => {
    const [ours, theirs] = await sandbox.pair();
    const dripping = sandbox.serve(async () => {
      for (let count = 0; pause !== null && count < 20; count++) {
        await sandbox.nap(pause);
        await ours.sendall("x");
      }
    });
    const start = performance.now();
    const error = await sandbox.failure(() => receiveWithin(theirs, 20, LIMIT), timeout, PER_CALL);
    const seconds = (performance.now() - start) / 1000;
    if (!(error instanceof TimeoutError)) wrong(timeout, thrown(error), KIND);
    if (seconds > 2.5 * LIMIT) {
      const came = {
        zh: `${seconds.toFixed(1)} 秒后才抛出`,
        en: `it came after ${seconds.toFixed(1)} s`,
      };
      wrong(timeout, came, PER_CALL);
    }
    if (seconds < LIMIT * 0.9) {
      const came = {
        zh: `${seconds.toFixed(2)} 秒后就抛出了`,
        en: `it came after ${seconds.toFixed(2)} s already`,
      };
      wrong(timeout, came, KIND);
    }
    ours.close();
    await dripping;
  };
  return runChecks([
    {
      tried: { zh: "及时到齐，一个字节一个字节地", en: "all in time, byte by byte" },
      async run(sandbox) {
        const [ours, theirs] = await sandbox.pair();
        const work = sandbox.beside(() => receiveWithin(theirs, 5, 1));
        await sandbox.drip(ours, theirs, "hello", work);
        expect(await sandbox.answer(() => work, shown("hello")), Buffer.from("hello"));
      },
    },
    {
      tried: {
        zh: `每 0.1 秒来一个字节，20 个字节限 ${LIMIT} 秒`,
        en: `a byte every 0.1 s, ${LIMIT} s for 20 bytes`,
      },
      run: (sandbox) => timesOut(sandbox, 0.1),
      seconds: 4,
    },
    {
      tried: { zh: "一个字节也不来", en: "not a single byte comes" },
      run: (sandbox) => timesOut(sandbox, null),
    },
  ]);
}
