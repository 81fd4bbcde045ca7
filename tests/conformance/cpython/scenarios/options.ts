/** Socket options, each with its values. */
import { connected, type Scenario, scenario } from "../scenario.js";

const tcp = "s = socket()";
const tcp6 = "s = socket(AF_INET6)";
const udp = "s = socket(AF_INET, SOCK_DGRAM)";
const udp6 = "s = socket(AF_INET6, SOCK_DGRAM)";
const unix = "s, other = socketpair()";

/** Each value is set and then asked for, as a number and as bytes. */
const settable: readonly (readonly [
  setUp: string,
  level: string,
  name: string,
  values: string[],
])[] = [
  [tcp, "SOL_SOCKET", "SO_REUSEADDR", ["1", "0", "True", "False", "5", "-1"]],
  [tcp, "SOL_SOCKET", "SO_REUSEPORT", ["1", "0", "True"]],
  [tcp, "SOL_SOCKET", "SO_KEEPALIVE", ["1", "0", "True", "7"]],
  [tcp, "SOL_SOCKET", "SO_OOBINLINE", ["1", "0", "True"]],
  [tcp, "SOL_SOCKET", "SO_DONTROUTE", ["1", "0"]],
  [udp, "SOL_SOCKET", "SO_BROADCAST", ["1", "0", "True", "-1"]],
  [tcp, "SOL_SOCKET", "SO_BROADCAST", ["1", "0"]],
  [tcp, "SOL_SOCKET", "SO_SNDBUF", ["0", "1", "4096", "10000", "65536", "100000000", "-1"]],
  [tcp, "SOL_SOCKET", "SO_RCVBUF", ["0", "1", "4096", "10000", "65536", "100000000", "-1"]],
  [unix, "SOL_SOCKET", "SO_SNDBUF", ["4096", "65536"]],
  [unix, "SOL_SOCKET", "SO_RCVBUF", ["4096", "65536"]],
  [tcp, "SOL_SOCKET", "SO_RCVLOWAT", ["1", "0", "100", "-1"]],
  [tcp, "SOL_SOCKET", "SO_SNDLOWAT", ["1", "5"]],
  [tcp, "SOL_SOCKET", "SO_PRIORITY", ["0", "6", "3"]],
  [tcp, "SOL_SOCKET", "SO_MARK", ["0", "5"]],
  [tcp, "SOL_SOCKET", "SO_DEBUG", ["0"]],
  [unix, "SOL_SOCKET", "SO_PASSCRED", ["1", "0", "True"]],
  [tcp, "SOL_SOCKET", "SO_INCOMING_CPU", ["0", "1"]],
  [tcp, "SOL_SOCKET", "SO_BINDTODEVICE", [`b"lo"`, `b"lo\\0"`, `b""`, `b"nosuch0"`]],
  [tcp, "IPPROTO_IP", "IP_TTL", ["1", "64", "255", "0", "256", "-1", "-2"]],
  [tcp, "IPPROTO_IP", "IP_TOS", ["0", "8", "16", "255", "256"]],
  [udp, "IPPROTO_IP", "IP_RECVTOS", ["1", "0"]],
  [tcp, "IPPROTO_IP", "IP_TRANSPARENT", ["1", "0"]],
  [udp, "IPPROTO_IP", "IP_MULTICAST_TTL", ["1", "0", "255", "256", "-1"]],
  [udp, "IPPROTO_IP", "IP_MULTICAST_LOOP", ["0", "1", "True"]],
  [
    udp,
    "IPPROTO_IP",
    "IP_MULTICAST_IF",
    [`inet_aton("127.0.0.1")`, `inet_aton("0.0.0.0")`, `inet_aton("1.2.3.4")`],
  ],
  [udp, "IPPROTO_IP", "IP_HDRINCL", ["1"]],
  [tcp6, "IPPROTO_IPV6", "IPV6_V6ONLY", ["1", "0", "True"]],
  [tcp6, "IPPROTO_IPV6", "IPV6_UNICAST_HOPS", ["1", "64", "255", "256", "-1"]],
  [udp6, "IPPROTO_IPV6", "IPV6_MULTICAST_HOPS", ["1", "255", "256", "-1"]],
  [udp6, "IPPROTO_IPV6", "IPV6_MULTICAST_LOOP", ["1", "0", "2"]],
  [udp6, "IPPROTO_IPV6", "IPV6_MULTICAST_IF", ["1", "0", "9999"]],
  [tcp6, "IPPROTO_IPV6", "IPV6_TCLASS", ["0", "16", "255", "256", "-1"]],
  [tcp, "IPPROTO_TCP", "TCP_NODELAY", ["1", "0", "True", "2"]],
  [tcp, "IPPROTO_TCP", "TCP_CORK", ["1", "0"]],
  [tcp, "IPPROTO_TCP", "TCP_MAXSEG", ["1000", "88", "10", "100000"]],
  [tcp, "IPPROTO_TCP", "TCP_KEEPIDLE", ["1", "60", "32767", "32768", "0", "-1"]],
  [tcp, "IPPROTO_TCP", "TCP_KEEPINTVL", ["1", "60", "0", "32768"]],
  [tcp, "IPPROTO_TCP", "TCP_KEEPCNT", ["1", "9", "127", "128", "0"]],
  [tcp, "IPPROTO_TCP", "TCP_SYNCNT", ["1", "127", "128", "0"]],
  [tcp, "IPPROTO_TCP", "TCP_LINGER2", ["1", "60", "-1", "0"]],
  [tcp, "IPPROTO_TCP", "TCP_DEFER_ACCEPT", ["1", "5", "0"]],
  [tcp, "IPPROTO_TCP", "TCP_WINDOW_CLAMP", ["1", "5000", "65536"]],
  [tcp, "IPPROTO_TCP", "TCP_QUICKACK", ["1", "0"]],
  [tcp, "IPPROTO_TCP", "TCP_USER_TIMEOUT", ["0", "1000", "-1"]],
  [tcp, "IPPROTO_TCP", "TCP_FASTOPEN", ["5", "0"]],
  [tcp, "IPPROTO_TCP", "TCP_NOTSENT_LOWAT", ["1000", "0"]],
];

