/** The exercises, in the order of the notebook. */
import type { Bilingual } from "../notebook/render/phrases.js";

/** By name: the name of its check's file, and of the exercise in the metadata of its cells. */
export const EXERCISES = {
  "recv-exactly": { zh: "正好 n 个字节", en: "exactly n bytes" },
  framing: { zh: "长度前缀", en: "a length prefix" },
  ask: { zh: "我说完了", en: "the end of the question" },
  announce: { zh: "广播", en: "broadcast" },
  "status-line": { zh: "状态行", en: "the status line" },
  "cpu-share": { zh: "忙着算，还是在等", en: "computing or waiting" },
  "receive-now": { zh: "现在有什么", en: "what is there now" },
  "connect-now": { zh: "不等的 connect", en: "a connect that does not wait" },
  "receive-within": { zh: "总共这么久", en: "a time limit for the whole" },
  "select-round": { zh: "预测一轮 select", en: "predict a round of select" },
  "send-some": { zh: "放得下多少发多少", en: "send what fits" },
  bits: { zh: "心算五个位运算", en: "five bitwise operations by hand" },
  masks: { zh: "掩码：加、查、去", en: "masks: add, test, remove" },
  "poll-masks": { zh: "预测 poll 的掩码", en: "predict the masks of poll" },
  watching: { zh: "从描述符到对象", en: "from descriptor to object" },
  triggers: { zh: "水平与边缘", en: "level and edge" },
  drain: { zh: "读到一个不剩", en: "read until nothing is left" },
  "select-server": {
    zh: "修好笔记里的 select 服务器",
    en: "repair the select server of the notes",
  },
  chat: { zh: "poll 聊天室", en: "a chat with poll" },
  "http-conversation": { zh: "和一个客户端说 HTTP", en: "HTTP with one client" },
  "counting-server": { zh: "继承 HttpServer", en: "extend HttpServer" },
  "hand-over": { zh: "把连接交给别的进程", en: "hand a connection over" },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** The name of an exercise. */
export type ExerciseName = keyof typeof EXERCISES;

/** The names of all exercises. */
export const EXERCISE_NAMES = Object.keys(EXERCISES) as readonly ExerciseName[];
