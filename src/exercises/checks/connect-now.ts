/** Exercise: connect without waiting, and get the result later. */
import { constants } from "node:os";
import type { InetAddress } from "../../address-family.js";
import { errnoName } from "../../errors.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import { Socket } from "../../socket/socket.js";
import { functionMistake } from "../harness/answer.js";
import { runChecks } from "../harness/checks.js";
import { fail, format } from "../harness/expectations.js";
import type { CheckReport } from "../harness/report.js";

const OUTCOME: Bilingual = {
  zh: "套接字可写，只说明有了结果；结果是什么，要问 getsockopt(SOL_SOCKET, SO_ERROR)",
  en: "writable only means that the attempt has ended; getsockopt(SOL_SOCKET, SO_ERROR) returns its result",
};
const CONNECTED: Bilingual = { zh: "socket 连上了", en: "socket is connected" };
const NOT_CONNECTED: Bilingual = { zh: "它没有连上", en: "it is not connected" };
const THIS_SOCKET: Bilingual = {
  zh: "要连的是参数 socket，不要另建一个；连上以后也不要关",
  en: "connect the socket that is passed, not another one, and do not close it",
};
const NONBLOCKING: Bilingual = {
  zh: "先 setblocking(false)：connectEx 就不等，返回 EINPROGRESS",
  en: "setblocking(false) first: connectEx then returns EINPROGRESS instead of waiting",
};
const TIMEOUT: Bilingual = {
  zh: "select 到了时间返回三个空列表：那就返回 null",
  en: "select returns three empty lists when its timeout expires: return null then",
};

/**
 * Checks a function that connects without blocking and waits with select for at most `seconds`.
 * It returns 0, the errno of the failure, or `null` if the timeout expires.
 */
export function checkConnectNow(
  connectNow: (socket: Socket, address: InetAddress, seconds: number) => Promise<number | null>,
): Promise<CheckReport> {
  return runChecks(
    "connect-now",
    functionMistake(connectNow, "connectNow(socket, address, seconds)"),
    [
      {
        title: { zh: "有人在监听", en: "somebody listens" },
        hint: OUTCOME,
        async run(sandbox) {
          const socket = sandbox.keep(new Socket());
          const address = sandbox.listen().getsockname();
          await sandbox.expectValue(() => connectNow(socket, address, 1), 0, describeErrno);
          if (!isConnected(socket)) fail(CONNECTED, NOT_CONNECTED, THIS_SOCKET);
          if (socket.getblocking())
            fail("getblocking() → false", "getblocking() → true", NONBLOCKING);
        },
      },
      {
        title: { zh: "没有人监听", en: "nobody listens" },
        hint: OUTCOME,
        async run(sandbox) {
          const socket = sandbox.keep(new Socket());
          const closed = sandbox.listen();
          const address = closed.getsockname();
          closed.close();
          const work = () => connectNow(socket, address, 1);
          await sandbox.expectValue(work, constants.errno.ECONNREFUSED, describeErrno);
        },
      },
      {
        title: {
          zh: "accept 队列满了，0.2 秒里没有结果",
          en: "a full accept queue: no outcome within 0.2 seconds",
        },
        hint: TIMEOUT,
        async run(sandbox) {
          const socket = sandbox.keep(new Socket());
          const address = sandbox.listen(0).getsockname();
          await sandbox.connect(address);
          await sandbox.expectValue(() => connectNow(socket, address, 0.2), null, describeErrno);
        },
      },
    ],
  );
}

function isConnected(socket: Socket): boolean {
  try {
    socket.getpeername();
    return true;
  } catch {
    return false;
  }
}

function describeErrno(value: number | null): string {
  return typeof value === "number" && value > 0 ? `${errnoName(value)} (${value})` : format(value);
}
