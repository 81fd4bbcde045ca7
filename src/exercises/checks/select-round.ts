/** Exercise: what one round of select reports. */
import { select } from "../../mux/select.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import type { Socket } from "../../socket/socket.js";
import { checkPrediction, type PredictionOptions } from "../harness/prediction.js";
import type { CheckReport, ReportText } from "../harness/report.js";
import type { Sandbox } from "../harness/sandbox.js";
import { fillSendBuffer } from "../harness/socket-states.js";

/** The names of the sockets that select is predicted to return in each list; `"?"` is not written yet. */
export interface PredictedRound {
  /** Those that are ready to be read. */
  readonly rs: readonly string[];
  /** Those that are ready to be written. */
  readonly ws: readonly string[];
  /** Those that have urgent data. */
  readonly xs: readonly string[];
}

const NAMES: readonly string[] = ["listener", "ann", "bob", "cat", "dan"];
const LIST: Bilingual = {
  zh: "方括号里的名字，每个加引号；可以一个也没有",
  en: "names in brackets, each in quotes; there may be none",
};
const NOT_WATCHED: Bilingual = {
  zh: "select 只会返回你放进这个列表里的套接字",
  en: "select returns only sockets that were passed in the same list",
};

type Hints = Readonly<Record<string, Bilingual>>;

const READABLE: Hints = {
  listener: {
    zh: "listener：accept 队列里有 eve，accept 不会阻塞",
    en: "listener: eve is in its accept queue, so accept would not block",
  },
  ann: { zh: "ann：有 2 个字节可读", en: "ann: there are 2 bytes to read" },
  bob: { zh: "bob：什么也没发，recv 会阻塞", en: "bob: has sent nothing, so recv would block" },
  cat: {
    zh: "cat：已经关闭，recv 不用等，立刻返回零字节",
    en: "cat: has closed, so recv does not wait: it returns zero bytes immediately",
  },
};
const WRITABLE: Hints = {
  ann: { zh: "ann：发送缓冲区有空间", en: "ann: there is room in the send buffer" },
  dan: {
    zh: "dan：一直不读，发送缓冲区满了，send 会阻塞",
    en: "dan: never reads, so the send buffer is full and send would block",
  },
};
const URGENT: Hints = {
  ann: {
    zh: "ann：没有紧急数据；xlist 不管出错",
    en: "ann: no urgent data; xlist is not about errors",
  },
  cat: { zh: "cat：关闭不是紧急数据", en: "cat: closing is not urgent data" },
};

/**
 * Sets up the situation of the exercise, calls select, and compares: `listener` has a client `eve`
 * in its queue, `ann` has sent hi, `bob` nothing, `cat` has closed, `dan` never reads and its send
 * buffer is full.
 */
export function checkSelectRound(
  predicted: PredictedRound,
  options: PredictionOptions = {},
): Promise<CheckReport> {
  return checkPrediction("select-round", predicted, options, {
    parts: {
      rs: { title: titleOf("rs"), hint: hintFrom(READABLE) },
      ws: { title: titleOf("ws"), hint: hintFrom(WRITABLE) },
      xs: { title: titleOf("xs"), hint: hintFrom(URGENT) },
    },
    problem: namesProblem,
    actual: oneRound,
    isRight: (names, reported) => differences(names, reported).length === 0,
    describe: (names) => `[${names.join(", ")}]`,
  });
}

function titleOf(name: keyof PredictedRound): Bilingual {
  return { zh: `内核的 ${name}`, en: `${name}, as the kernel reports it` };
}

type Names = readonly string[];

/** The names that are missing or too many; in any order. */
function differences(predicted: Names, reported: Names): string[] {
  const missing = reported.filter((name) => !predicted.includes(name));
  const extra = predicted.filter((name) => !reported.includes(name));
  return [...missing, ...extra];
}

/** The hint is about one name that differs. */
function hintFrom(hints: Hints): (predicted: Names, reported: Names) => Bilingual | undefined {
  return (predicted, reported) => {
    const first = differences(predicted, reported).find((name) => name in hints);
    return first === undefined ? NOT_WATCHED : hints[first];
  };
}

function namesProblem(value: unknown): ReportText | null {
  const isList = Array.isArray(value) && value.every((name) => NAMES.includes(name));
  return isList ? null : { ...LIST, code: NAMES.join(", ") };
}

async function oneRound(sandbox: Sandbox): Promise<PredictedRound> {
  const listener = sandbox.listen();
  await sandbox.connect(listener.getsockname());
  const [annsEnd, ann] = await sandbox.pair();
  const [, bob] = await sandbox.pair();
  const [catsEnd, cat] = await sandbox.pair();
  const [, dan] = await sandbox.pair();
  await annsEnd.sendall("hi");
  catsEnd.close();
  await fillSendBuffer(dan);

  const names = new Map(Object.entries({ listener, ann, bob, cat, dan }).map(([k, v]) => [v, k]));
  const ready = await select([listener, ann, bob, cat], [ann, dan], [ann, cat], 1);
  const namesOf = (sockets: readonly Socket[]) => sockets.map((socket) => names.get(socket) ?? "");
  const [rs, ws, xs] = ready;
  return { rs: namesOf(rs), ws: namesOf(ws), xs: namesOf(xs) };
}
