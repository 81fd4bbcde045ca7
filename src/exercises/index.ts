/**
 * The checks of the exercises: each drives the student's code with real clients, and says what was
 * expected and what came.
 *
 * A check shows a line with ✅ or ❌ for each thing that it tried, and one for the whole at the end.
 * It never throws because of a wrong answer, and never waits longer than some seconds.
 *
 * @module day29/exercises
 */
export { checkBits, type PredictedBits } from "./bittable.js";
export { checkAnnounce } from "./broadcast.js";
export { checkChatServer } from "./chat.js";
export { checkConnectNow } from "./connectnow.js";
export { checkCountingServer } from "./countingserver.js";
export { checkCpuShare, type Work } from "./cpushare.js";
export { checkDrain, type Drained } from "./drain.js";
export { checkWatching, type Watching } from "./fdmap.js";
export { checkFraming, type Framing } from "./framing.js";
export { checkAsk } from "./halfclose.js";
export { checkHttpConversation } from "./httpconversation.js";
export { checkMasks, type Masks } from "./masks.js";
export { checkPollMasks, type PredictedMasks } from "./pollmasks.js";
export { checkReceiveNow } from "./receivenow.js";
export { checkReceiveWithin } from "./receivewithin.js";
export { checkRecvExactly } from "./recvexactly.js";
export { checkSelectRound, type PredictedRound } from "./selectround.js";
export { checkSelectServer } from "./selectserver.js";
export { checkSendSome } from "./sendsome.js";
export { checkStatusLine, type StatusLine } from "./statusline.js";
export { todo } from "./todo.js";
export { checkTriggers, type PredictedTriggers } from "./triggers.js";
