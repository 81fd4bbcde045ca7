/**
 * What the notebooks use to show rounds, calls, bytes and bits, to draw timelines, buffers and plots,
 * to name sockets and to print errors.
 *
 * @module day29/notebook
 */
export { caught } from "./caught.js";
export { keep } from "./keep.js";
export { type Live, live } from "./live.js";
export type { Bilingual } from "./render/phrases.js";
export { type Showable, show, showEpoll, showPoll, showSelect } from "./show.js";
export { BufferChart, type BufferSample } from "./views/buffers/buffer-chart.js";
export { type BytesPart, showBytes } from "./views/bytes/parts.js";
export { type PageOptions, showPage } from "./views/page.js";
export {
  type PlotData,
  type PlotOptions,
  type PlotRow,
  type PlotSpec,
  plot,
} from "./views/plot/plot.js";
export { type Chart, type Lane, type Mark, Timeline } from "./views/timeline/timeline.js";
