/// <reference types="node" preserve="true" />
/**
 * For notebooks: shows rounds, calls, bytes and bits as tables, draws timelines, buffers and plots,
 * names sockets, and prints errors.
 *
 * @module day29/notebook
 */
export { caught } from "./caught.js";
export { type ClearOutputOptions, clearOutput } from "./clear-output.js";
export { keep } from "./keep.js";
export { type Drawn, type Knobs, knobs } from "./knobs/knobs.js";
export type {
  BitsKnob,
  Knob,
  KnobBase,
  KnobValues,
  NumberKnob,
  OptionsKnob,
} from "./knobs/spec.js";
export { type LiveDisplay, live } from "./live.js";
export { Play, play } from "./play/play.js";
export type { ClientChange, Mux } from "./play/state.js";
export type {
  ClientAction,
  ClientActionType,
  Fill,
  RecordedEvent,
  RecordedProgram,
  RecordedRound,
  Recording,
  SocketState,
} from "./recording/format.js";
export { Recorder, record } from "./recording/recorder.js";
export type { Bilingual } from "./render/phrases.js";
export { type Showable, show } from "./show.js";
export { showEpoll, showPoll, showSelect } from "./show-round.js";
export { showUring } from "./show-uring.js";
export { BufferChart, type BufferSample } from "./views/buffers/buffer-chart.js";
export type { BytesPart } from "./views/bytes/parts.js";
export { showBytes } from "./views/bytes/show-bytes.js";
export { type PageOptions, showPage } from "./views/page.js";
export { type PlotOptions, plot } from "./views/plot/plot.js";
export type { PlotData, PlotRow, PlotSpec } from "./views/plot/spec.js";
export {
  type Chart,
  type ChartRound,
  type Lane,
  type Mark,
  Timeline,
} from "./views/timeline/timeline.js";
export type { ChangeListener, MessageListener, WidgetModel } from "./widget/model.js";
export { type Widget, type WidgetOptions, widget } from "./widget/widget.js";
