/** What a server tells while it runs. Servers print nothing themselves. */
import type { Address } from "../address.js";
import type { OSError } from "../errors.js";
import type { PollRound, SelectRound } from "../readiness.js";
import type { Socket } from "../socket.js";

/**
 * `select()` returned, and nothing was handled yet. The lists are the server's own and live:
 * read them before the next event, or copy them.
 */
export interface SelectReady extends SelectRound<Socket> {
  readonly type: "ready";
}

/** `Poll.poll()` returned, and nothing was handled yet. The maps are the server's own and live. */
export interface PollReady extends PollRound {
  readonly type: "ready";
  /** From descriptor to socket. */
  readonly fdmap: ReadonlyMap<number, Socket>;
}

/** A client was accepted. */
export interface Connected {
  readonly type: "connect";
  readonly socket: Socket;
  readonly address: Address;
}

/** A client sent something. */
export interface Message {
  readonly type: "message";
  readonly socket: Socket;
  readonly data: Buffer;
}

/** The send buffer of a client took `size` bytes of a reply. */
export interface Sent {
  readonly type: "sent";
  readonly socket: Socket;
  readonly size: number;
}

/** A client is gone, and its socket closed: `error` is `null` at the end of its stream. */
export interface Disconnected {
  readonly type: "disconnect";
  /** The descriptor that the client had. */
  readonly fd: number;
  readonly error: OSError | null;
}

/** No client could be accepted, for example without a free descriptor; the server goes on. */
export interface AcceptFailed {
  readonly type: "accept-failed";
  readonly error: OSError;
}

/** Everything that was ready is handled; the next round begins. */
export interface Handled {
  readonly type: "handled";
}

/** An event of a server, told apart by `type`. */
export type ServerEvent =
  | SelectReady
  | PollReady
  | Connected
  | Message
  | Sent
  | Disconnected
  | AcceptFailed
  | Handled;

/** A server: takes a listening socket, and yields what happens until it is stopped. */
export type ServerProgram = (listener: Socket) => AsyncGenerator<ServerEvent, void, void>;
