/// <reference types="node" preserve="true" />
/**
 * The servers of the course, and functions to run them.
 *
 * @module day29/servers
 */

export type { RequestReceived, ResponseSent } from "../http/connection.js";
export type { HttpLimits } from "../http/limits.js";
export type { BodyPart, FileRange as BodyRange } from "../http/output.js";
export type { Request as RequestMessage, RequestHead } from "../http/request.js";
export { type Response as ResponseMessage, textResponse } from "../http/response.js";
export { type EpollOptions, epollServer } from "./echo/epoll-server.js";
export { pollServer } from "./echo/poll-server.js";
export { selectServer } from "./echo/select-server.js";
export { uringServer } from "./echo/uring-server.js";
export type * from "./events.js";
export { HttpServer, type HttpServerOptions, httpServer } from "./http/http-server.js";
export type { HttpOptions, Mux } from "./http/options.js";
export type { Accepted } from "./runtime/accept.js";
export type { OpenOptions } from "./runtime/open.js";
export { forEachEvent } from "./runtime/rounds.js";
export { serve } from "./runtime/serve.js";
export { type ServeOptions, Server, type Step } from "./runtime/server.js";
export { type BlockOptions, BlockServer, blockServer } from "./tcp/block-server.js";
export { TcpServer, type TcpServerOptions, TimeServer } from "./tcp/tcp-server.js";
export { type TimeoutOptions, TimeoutServer, timeoutServer } from "./tcp/timeout-server.js";
export {
  type BroadcastOptions,
  broadcastReceiver,
  broadcastSender,
  LOOPBACK_BROADCAST,
} from "./udp/broadcast.js";
export { udpServer } from "./udp/udp-server.js";
