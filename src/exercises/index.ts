/// <reference types="node" preserve="true" />
/**
 * The checks of the exercises. Each runs the student's code with real clients, and reports what was
 * expected and what happened.
 *
 * A report has a line with ✅ or ❌ for each check, one for the whole, and the number of exercises that are solved. A check
 * does not throw when the answer is wrong, takes a few seconds at most, and returns its report.
 *
 * @module day29/exercises
 */
export { checkBits, type PredictedBits } from "./checks/bit-table.js";
export { checkAnnounce } from "./checks/broadcast.js";
export { checkChatServer } from "./checks/chat.js";
export { checkConnectNow } from "./checks/connect-now.js";
export { checkCountingServer } from "./checks/counting-server.js";
export { checkCpuShare, type Work } from "./checks/cpu-share.js";
export { checkDrain, type Drained } from "./checks/drain.js";
export { checkWatching, type Watching } from "./checks/fd-map.js";
export { checkFraming, type Framing } from "./checks/framing.js";
export { checkAsk } from "./checks/half-close.js";
export { checkHandOver, type HandOver } from "./checks/hand-over.js";
export { checkHttpConversation } from "./checks/http-conversation.js";
export { checkMasks, type Masks } from "./checks/masks.js";
export { checkPollMasks, type PredictedMasks } from "./checks/poll-masks.js";
export { checkReceiveNow } from "./checks/receive-now.js";
export { checkReceiveWithin } from "./checks/receive-within.js";
export { checkRecvExactly } from "./checks/recv-exactly.js";
export { checkSelectRound, type PredictedRound } from "./checks/select-round.js";
export { checkSelectServer } from "./checks/select-server.js";
export { checkSendSome } from "./checks/send-some.js";
export { checkStatusLine, type StatusLine } from "./checks/status-line.js";
export { checkTriggers, type PredictedTriggers } from "./checks/triggers.js";
export type { PredictionOptions } from "./harness/prediction.js";
export type { CheckOutcome, CheckReport } from "./harness/report.js";
export { todo } from "./harness/todo.js";
export { type Progress, progress, resetProgress } from "./progress.js";
