/** Records what a server does. */
import { Server, type ServerEvent } from "../../servers/index.js";
import { observeOnce } from "../../servers/runtime/ready-events.js";
import { getHost, type SourceLocation } from "../../sys/host.js";
import { checkChoice, checkInstance, checkString } from "../../validators.js";
import { clientName } from "../keep.js";
import { callLabel } from "../render/event-phrases.js";
import { describeEvent, eventFd } from "../views/server-events.js";
import type {
  ClientAction,
  ClientActionType,
  RecordedEvent,
  RecordedProgram,
  RecordedRound,
  Recording,
  SocketState,
} from "./format.js";
import { programOf } from "./program-text.js";
import { MAX_SOCKETS, newClientState, refreshed, statesOf } from "./socket-states.js";

/** Older rounds are dropped, so that a server can be recorded indefinitely. */
const MAX_ROUNDS = 64;
/** The size of all rounds as JSON, in characters. */
const MAX_SIZE = 400_000;
/** The size of one round; its further events are left out. */
const MAX_ROUND_SIZE = 100_000;
const MAX_EVENTS = 64;
const MAX_PROGRAMS = 8;
const MAX_CLIENT_ACTIONS = 32;
const MAX_TEXT = 60;

const ACTIONS: readonly ClientActionType[] = [
  "connect",
  "send",
  "half-close",
  "close",
  "reset",
  "stop-reading",
  "resume-reading",
];

interface OpenRound extends RecordedRound {
  readonly events: RecordedEvent[];
  omittedEvents?: number;
}

/** Records a server. Made by `record()`. */
export class Recorder {
  readonly #server: Server;
  readonly #programs: RecordedProgram[] = [];
  #rounds: OpenRound[] = [];
  /** The sizes of `#rounds`. */
  #sizes: number[] = [];
  #count = 0;
  #listener = -1;
  /** The sockets of the round, as they were after the last event. */
  #sockets: SocketState[] = [];
  #clients: ClientAction[] = [];
  #isOpen = false;
  #waitingSince = performance.now();
  #waitingAt: SourceLocation | undefined;
  readonly #unsubscribe: readonly (() => void)[];

  /** Use `record()`. */
  constructor(server: Server) {
    this.#server = server;
    this.#noteWait();
    this.#unsubscribe = [
      server.subscribe((event) => this.#record(event)),
      server.subscribeWaits(() => this.#noteWait()),
    ];
  }

  /** What the server has done so far. */
  get recording(): Recording {
    return {
      version: 1,
      server: this.#server.name,
      programs: [...this.#programs],
      rounds: this.#rounds.map((round) => ({ ...round, events: [...round.events] })),
      earlierRounds: this.#count - this.#rounds.length,
    };
  }

  /**
   * Notes what a client has done, for the next round. `text` is what it sent. Throws `TypeError` for
   * another action.
   */
  client(client: string, action: ClientActionType, text: string = ""): void {
    checkString("client", client);
    checkChoice("action", action, ACTIONS);
    checkString("text", text);
    this.#clients = [...this.#clients, { client, action, text: shortened(text) }].slice(
      -MAX_CLIENT_ACTIONS,
    );
  }

  /** Stops recording. What is recorded stays. */
  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  #noteWait(): void {
    this.#waitingSince = performance.now();
    this.#waitingAt = this.#location();
  }

  #location(): SourceLocation | undefined {
    return getHost()?.locationOf?.(this.#server.suspended);
  }

  #record(event: ServerEvent): void {
    if (event.type === "ready" || event.type === "completed") {
      const observation = event.type === "ready" ? observeOnce(event) : event.observation;
      this.#listener = observation.entries.find(({ listening }) => listening)?.fd ?? this.#listener;
      this.#begin(observation.call, statesOf(observation));
    } else if (event.type === "handled") {
      this.#isOpen = false;
    } else {
      if (!this.#isOpen || event.type === "waiting") this.#begin(null, []);
      this.#add(event);
    }
  }

  #begin(call: RecordedRound["call"], sockets: SocketState[]): void {
    this.#isOpen = true;
    this.#sockets = sockets;
    const [program, line] = this.#placeOf(this.#waitingAt);
    const waitedMs = Math.round((performance.now() - this.#waitingSince) * 10) / 10;
    const number = ++this.#count;
    const clients = this.#clients;
    this.#clients = [];
    const round = { number, program, call, waitedMs, line, clients, sockets, events: [] };
    this.#rounds.push(round);
    this.#sizes.push(0);
    this.#grow(round);
  }

  #add(event: Exclude<ServerEvent, { type: "ready" | "completed" | "handled" }>): void {
    const round = this.#rounds.at(-1);
    if (round === undefined) return;
    if (round.events.length === MAX_EVENTS || (this.#sizes.at(-1) ?? 0) > MAX_ROUND_SIZE) {
      round.omittedEvents = (round.omittedEvents ?? 0) + 1;
      return;
    }
    const fd = eventFd(event, this.#listener);
    if (event.type === "disconnect") {
      this.#sockets = this.#sockets.filter((socket) => socket.fd !== event.fd);
    } else if (event.type === "connect" && this.#sockets.length < MAX_SOCKETS) {
      const { socket, address } = event;
      const accepted = newClientState(socket.fileno(), clientName(socket, address));
      this.#sockets = [...this.#sockets, accepted];
    }
    this.#sockets = refreshed(this.#sockets);
    const [program, line] = this.#placeOf(this.#location());
    const added = {
      type: event.type,
      fd: fd < 0 ? null : fd,
      label: callLabel(event),
      text: describeEvent(event),
      line: program === round.program ? line : null,
      sockets: this.#sockets,
    };
    round.events.push(added);
    this.#grow(added);
  }

  /** The index of the program and the line in it. */
  #placeOf(location: SourceLocation | undefined): [program: number | null, line: number | null] {
    if (location === undefined) return [null, null];
    const { name, line } = location;
    const known = this.#programs.findIndex(
      ({ name: other, source, firstLine }) =>
        other === name && firstLine <= line && line < firstLine + source.split("\n").length,
    );
    if (known >= 0) return [known, line];
    if (this.#programs.length === MAX_PROGRAMS) return [null, null];
    return [this.#programs.push(programOf(location)) - 1, line];
  }

  /** Adds to the size of the last round, and drops the oldest rounds of a recording that is too large. */
  #grow(added: object): void {
    const last = this.#sizes.length - 1;
    this.#sizes[last] = (this.#sizes[last] as number) + JSON.stringify(added).length;
    let size = this.#sizes.reduce((sum, each) => sum + each, 0);
    while (this.#rounds.length > 1 && (this.#rounds.length > MAX_ROUNDS || size > MAX_SIZE)) {
      this.#rounds.shift();
      size -= this.#sizes.shift() as number;
    }
  }
}

function shortened(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  return `${text.slice(0, MAX_TEXT).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/**
 * Records what a server does from now on: each round with the call, what was watched, what came back
 * and why, each event with the line of the program and the buffers in the kernel. `show(recorder)`
 * shows it as a player. The last rounds are kept: at most 64, or 400 KB as JSON.
 *
 * The lines are known in a notebook only. A server that is not recorded loses no time.
 *
 * @example
 * const server = await serve(selectServer, { stepping: true });
 * const recorder = record(server);
 * const client = new Socket();
 * await client.connect(server.address);
 * recorder.client("ann", "connect");
 * await server.step();
 * console.log(recorder.recording.rounds[0]?.events[0]?.type); // connect
 * client.close();
 * await server.stop();
 */
export function record(server: Server): Recorder {
  checkInstance("server", server, Server);
  return new Recorder(server);
}
