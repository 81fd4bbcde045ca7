/** Exercise: a connect that does not wait, and how one learns what became of it. */
import { constants } from "node:os";
import type { InetAddress } from "../../address-family.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import { Socket } from "../../socket/socket.js";
import { runChecks } from "../harness/run-checks.js";
import { expect, type Sandbox, shown, wrong } from "../harness/sandbox.js";

const WRITABLE: Bilingual = {
  zh: "套接字可写，只说明有了结果；结果是什么，要问 getsockopt(SOL_SOCKET, SO_ERROR)",
  en: "writable only means that there is an outcome; getsockopt(SOL_SOCKET, SO_ERROR) tells which",
};
const NONBLOCKING: Bilingual = {
  zh: "先 setblocking(false)：connectEx 就不等，回答 EINPROGRESS",
  en: "setblocking(false) first: connectEx then does not wait and answers EINPROGRESS",
};
const OVER: Bilingual = {
  zh: "select 到了时间返回三个空列表：那就回答 null",
  en: "select gives three empty lists when the time is over: answer null then",
};

/**
 * Checks a function that connects without blocking, waits with select for at most so many seconds,
 * and answers 0, the errno of the failure, or `null` when the time was over.
 */
export function checkConnectNow(
  connectNow: (socket: Socket, address: InetAddress, seconds: number) => Promise<number | null>,
): Promise<void> {
  const made = (sandbox: Sandbox): Socket => sandbox.keep(new Socket());
  return runChecks([
    {
      tried: { zh: "有人在监听", en: "somebody listens" },
      async run(sandbox) {
        const socket = made(sandbox);
        const address = sandbox.listen().getsockname();
        expect(
          await sandbox.answer(() => connectNow(socket, address, 1), "0", WRITABLE),
          0,
          WRITABLE,
        );
        socket.getpeername(); // throws where it is not connected after all
        if (socket.getblocking())
          wrong("getblocking() → false", "getblocking() → true", NONBLOCKING);
      },
    },
    {
      tried: { zh: "没有人监听", en: "nobody listens" },
      async run(sandbox) {
        const gone = sandbox.listen();
        const address = gone.getsockname();
        gone.close();
        const { ECONNREFUSED } = constants.errno;
        const expected = `ECONNREFUSED (${ECONNREFUSED})`;
        const came = await sandbox.answer(
          () => connectNow(made(sandbox), address, 1),
          expected,
          WRITABLE,
        );
        if (came !== ECONNREFUSED) wrong(expected, shown(came), WRITABLE);
      },
    },
    {
      tried: {
        zh: "accept 队列满了，0.2 秒里没有结果",
        en: "a full accept queue: no outcome within 0.2 seconds",
      },
      async run(sandbox) {
        const full = sandbox.listen(0);
        await sandbox.connect(full.getsockname());
        const socket = made(sandbox);
        const work = (): Promise<number | null> => connectNow(socket, full.getsockname(), 0.2);
        expect(await sandbox.answer(work, "null", OVER), null, OVER);
      },
    },
  ]);
}
