/**
 * The checks of the exercises: each drives the student's code with real clients, and says what was
 * expected and what came.
 *
 * A check prints a line with ✅ or ❌ for each thing that it tried, and one for the whole at the end.
 * It never throws because of a wrong answer, and never waits longer than some seconds.
 *
 * @module day29/exercises
 */
export { checkMasks, type Masks } from "./masks.js";
export { checkRecvExactly } from "./recvexactly.js";
export { checkSelectRound, type PredictedRound } from "./selectround.js";
export { todo } from "./todo.js";
