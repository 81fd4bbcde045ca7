/**
 * What the notebooks use to show rounds, calls, bytes and bits, to draw timelines, buffers and plots,
 * to name sockets and to print errors.
 *
 * @module day29/notebook
 */
import "./interrupt.js";

export { BufferChart, type BufferSample } from "./buffers.js";
export { type BytesPart, showBytes } from "./bytes.js";
export { caught } from "./caught.js";
export { keep } from "./keep.js";
export { type Live, live } from "./live.js";
export { type PageOptions, showPage } from "./page.js";
export { type PlotData, type PlotOptions, type PlotRow, type PlotSpec, plot } from "./plot.js";
export { type Showable, show, showEpoll, showPoll, showSelect } from "./show.js";
export { type Chart, type Lane, type Mark, Timeline } from "./timeline.js";
export type { Words } from "./words.js";
