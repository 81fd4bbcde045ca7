/** What the player says, in Chinese and English. */
import type {
  ClientActionType,
  RecordedRound as Round,
  SocketState,
} from "../notebook/recording/format.js";
import type { Bilingual } from "../notebook/render/phrases.js";

export const ACTIONS: Readonly<Record<ClientActionType, Bilingual>> = {
  connect: { zh: "连接", en: "connects" },
  send: { zh: "发送", en: "sends" },
  "half-close": { zh: "半关闭", en: "half-closes" },
  close: { zh: "关闭", en: "closes" },
  reset: { zh: "重置", en: "resets" },
  "stop-reading": { zh: "停止读取", en: "stops reading" },
  "resume-reading": { zh: "继续读取", en: "reads again" },
};

/** The three steps of a server that multiplexes. */
export const STEPS: readonly [Bilingual, Bilingual, Bilingual] = [
  { zh: "选择", en: "Choose" },
  { zh: "交给内核", en: "Hand to the kernel" },
  { zh: "处理", en: "Handle" },
];

/** What a round's call returned, in a sentence. */
export function roundPhrase(round: Round): Bilingual {
  const ready = readyCount(round.sockets);
  const call = round.call === null ? SERVER : { zh: callName(round), en: callName(round) };
  const waited = milliseconds(round.waitedMs);
  const result = round.call === "uring" ? completedPhrase(ready) : readyPhrase(ready);
  return {
    zh: `${call.zh} 等了 ${waited}，${result.zh}`,
    en: `${call.en} waited ${waited}; ${result.en}`,
  };
}

function readyPhrase(sockets: number): Bilingual {
  const zh = sockets === 0 ? "没有就绪的套接字" : `${sockets} 个套接字就绪`;
  if (sockets === 0) return { zh, en: "no socket is ready" };
  return { zh, en: sockets === 1 ? "1 socket is ready" : `${sockets} sockets are ready` };
}

/** With io_uring the kernel reports what is done, not what can be done. */
function completedPhrase(sockets: number): Bilingual {
  if (sockets === 0) return { zh: "没有操作完成", en: "no operation completed" };
  return {
    zh: `${sockets} 个套接字有操作完成`,
    en: `operations on ${sockets === 1 ? "1 socket" : `${sockets} sockets`} completed`,
  };
}

const SERVER = { zh: "服务器", en: "The server" };

/** `select()`, or nothing if the server made none of the calls. */
export function callName({ call }: Round): string {
  if (call === "uring") return "io_uring_enter()";
  return call === null ? "" : `${call}()`;
}

export function readyCount(sockets: readonly SocketState[]): number {
  return sockets.filter(({ ready }) => ready !== 0).length;
}

/** How many sockets are watched for each event: `[["rlist", 3], ["wlist", 1]]`. */
export function watchedCounts(sockets: readonly SocketState[]): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { watchedText } of sockets) {
    for (const name of names(watchedText)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts];
}

/** The names in "rlist, wlist" or "POLLIN | POLLOUT". */
export function names(text: string): string[] {
  return text.split(/[|,\s]+/).filter((name) => name !== "" && name !== "0");
}

export function milliseconds(ms: number): string {
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}

const UNITS = ["B", "KB", "MB", "GB"];

/** An amount of bytes, as the kernel counts them: 1 KB is 1024 bytes. */
export function bytes(amount: number): string {
  let unit = 0;
  let value = amount;
  for (; value >= 1024 && unit < UNITS.length - 1; unit += 1) value /= 1024;
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} ${UNITS[unit]}`;
}

// Control characters, line separators, and marks that change the direction of the text around them.
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** What a client sent, on one line. */
export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) =>
      ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
