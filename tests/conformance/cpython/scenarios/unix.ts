/** UNIX sockets and their names. */
import { paired, scenario } from "../scenario.js";

const connected = `
  listener = socket(AF_UNIX)
  listener.bind(path("listener"))
  listener.listen()
  client = socket(AF_UNIX)
  client.connect(path("listener"))
  server, address = listener.accept()
`;

export const unix = [
  scenario(
    "a new UNIX socket has no name",
    "s = socket(AF_UNIX)",
    "s.family",
    "s.type",
    "s.getsockname()",
    "s.getpeername()",
  ),
  scenario("bind a path", "s = socket(AF_UNIX)", `s.bind(path("name"))`, "s.getsockname()"),
  scenario(
    "bind a path that is there",
    "s = socket(AF_UNIX)",
    `s.bind(path("name"))`,
    "other = socket(AF_UNIX)",
    `other.bind(path("name"))`,
  ),
  scenario(
    "bind a path that stays after close",
    "s = socket(AF_UNIX)",
    `s.bind(path("name"))`,
    "s.close()",
    "other = socket(AF_UNIX)",
    `other.bind(path("name"))`,
    `other.connect(path("name"))`,
  ),
  scenario("bind twice", "s = socket(AF_UNIX)", `s.bind(path("one"))`, `s.bind(path("two"))`),
  scenario(
    "connect through what is no folder",
    "s = socket(AF_UNIX)",
    `s.bind(path("name"))`,
    "other = socket(AF_UNIX)",
    `other.connect(path("name/below"))`,
  ),
  scenario("bind where there is no folder", "s = socket(AF_UNIX)", `s.bind(path("no/folder"))`),
  scenario(
    "bind the empty name takes an abstract one",
    "s = socket(AF_UNIX)",
    `s.bind("")`,
    "s.listen()",
  ),
  scenario(
    "a path of 107 bytes",
    "s = socket(AF_UNIX)",
    "s.bind(path_of_length(107))",
    "s.getsockname()",
  ),
  scenario("a path of 108 bytes", "s = socket(AF_UNIX)", "s.bind(path_of_length(108))"),
  scenario(
    "a path that is too long",
    "s = socket(AF_UNIX)",
    "s.bind(path_of_length(109))",
    "s.connect(path_of_length(300))",
    "s.connect_ex(path_of_length(300))",
  ),
  scenario(
    "a path in letters beyond ASCII",
    "s = socket(AF_UNIX)",
    `s.bind(path("名字"))`,
    "s.getsockname()",
  ),
  scenario("a path with a NUL", "s = socket(AF_UNIX)", `s.bind(path("a\\0b")) # differs: path-nul`),
  scenario(
    "an abstract name",
    `
    s = socket(AF_UNIX)
    s.bind(abstract("name"))
    s.getsockname() # differs: abstract
    s.listen()
    client = socket(AF_UNIX)
    client.connect(abstract("name"))
    client.getpeername() # differs: abstract
    server, address = s.accept()
    client.send(b"x")
    server.recv(1)
  `,
  ),
  scenario(
    "an abstract name is gone with its socket",
    "s = socket(AF_UNIX)",
    `s.bind(abstract("name"))`,
    "other = socket(AF_UNIX)",
    `other.bind(abstract("name"))`,
    "s.close()",
    `other.bind(abstract("name"))`,
  ),
  scenario(
    "an abstract name of 108 bytes",
    "s = socket(AF_UNIX)",
    `s.bind("\\0" + "x" * 107)`,
    `s.bind("\\0" + "x" * 108)`,
  ),
  scenario(
    "what is no name",
    "s = socket(AF_UNIX)",
    "s.bind(5)",
    "s.bind(None)",
    `s.bind(("127.0.0.1", 0))`,
    "s.connect(5)",
    "s.connect_ex(5)",
  ),
  scenario(
    "a name in bytes",
    "s = socket(AF_UNIX)",
    `s.connect(b"no such path")`,
    `s.bind(b"\\0day29 \\xff")`,
    "s.getsockname()",
  ),
  scenario(
    "a name that is not UTF-8 reaches the other end",
    `
    a = socket(AF_UNIX, SOCK_DGRAM)
    a.bind(b"\\0day29 \\xfe")
    b = socket(AF_UNIX, SOCK_DGRAM)
    b.bind("\\0day29 \\udcfd")
    a.sendto(b"hello", b"\\0day29 \\xfd")
    data, sender = b.recvfrom(10)
    sender
    b.sendto(data, sender)
    a.recv(10)
  `,
  ),
  scenario(
    "connect where nobody is",
    "s = socket(AF_UNIX)",
    `s.connect(path("nobody"))`,
    `s.connect_ex(path("nobody"))`,
  ),
  scenario(
    "connect where nobody listens",
    "s = socket(AF_UNIX)",
    `s.bind(path("bound"))`,
    "c = socket(AF_UNIX)",
    `c.connect(path("bound"))`,
    `c.connect_ex(path("bound"))`,
  ),
  scenario(
    "connect to an abstract name that nobody has",
    "s = socket(AF_UNIX)",
    `s.connect(abstract("nobody"))`,
  ),
  scenario("connect to a folder", "s = socket(AF_UNIX)", `s.connect(path("."))`),
  scenario(
    "connect to another type",
    "s = socket(AF_UNIX, SOCK_DGRAM)",
    `s.bind(path("dgram"))`,
    "c = socket(AF_UNIX)",
    `c.connect(path("dgram"))`,
  ),
  scenario(
    "the names of a connection",
    connected,
    "address",
    "client.getsockname()",
    "client.getpeername()",
    "server.getsockname()",
    "server.getpeername()",
  ),
  scenario(
    "the name of a client that has one",
    `
    listener = socket(AF_UNIX)
    listener.bind(path("listener"))
    listener.listen()
    client = socket(AF_UNIX)
    client.bind(path("client"))
    client.connect(path("listener"))
    server, address = listener.accept()
    address
    server.getpeername()
  `,
  ),
  scenario("connect twice", connected, `client.connect(path("listener"))`),
  scenario(
    "bytes go both ways",
    connected,
    'client.sendall(b"there")',
    "server.recv(10)",
    'server.sendall(b"and back")',
    "client.recv(3)",
    "client.recv(10)",
  ),
  scenario(
    "the end of the stream",
    connected,
    'client.send(b"last")',
    "client.close()",
    "server.recv(10)",
    "server.recv(10)",
    'server.send(b"x")',
  ),
  scenario(
    "a close with unread bytes is a reset",
    connected,
    'client.send(b"unread")',
    "server.close()",
    "client.recv(1)",
    "client.recv(1)",
    'client.send(b"x")',
  ),
  scenario(
    "a full accept queue",
    `
    listener = socket(AF_UNIX)
    listener.bind(path("listener"))
    listener.listen(0)
    one = socket(AF_UNIX)
    one.connect(path("listener"))
    two = socket(AF_UNIX)
    two.setblocking(False)
    two.connect(path("listener"))
    two.connect_ex(path("listener"))
    server, address = listener.accept()
    two.connect(path("listener"))
  `,
  ),
  scenario(
    "a full accept queue, with a timeout",
    `
    listener = socket(AF_UNIX)
    listener.bind(path("listener"))
    listener.listen(0)
    one = socket(AF_UNIX)
    one.connect(path("listener"))
    two = socket(AF_UNIX)
    two.settimeout(0.01)
    two.connect(path("listener")) # differs: unix-queue
  `,
  ),
  scenario("listen without a name", "s = socket(AF_UNIX)", "s.listen()", "s.accept()"),
  scenario(
    "accept without waiting",
    "s = socket(AF_UNIX)",
    `s.bind(path("s"))`,
    "s.listen()",
    "s.setblocking(False)",
    "s.accept()",
  ),
  scenario(
    "send and recv without connect",
    "s = socket(AF_UNIX)",
    's.send(b"x")',
    "s.recv(1)",
    "s.shutdown(SHUT_WR)",
  ),
  scenario(
    "a pair",
    paired,
    "a.family",
    "a.type",
    "a.getsockname()",
    "b.getpeername()",
    'a.send(b"x")',
    "b.recv(10)",
    "b.gettimeout()",
  ),
  scenario(
    "a pair of packets",
    "a, b = socketpair(AF_UNIX, SOCK_SEQPACKET)",
    'a.send(b"one")',
    'a.send(b"two")',
    "b.recv(2)",
    "b.recv(10)",
    "a.close()",
    "b.recv(10)",
  ),
  scenario(
    "a pair of a family that has none",
    "socketpair(AF_INET)",
    "socketpair(AF_INET, SOCK_DGRAM)",
  ),
  scenario("a pair of an unknown type", "socketpair(AF_UNIX, 99)"),
  scenario(
    "recvfrom a pair",
    paired,
    'a.send(b"x")',
    "b.recvfrom(10)",
    "a.close()",
    "b.recvfrom(10)",
  ),
  scenario("recvfrom a connection", connected, 'client.send(b"x")', "server.recvfrom(10)"),
  scenario(
    "recvfrom_into a pair",
    paired,
    'a.send(b"x")',
    "buffer = bytearray(2)",
    "b.recvfrom_into(buffer)",
    "buffer",
  ),
  scenario("sendto on a pair", paired, `a.sendto(b"x", path("nobody"))`),
  scenario(
    "shutdown for writing",
    paired,
    "a.shutdown(SHUT_WR)",
    "b.recv(1)",
    'a.send(b"x")',
    'b.send(b"y")',
    "a.recv(1)",
  ),
  scenario("shutdown for reading", paired, "a.shutdown(SHUT_RD)", "a.recv(1)", 'b.send(b"x")'),
  scenario(
    "a full pair",
    paired,
    "fill(a)",
    "a.setblocking(False)",
    'a.send(b"x")',
    "drain(b)",
    'a.send(b"x")',
  ),
  scenario(
    "urgent data of a UNIX stream",
    paired,
    'a.send(b"!", MSG_OOB)',
    "select([b], [], [b], 0)",
    "b.recv(1, MSG_OOB)",
  ),
];
