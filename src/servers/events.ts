/** What a server tells while it runs. Servers print nothing themselves. */

import type { InetAddress } from "../address-family.js";
import type { OSError } from "../errors.js";
import type { RequestReceived, ResponseSent } from "../http/connection.js";
import type { EpollRound, PollRound, SelectRound } from "../inspect/readiness.js";
import type { Socket } from "../socket/socket.js";

/** What all events have. */
export interface EventOf<Type extends string> {
  /** What happened. */
  readonly type: Type;
}

/** `select()` returned, and nothing was handled yet. */
export interface SelectReady extends SelectRound<Socket>, EventOf<"ready"> {}

/** `Poll.poll()` returned, and nothing was handled yet. The maps are the server's own and live. */
export interface PollReady extends PollRound, EventOf<"ready"> {
  /** From descriptor to socket. */
  readonly fdmap: ReadonlyMap<number, Socket>;
}

/** `Epoll.poll()` returned, and nothing was handled yet. The maps are the server's own and live. */
export interface EpollReady extends EpollRound, EventOf<"ready"> {
  /** From descriptor to socket. */
  readonly fdmap: ReadonlyMap<number, Socket>;
}

/** A client was accepted. */
export interface Connected extends EventOf<"connect"> {
  /** The new connection. */
  readonly socket: Socket;
  /** Where it comes from. */
  readonly address: InetAddress;
}

/** A client sent something. */
export interface Message extends EventOf<"message"> {
  /** Who sent it. */
  readonly socket: Socket;
  /** What came; not empty. */
  readonly data: Buffer;
}

/** A send buffer took `size` bytes of what a server has to say. */
export interface Sent extends EventOf<"sent"> {
  /** Whose send buffer it is. */
  readonly socket: Socket;
  /** How many bytes. */
  readonly size: number;
  /** To whom, where the socket is not connected to anybody. */
  readonly address?: InetAddress;
}

/** A client is gone, and its socket closed: `error` is `null` at the end of its stream. */
export interface Disconnected extends EventOf<"disconnect"> {
  /** The descriptor that the client had. */
  readonly fd: number;
  /** What ended the connection, if it was an error. */
  readonly error: OSError | null;
}

/** No client could be accepted, for example without a free descriptor; the server goes on. */
export interface AcceptFailed extends EventOf<"accept-failed"> {
  /** Why, for example `EMFILE`. */
  readonly error: OSError;
}

/** A server that takes one client after the other waits for the next one. */
export interface AwaitingClient extends EventOf<"waiting"> {}

/**
 * Nobody came in this round: `error` is a `BlockingIOError` (the listener does not wait) or a
 * `TimeoutError` (it waited long enough).
 */
export interface Idle extends EventOf<"idle"> {
  /** Why the round ended. */
  readonly error: OSError;
}

/** A UDP socket received a datagram. */
export interface Datagram extends EventOf<"datagram"> {
  /** What came; may be empty. */
  readonly data: Buffer;
  /** Who sent it. */
  readonly address: InetAddress;
}

/** A datagram was sent to everybody. */
export interface Broadcast extends EventOf<"broadcast"> {
  /** What was sent. */
  readonly data: Buffer;
  /** To which address. */
  readonly address: InetAddress;
}

/** A datagram could not be sent; the server goes on. */
export interface SendFailed extends EventOf<"send-failed"> {
  /** Whom it was for. */
  readonly address: InetAddress;
  /** Why. */
  readonly error: OSError;
}

/** An HTTP request has arrived, whole; its answer follows. */
export interface HttpRequest extends RequestReceived {
  /** The connection that it came on. */
  readonly socket: Socket;
}

/** The answer to an HTTP request, or to what was none, has been sent. */
export interface HttpResponse extends ResponseSent {
  /** The connection that took it. */
  readonly socket: Socket;
}

/** Everything that was ready is handled; the server waits for what comes next. */
export interface Handled extends EventOf<"handled"> {}

/** An event of a server, told apart by `type`. */
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

/** What happens in a server, in order, until it is stopped. */
export type ServerEvents = AsyncGenerator<ServerEvent, void, void>;

/** A server: takes a socket that is open for its clients, and yields what happens. */
export interface ServerProgram<Options extends object = object> {
  (listener: Socket, options?: Options): ServerEvents;
  /** What kind of socket it takes: `SOCK_STREAM`, which listens, unless it says otherwise. */
  readonly socketType?: number;
  /** Whether other sockets may have the same address: each of them receives every broadcast. */
  readonly shared?: boolean;
}
