/**
 * What the notebooks use to show rounds, draw timelines, name sockets and print errors.
 *
 * @module day29/notebook
 */
import "./interrupt.js";

export { caught } from "./caught.js";
export { keep } from "./keep.js";
export { type Showable, show, showPoll, showSelect } from "./show.js";
export { type Chart, type Lane, type Mark, Timeline } from "./timeline.js";
