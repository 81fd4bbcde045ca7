/** Records rounds, to be drawn: who was watched, who was ready, what was done. */
import {
  type EpollRound,
  type Observation,
  observe,
  type PollRound,
  type SelectRound,
} from "../../../inspect/readiness.js";
import type { Server, ServerEvent } from "../../../servers/index.js";
import { clientName, namer } from "../../keep.js";
import { callWords } from "../../render/phrases.js";
import { fdOf } from "../round/table.js";

/** A descriptor in one round. */
export interface Mark {
  /** What it was watched for, as a poll mask. */
  readonly watched: number;
  /** What came back, as a poll mask. */
  readonly ready: number;
  /** What was done, such as `recv 5`. */
  readonly handled: readonly string[];
}

/** A descriptor from its first round to its last. */
export interface Lane {
  /** The descriptor. */
  readonly fd: number;
  /** What to call it; may be empty. */
  readonly name: string;
  /** The round in which it came. */
  readonly start: number;
  /** The round in which it was closed; `null` while it is open. */
  readonly end: number | null;
  /** By round. */
  readonly marks: ReadonlyMap<number, Mark>;
}

/** What there is to draw. */
export interface Chart {
  /** Which call answered the last round. */
  readonly call: Observation["call"];
  /** The number of the first round that is shown; they count from 1. */
  readonly first: number;
  /** The number of the last round. */
  readonly last: number;
  /** What rounds are about, by round; not every round needs to tell. */
  readonly labels: ReadonlyMap<number, string>;
  /** The descriptors that are shown, in the order in which they came. */
  readonly lanes: readonly Lane[];
  /** How many lanes are not shown. */
  readonly hidden: number;
}

/** Older rounds are forgotten, so that a server can be recorded for ever. */
const MAX_ROUNDS = 16;
const MAX_LANES = 12;

interface OpenMark extends Mark {
  readonly handled: string[];
}

interface OpenLane extends Lane {
  name: string;
  end: number | null;
  readonly marks: Map<number, OpenMark>;
}

/**
 * The last rounds of select or poll, as a picture: `show(timeline)` draws it. Rounds go from left
 * to right, each descriptor has a lane.
 *
 * Records a server, or what `round()` is given. The last 16 rounds are kept.
 *
 * @example
 * const server = await serve(selectServer, { stepping: true });
 * const timeline = new Timeline(server);
 * const client = new Socket();
 * await client.connect(server.address);
 * await server.step();
 * show(timeline);
 * client.close();
 * await server.stop();
 */
export class Timeline {
  #call: Chart["call"] = "select";
  #last = 0;
  #listener = -1;
  readonly #labels = new Map<number, string>();
  #lanes: OpenLane[] = [];
  readonly #unsubscribe: () => void;

  /** Records `server` from now on, until `stop()`. */
  constructor(server?: Server) {
    this.#unsubscribe = server?.subscribe((event) => this.#take(event)) ?? (() => undefined);
  }

  /** Records no more. */
  stop(): void {
    this.#unsubscribe();
  }

  /**
   * Adds a round that select, poll or epoll has just answered, before anything in it is handled.
   * `label` says in a word or two what the round is about.
   */
  round(round: SelectRound | PollRound | EpollRound | Observation, label: string = ""): void {
    const { call, entries } = "entries" in round ? round : observe(round);
    const nameOf = namer();
    this.#call = call;
    this.#last++;
    if (label !== "") this.#labels.set(this.#last, label);
    for (const entry of entries) {
      const lane = this.#laneOf(entry.fd) ?? this.#open(entry.fd, this.#last);
      lane.name = nameOf(entry) || lane.name;
      if (entry.listening) this.#listener = entry.fd;
      lane.marks.set(this.#last, { watched: entry.watched, ready: entry.ready, handled: [] });
    }
    this.#forget();
  }

  /** What there is to draw: the lanes in the order in which they came. */
  get chart(): Chart {
    const first = Math.max(1, this.#last - MAX_ROUNDS + 1);
    const busy = (lane: Lane): boolean => [...lane.marks.values()].some(({ ready }) => ready !== 0);
    const chosen = [...this.#lanes]
      .sort((a, b) => Number(busy(b)) - Number(busy(a)))
      .slice(0, MAX_LANES);
    const lanes = this.#lanes.filter((lane) => chosen.includes(lane));
    return {
      call: this.#call,
      first,
      last: this.#last,
      labels: this.#labels,
      lanes,
      hidden: this.#lanes.length - lanes.length,
    };
  }

  #take(event: ServerEvent): void {
    if (event.type === "ready") this.round(event);
    if (event.type === "ready" || event.type === "handled") return;
    const fd = fdOf(event, this.#listener);
    const lane = this.#laneOf(fd);
    lane?.marks.get(this.#last)?.handled.push(callWords(event));
    if (event.type === "connect") {
      this.#open(event.socket.fileno(), this.#last).name = clientName(event.socket, event.address);
    } else if (event.type === "disconnect" && lane !== undefined) {
      lane.end = this.#last;
    }
  }

  #laneOf(fd: number): OpenLane | undefined {
    return this.#lanes.find((lane) => lane.fd === fd && lane.end === null);
  }

  #open(fd: number, start: number): OpenLane {
    const lane: OpenLane = { fd, name: "", start, end: null, marks: new Map() };
    this.#lanes.push(lane);
    return lane;
  }

  #forget(): void {
    const oldest = this.#last - MAX_ROUNDS + 1;
    this.#labels.delete(oldest - 1);
    for (const lane of this.#lanes) lane.marks.delete(oldest - 1);
    this.#lanes = this.#lanes.filter(({ end }) => end === null || end >= oldest);
  }
}
