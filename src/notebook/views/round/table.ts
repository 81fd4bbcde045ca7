/** A round of select, poll or epoll as rows of text, for the HTML table and the text table. */
import type { Observation } from "../../../inspect/readiness.js";
import type { ServerEvent } from "../../../servers/index.js";
import { namer } from "../../keep.js";
import { reasonPhrase } from "../../render/event-phrases.js";
import type { Bilingual } from "../../render/phrases.js";
import { type Call, readyNames, watchedNames } from "../mask-names.js";
import { describeEvent, eventFd } from "../server-events.js";

/** A descriptor in a round. */
export interface Row {
  readonly fd: number;
  /** The name under which it is kept, or its peer's address; may be empty. */
  readonly name: string;
  readonly watched: string;
  /** Empty if it was not ready. */
  readonly ready: string;
  readonly why: readonly Bilingual[];
  /** What the server then did. */
  readonly handled: readonly Bilingual[];
}

export interface RoundTable {
  readonly call: Call;
  /** The ready descriptors, and the first of the others. */
  readonly rows: readonly Row[];
  readonly watched: number;
  readonly ready: number;
  /** The number of descriptors that were not ready and are not in `rows`. */
  readonly hidden: number;
  /** The duration of the call; `null` if it was not measured. */
  readonly milliseconds: number | null;
  /** Whether a server handled the round. */
  readonly server: boolean;
}

/** What is known about a round besides its descriptors. */
export interface RoundContext {
  /** What a server did in the round. */
  readonly events?: readonly ServerEvent[];
  /** The duration of the call. */
  readonly milliseconds?: number;
}

/** Idle descriptors beyond this number are only counted. Ready ones are always listed. */
const MAX_IDLE = 8;

/** Names the descriptors of a round, and assigns to each what a server did with it. */
export function tableOf(
  { call, entries }: Observation,
  { events, milliseconds }: RoundContext = {},
): RoundTable {
  const nameOf = namer();
  const listener = entries.find(({ listening }) => listening)?.fd ?? -1;
  const fds = events?.map((event, index) => {
    const fd = eventFd(event, listener);
    return fd >= 0 ? fd : nextClosedFd(events.slice(index));
  });
  const all = entries.map((entry): Row => {
    const { fd, watched, ready, reasons } = entry;
    const handled = events?.filter((_, index) => fds?.[index] === fd) ?? [];
    return {
      fd,
      name: nameOf(entry),
      watched: watchedNames(call, watched),
      ready: ready === 0 ? "" : readyNames(call, ready),
      why: reasons.map(reasonPhrase),
      handled: handled.map(describeEvent),
    };
  });
  let idle = 0;
  const rows = all.filter((row) => row.ready !== "" || ++idle <= MAX_IDLE);
  return {
    call,
    rows,
    watched: all.length,
    ready: all.filter((row) => row.ready !== "").length,
    hidden: all.length - rows.length,
    milliseconds: milliseconds ?? null,
    server: events !== undefined,
  };
}

/** A socket that has been closed meanwhile has no descriptor; its `disconnect` event still has the number. */
function nextClosedFd(events: readonly ServerEvent[]): number {
  return events.find((event) => event.type === "disconnect")?.fd ?? -1;
}