/** Options that the kernel tells, and does not take. */
const readable: readonly (readonly [setUp: string, level: string, name: string])[] = [
  [tcp, "SOL_SOCKET", "SO_TYPE"],
  [udp, "SOL_SOCKET", "SO_TYPE"],
  [unix, "SOL_SOCKET", "SO_TYPE"],
  [tcp, "SOL_SOCKET", "SO_PROTOCOL"],
  [udp, "SOL_SOCKET", "SO_PROTOCOL"],
  [tcp6, "SOL_SOCKET", "SO_DOMAIN"],
  [unix, "SOL_SOCKET", "SO_DOMAIN"],
  [tcp, "SOL_SOCKET", "SO_ACCEPTCONN"],
  [tcp, "SOL_SOCKET", "SO_ERROR"],
];

const setAndGet = ([setUp, level, name, values]: (typeof settable)[number]): Scenario[] =>
  values.map((value) =>
    scenario(
      `${name} of ${setUp} = ${value}`,
      setUp,
      `
      s.setsockopt(${level}, ${name}, ${value})
      s.getsockopt(${level}, ${name})
      s.getsockopt(${level}, ${name}, 4)
      s.getsockopt(${level}, ${name}, 16)
      s.getsockopt(${level}, ${name}, 1)
      `,
    ),
  );

const getOnly = ([setUp, level, name]: (typeof readable)[number]): Scenario =>
  scenario(
    `${name} of ${setUp} is only told`,
    setUp,
    `
    s.getsockopt(${level}, ${name})
    s.getsockopt(${level}, ${name}, 4)
    s.setsockopt(${level}, ${name}, 1)
  `,
  );

