/** Scenarios that nobody thought of: random operations on a few sockets and pollers. */
import fc from "fast-check";
import { connected, scenario, udp } from "./scenario.js";

const streams = ["listener", "client", "server", "other", "a", "b"];
const sockets = [...streams, "receiver", "sender"];

/** No call waits, and no byte waits for others of its segment. */
const atOnce = (socket: string): string => `
  ${socket}.setblocking(False) # may differ: timeout-closed
  ${socket}.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
`;

/** What there is at the beginning. */
export const setUp: readonly string[] = scenario(
  "",
  "fill_gaps()",
  connected,
  udp,
  "other = socket()",
  "a, b = socketpair()",
  ...["listener", "client", "server", "other"].map(atOnce),
  ...["a", "b", "receiver", "sender"].map((socket) => `${socket}.setblocking(False)`),
  "p = poll()",
  "e = epoll()",
).lines;

const stream = fc.constantFrom(...streams);
const socket = fc.constantFrom(...sockets);
const size = fc.constantFrom(1, 2, 3, 100);
const mask = fc
  .subarray(["POLLIN", "POLLPRI", "POLLOUT", "POLLRDHUP", "POLLHUP"])
  .map((names) => names.join(" | ") || "0");
const epollMask = fc
  .tuple(mask, fc.constantFrom("", "", " | EPOLLET", " | EPOLLONESHOT"))
  .map(([events, flag]) => events + flag);
const list = fc.subarray(sockets, { maxLength: 4 }).map((names) => `[${names.join(", ")}]`);
const data = fc.constantFrom("x", "yz", "hello", "").map((text) => `b"${text}"`);
const sendFlags = fc.constantFrom("0", "0", "MSG_OOB", "MSG_DONTWAIT");
const receiveFlags = fc.constantFrom("0", "0", "MSG_PEEK", "MSG_OOB", "MSG_WAITALL");
const option = fc.constantFrom("SO_KEEPALIVE", "SO_OOBINLINE", "SO_REUSEADDR", "SO_BROADCAST");
const told = fc.constantFrom("SO_ERROR", "SO_TYPE", "SO_ACCEPTCONN", "SO_OOBINLINE", "SO_PROTOCOL");

/** The lines of one operation: `line` of what the arbitraries come to. */
function operation<T extends string[]>(
  arbitraries: { [I in keyof T]: fc.Arbitrary<T[I] | number> },
  line: (...values: T) => string,
): fc.Arbitrary<readonly string[]> {
  const values = fc.tuple(...arbitraries) as unknown as fc.Arbitrary<T>;
  return values.map((chosen) => scenario("", line(...chosen)).lines);
}

const weighted: readonly [weight: number, arbitrary: fc.Arbitrary<readonly string[]>][] = [
  [6, operation([socket, data, sendFlags], (s, bytes, flags) => `${s}.send(${bytes}, ${flags})`)],
  [1, operation([socket, data], (s, bytes) => `${s}.sendall(${bytes})`)],
  [3, operation([data], (bytes) => `sender.sendto(${bytes}, receiver.getsockname())`)],
  [6, operation([socket, size, receiveFlags], (s, n, flags) => `${s}.recv(${n}, ${flags})`)],
  [2, operation([socket, size], (s, n) => `${s}.recvfrom(${n})`)],
  [2, operation([socket], (s) => `${s}.recv_into(bytearray(3))`)],
  [
    2,
    operation(
      [socket, data, data, sendFlags],
      (s, one, two, flags) => `${s}.sendmsg([${one}, ${two}], [], ${flags})`,
    ),
  ],
  [
    2,
    operation(
      [socket, size, receiveFlags],
      (s, n, flags) => `${s}.recvmsg(${n}, CMSG_SPACE(4), ${flags})`,
    ),
  ],
  [1, operation([socket], (s) => `${s}.recvmsg_into([bytearray(1), bytearray(2)])`)],
  [3, operation([stream], (s) => `${s}.connect(listener.getsockname())`)],
  [1, operation([socket, socket], (s, t) => `${s}.connect_ex(${t}.getsockname())`)],
  [3, operation([], () => `server, address = listener.accept()${atOnce("server")}`)],
  [1, operation([socket], (s) => `${s}.bind(("127.0.0.1", 0))`)],
  [1, operation([stream], (s) => `${s}.listen()`)],
  [
    2,
    operation(
      [stream, fc.constantFrom("SHUT_RD", "SHUT_WR", "SHUT_RDWR")],
      (s, how) => `${s}.shutdown(${how})`,
    ),
  ],
  [1, operation([socket], (s) => `${s}.close()`)],
  [1, operation([stream], (s) => `${s}.setsockopt(SOL_SOCKET, SO_LINGER, linger(1, 0))`)],
  [1, operation([socket, option], (s, name) => `${s}.setsockopt(SOL_SOCKET, ${name}, 1)`)],
  [2, operation([socket, told], (s, name) => `${s}.getsockopt(SOL_SOCKET, ${name})`)],
  [1, operation([socket], (s) => `${s}.getsockname()`)],
  [1, operation([socket], (s) => `${s}.getpeername()`)],
  [1, operation([stream, stream], (s, t) => `${s} = ${t}.dup()`)],
  [1, operation([], () => `other = socket()${atOnce("other")}`)],
  [
    5,
    operation(
      [list, list, list],
      (r, w, x) => `select(${r}, ${w}, ${x}, 0) # may differ: select-closed`,
    ),
  ],
  [3, operation([socket, mask], (s, m) => `p.register(${s}, ${m}) # may differ: register-closed`)],
  [1, operation([socket, mask], (s, m) => `p.modify(${s}, ${m}) # may differ: register-closed`)],
  [1, operation([socket], (s) => `p.unregister(${s}) # may differ: register-closed`)],
  [5, operation([], () => "p.poll(0)")],
  [
    3,
    operation(
      [socket, epollMask],
      (s, m) => `e.register(${s}, ${m}) # may differ: register-closed`,
    ),
  ],
  [
    1,
    operation([socket, epollMask], (s, m) => `e.modify(${s}, ${m}) # may differ: register-closed`),
  ],
  [1, operation([socket], (s) => `e.unregister(${s}) # may differ: register-closed`)],
  [5, operation([], () => "e.poll(0)")],
];

/** A number of operations at random; after each, what was sent has arrived. */
export const operations: fc.Arbitrary<string[][]> = fc.array(
  fc
    .oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })))
    .map((lines) => [...lines, "settle(client, server, other)"]),
  { minLength: 1, maxLength: 40, size: "max" },
);
