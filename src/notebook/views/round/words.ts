/** What is watched and what is ready, in the words of the call that reports it. */
import type { Bilingual } from "../../render/phrases.js";
import type { Call } from "../mask-names.js";

interface RoundWords {
  /** The call. */
  readonly name: string;
  readonly watched: Bilingual;
  readonly ready: Bilingual;
  /** Before the number of descriptors that are left out. */
  readonly idle: Bilingual;
}

const READINESS = {
  watched: { zh: "关注", en: "watched" },
  ready: { zh: "就绪", en: "ready" },
  idle: { zh: "未就绪", en: "that are not ready" },
};

/** io_uring does not report that a descriptor is ready: it carries out operations. */
const COMPLETION = {
  watched: { zh: "进行", en: "under way" },
  ready: { zh: "完成", en: "completed" },
  idle: { zh: "未完成", en: "that have not completed" },
};

export function wordsOf(call: Call): RoundWords {
  return call === "uring" ? { name: "io_uring", ...COMPLETION } : { name: call, ...READINESS };
}
