/**
 * A recording: what a server did, as data that can be saved as JSON and replayed without the server.
 *
 * It is a list of rounds. A round has three steps: the server chooses what to watch, hands it to the
 * kernel and waits, and handles what is ready, event by event.
 */
import type { Bilingual } from "../render/phrases.js";

/** What a server did. */
export interface Recording {
  /** The version of the format. */
  readonly version: 1;
  /** The name of the server. */
  readonly server: string;
  /** The texts of the programs that ran; more than one after the server was switched to another one. */
  readonly programs: readonly RecordedProgram[];
  /** The rounds that are kept, the oldest first. */
  readonly rounds: readonly RecordedRound[];
  /** The number of rounds before them, which were dropped. */
  readonly earlierRounds: number;
}

/** The text of a server program, or of the part of its file in which the server is suspended. */
export interface RecordedProgram {
  /** The cell or file, such as `In[5]` or `select-server.ts`. */
  readonly name: string;
  /** The text. */
  readonly source: string;
  /** The number of its first line in the cell or file. */
  readonly firstLine: number;
}

/** A round: a call of select, poll or epoll, and what the server did after it returned. */
export interface RecordedRound {
  /** Rounds are numbered from 1. */
  readonly number: number;
  /** The index of its program in `programs`; `null` if its text is not known. */
  readonly program: number | null;
  /** The call that waited; `null` for a server that uses none of them. */
  readonly call: "select" | "poll" | "epoll" | "uring" | null;
  /** How long it waited, in milliseconds. */
  readonly waitedMs: number;
  /** The line at which the server was suspended while it waited; `null` if not known. */
  readonly line: number | null;
  /** What the clients did since the round before. */
  readonly clients: readonly ClientAction[];
  /** The watched sockets when the call returned, before anything was handled. */
  readonly sockets: readonly SocketState[];
  /** What the server did, in order. */
  readonly events: readonly RecordedEvent[];
  /** The number of further events, which were left out; absent if there were none. */
  readonly omittedEvents?: number;
}

/** What a client can do to a server. */
export type ClientActionType =
  | "connect"
  | "send"
  | "half-close"
  | "close"
  | "reset"
  | "stop-reading"
  | "resume-reading";

/** Something that a client did. */
export interface ClientAction {
  /** The name of the client. */
  readonly client: string;
  /** What it did. */
  readonly action: ClientActionType;
  /** The text that it sent; otherwise empty. */
  readonly text: string;
}

/** Something that the server did. */
export interface RecordedEvent {
  /** The type of the server's event, such as `message`. */
  readonly type: string;
  /** The descriptor on which it acted; `null` if there is none. */
  readonly fd: number | null;
  /** The call in short, such as `recv 5`. */
  readonly label: string;
  /** What it did. */
  readonly text: Bilingual;
  /** The line at which the server was suspended when it reported the event; `null` if not known. */
  readonly line: number | null;
  /** The sockets after the event. */
  readonly sockets: readonly SocketState[];
}

/** A socket at one moment. */
export interface SocketState {
  /** The descriptor. */
  readonly fd: number;
  /** The name under which it is kept, or its peer's address; may be empty. */
  readonly name: string;
  /** Whether it is a listening socket. */
  readonly listening: boolean;
  /** The events it was watched for, as a poll mask; `rlist` is POLLIN, `wlist` is POLLOUT, `xlist` is POLLPRI. */
  readonly watched: number;
  /** The events that were reported, as a poll mask. */
  readonly ready: number;
  /** `watched` as the call names it: `rlist, wlist`, `POLLIN|POLLOUT`. */
  readonly watchedText: string;
  /** `ready` as the call names it; empty if it was not ready. */
  readonly readyText: string;
  /** Why it was ready. */
  readonly why: readonly Bilingual[];
  /** The bytes in the receive buffer and its capacity; `null` for a listener. */
  readonly receive: Fill | null;
  /** The bytes in the send buffer and its capacity; `null` for a listener. */
  readonly send: Fill | null;
  /** The connections in the accept queue and their limit; `null` for any other socket. */
  readonly acceptQueue: Fill | null;
}

/** How full something is. */
export interface Fill {
  /** What is in it: bytes, or connections. */
  readonly used: number;
  /** The limit, in the same unit. */
  readonly size: number;
}
