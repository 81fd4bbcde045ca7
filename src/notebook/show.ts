/** `show()`: chooses the view for each kind of value. */
import { inspect } from "node:util";
import { BitsResult } from "../inspect/bits.js";
import type { KernelBuffers } from "../inspect/kernel-buffers.js";
import type { EpollRound, Observation, PollRound, SelectRound } from "../inspect/readiness.js";
import { SystemCall } from "../inspect/trace/index.js";
import { Server, type Step } from "../servers/index.js";
import { observationOf } from "../servers/runtime/ready-events.js";
import { type MimeBundle, output } from "./host.js";
import { recordingBundle } from "./recording/bundle.js";
import type { Recording } from "./recording/format.js";
import { Recorder } from "./recording/recorder.js";
import { bitsBundle } from "./views/bits-table.js";
import { BufferChart } from "./views/buffers/buffer-chart.js";
import { bufferChartBundle } from "./views/buffers/bundle.js";
import { callsBundle } from "./views/calls-table.js";
import { kernelBuffersBundle } from "./views/kernel-buffers-table.js";
import { roundBundle } from "./views/round/bundle.js";
import { serverBundle } from "./views/server.js";
import { stepBundle } from "./views/step.js";
import { timelineBundle } from "./views/timeline/bundle.js";
import { Timeline } from "./views/timeline/timeline.js";

/** What `show()` can show. */
export type Showable =
  | Observation
  | SelectRound
  | PollRound
  | EpollRound
  | Step
  | Server
  | Timeline
  | Recorder
  | Recording
  | BufferChart
  | KernelBuffers
  | readonly SystemCall[]
  | BitsResult;

/**
 * Shows a value below the cell, as a table or a picture with a text form.
 *
 * - A round or a step: what each descriptor was watched for and ready for, why, and what the server
 *   did.
 * - A `Timeline`: its rounds as a picture.
 * - A `Recorder`, or a recording that was saved as JSON: what the server did, round by round, to step
 *   through.
 * - A server: how to reach it. If it failed, the error that ended it is thrown.
 * - A `BufferChart`: how full both buffers are and were. The result of `kernelBuffers()`: a table.
 * - The calls of `trace()`: a list as in strace(1); the middle of a long list is left out.
 * - A result of `bits`: operands and result, digit below digit.
 *
 * Throws `TypeError` for anything else; use `console.log()` for that.
 *
 * @example
 * const server = await serve(selectServer, { stepping: true });
 * show(await server.step(0.1)); // nothing became ready in time
 * await server.stop();
 */
export function show(what: Showable): void {
  output(bundleOf(what));
}

/** Throws the error of a server that failed. */
export function bundleOf(what: Showable): MimeBundle {
  if (what instanceof Server) return serverBundle(what);
  if (what instanceof Timeline) return timelineBundle(what.chart);
  if (what instanceof Recorder) return recordingBundle(what.recording);
  if (what instanceof BufferChart) return bufferChartBundle(what.samples);
  if (what instanceof BitsResult) return bitsBundle(what);
  if (isCalls(what)) return callsBundle(what);
  if (typeof what !== "object" || what === null) throw notShowable(what);
  if ("rounds" in what) return recordingBundle(checkedRecording(what));
  if ("readiness" in what) return stepBundle(what);
  if ("entries" in what && "call" in what) return roundBundle(what);
  if ("receive" in what && "send" in what) return kernelBuffersBundle(what);
  if ("call" in what) return roundBundle(observationOf(what));
  throw notShowable(what);
}

function isCalls(what: unknown): what is readonly SystemCall[] {
  return Array.isArray(what) && what.every((call) => call instanceof SystemCall);
}

/** A recording may come from a file, so its type says little. */
function checkedRecording(recording: Recording): Recording {
  const { version, rounds, programs } = recording;
  if (version === 1 && Array.isArray(rounds) && Array.isArray(programs)) return recording;
  throw new TypeError("a recording must have version 1, and a list of programs and of rounds");
}

function notShowable(what: unknown): TypeError {
  const text = inspect(what, { depth: 0, breakLength: Infinity });
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return new TypeError(
    `show() cannot show ${short}: it shows rounds, steps, servers, a Timeline, a Recorder or a recording, a BufferChart, kernelBuffers(socket), the calls of trace(), and results of bits; use console.log() for anything else`,
  );
}
