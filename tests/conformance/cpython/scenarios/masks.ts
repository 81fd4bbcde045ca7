/** What select, poll and epoll say of a socket in each state that it can be in. */
import { connected, listening, paired, type Scenario, scenario } from "../scenario.js";

/** Set-ups that leave a socket `s` in the state. */
const states: Readonly<Record<string, string>> = {
  "a new TCP socket": "s = socket()",
  "a bound TCP socket": `
    s = socket()
    s.bind(("127.0.0.1", 0))
  `,
  "a listener": `
    s = socket()
    s.bind(("127.0.0.1", 0))
    s.listen()
  `,
  "a listener with a connection to accept": `
    s = socket()
    s.bind(("127.0.0.1", 0))
    s.listen()
    c = socket()
    c.connect(s.getsockname())
    until_readable(s)
  `,
  "a listener that was shut down": `
    s = socket()
    s.bind(("127.0.0.1", 0))
    s.listen()
    s.shutdown(SHUT_RD)
  `,
  "a connection": `
    ${connected}
    s = server
  `,
  "a connection with bytes to read": `
    ${connected}
    s = server
    client.send(b"x")
    until_readable(s)
  `,
  "a connection whose bytes were read": `
    ${connected}
    s = server
    client.send(b"x")
    until_readable(s)
    s.recv(1)
  `,
  "a connection that the peer half-closed": `
    ${connected}
    s = server
    client.shutdown(SHUT_WR)
    until(s, POLLRDHUP)
  `,
  "a connection that the peer half-closed, with bytes to read": `
    ${connected}
    s = server
    client.send(b"x")
    client.shutdown(SHUT_WR)
    until(s, POLLRDHUP)
  `,
  "a connection that the peer closed": `
    ${connected}
    s = server
    client.close()
    until(s, POLLRDHUP)
  `,
  "a connection that this end half-closed": `
    ${connected}
    s = server
    s.shutdown(SHUT_WR)
    until(client, POLLRDHUP)
  `,
  "a connection that this end closed for reading": `
    ${connected}
    s = server
    s.shutdown(SHUT_RD)
  `,
  "a connection that this end shut down": `
    ${connected}
    s = server
    s.shutdown(SHUT_RDWR)
    until(client, POLLRDHUP)
  `,
  "a connection that both ends shut down": `
    ${connected}
    s = server
    s.shutdown(SHUT_WR)
    until(client, POLLRDHUP)
    client.shutdown(SHUT_WR)
    until(s, POLLHUP)
  `,
  "a connection that was reset": `
    ${connected}
    s = server
    client.setsockopt(SOL_SOCKET, SO_LINGER, linger(1, 0))
    client.close()
    until(s, POLLHUP)
  `,
  "a connection whose reset was told": `
    ${connected}
    s = server
    client.setsockopt(SOL_SOCKET, SO_LINGER, linger(1, 0))
    client.close()
    until(s, POLLHUP)
    s.recv(1)
  `,
  "a connection that was reset after a half-close": `
    ${connected}
    s = server
    client.send(b"unread")
    until_readable(s)
    client.shutdown(SHUT_WR)
    until(s, POLLRDHUP)
    s.send(b"unread")
    until_readable(client)
    client.close()
    until(s, POLLERR)
  `,
  "a connection with a full send buffer": `
    ${connected}
    s = server
    fill(s)
  `,
  "a connection with a full send buffer that the peer half-closed": `
    ${connected}
    s = server
    fill(s)
    client.shutdown(SHUT_WR)
    until(s, POLLRDHUP)
  `,
  "a connection with urgent data": `
    ${connected}
    s = server
    client.send(b"!", MSG_OOB)
    until(s, POLLPRI)
  `,
  "a connection with urgent data and bytes": `
    ${connected}
    s = server
    client.send(b"bytes!", MSG_OOB)
    until(s, POLLPRI)
    until_readable(s)
  `,
  "a connection whose urgent data was read": `
    ${connected}
    s = server
    client.send(b"!", MSG_OOB)
    until(s, POLLPRI)
    s.recv(1, MSG_OOB)
  `,
  "a connection with urgent data in the stream": `
    ${connected}
    s = server
    s.setsockopt(SOL_SOCKET, SO_OOBINLINE, 1)
    client.send(b"!", MSG_OOB)
    until(s, POLLPRI)
  `,
  "a connection below SO_RCVLOWAT": `
    ${connected}
    s = server
    s.setsockopt(SOL_SOCKET, SO_RCVLOWAT, 3)
    client.send(b"ab")
    until_waiting(s, 2)
  `,
  "a connection at SO_RCVLOWAT": `
    ${connected}
    s = server
    s.setsockopt(SOL_SOCKET, SO_RCVLOWAT, 3)
    client.send(b"abc")
    until_waiting(s, 3)
  `,
  "a refused connection": `
    free = socket()
    free.bind(("127.0.0.1", 0))
    s = socket()
    s.setblocking(False)
    s.connect(free.getsockname())
    until_writable(s)
  `,
  "a refused connection that was told": `
    free = socket()
    free.bind(("127.0.0.1", 0))
    s = socket()
    s.setblocking(False)
    s.connect(free.getsockname())
    until_writable(s)
    s.getsockopt(SOL_SOCKET, SO_ERROR)
  `,
  "a connection attempt": `
    listener = socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    first = socket()
    first.connect(listener.getsockname())
    settle()
    s = socket()
    s.setblocking(False)
    s.connect(listener.getsockname())
    settle()
  `,
  "a connection that nobody accepted yet": `
    ${listening}
    s = socket()
    s.connect(listener.getsockname())
  `,
  "a connection of IPv6": `
    listener = socket(AF_INET6)
    listener.bind(("::1", 0))
    listener.listen()
    c = socket(AF_INET6)
    c.connect(listener.getsockname())
    s, address = listener.accept()
    c.send(b"x")
    until_readable(s)
  `,
  "a UDP socket": "s = socket(AF_INET, SOCK_DGRAM)",
  "a UDP socket with a datagram": `
    s = socket(AF_INET, SOCK_DGRAM)
    s.bind(("127.0.0.1", 0))
    c = socket(AF_INET, SOCK_DGRAM)
    c.sendto(b"x", s.getsockname())
    until_readable(s)
  `,
  "a UDP socket with a datagram of nothing": `
    s = socket(AF_INET, SOCK_DGRAM)
    s.bind(("127.0.0.1", 0))
    c = socket(AF_INET, SOCK_DGRAM)
    c.sendto(b"", s.getsockname())
    until_readable(s)
  `,
  "a UDP socket whose message nobody took": `
    c = socket(AF_INET, SOCK_DGRAM)
    c.bind(("127.0.0.1", 0))
    s = socket(AF_INET, SOCK_DGRAM)
    s.connect(c.getsockname())
    c.close()
    s.send(b"x")
    until(s, POLLERR)
  `,
  "a UDP socket that was shut down": `
    s = socket(AF_INET, SOCK_DGRAM)
    s.bind(("127.0.0.1", 0))
    s.connect(s.getsockname())
    s.shutdown(SHUT_RDWR)
  `,
  "a new UNIX socket": "s = socket(AF_UNIX)",
  "a UNIX listener": `
    s = socket(AF_UNIX)
    s.bind(path("s"))
    s.listen()
  `,
  "a UNIX listener with a connection to accept": `
    s = socket(AF_UNIX)
    s.bind(path("s"))
    s.listen()
    c = socket(AF_UNIX)
    c.connect(path("s"))
  `,
  "a UNIX pair": `
    ${paired}
    s = a
  `,
  "a UNIX pair with bytes to read": `
    ${paired}
    s = a
    b.send(b"x")
  `,
  "a UNIX pair whose other end half-closed": `
    ${paired}
    s = a
    b.shutdown(SHUT_WR)
  `,
  "a UNIX pair whose other end closed for reading": `
    ${paired}
    s = a
    b.shutdown(SHUT_RD)
  `,
  "a UNIX pair whose other end closed": `
    ${paired}
    s = a
    b.close()
  `,
  "a UNIX pair whose other end closed, with bytes to read": `
    ${paired}
    s = a
    b.send(b"x")
    b.close()
  `,
  "a UNIX pair whose other end closed with unread bytes": `
    ${paired}
    s = a
    a.send(b"x")
    b.close()
  `,
  "a UNIX pair that this end shut down": `
    ${paired}
    s = a
    a.shutdown(SHUT_RDWR)
  `,
  "a full UNIX pair": `
    ${paired}
    s = a
    fill(a)
  `,
  "a pair of datagrams": `
    a, b = socketpair(AF_UNIX, SOCK_DGRAM)
    s = a
  `,
  "a pair of datagrams with one": `
    a, b = socketpair(AF_UNIX, SOCK_DGRAM)
    s = a
    b.send(b"x")
  `,
  "a full pair of datagrams": `
    a, b = socketpair(AF_UNIX, SOCK_DGRAM)
    s = a
    fill(a)
  `,
  "a pair of datagrams whose other end closed": `
    a, b = socketpair(AF_UNIX, SOCK_DGRAM)
    s = a
    b.close()
  `,
  "a pair of packets whose other end closed": `
    a, b = socketpair(AF_UNIX, SOCK_SEQPACKET)
    s = a
    b.send(b"x")
    b.close()
  `,
};

