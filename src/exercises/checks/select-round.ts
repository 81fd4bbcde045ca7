/** Exercise: what one round of select reports. */

import { select } from "../../mux/select.js";
import type { Socket } from "../../socket/socket.js";
import { fillUp } from "../harness/fill.js";
import { expectNames, requireWritten } from "../harness/prediction.js";
import { type Check, runChecks } from "../harness/run-checks.js";
import type { Sandbox } from "../harness/sandbox.js";

/** What a student expects of a round of select: the names of the sockets in each list. */
export interface PredictedRound {
  /** Those that are ready to be read. */
  readonly rs: readonly string[];
  /** Those that are ready to be written. */
  readonly ws: readonly string[];
  /** Those that have urgent data. */
  readonly xs: readonly string[];
}

const READABLE = {
  listener: {
    zh: "listener：accept 队列里有 eve，accept 不会阻塞",
    en: "listener: eve is in its accept queue, so accept would not block",
  },
  ann: { zh: "ann：有 2 个字节可读", en: "ann: 2 bytes are there to be read" },
  bob: { zh: "bob：什么也没发，recv 会阻塞", en: "bob: said nothing, so recv would block" },
  cat: {
    zh: "cat：已经关闭，recv 不用等，立刻返回零字节",
    en: "cat: has closed, so recv need not wait: it gives zero bytes at once",
  },
};
const WRITABLE = {
  ann: { zh: "ann：发送缓冲区有空间", en: "ann: there is room in the send buffer" },
  dan: {
    zh: "dan：一直不读，发送缓冲区满了，send 会阻塞",
    en: "dan: never reads, the send buffer is full, so send would block",
  },
};
const URGENT = {
  ann: {
    zh: "ann：没有紧急数据；xlist 不管出错",
    en: "ann: no urgent data; xlist is not about errors",
  },
  cat: { zh: "cat：关闭不是紧急数据", en: "cat: to close is not urgent data" },
};

/**
 * Makes the situation of the exercise, asks select, and compares: `listener` with a client `eve` in
 * its queue, `ann` said hi, `bob` said nothing, `cat` has closed, `dan` never reads and is sent to
 * until nothing more fits.
 */
export function checkSelectRound(predicted: PredictedRound): Promise<void> {
  const list = (name: keyof PredictedRound, why: Parameters<typeof expectNames>[2]): Check => ({
    tried: { zh: `内核的 ${name}`, en: `${name}, as the kernel says` },
    async run(sandbox) {
      requireWritten(Object.values(predicted));
      expectNames(predicted[name], (await round(sandbox))[name], why);
    },
  });
  return runChecks([list("rs", READABLE), list("ws", WRITABLE), list("xs", URGENT)]);
}

async function round(sandbox: Sandbox): Promise<PredictedRound> {
  const listener = sandbox.listen();
  await sandbox.connect(listener.getsockname());
  const [[annsEnd, ann], [, bob], [catsEnd, cat], [, dan]] = await Promise.all([
    sandbox.pair(),
    sandbox.pair(),
    sandbox.pair(),
    sandbox.pair(),
  ]);
  await annsEnd.sendall("hi");
  catsEnd.close();
  await fillUp(dan);

  const names = new Map<Socket, string>([
    [listener, "listener"],
    [ann, "ann"],
    [bob, "bob"],
    [cat, "cat"],
    [dan, "dan"],
  ]);
  const ready = await select([listener, ann, bob, cat], [ann, dan], [ann, cat], 1);
  const [rs, ws, xs] = ready.map((sockets) => sockets.map((socket) => names.get(socket) as string));
  return { rs: rs ?? [], ws: ws ?? [], xs: xs ?? [] };
}
