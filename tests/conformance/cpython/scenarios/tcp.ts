/** TCP connections from bind to the end of the stream. */
import { connected, listening, scenario } from "../scenario.js";

/** A port that nobody listens on, for as long as `free` is open. */
const unusedPort = `
  free = socket()
  free.bind(("127.0.0.1", 0))
`;

/** The server has reset the connection. */
const reset = `
  ${connected}
  server.setsockopt(SOL_SOCKET, SO_LINGER, linger(1, 0))
  server.close()
  until(client, POLLHUP)
`;

/** A connection that is not there yet: the accept queue is full. */
const hanging = `
  listener = socket()
  listener.bind(("127.0.0.1", 0))
  listener.listen(0)
  first = socket()
  first.connect(listener.getsockname())
  settle()
  client = socket()
`;

export const tcp = [
  scenario(
    "a new socket",
    "s = socket()",
    "s.family",
    "s.type",
    "s.proto",
    "s.getsockname()",
    "s.getpeername()",
    "s.fileno()",
  ),
  scenario(
    "a socket of given kind",
    "s = socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP)",
    "s.family",
    "s.type",
    "s.proto",
  ),
  scenario("a socket of an unknown family", "socket(999)"),
  scenario("a socket of an unknown type", "socket(AF_INET, 99)"),
  scenario("a socket of a protocol of another type", "socket(AF_INET, SOCK_STREAM, IPPROTO_UDP)"),
  scenario(
    "a socket of a family and a type that do not go together",
    "socket(AF_INET, SOCK_SEQPACKET)",
  ),
  scenario("bind and its port", unusedPort, "free.getsockname()", "free.getpeername()"),
  scenario("bind twice", unusedPort, `free.bind(("127.0.0.1", 0))`),
  scenario("bind an address in use", listening, "s = socket()", "s.bind(listener.getsockname())"),
  scenario(
    "bind an address in use by a bound socket",
    unusedPort,
    "s = socket()",
    "s.bind(free.getsockname())",
  ),
  scenario(
    "bind an address in use, with SO_REUSEADDR while somebody listens",
    listening,
    `
    s = socket()
    s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    s.bind(listener.getsockname())
  `,
  ),
  scenario(
    "bind with SO_REUSEADDR while nobody listens",
    `
    a = socket()
    a.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    a.bind(("127.0.0.1", 0))
    b = socket()
    b.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    b.bind(a.getsockname())
    a.listen()
    b.listen()
  `,
  ),
  scenario(
    "SO_REUSEPORT shares a port",
    `
    a = socket()
    a.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1)
    a.bind(("127.0.0.1", 0))
    a.listen()
    b = socket()
    b.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1)
    b.bind(a.getsockname())
    b.listen()
    a.getsockname()
    b.getsockname()
    c = socket()
    c.bind(a.getsockname())
  `,
  ),
  scenario(
    "bind a port that was left in TIME_WAIT",
    connected,
    `
    server.close()
    until(client, POLLRDHUP)
    client.close()
    settle()
    taken = listener.getsockname()
    listener.close()
    s = socket()
    s.bind(taken)
    s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    s.bind(taken)
  `,
  ),
  scenario("bind an address of another machine", `s = socket()`, `s.bind(("192.0.2.77", 0))`),
  scenario("bind every interface", `s = socket()`, `s.bind(("", 0))`, "s.getsockname()"),
  scenario("bind a socket that is connected", connected, `client.bind(("127.0.0.1", 0))`),
  scenario("bind a closed socket", "s = socket()", "s.close()", `s.bind(("127.0.0.1", 0))`),
  scenario(
    "bind before connect keeps the port",
    listening,
    unusedPort,
    `
    free.connect(listener.getsockname())
    server, address = listener.accept()
    free.getsockname()
    server.getpeername()
  `,
  ),
  scenario("listen without bind takes a port", "s = socket()", "s.listen()", "s.getsockname()"),
  scenario("listen twice", listening, "listener.listen(5)", "listener.listen()"),
  scenario(
    "listen with no backlog",
    "s = socket()",
    "s.listen(0)",
    "s.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)",
  ),
  scenario(
    "listen with a negative backlog",
    "s = socket()",
    "s.listen(-5)",
    "s.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)",
  ),
  scenario("listen on a connected socket", connected, "client.listen()"),
  scenario("listen on a closed socket", "s = socket()", "s.close()", "s.listen()"),
  scenario("accept without listen", "s = socket()", "s.accept()"),
  scenario("accept on a bound socket", unusedPort, "free.accept()"),
  scenario("accept on a connected socket", connected, "client.accept()"),
  scenario("accept on a closed socket", "s = socket()", "s.close()", "s.accept()"),
  scenario(
    "accept answers the peer's address",
    connected,
    "client.getsockname()",
    "address",
    "server.getpeername()",
    "server.getsockname()",
    "listener.getsockname()",
    "client.getpeername()",
  ),
  scenario(
    "an accepted socket is of the listener's kind",
    connected,
    "server.family",
    "server.type",
    "server.proto",
  ),
  scenario(
    "accept takes connections in their order",
    listening,
    `
    one = socket()
    one.connect(listener.getsockname())
    two = socket()
    two.connect(listener.getsockname())
    first, address = listener.accept()
    second, address = listener.accept()
    one.getsockname()
    first.getpeername()
    two.getsockname()
    second.getpeername()
  `,
  ),
  scenario(
    "accept of a connection that was reset meanwhile",
    listening,
    `
    client = socket()
    client.connect(listener.getsockname())
    client.setsockopt(SOL_SOCKET, SO_LINGER, linger(1, 0))
    client.close()
    settle()
    server, address = listener.accept()
    server.recv(1)
  `,
  ),
  scenario(
    "accept of a connection that was closed meanwhile",
    listening,
    `
    client = socket()
    client.connect(listener.getsockname())
    client.sendall(b"bye")
    client.close()
    server, address = listener.accept()
    until(server, POLLRDHUP)
    server.recv(10)
    server.recv(10)
  `,
  ),
  scenario(
    "nobody accepts without waiting",
    listening,
    "listener.setblocking(False)",
    "listener.accept()",
  ),
  scenario(
    "connections wait until somebody listens no more",
    listening,
    `
    client = socket()
    client.connect(listener.getsockname())
    listener.close()
    until(client, POLLHUP)
    client.recv(1)
    client.getsockopt(SOL_SOCKET, SO_ERROR)
  `,
  ),

  scenario(
    "connect where nobody listens",
    unusedPort,
    "s = socket()",
    "s.connect(free.getsockname())",
  ),
  scenario(
    "connect where nobody listens, and again",
    unusedPort,
    `
    s = socket()
    s.connect(free.getsockname())
    s.connect(free.getsockname())
    s.getsockopt(SOL_SOCKET, SO_ERROR)
  `,
  ),
  scenario(
    "connect after a refusal",
    unusedPort,
    listening,
    `
    s = socket()
    s.connect(free.getsockname())
    s.connect(listener.getsockname())
    s.getpeername()
  `,
  ),
  scenario(
    "connect with a timeout where nobody listens",
    unusedPort,
    "s = socket()",
    "s.settimeout(5)",
    "s.connect(free.getsockname())",
  ),
  scenario("connect twice", connected, "client.connect(listener.getsockname())"),
  scenario(
    "connect twice, with a timeout",
    listening,
    `
    client = socket()
    client.settimeout(5)
    client.connect(listener.getsockname())
    client.connect(listener.getsockname()) # differs: connect-twice
    client.getpeername()
    `,
  ),
  scenario("connect a listener", listening, "listener.connect(listener.getsockname())"),
  scenario(
    "connect a closed socket",
    listening,
    "s = socket()",
    "s.close()",
    "s.connect(listener.getsockname())",
  ),
  scenario(
    "connect without waiting",
    listening,
    `
    client = socket()
    client.setblocking(False)
    client.connect(listener.getsockname())
    until_writable(client)
    client.getsockopt(SOL_SOCKET, SO_ERROR)
    client.connect(listener.getsockname())
    client.getpeername()
  `,
  ),
  scenario(
    "connect without waiting where nobody listens",
    unusedPort,
    `
    client = socket()
    client.setblocking(False)
    client.connect(free.getsockname())
    until_writable(client)
    client.getsockopt(SOL_SOCKET, SO_ERROR)
    client.getsockopt(SOL_SOCKET, SO_ERROR)
    client.getpeername()
  `,
  ),
  scenario(
    "connect after a refusal that SO_ERROR told",
    unusedPort,
    `
    client = socket()
    client.setblocking(False)
    client.connect(free.getsockname())
    until_writable(client)
    client.getsockopt(SOL_SOCKET, SO_ERROR)
    client.connect(free.getsockname())
    client.connect_ex(free.getsockname())
    `,
  ),
  scenario(
    "the refusal of a connection that was not waited for comes with the next call",
    unusedPort,
    `
    client = socket()
    client.setblocking(False)
    client.connect(free.getsockname())
    until_writable(client)
    client.send(b"x")
    client.send(b"x")
  `,
  ),
  scenario(
    "the refusal comes with recv, and then the end of the stream",
    unusedPort,
    `
    client = socket()
    client.setblocking(False)
    client.connect(free.getsockname())
    until_writable(client)
    client.recv(1)
    client.recv(1)
  `,
  ),
  scenario("connect to port 0", "s = socket()", `s.connect(("127.0.0.1", 0))`),
  scenario(
    "connect to every interface is connect to this machine",
    listening,
    "s = socket()",
    `s.connect(("", port(listener)))`,
    "s.getpeername()",
  ),
  scenario("connect to a broadcast address", "s = socket()", `s.connect(("255.255.255.255", 9))`),
  scenario(
    "a connection attempt that hangs",
    hanging,
    `
    client.setblocking(False)
    client.connect(listener.getsockname())
    settle()
    client.connect(listener.getsockname())
    client.send(b"x")
    client.recv(1)
    client.getpeername()
    client.getsockopt(SOL_SOCKET, SO_ERROR)
  `,
  ),
  scenario(
    "connect times out",
    hanging,
    "client.settimeout(0.01)",
    "client.connect(listener.getsockname())",
  ),
  scenario(
    "connect_ex times out with an errno",
    hanging,
    "client.settimeout(0.01)",
    "client.connect_ex(listener.getsockname())",
  ),
  scenario(
    "connect_ex succeeds with 0",
    listening,
    "client = socket()",
    "client.connect_ex(listener.getsockname())",
    "client.getpeername()",
  ),
  scenario(
    "connect_ex answers a refusal",
    unusedPort,
    "client = socket()",
    "client.connect_ex(free.getsockname())",
  ),
  scenario(
    "connect_ex answers a refusal with a timeout set",
    unusedPort,
    "client = socket()",
    "client.settimeout(5)",
    "client.connect_ex(free.getsockname())",
  ),
  scenario(
    "connect_ex without waiting",
    listening,
    `
    client = socket()
    client.setblocking(False)
    client.connect_ex(listener.getsockname())
    until_writable(client)
    client.getsockopt(SOL_SOCKET, SO_ERROR)
    client.connect_ex(listener.getsockname())
    client.connect_ex(listener.getsockname())
  `,
  ),
  scenario(
    "connect_ex without waiting where nobody listens",
    unusedPort,
    `
    client = socket()
    client.setblocking(False)
    client.connect_ex(free.getsockname())
    until_writable(client)
    client.getsockopt(SOL_SOCKET, SO_ERROR)
    client.getsockopt(SOL_SOCKET, SO_ERROR)
  `,
  ),
  scenario(
    "connect_ex twice while the first attempt hangs",
    hanging,
    `
    client.setblocking(False)
    client.connect_ex(listener.getsockname())
    client.connect_ex(listener.getsockname())
  `,
  ),
  scenario(
    "connect_ex on a closed socket",
    listening,
    "s = socket()",
    "s.close()",
    "s.connect_ex(listener.getsockname())",
  ),
  scenario(
    "connect_ex on a connected socket",
    connected,
    "client.connect_ex(listener.getsockname())",
  ),
  scenario("connect_ex still raises for what is no address", "s = socket()", "s.connect_ex(5)"),
  scenario(
    "connect_ex still raises for a port that is none",
    "s = socket()",
    `s.connect_ex(("127.0.0.1", 70000))`,
  ),
  scenario(
    "connect_ex to another family's address",
    "s = socket(AF_INET6)",
    `s.connect_ex(("::1", 0))`,
  ),

  scenario(
    "bytes go both ways",
    connected,
    `
    client.send(b"hello")
    until_waiting(server, 5)
    server.recv(1024)
    server.sendall(b"world")
    until_waiting(client, 5)
    client.recv(1024)
  `,
  ),
  scenario(
    "a stream keeps no messages",
    connected,
    `
    client.sendall(b"one")
    client.sendall(b"two")
    until_waiting(server, 6)
    server.recv(4)
    server.recv(4)
  `,
  ),
  scenario(
    "recv of less than waits leaves the rest",
    connected,
    `
    client.sendall(b"abcdef")
    until_waiting(server, 6)
    server.recv(1)
    waiting(server)
    server.recv(2)
    server.recv(100)
    waiting(server)
  `,
  ),
  scenario(
    "recv of no bytes",
    connected,
    'client.sendall(b"x")',
    "until_readable(server)",
    "server.recv(0)",
    "server.recv(1)",
  ),
  scenario(
    "send of no bytes",
    connected,
    'client.send(b"")',
    'client.sendall(b"")',
    "server.setblocking(False)",
    "server.recv(1)",
  ),
  scenario("recv of a negative size", connected, "client.recv(-1)"),
  scenario("recv of a size that is no number", connected, `client.recv("5")`),
  scenario("recv of a broken number", connected, "client.recv(1.5) # differs: whole-number"),
  scenario("recv without a size", connected, "client.recv()"),
  scenario(
    "recv of nothing without waiting",
    connected,
    "client.setblocking(False)",
    "client.recv(1)",
  ),
  scenario("send takes text", connected, `client.send("text") # differs: text`),
  scenario("send takes no number", connected, "client.send(5)"),
  scenario("sendall takes no number", connected, "client.sendall(5)"),
  scenario("send takes no list", connected, "client.send([1, 2])"),
  scenario("send takes no None", connected, "client.send(None)"),
  scenario(
    "send takes a bytearray",
    connected,
    'client.send(bytearray(b"abc"))',
    "until_waiting(server, 3)",
    "server.recv(10)",
  ),
  scenario(
    "a large message arrives whole, part by part",
    connected,
    `
    client.setblocking(False)
    client.send(bytes(10000))
    until_waiting(server, 10000)
    len(server.recv(4000))
    len(server.recv(65536))
  `,
  ),
  scenario(
    "a full send buffer, without waiting",
    connected,
    "fill(client)",
    "client.setblocking(False)",
    'client.send(b"x")',
    'client.sendall(b"x")',
  ),
  scenario(
    "a full send buffer, with a timeout",
    connected,
    "fill(client)",
    "client.settimeout(0.01)",
    'client.send(b"x")',
    'client.sendall(b"x")',
  ),
  scenario(
    "a full send buffer takes bytes again once somebody reads",
    connected,
    `
    fill(client)
    client.setblocking(False)
    client.send(b"x")
    drain(server)
    until_writable(client)
    client.send(b"x")
  `,
  ),

  scenario(
    "the end of a stream is readable with no bytes",
    connected,
    `
    client.close()
    until_readable(server)
    select([server], [], [], 0)
    server.recv(1)
    server.recv(1)
  `,
  ),
  scenario(
    "bytes come before the end of the stream",
    connected,
    `
    client.sendall(b"last words")
    client.close()
    until(server, POLLRDHUP)
    server.recv(4)
    server.recv(100)
    server.recv(100)
  `,
  ),
  scenario(
    "a half-closed connection still takes bytes the other way",
    connected,
    `
    client.shutdown(SHUT_WR)
    until(server, POLLRDHUP)
    server.recv(1)
    server.send(b"still here")
    until_waiting(client, 10)
    client.recv(100)
    client.send(b"x")
  `,
  ),
  scenario(
    "shutdown for reading ends recv, and send goes on",
    connected,
    `
    client.shutdown(SHUT_RD)
    client.recv(1)
    client.send(b"x")
    until_readable(server)
    server.recv(1)
  `,
  ),
  scenario(
    "bytes that come after a shutdown for reading are still read",
    connected,
    `
    client.shutdown(SHUT_RD)
    server.send(b"late")
    until_waiting(client, 4)
    client.recv(10)
    client.recv(10)
  `,
  ),
  scenario(
    "shutdown both ways",
    connected,
    `
    client.shutdown(SHUT_RDWR)
    client.recv(1)
    client.send(b"x")
    until(server, POLLRDHUP)
    server.recv(1)
  `,
  ),
  scenario(
    "shutdown twice",
    connected,
    "client.shutdown(SHUT_WR)",
    "client.shutdown(SHUT_WR)",
    "client.shutdown(SHUT_RD)",
  ),
  scenario(
    "shutdown after both ends did",
    connected,
    `
    client.shutdown(SHUT_RDWR)
    until(server, POLLRDHUP)
    server.shutdown(SHUT_RDWR)
    settle()
    client.shutdown(SHUT_WR)
    server.shutdown(SHUT_WR)
  `,
  ),
  scenario(
    "shutdown on a socket that is not connected",
    "s = socket()",
    "s.shutdown(SHUT_RDWR)",
    "s.shutdown(SHUT_RD)",
    "s.shutdown(SHUT_WR)",
  ),
  scenario(
    "shutdown of a listener ends accept",
    listening,
    "listener.shutdown(SHUT_RD)",
    "listener.accept()",
    "listener.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)",
  ),
  scenario("shutdown of a closed socket", "s = socket()", "s.close()", "s.shutdown(SHUT_WR)"),
  scenario(
    "shutdown in an unknown direction",
    connected,
    "client.shutdown(7)",
    "client.shutdown(-1)",
  ),
  scenario(
    "send on a socket that is not connected",
    "s = socket()",
    's.send(b"x")',
    's.sendall(b"x")',
  ),
  scenario("recv on a socket that is not connected", "s = socket()", "s.recv(1)"),
  scenario("send and recv on a listener", listening, 'listener.send(b"x")', "listener.recv(1)"),
  scenario(
    "send on a closed socket",
    connected,
    "client.close()",
    'client.send(b"x")',
    'client.sendall(b"x")',
    "client.recv(1)",
  ),
  scenario(
    "send after shutdown",
    connected,
    "client.shutdown(SHUT_WR)",
    'client.send(b"x")',
    'client.sendall(b"x")',
    'client.send(b"")',
  ),
  scenario(
    "send to a peer that has closed",
    connected,
    `
    server.close()
    until(client, POLLRDHUP)
    client.send(b"x")
    until(client, POLLHUP)
    client.send(b"x")
    client.send(b"x")
  `,
  ),
  scenario(
    "recv after a send to a peer that has closed",
    connected,
    `
    server.close()
    until(client, POLLRDHUP)
    client.send(b"x")
    until(client, POLLERR)
    client.getsockopt(SOL_SOCKET, SO_ERROR)
    client.recv(1)
  `,
  ),
  scenario(
    "a close with unread bytes is a reset",
    connected,
    `
    client.sendall(b"unread")
    until_waiting(server, 6)
    server.close()
    until(client, POLLERR)
    client.recv(1)
    client.recv(1)
  `,
  ),
  scenario("recv after a reset", reset, "client.recv(1)", "client.recv(1)", 'client.send(b"x")'),
  scenario("send after a reset", reset, 'client.send(b"x")', 'client.send(b"x")', "client.recv(1)"),
  scenario(
    "SO_ERROR after a reset",
    reset,
    "client.getsockopt(SOL_SOCKET, SO_ERROR)",
    "client.getsockopt(SOL_SOCKET, SO_ERROR)",
    "client.recv(1)",
    'client.send(b"x")',
  ),
  scenario(
    "getpeername after a reset",
    reset,
    "client.getpeername()",
    "client.getsockname()",
    "client.shutdown(SHUT_WR)",
  ),
  scenario(
    "a reset throws waiting bytes away",
    connected,
    `
    server.sendall(b"lost")
    until_waiting(client, 4)
    server.setsockopt(SOL_SOCKET, SO_LINGER, linger(1, 0))
    server.close()
    until(client, POLLHUP)
    client.recv(10)
    client.recv(10)
  `,
  ),
  scenario(
    "connect again after a reset",
    reset,
    "client.recv(1)",
    "client.connect(listener.getsockname())",
    "client.getpeername()",
  ),
  scenario(
    "a connection to itself",
    `
    s = socket()
    s.bind(("127.0.0.1", 0))
    s.connect(s.getsockname())
    s.send(b"echo")
    until_waiting(s, 4)
    s.recv(10)
  `,
  ),
];
