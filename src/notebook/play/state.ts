/** What a playground shows, and what the page asks it to do. */
import type { ClientActionType, Recording } from "../recording/format.js";
import type { Bilingual } from "../render/phrases.js";

/** The calls that the library's servers can be switched between. */
export const MUXES: readonly Mux[] = ["select", "poll", "epoll"];
/** A call that waits for many sockets. */
export type Mux = "select" | "poll" | "epoll";

/** The state of a playground, which can be converted to JSON. */
export interface PlayState {
  /** What the server has done. */
  readonly recording: Recording;
  /** The clients, in the order in which they connected. */
  readonly clients: readonly ClientState[];
  /** The name of the next client; `null` when there are as many as allowed. */
  readonly nextClient: string | null;
  /** Whether rounds follow each other without a click. */
  readonly running: boolean;
  /** The time between two rounds while it runs, in milliseconds. */
  readonly pauseMs: number;
  /** The call that the server waits with, if it can be switched to another one. */
  readonly mux: Mux | null;
  /** How many actions have been done, so that no two states are equal. */
  readonly actions: number;
  /** Whether the server has been stopped. */
  readonly ended: boolean;
  /** What the last action led to, if the recording does not show it. */
  readonly message: Bilingual | null;
}

/** A client of a playground. */
export interface ClientState {
  readonly name: string;
  /** Whether it can send, has only closed its sending side, or is gone. */
  readonly status: "open" | "half-closed" | "closed";
  /** Whether it takes what the server sends. */
  readonly reading: boolean;
  /** The end of what it has received. */
  readonly received: string;
}

/** What the user asks for by a button. */
export type PlayAction =
  | { readonly type: "connect" }
  | { readonly type: "send"; readonly client: string; readonly text: string }
  | { readonly type: ClientChange; readonly client: string }
  | { readonly type: "step" | "run" | "pause" | "end" }
  | { readonly type: "speed"; readonly pauseMs: number }
  | { readonly type: "switch"; readonly mux: Mux };

/** What a client can do besides connecting and sending. */
export type ClientChange = Exclude<ClientActionType, "connect" | "send">;
