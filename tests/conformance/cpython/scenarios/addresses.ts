/** Internet addresses, right and wrong. */
import { listening, type Scenario, scenario } from "../scenario.js";

/** Hosts to bind, by the family of the socket. */
const hosts = {
  AF_INET: [
    "127.0.0.1",
    "127.0.0.2",
    "",
    "0.0.0.0",
    "127.1",
    "0x7f.1",
    "0177.0.0.1",
    "2130706433",
    "localhost",
    "<broadcast>",
    "255.255.255.255",
    "1.2.3",
    "224.0.0.1",
  ],
  AF_INET6: [
    "::1",
    "::",
    "",
    "0:0:0:0:0:0:0:1",
    "::ffff:127.0.0.1",
    "::1%1",
    "ff02::1",
    "ff02::1%1",
    "ff02::1%lo",
    "<broadcast>",
  ],
};

/** Text that is no address. */
const names = {
  AF_INET: ["256.0.0.1", "1.2.3.4.5", "127.0.0.1 ", " 127.0.0.1", "<any>", "-1", "[::1]"],
  AF_INET6: ["[::1]", ":::1", "12345::", "::1%nosuch0", "::1 "],
};

/** Python's expressions of what is no address of an IPv4 socket, and of an IPv6 socket. */
const wrong = [
  "5",
  "None",
  `"127.0.0.1"`,
  `("127.0.0.1",)`,
  `("127.0.0.1", 0, 0)`,
  `(5, 80)`,
  `(None, 80)`,
  `("127.0.0.1", -1)`,
  `("127.0.0.1", 65536)`,
  `("127.0.0.1", 2 ** 40)`,
  `("", -1)`,
  "()",
];
const wrong6 = [
  "5",
  `("::1",)`,
  `("::1", 0, 0, 0, 0)`,
  `("::1", -1)`,
  `("::1", 65536)`,
  `("::1", 0, -1)`,
  `("::1", 0, 1048576)`,
  `(5, 0)`,
];

const binding = (family: string, host: string, remark: string): Scenario =>
  scenario(
    `bind "${host}" of ${family}`,
    `s = socket(${family})`,
    `s.bind(("${host}", 0)) ${remark}`,
    "s.getsockname()",
  );

const bindingEach = (lists: Record<string, string[]>, remark: string): Scenario[] =>
  Object.entries(lists).flatMap(([family, list]) =>
    list.map((host) => binding(family, host, remark)),
  );

export const addresses = [
  ...bindingEach(hosts, ""),
  ...bindingEach(names, "# differs: bind-name"),
  binding("AF_INET", "::1", "# differs: bind-family"),
  binding("AF_INET6", "127.0.0.1", "# differs: bind-family"),
  ...wrong.map((address) =>
    scenario(`${address} is no address to bind`, "s = socket()", `s.bind(${address})`),
  ),
  ...wrong6.map((address) =>
    scenario(`${address} is no IPv6 address to bind`, "s = socket(AF_INET6)", `s.bind(${address})`),
  ),
  ...wrong.map((address) =>
    scenario(`${address} is no address to connect to`, "s = socket()", `s.connect(${address})`),
  ),
  scenario(
    "numbers of an address",
    "s = socket()",
    `
    s.bind(("127.0.0.1", "80"))
    s.bind(("127.0.0.1", None))
    s.connect(("127.0.0.1", "80"))
    s.connect(("127.0.0.1", 1.5)) # differs: whole-number
    `,
  ),
  scenario(
    "numbers of an IPv6 address",
    "s = socket(AF_INET6)",
    `
    s.bind(("::1", "0"))
    s.bind(("::1", 0, "0"))
    s.bind(("::1", 0, 0, "0"))
    s.bind(("::1", 0, 0, -1)) # differs: scope-id
    `,
  ),
  scenario(
    "an IPv6 connection",
    `
    listener = socket(AF_INET6)
    listener.bind(("::1", 0))
    listener.listen()
    client = socket(AF_INET6)
    client.connect(("::1", port(listener)))
    server, address = listener.accept()
    address
    client.getsockname()
    client.getpeername()
    server.getpeername()
    client.send(b"six")
    until_waiting(server, 3)
    server.recvfrom(10)
  `,
  ),
  scenario(
    "IPv6 with flowinfo and scope",
    `
    s = socket(AF_INET6)
    s.bind(("::1", 0, 0, 0))
    s.getsockname()
    t = socket(AF_INET6)
    t.bind(("::1", 0, 5, 1))
    t.getsockname()
  `,
  ),
  scenario(
    "a scope is an interface",
    "s = socket(AF_INET6, SOCK_DGRAM)",
    `
    s.bind(("fe80::1234", 0))
    s.bind(("fe80::1234", 0, 0, 1))
    s.bind(("ff02::1", 0, 0, 1))
    s.getsockname()
    `,
  ),
  scenario(
    "the flow of a connection",
    `
    s = socket(AF_INET6, SOCK_DGRAM)
    s.setsockopt(IPPROTO_IPV6, 33, 1)
    s.connect(("::1", 9, 5))
    s.getpeername()
    s.connect(("::1", 9, 1048575))
    s.getpeername()
    s.connect(("::1", 9, 0))
    s.getpeername()
    `,
  ),
  scenario(
    "an IPv6 listener takes IPv4",
    `
    listener = socket(AF_INET6)
    listener.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0)
    listener.bind(("", 0))
    listener.listen()
    client = socket()
    client.connect(("127.0.0.1", port(listener)))
    server, address = listener.accept()
    address
    server.getsockname()
  `,
  ),
  scenario(
    "an IPv6 listener takes no IPv4",
    `
    listener = socket(AF_INET6)
    listener.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1)
    listener.bind(("::1", 0))
    listener.listen()
    client = socket()
    client.connect(("127.0.0.1", port(listener)))
  `,
  ),
  scenario(
    "connect to a name",
    listening,
    "s = socket()",
    `s.connect(("localhost", port(listener)))`,
    "s.getpeername()",
  ),
  scenario(
    "connect_ex to a name",
    listening,
    "s = socket()",
    `s.connect_ex(("localhost", port(listener)))`,
    "s.getpeername()",
  ),
  scenario(
    "connect to an address of the other family",
    listening,
    "s = socket()",
    `s.connect(("::1", port(listener)))`,
    "t = socket(AF_INET6)",
    `t.connect(("127.0.0.1", port(listener)))`,
  ),
  scenario(
    "sendto a name",
    `
    receiver = socket(AF_INET, SOCK_DGRAM)
    receiver.bind(("127.0.0.1", 0))
    sender = socket(AF_INET, SOCK_DGRAM)
    sender.sendto(b"x", ("localhost", port(receiver)))
    until_readable(receiver)
    receiver.recv(10)
  `,
  ),
];