export const options = [
  ...settable.flatMap(setAndGet),
  ...readable.map(getOnly),
  scenario(
    "SO_LINGER is a struct",
    `
    s = socket()
    s.getsockopt(SOL_SOCKET, SO_LINGER, 8)
    s.setsockopt(SOL_SOCKET, SO_LINGER, linger(1, 5))
    s.getsockopt(SOL_SOCKET, SO_LINGER, 8)
    s.getsockopt(SOL_SOCKET, SO_LINGER)
    s.setsockopt(SOL_SOCKET, SO_LINGER, ints(1, 7))
    s.getsockopt(SOL_SOCKET, SO_LINGER, 8)
    s.getsockopt(SOL_SOCKET, SO_LINGER, 100)
    s.setsockopt(SOL_SOCKET, SO_LINGER, linger(0, 0))
    s.getsockopt(SOL_SOCKET, SO_LINGER, 8)
    s.setsockopt(SOL_SOCKET, SO_LINGER, 1)
    s.setsockopt(SOL_SOCKET, SO_LINGER, b"short")
  `,
  ),
  scenario(
    "TCP_INFO is a struct",
    connected,
    `
    client.getsockopt(IPPROTO_TCP, TCP_INFO, 1)
    listener.getsockopt(IPPROTO_TCP, TCP_INFO, 1)
    client.shutdown(SHUT_WR)
    until(server, POLLRDHUP)
    settle()
    server.getsockopt(IPPROTO_TCP, TCP_INFO, 1)
    len(client.getsockopt(IPPROTO_TCP, TCP_INFO, 1024))
    client.setsockopt(IPPROTO_TCP, TCP_INFO, 1)
  `,
  ),
  scenario(
    "TCP_CONGESTION is a name",
    "s = socket()",
    "s.getsockopt(IPPROTO_TCP, TCP_CONGESTION, 16)",
    `s.setsockopt(IPPROTO_TCP, TCP_CONGESTION, b"reno")`,
    "s.getsockopt(IPPROTO_TCP, TCP_CONGESTION, 16)",
    `s.setsockopt(IPPROTO_TCP, TCP_CONGESTION, b"nosuch")`,
  ),
  scenario(
    "SO_PEERCRED of a pair",
    unix,
    "len(s.getsockopt(SOL_SOCKET, SO_PEERCRED, 12))",
    "len(s.getsockopt(SOL_SOCKET, SO_PEERCRED, 100))",
  ),
  scenario(
    "SO_ACCEPTCONN of a listener",
    "s = socket()",
    "s.listen()",
    "s.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)",
  ),
  scenario(
    "a multicast group as bytes",
    "s = socket(AF_INET, SOCK_DGRAM)",
    `s.setsockopt(IPPROTO_IP, IP_ADD_MEMBERSHIP, inet_aton("239.9.9.9") + inet_aton("127.0.0.1"))`,
    `s.setsockopt(IPPROTO_IP, IP_DROP_MEMBERSHIP, membership("239.9.9.9", "127.0.0.1"))`,
  ),
  scenario(
    "what is no option's value",
    "s = socket()",
    `
    s.setsockopt(SOL_SOCKET, SO_REUSEADDR, "1")
    s.setsockopt(SOL_SOCKET, SO_REUSEADDR, None)
    s.setsockopt(SOL_SOCKET, SO_REUSEADDR, [1])
    s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 2 ** 31) # differs: whole-number
    s.setsockopt(SOL_SOCKET, SO_REUSEADDR, -(2 ** 31) - 1) # differs: whole-number
    s.setsockopt(SOL_SOCKET, SO_REUSEADDR, -(2 ** 31))
    s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1.5) # differs: whole-number
    s.getsockopt(SOL_SOCKET, SO_REUSEADDR)
  `,
  ),
  scenario(
    "an option without a value",
    "s = socket()",
    "s.setsockopt(SOL_SOCKET, SO_REUSEADDR)",
    "s.getsockopt(SOL_SOCKET)",
  ),
  scenario(
    "an option's value as bytes",
    "s = socket()",
    `
    s.setsockopt(SOL_SOCKET, SO_REUSEADDR, ints(1))
    s.getsockopt(SOL_SOCKET, SO_REUSEADDR)
    s.setsockopt(SOL_SOCKET, SO_KEEPALIVE, b"")
    s.setsockopt(SOL_SOCKET, SO_KEEPALIVE, b"\\x01")
    s.setsockopt(SOL_SOCKET, SO_KEEPALIVE, ints(1, 2, 3))
    s.getsockopt(SOL_SOCKET, SO_KEEPALIVE)
    s.setsockopt(SOL_SOCKET, SO_KEEPALIVE, bytearray(4))
    s.getsockopt(SOL_SOCKET, SO_KEEPALIVE)
  `,
  ),
  scenario(
    "an unknown level",
    "s = socket()",
    "s.getsockopt(99, 1)",
    "s.setsockopt(99, 1, 1)",
    "s.getsockopt(-1, 1)",
  ),
  scenario(
    "an unknown option",
    "s = socket()",
    "s.getsockopt(SOL_SOCKET, 9999)",
    "s.setsockopt(SOL_SOCKET, 9999, 1)",
    "s.getsockopt(IPPROTO_TCP, 9999)",
    "s.setsockopt(IPPROTO_TCP, 9999, 1)",
    "s.getsockopt(IPPROTO_IP, 9999)",
    "s.setsockopt(IPPROTO_IP, 9999, 1)",
  ),
  scenario(
    "options of another type",
    "s = socket(AF_INET, SOCK_DGRAM)",
    "s.getsockopt(IPPROTO_TCP, TCP_NODELAY)",
    "s.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)",
  ),
  scenario(
    "options of another family",
    "s = socket(AF_UNIX)",
    "s.getsockopt(IPPROTO_IP, IP_TTL)",
    "s.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)",
    "s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)",
  ),
  scenario(
    "IPv6 options of an IPv4 socket",
    "s = socket()",
    "s.getsockopt(IPPROTO_IPV6, IPV6_V6ONLY)",
    "s.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1)",
  ),
  scenario(
    "V6ONLY comes too late after bind",
    "s = socket(AF_INET6)",
    `s.bind(("::1", 0))`,
    "s.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1)",
  ),
  scenario(
    "sizes of what getsockopt answers",
    "s = socket()",
    `
    s.getsockopt(SOL_SOCKET, SO_TYPE, 0) # differs: buflen-0
    s.getsockopt(SOL_SOCKET, SO_TYPE, 1)
    s.getsockopt(SOL_SOCKET, SO_TYPE, 1024)
    s.getsockopt(SOL_SOCKET, SO_TYPE, 1025) # differs: buflen
    s.getsockopt(SOL_SOCKET, SO_TYPE, -1) # differs: buflen
    s.getsockopt(SOL_SOCKET, SO_TYPE, "4")
  `,
  ),
  scenario(
    "levels and names that are no numbers",
    "s = socket()",
    `s.getsockopt("x", 1)`,
    `s.getsockopt(1, "x")`,
    `s.setsockopt("x", 1, 1)`,
    `s.setsockopt(1, None, 1)`,
  ),
  scenario(
    "SO_RCVTIMEO and SO_SNDTIMEO are refused",
    "s = socket()",
    "s.setsockopt(SOL_SOCKET, SO_RCVTIMEO, ints(1, 0, 0, 0)) # differs: socket-timeout",
    "s.setsockopt(SOL_SOCKET, SO_SNDTIMEO, ints(1, 0, 0, 0)) # differs: socket-timeout",
  ),
  scenario(
    "a reset connection's SO_ERROR is cleared by reading",
    connected,
    `
    server.setsockopt(SOL_SOCKET, SO_LINGER, linger(1, 0))
    server.close()
    until(client, POLLHUP)
    client.getsockopt(SOL_SOCKET, SO_ERROR)
    client.getsockopt(SOL_SOCKET, SO_ERROR)
  `,
  ),
  scenario(
    "accepted sockets inherit options",
    `
    listener = socket()
    listener.setsockopt(SOL_SOCKET, SO_KEEPALIVE, 1)
    listener.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    client = socket()
    client.connect(listener.getsockname())
    server, address = listener.accept()
    server.getsockopt(SOL_SOCKET, SO_KEEPALIVE)
    server.getsockopt(IPPROTO_TCP, TCP_NODELAY)
    client.getsockopt(SOL_SOCKET, SO_KEEPALIVE)
  `,
  ),
];
