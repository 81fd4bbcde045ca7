/** The servers under load, each as the command line starts it. */

import { EPOLL_REPLY } from "#day29/servers/echo/epoll-server.js";
import { POLL_REPLY } from "#day29/servers/echo/poll-server.js";
import { SELECT_REPLY } from "#day29/servers/echo/select-server.js";
import { URING_REPLY } from "#day29/servers/echo/uring-server.js";
import { UDP_REPLY } from "#day29/servers/udp/udp-server.js";
import { echo, files, type Talk, time } from "./talk.js";

/** A server under load. */
export interface Target {
  /** The command and its options. */
  readonly name: string;
  /** What it does: send the time, reply to messages, serve files, reply to datagrams. */
  readonly kind: "time" | "echo" | "http" | "udp";
  /** The number of clients that it must serve at the same time. */
  readonly maxClients: number;
  /** The message of the clients, and the reply. */
  readonly talk: Talk;
}

/** All of them, in the order of the course. */
export const targets: readonly Target[] = [
  { name: "http-server", kind: "http", maxClients: 1, talk: files },
  { name: "block-server", kind: "time", maxClients: 1, talk: time },
  { name: "timeout-server", kind: "time", maxClients: 1, talk: time },
  { name: "select-server", kind: "echo", maxClients: 1000, talk: echo(`${SELECT_REPLY}`) },
  { name: "poll-server", kind: "echo", maxClients: 10_000, talk: echo(`${POLL_REPLY}`) },
  { name: "epoll-server", kind: "echo", maxClients: 10_000, talk: echo(`${EPOLL_REPLY}`) },
  { name: "epoll-server --edge", kind: "echo", maxClients: 10_000, talk: echo(`${EPOLL_REPLY}`) },
  { name: "uring-server", kind: "echo", maxClients: 10_000, talk: echo(`${URING_REPLY}`) },
  { name: "http-server --mux select", kind: "http", maxClients: 1000, talk: files },
  { name: "http-server --mux poll", kind: "http", maxClients: 10_000, talk: files },
  { name: "http-server --mux epoll", kind: "http", maxClients: 10_000, talk: files },
  { name: "http-server --mux uring", kind: "http", maxClients: 10_000, talk: files },
  { name: "udp-server", kind: "udp", maxClients: 100, talk: echo(`${UDP_REPLY}`) },
];

/** The arguments of its command. A client may stall for `stallTimeout` seconds. */
export function argumentsOf(
  { name, kind }: Target,
  stallTimeout: number,
  root: string,
  port: number = 0,
): string[] {
  const args = [...name.split(" "), "--port", `${port}`, "--quiet"];
  if (kind === "time") args.push("--client-timeout", `${stallTimeout}`);
  if (name === "block-server") args.push("--interval", "0.001");
  if (kind === "http") args.push("--timeout", `${stallTimeout}`, "--root", root);
  return args;
}
