/** The frames of a recording: for each round the return of its call, then each event. */
import type { RecordedRound, Recording, SocketState } from "../notebook/recording/format.js";
import { type Bilingual, omittedPhrase } from "../notebook/render/phrases.js";
import { roundPhrase } from "./words.js";

/** What the player shows at one moment. */
export interface Frame {
  readonly round: RecordedRound;
  /** The index of the event in its round, or -1 for the return of the call. */
  readonly event: number;
  /** The source line at which the server was suspended. */
  readonly line: number | null;
  readonly sockets: readonly SocketState[];
  /** The descriptor that the event is about. */
  readonly fd: number | null;
  /** What happened, in a sentence. */
  readonly text: Bilingual;
}

export function framesOf({ rounds }: Recording): Frame[] {
  return rounds.flatMap((round) => {
    const { line, sockets } = round;
    const returned: Frame = { round, event: -1, line, sockets, fd: null, text: roundPhrase(round) };
    const events = round.events.map((event, index) => ({ ...event, round, event: index }));
    const { omittedEvents = 0 } = round;
    const last = events.at(-1);
    if (last !== undefined && omittedEvents > 0) {
      const omitted = omittedPhrase(omittedEvents);
      const { zh, en } = last.text;
      last.text = { zh: `${zh}（${omitted.zh}）`, en: `${en} (${omitted.en})` };
    }
    return [returned, ...events];
  });
}

/** What is shown of a server whose first round has not ended. */
export const NO_FRAME: Frame = {
  round: {
    ...{ number: 0, program: null, call: null, waitedMs: 0, line: null },
    ...{ clients: [], sockets: [], events: [] },
  },
  ...{ event: -1, line: null, sockets: [], fd: null },
  text: { zh: "还没有轮次", en: "no rounds yet" },
};

/**
 * The frame of the same moment in a newer recording, whose first rounds may have been dropped. One who watched
 * the last frame continues to.
 */
export function sameFrame(
  before: readonly Frame[],
  current: number,
  after: readonly Frame[],
): number {
  const frame = before[current];
  if (frame === undefined || current === before.length - 1) return after.length - 1;
  const found = after.findIndex(
    ({ round, event }) => round.number === frame.round.number && event === frame.event,
  );
  return Math.max(0, found);
}
