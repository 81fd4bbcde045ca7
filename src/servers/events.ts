/** The events of a running server. Servers print nothing themselves. */

import type { InetAddress } from "../address-family.js";
import type { OSError } from "../errors.js";
import type { RequestReceived, ResponseSent } from "../http/connection.js";
import type { EpollRound, PollRound, SelectRound } from "../inspect/readiness.js";
import type { Socket } from "../socket/socket.js";

/** The common part of all events. */
export interface EventOf<Type extends string> {
  /** The kind of event. */
  readonly type: Type;
}

/** `select()` returned, and nothing was handled yet. */
export interface SelectReady extends SelectRound<Socket>, EventOf<"ready"> {}

/** `Poll.poll()` returned, and nothing was handled yet. */
export interface PollReady extends PollRound, EventOf<"ready"> {
  /** The socket of each descriptor. */
  readonly fdmap: ReadonlyMap<number, Socket>;
}

/** `Epoll.poll()` returned, and nothing was handled yet. */
export interface EpollReady extends EpollRound, EventOf<"ready"> {
  /** The socket of each descriptor. */
  readonly fdmap: ReadonlyMap<number, Socket>;
}

/** A client was accepted. */
export interface Connected extends EventOf<"connect"> {
  /** The new connection. */
  readonly socket: Socket;
  /** Its peer. */
  readonly address: InetAddress;
}

/** A client sent something. */
export interface Message extends EventOf<"message"> {
  /** The connection that it came on. */
  readonly socket: Socket;
  /** The bytes; not empty. */
  readonly data: Buffer;
}

/** A send buffer took `size` bytes of a reply. */
export interface Sent extends EventOf<"sent"> {
  /** The socket with the send buffer. */
  readonly socket: Socket;
  /** How many bytes. */
  readonly size: number;
  /** The receiver, where the socket is not connected. */
  readonly address?: InetAddress;
}

/** A client has left, and its socket is closed: `error` is `null` at the end of its stream. */
export interface Disconnected extends EventOf<"disconnect"> {
  /** The descriptor that the client had. */
  readonly fd: number;
  /** What ended the connection, if it was an error. */
  readonly error: OSError | null;
}

/** No client could be accepted, for example without a free descriptor; the server continues. */
export interface AcceptFailed extends EventOf<"accept-failed"> {
  /** The reason, for example `EMFILE`. */
  readonly error: OSError;
}

/** A server that takes one client after the other waits for the next one. */
export interface AwaitingClient extends EventOf<"waiting"> {}

/**
 * No client came: `error` is a `BlockingIOError` (the listener is non-blocking) or a `TimeoutError`
 * (its timeout expired).
 */
export interface Idle extends EventOf<"idle"> {
  /** The error of `accept()`. */
  readonly error: OSError;
}

/** A UDP socket received a datagram. */
export interface Datagram extends EventOf<"datagram"> {
  /** The bytes; may be empty. */
  readonly data: Buffer;
  /** The sender. */
  readonly address: InetAddress;
}

/** A datagram was sent to a broadcast address. */
export interface Broadcast extends EventOf<"broadcast"> {
  /** The bytes. */
  readonly data: Buffer;
  /** The address. */
  readonly address: InetAddress;
}

/** A datagram could not be sent; the server continues. */
export interface SendFailed extends EventOf<"send-failed"> {
  /** The receiver. */
  readonly address: InetAddress;
  /** The reason. */
  readonly error: OSError;
}

/** An HTTP request has arrived completely; its response follows. */
export interface HttpRequest extends RequestReceived {
  /** The connection that it came on. */
  readonly socket: Socket;
}

/** The response to an HTTP request, valid or not, has been sent. */
export interface HttpResponse extends ResponseSent {
  /** The connection that it was sent on. */
  readonly socket: Socket;
}

/** Everything that was ready is handled; the server waits again. */
export interface Handled extends EventOf<"handled"> {}

/** An event of a server, distinguished by `type`. */
export type ServerEvent =
  | SelectReady
  | PollReady
  | EpollReady
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

/** A server: takes an open socket for its clients, and yields its events. */
export interface ServerProgram<Options extends object = object> {
  (listener: Socket, options?: Options): ServerEvents;
  /** The type of its socket; default `SOCK_STREAM`, which listens. */
  readonly socketType?: number;
  /** Whether other sockets may share its address, where each receives every broadcast. Default `false`. */
  readonly shared?: boolean;
}
