/** Records rounds: what was watched, what was ready, what was done. */
import type {
  EpollRound,
  Observation,
  PollRound,
  SelectRound,
} from "../../../inspect/readiness.js";
import { Server, type ServerEvent } from "../../../servers/index.js";
import { observationOf } from "../../../servers/runtime/ready-events.js";
import { checkInstance, checkOptions, checkString } from "../../../validators.js";
import { clientName, namer } from "../../keep.js";
import { callLabel } from "../../render/event-phrases.js";
import { eventFd } from "../server-events.js";

/** A descriptor in one round. */
export interface Mark {
  /** The events it was watched for, as a poll mask. */
  readonly watched: number;
  /** The events that were reported, as a poll mask. */
  readonly ready: number;
  /** What was done, such as `recv 5`. */
  readonly handled: readonly string[];
}

/** A descriptor from its first round to its last. */
export interface Lane {
  /** The descriptor. */
  readonly fd: number;
  /** The name of its socket; may be empty. */
  readonly name: string;
  /** The number of the round in which it appeared. */
  readonly start: number;
  /** The number of the round in which it was closed; `null` while it is open. */
  readonly end: number | null;
  /** By the number of the round. */
  readonly marks: ReadonlyMap<number, Mark>;
}

/** A round of a chart. */
export interface ChartRound {
  /** Rounds are numbered from 1. */
  readonly number: number;
  /** Which call returned. */
  readonly call: Observation["call"];
  /** What the round is about; may be empty. */
  readonly label: string;
}

/** The recorded rounds, as `show()` draws them. */
export interface Chart {
  /** The rounds that are kept, the oldest first. */
  readonly rounds: readonly ChartRound[];
  /** The descriptors that are drawn, in the order in which they appeared. */
  readonly lanes: readonly Lane[];
  /** The number of descriptors that are not drawn. */
  readonly hidden: number;
}

/** Older rounds are dropped, so that a server can be recorded indefinitely. */
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
 * Records the last 16 rounds of select, poll or epoll, of a server or one by one with `round()`.
 * `show(timeline)` draws them from left to right, with a lane for each descriptor.
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
  #rounds: readonly ChartRound[] = [];
  #listener = -1;
  #lanes: OpenLane[] = [];
  readonly #unsubscribe: () => void;

  /** Records the rounds of `server`, if given, until `stop()`. */
  constructor(server?: Server) {
    if (server !== undefined) checkInstance("server", server, Server);
    this.#unsubscribe = server?.subscribe((event) => this.#record(event)) ?? (() => undefined);
  }

  /** Stops recording the server. What is recorded stays. */
  stop(): void {
    this.#unsubscribe();
  }

  /**
   * Adds a round that select, poll or epoll has just returned. Call it before anything is handled.
   * `label` is a short description of the round; `"有数据 · data"` is drawn in two lines.
   */
  round(round: SelectRound | PollRound | EpollRound | Observation, label: string = ""): void {
    checkOptions(round, "round");
    checkString("label", label);
    const { call, entries } = "entries" in round ? round : observationOf(round);
    const nameOf = namer();
    const number = this.#last + 1;
    this.#rounds = [...this.#rounds, { number, call, label }].slice(-MAX_ROUNDS);
    for (const entry of entries) {
      const lane = this.#laneOf(entry.fd) ?? this.#open(entry.fd);
      lane.name = nameOf(entry) || lane.name;
      if (entry.listening) this.#listener = entry.fd;
      lane.marks.set(number, { watched: entry.watched, ready: entry.ready, handled: [] });
    }
    this.#dropOldMarks();
  }

  /** The rounds and descriptors to draw. Descriptors that were ready take precedence. */
  get chart(): Chart {
    const wasReady = (lane: Lane): boolean =>
      [...lane.marks.values()].some(({ ready }) => ready !== 0);
    const chosen = [...this.#lanes]
      .sort((a, b) => Number(wasReady(b)) - Number(wasReady(a)))
      .slice(0, MAX_LANES);
    const lanes = this.#lanes.filter((lane) => chosen.includes(lane));
    return { rounds: this.#rounds, lanes, hidden: this.#lanes.length - lanes.length };
  }

  get #last(): number {
    return this.#rounds.at(-1)?.number ?? 0;
  }

  #record(event: ServerEvent): void {
    if (event.type === "ready") this.round(event);
    if (event.type === "completed") this.round(event.observation);
    if (event.type === "ready" || event.type === "completed" || event.type === "handled") return;
    const fd = eventFd(event, this.#listener);
    const lane = this.#laneOf(fd);
    lane?.marks.get(this.#last)?.handled.push(callLabel(event));
    if (event.type === "connect") {
      this.#open(event.socket.fileno()).name = clientName(event.socket, event.address);
    } else if (event.type === "disconnect" && lane !== undefined) {
      lane.end = this.#last;
    }
  }

  #laneOf(fd: number): OpenLane | undefined {
    return this.#lanes.find((lane) => lane.fd === fd && lane.end === null);
  }

  #open(fd: number): OpenLane {
    const lane: OpenLane = { fd, name: "", start: this.#last, end: null, marks: new Map() };
    this.#lanes.push(lane);
    return lane;
  }

  #dropOldMarks(): void {
    const oldest = this.#rounds[0]?.number ?? 1;
    for (const { marks } of this.#lanes) marks.delete(oldest - 1);
    this.#lanes = this.#lanes.filter(({ end }) => end === null || end >= oldest);
  }
}
