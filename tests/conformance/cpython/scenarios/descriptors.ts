/** Descriptors: duplicates, detaching, closing, and what other programs inherit. */
import { connected, listening, paired, scenario } from "../scenario.js";

export const descriptors = [
  scenario("fileno", "s = socket()", "s.fileno()", "s.close()", "s.fileno()"),
  scenario("close twice", "s = socket()", "s.close()", "s.close()"),
  scenario(
    "every call on a closed socket",
    "s = socket()",
    "s.close()",
    `
    s.getsockname()
    s.getpeername()
    s.getsockopt(SOL_SOCKET, SO_TYPE)
    s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    s.listen()
    s.recv(1)
    s.recvfrom(1)
    s.send(b"x")
    s.sendall(b"x")
    s.shutdown(SHUT_WR)
    s.dup()
    s.get_inheritable()
    s.set_inheritable(True)
    s.detach()
    s.family
    s.type
  `,
  ),
  scenario(
    "detach leaves the descriptor open",
    paired,
    `
    fd = a.detach()
    a.fileno()
    a.send(b"x")
    b.send(b"y")
    c = socket(AF_UNIX, SOCK_STREAM, 0, fd)
    c.recv(1)
    c.fileno()
  `,
  ),
  scenario("detach twice", paired, "fd = a.detach()", "a.detach()", "close(fd)"),
  scenario(
    "close after detach leaves the descriptor open",
    paired,
    "fd = a.detach()",
    "a.close()",
    'b.send(b"x")',
    "select([fd], [], [], 0)",
    "close(fd)",
  ),
  scenario(
    "close and dup of numbers",
    paired,
    `
    c = socket(AF_UNIX, SOCK_STREAM, 0, dup(a.fileno()))
    a.close()
    c.get_inheritable()
    b.send(b"x")
    c.recv(1)
    close(c.detach())
    b.recv(1)
    close(b.fileno())
    b.send(b"x")
    b.close()
    close(-1)
    close(999999)
    close("1")
    dup(-1)
    dup(999999)
    dup("1")
  `,
  ),
  scenario(
    "a socket of a descriptor",
    connected,
    `
    fd = client.detach()
    other = socket(AF_INET, SOCK_STREAM, 0, fd)
    other.getsockname()
    other.getpeername()
    other.gettimeout()
  `,
  ),
  scenario(
    "a socket of a descriptor is what it is told to be",
    paired,
    `
    fd = a.detach()
    c = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP, fd)
    c.family
    c.type
    c.proto
    `,
  ),
  scenario(
    "a socket of a descriptor that is closed",
    paired,
    "fd = a.fileno()",
    "a.close()",
    "socket(AF_UNIX, SOCK_STREAM, 0, fd)",
  ),
  scenario(
    "a socket of a negative descriptor",
    "socket(AF_INET, SOCK_STREAM, 0, -1)",
    "socket(AF_INET, SOCK_STREAM, 0, -5)",
  ),
  scenario("a socket of what is no descriptor", `socket(AF_INET, SOCK_STREAM, 0, "x")`),
  scenario("a socket of an epoll", "e = epoll()", "socket(AF_INET, SOCK_STREAM, 0, e.fileno())"),
  scenario(
    "a socket whose descriptor was closed behind its back",
    paired,
    "fd = a.fileno()",
    "close(fd)",
    'a.send(b"x")',
    "a.close()",
  ),
  scenario(
    "fromfd copies",
    paired,
    "c = fromfd(a.fileno(), AF_UNIX, SOCK_STREAM)",
    'c.send(b"x")',
    "b.recv(1)",
    "c.close()",
    'a.send(b"y")',
    "b.recv(1)",
  ),
  scenario(
    "fromfd of what is closed",
    paired,
    "fd = a.fileno()",
    "a.close()",
    "fromfd(fd, AF_UNIX, SOCK_STREAM)",
  ),
  scenario(
    "fromfd with -1 for what the kernel knows",
    "s = socket(AF_INET, SOCK_DGRAM)",
    "c = fromfd(s.fileno(), -1, -1, -1)",
    "[c.family, c.type, c.proto]",
    "d = socket(-1, -1, -1)",
    "[d.family, d.type, d.proto]",
    "socket(AF_INET, -1, -1).type",
    "socket(-2)",
  ),
  scenario("fromfd of a negative descriptor", "fromfd(-1, AF_INET, SOCK_STREAM)"),
  scenario(
    "dup is another descriptor of the same socket",
    paired,
    `
    c = a.dup()
    c.family
    c.type
    c.fileno()
    c.send(b"from the duplicate")
    b.recv(100)
    b.send(b"to either")
    a.recv(2)
    c.recv(100)
  `,
  ),
  scenario(
    "a connection ends with its last duplicate",
    connected,
    `
    other = client.dup()
    client.close()
    settle()
    server.setblocking(False)
    server.recv(1)
    other.close()
    until_readable(server)
    server.recv(1)
  `,
  ),
  scenario(
    "shutdown ends a connection in spite of duplicates",
    paired,
    "c = a.dup()",
    "a.shutdown(SHUT_WR)",
    "b.recv(1)",
    'c.send(b"x")',
  ),
  scenario(
    "a duplicate's timeout",
    "s = socket()",
    "s.settimeout(5)",
    "t = s.dup()",
    "t.gettimeout()",
    "t.settimeout(1)",
    "s.gettimeout()",
  ),
  scenario(
    "a duplicate listens as well",
    listening,
    "other = listener.dup()",
    "client = socket()",
    "client.connect(other.getsockname())",
    "server, address = other.accept()",
    "server.getpeername()",
  ),
  scenario(
    "options are of the socket and not of the descriptor",
    "s = socket()",
    "t = s.dup()",
    "s.setsockopt(SOL_SOCKET, SO_KEEPALIVE, 1)",
    "t.getsockopt(SOL_SOCKET, SO_KEEPALIVE)",
  ),
  scenario(
    "no program inherits a socket, unless it may",
    "s = socket()",
    "s.get_inheritable()",
    "s.set_inheritable(True)",
    "s.get_inheritable()",
    "s.set_inheritable(False)",
    "s.get_inheritable()",
  ),
  scenario(
    "no program inherits accepted sockets, pairs and duplicates",
    connected,
    paired,
    "server.get_inheritable()",
    "a.get_inheritable()",
    "c = a.dup()",
    "c.get_inheritable()",
    "a.set_inheritable(True)",
    "d = a.dup()",
    "d.get_inheritable()",
  ),
];
