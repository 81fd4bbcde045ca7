/** The events of a running server. Servers print nothing themselves. */

import type { InetAddress } from "../address-family.js";
import type { OSError } from "../errors.js";
import type { RequestReceived, ResponseSent } from "../http/connection.js";
import type { EpollRound, Observation, PollRound, SelectRound } from "../inspect/readiness.js";
import type { Socket } from "../socket/socket.js";

/** The base of all events. */
export interface EventOf<Type extends string> {
  /** The kind of event. */
  readonly type: Type;
}

/** `select()` has returned, and nothing has been handled yet. */
export interface SelectReady extends SelectRound<Socket>, EventOf<"ready"> {}

/** `Poll.poll()` has returned, and nothing has been handled yet. */
export interface PollReady extends PollRound, EventOf<"ready"> {
  /** The socket of each descriptor. */
  readonly fdmap: ReadonlyMap<number, Socket>;
}

/** `Epoll.poll()` has returned, and nothing has been handled yet. */
export interface EpollReady extends EpollRound, EventOf<"ready"> {
  /** The socket of each descriptor. */
  readonly fdmap: ReadonlyMap<number, Socket>;
}

/** io_uring_enter(2) has returned, and no completion has been handled yet. */
export interface Completed extends EventOf<"completed"> {
  /** The number of operations that were submitted. */
  readonly submitted: number;
  /** The number of completions. */
  readonly completions: number;
  /**
   * The operations that were under way, and those that had completed. It is made when it is first read, so it shows the
   * state of the round only if it is read before anything is handled.
   */
  readonly observation: Observation;
}

/** A client was accepted. */
export interface Connected extends EventOf<"connect"> {
  /** The new connection. */
  readonly socket: Socket;
  /** Its peer. */
  readonly address: InetAddress;
}

/** A message from a client was received. */
export interface Message extends EventOf<"message"> {
  /** The connection on which it arrived. */
  readonly socket: Socket;
  /** The received bytes; not empty. */
  readonly data: Buffer;
}

/** Bytes of a reply were copied to the socket's send buffer. */
export interface Sent extends EventOf<"sent"> {
  /** The socket on which they are sent. */
  readonly socket: Socket;
  /** The number of bytes. */
  readonly size: number;
  /** The receiver, if the socket is not connected. */
  readonly address?: InetAddress;
}

/** A client's connection has ended, and its socket is closed. */
export interface Disconnected extends EventOf<"disconnect"> {
  /** The descriptor that the client had. */
  readonly fd: number;
  /** The error that ended the connection; `null` if there was none. */
  readonly error: OSError | null;
}

/** `accept()` has failed, for example because no descriptor is free; the server continues. */
export interface AcceptFailed extends EventOf<"accept-failed"> {
  /** The error of `accept()`, for example `EMFILE`. */
  readonly error: OSError;
}

/** An iterative server waits for its next client. */
export interface AwaitingClient extends EventOf<"waiting"> {}

/**
 * No client has connected: `error` is a `BlockingIOError` (the listener is non-blocking) or a
 * `TimeoutError` (its timeout has expired).
 */
export interface Idle extends EventOf<"idle"> {
  /** The error of `accept()`. */
  readonly error: OSError;
}

/** A UDP socket received a datagram. */
export interface Datagram extends EventOf<"datagram"> {
  /** The received bytes; may be empty. */
  readonly data: Buffer;
  /** The sender. */
  readonly address: InetAddress;
}

/** A datagram was sent to a broadcast address. */
export interface Broadcast extends EventOf<"broadcast"> {
  /** The bytes of the datagram. */
  readonly data: Buffer;
  /** The broadcast address. */
  readonly address: InetAddress;
}

/** A datagram could not be sent; the server continues. */
export interface SendFailed extends EventOf<"send-failed"> {
  /** The receiver. */
  readonly address: InetAddress;
  /** The error of `sendto()`. */
  readonly error: OSError;
}

/** An HTTP request has arrived completely; its response follows. */
export interface HttpRequest extends RequestReceived {
  /** The connection on which it arrived. */
  readonly socket: Socket;
}

/** The response to an HTTP request, which may be invalid, has been sent. */
export interface HttpResponse extends ResponseSent {
  /** The connection on which it was sent. */
  readonly socket: Socket;
}

/** Everything that was ready has been handled; the server waits again. */
export interface Handled extends EventOf<"handled"> {}

/** An event of a server, distinguished by `type`. */
export type ServerEvent =
  | SelectReady
  | PollReady
  | EpollReady
  | Completed
  | Connected
  | Message
  | Sent
  | Disconnected
  | AcceptFailed
  | AwaitingClient
  | Idle
  | Datagram
  | Broadcast
  | HttpRequest
  | HttpResponse
  | SendFailed
  | Handled;

/** The events of a server, in order, until it ends. */
export type ServerEvents = AsyncGenerator<ServerEvent, void, void>;

/** A server program: takes the socket to serve, and yields its events. */
export interface ServerProgram<Options extends object = object> {
  (listener: Socket, options?: Options): ServerEvents;
  /** The type of its socket. Default `SOCK_STREAM`; such a socket listens. */
  readonly socketType?: number;
  /**
   * Whether other sockets may share its address; each of them receives every broadcast. Default
   * `false`.
   */
  readonly shared?: boolean;
}