/** Every event that there is, in poll(2) and epoll(7) alike. */
const everything = `
  all = POLLIN | POLLPRI | POLLOUT | POLLRDNORM | POLLRDBAND | POLLWRNORM | POLLWRBAND | POLLRDHUP
`;

const questions: Readonly<Record<string, string>> = {
  select: `
    select([s], [s], [s], 0)
    select([s], [], [], 0)
    select([], [s], [], 0)
    select([], [], [s], 0)
  `,
  poll: `
    ${everything}
    p = poll()
    p.register(s)
    p.poll(0)
    p.register(s, all)
    p.poll(0)
    p.modify(s, POLLIN)
    p.poll(0)
    p.modify(s, POLLOUT)
    p.poll(0)
    p.modify(s, 0)
    p.poll(0)
  `,
  epoll: `
    ${everything}
    e = epoll()
    e.register(s)
    e.poll(0)
    e.modify(s, all)
    e.poll(0)
    e.modify(s, EPOLLIN)
    e.poll(0)
    e.modify(s, EPOLLOUT)
    e.poll(0)
    e.modify(s, 0)
    e.poll(0)
    e.modify(s, all | EPOLLET)
    e.poll(0)
    e.poll(0)
  `,
};

export const masks: Scenario[] = Object.entries(states).flatMap(([state, setUp]) =>
  Object.entries(questions).map(([mechanism, question]) =>
    scenario(`${mechanism} of ${state}`, setUp, "settle(s)", question),
  ),
);
