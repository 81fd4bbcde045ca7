/**
 * The servers of the course, and how to run them.
 *
 * @module day29/servers
 */

export type { RequestReceived, ResponseSent } from "../http/connection.js";
export type { HttpLimits } from "../http/limits.js";
export type { FileRange as BodyRange, Piece as BodyPiece } from "../http/output.js";
export type { Request as RequestMessage, RequestHead } from "../http/request.js";
export { type Response as ResponseMessage, textResponse } from "../http/response.js";
export type { Accepted } from "./accept.js";
export { type BlockOptions, BlockServer, blockServer } from "./block.js";
export {
  type BroadcastOptions,
  broadcastReceiver,
  broadcastSender,
  LOOPBACK_BROADCAST,
} from "./broadcast.js";
export { type EpollOptions, epollServer } from "./epoll.js";
export type * from "./events.js";
export { HttpServer, type HttpServerOptions, httpServer } from "./http.js";
export type { HttpOptions } from "./httpoptions.js";
export type { Mux } from "./muxready.js";
export type { OpenOptions } from "./open.js";
export { pollServer } from "./poll.js";
export { forEachEvent } from "./rounds.js";
export { selectServer } from "./select.js";
export { type ServeOptions, Server, type Step, serve } from "./serve.js";
export { TcpServer, type TcpServerOptions } from "./tcp.js";
export { TimeServer } from "./time.js";
export { type TimeoutOptions, TimeoutServer, timeoutServer } from "./timeout.js";
export { udpServer } from "./udp.js";
