/** select, poll and epoll as such: their arguments, their errors, and what they remember. */
import { connected, listening, paired, scenario } from "../scenario.js";

/** `fd` is open no more. */
const closed = `
  ${paired}
  fd = a.fileno()
  a.close()
`;

export const multiplexing = [
  scenario(
    "select answers the caller's own objects, list by list",
    connected,
    `
    server.send(b"x")
    until_readable(client)
    select([server, client], [server, client], [server, client], 0)
  `,
  ),
  scenario(
    "select answers descriptors for descriptors",
    paired,
    `
    a.send(b"x")
    fd = b.fileno()
    select([fd, b], [fd], [], 0)
  `,
  ),
  scenario(
    "select of the same descriptor twice",
    paired,
    'a.send(b"x")',
    "select([b, b], [], [], 0)",
  ),
  scenario("select of nothing", "select([], [], [], 0)", "select([], [], [], 0.001)"),
  scenario(
    "select waits until something is ready",
    paired,
    'a.send(b"x")',
    "select([b], [], [])",
    "select([b], [], [], None)",
    "select([b], [], [], 10)",
  ),
  scenario(
    "select comes back after its time",
    paired,
    "select([a], [], [], 0.002)",
    "select([a, b], [], [a, b], 0.001)",
  ),
  scenario(
    "select refuses a negative time",
    paired,
    "select([a], [], [], -1)",
    "select([a], [a], [], -0.001)",
  ),
  scenario(
    "select refuses what is no time",
    paired,
    `select([a], [], [], "1")`,
    "select([a], [], [], nan)",
  ),
  scenario(
    "select takes a long time for ever",
    paired,
    'a.send(b"x")',
    "select([b], [], [], 1000000000)",
    "select([b], [], [], inf) # differs: infinity",
  ),
  scenario("select with two lists", paired, "select([a], [b]) # differs: two-lists"),
  scenario("select of a number", "select(5, [], [], 0)"),
  scenario(
    "select of what has no descriptor",
    'select(["x"], [], [], 0)',
    "select([], [None], [], 0)",
    "select([], [], [1.5], 0)",
  ),
  scenario("select of a negative descriptor", "select([-1], [], [], 0)"),
  scenario(
    "select of a descriptor beyond FD_SETSIZE",
    "select([1024], [], [], 0)",
    "select([5000], [], [], 0)",
  ),
  scenario(
    "select of a closed socket",
    paired,
    "a.close()",
    "select([a], [], [], 0) # differs: select-closed",
  ),
  scenario(
    "select of a closed descriptor",
    closed,
    "select([fd], [], [], 0)",
    "select([b], [fd], [], 0)",
    "select([], [], [fd], 0)",
  ),
  scenario("select of a closed descriptor among others", closed, "select([b, fd], [b], [], 0)"),
  scenario(
    "xlist is urgent data and no errors",
    connected,
    `
    server.setsockopt(SOL_SOCKET, SO_LINGER, linger(1, 0))
    server.close()
    until(client, POLLHUP)
    select([client], [client], [client], 0)
  `,
  ),

  ...Object.entries({
    select: "select([b], [], [], 5)",
    "select for ever": "select([b], [], [])",
    poll: "p.poll(5000)",
    "poll for ever": "p.poll(-1)",
    epoll: "e.poll(5)",
    "epoll for ever": "e.poll(-1)",
    selector: "s.select(5)",
  }).map(([title, question]) =>
    scenario(
      `${title} waits until bytes come`,
      paired,
      `
      p = poll()
      p.register(b, POLLIN)
      e = epoll()
      e.register(b, EPOLLIN)
      s = DefaultSelector()
      s.register(b, EVENT_READ)
      send_in_background(a, b, "x")
      ${question}
      b.recv(10)
      `,
    ),
  ),
  ...["select([], [], [server])", "p.poll()", "e.poll()"].map((question) =>
    scenario(
      `${question} waits until urgent data comes`,
      connected,
      `
      p = poll()
      p.register(server, POLLPRI)
      e = epoll()
      e.register(server, EPOLLPRI)
      send_in_background(client, server, "!", MSG_OOB)
      ${question}
      `,
    ),
  ),
  scenario(
    "poll waits for milliseconds",
    paired,
    "p = poll()",
    "p.register(a, POLLIN)",
    "p.poll(20)",
  ),
  scenario("poll of nothing", "p = poll()", "p.poll(0)", "p.poll(1)"),
  scenario(
    "poll answers in the order of registration",
    connected,
    `
    p = poll()
    p.register(server, POLLOUT)
    p.register(listener, POLLOUT)
    p.register(client, POLLOUT)
    p.poll(0)
    p.unregister(server)
    p.poll(0)
    p.register(server, POLLOUT)
    p.poll(0)
  `,
  ),
  scenario(
    "registering again replaces the mask",
    paired,
    `
    p = poll()
    p.register(a, POLLOUT)
    p.poll(0)
    p.register(a, POLLIN)
    p.poll(0)
    p.unregister(a)
    p.poll(0)
    p.unregister(a) 
  `,
  ),
  scenario(
    "registering again keeps the place",
    connected,
    `
    p = poll()
    p.register(client, POLLOUT)
    p.register(server, POLLOUT)
    p.register(client, POLLOUT)
    p.poll(0)
    p.modify(client, POLLOUT | POLLIN)
    p.poll(0)
  `,
  ),
  scenario(
    "poll.modify of an unknown descriptor",
    paired,
    "p = poll()",
    "p.modify(a, POLLIN)",
    "p.modify(5, POLLIN)",
  ),
  scenario("poll.unregister of an unknown descriptor", paired, "p = poll()", "p.unregister(a) "),
  scenario(
    "poll takes descriptors",
    paired,
    "p = poll()",
    "fd = a.fileno()",
    "p.register(fd, POLLOUT)",
    "p.poll(0)",
    "p.unregister(a)",
    "p.poll(0)",
  ),
  scenario(
    "poll waits until something is ready",
    paired,
    `
    a.send(b"x")
    p = poll()
    p.register(b, POLLIN)
    p.poll()
    p.poll(None)
    p.poll(-1)
    p.poll(-0.5)
    p.poll(10000)
    p.poll(0.5)
  `,
  ),
  scenario(
    "poll comes back after its time",
    paired,
    "p = poll()",
    "p.register(a, POLLIN)",
    "p.poll(2)",
    "p.poll(0.1)",
  ),
  scenario("poll refuses what is no time", paired, "p = poll()", `p.poll("1")`, "p.poll(nan) "),
  scenario(
    "poll takes a long time for ever",
    paired,
    'a.send(b"x")',
    "p = poll()",
    "p.register(b, POLLIN)",
    "p.poll(2147483647)",
    "p.poll(2 ** 31) # differs: long-wait",
  ),
  scenario(
    "poll takes two masks at most",
    paired,
    "p = poll()",
    "p.register(a, 65535)",
    "p.register(a, 65536)",
    "p.register(a, -1)",
  ),
  scenario(
    "poll.modify refuses the same masks",
    paired,
    "p = poll()",
    "p.register(a)",
    "p.modify(a, 65536)",
    "p.modify(a, -1)",
    "p.modify(a, 65535)",
  ),
  scenario(
    "poll refuses what is no mask",
    paired,
    "p = poll()",
    `p.register(a, "x")`,
    "p.register(a, None)",
    "p.register(a, 1.5) # differs: whole-number",
  ),
  scenario(
    "poll during a poll",
    paired,
    "p = poll()",
    "p.register(a, POLLIN)",
    "poll_during_poll(p, b) # differs: poll-twice",
  ),
  scenario("poll.modify needs a mask", paired, "p = poll()", "p.register(a)", "p.modify(a)"),
  scenario(
    "poll refuses what has no descriptor",
    "p = poll()",
    `p.register("x")`,
    "p.register(None)",
    'p.unregister("x")',
    "p.modify(None, 1)",
    "p.register(-1)",
    "p.register(-2, 1)",
  ),
  scenario(
    "poll refuses a closed socket",
    paired,
    "p = poll()",
    "p.register(a)",
    "a.close()",
    "p.register(a) # differs: register-closed",
    "p.modify(a, 1) # differs: register-closed",
    "p.unregister(a) # differs: register-closed",
  ),
  scenario(
    "poll of a closed descriptor is POLLNVAL",
    closed,
    "p = poll()",
    "p.register(fd)",
    "p.poll(0)",
    "p.register(fd, 0)",
    "p.poll(0)",
    "p.poll()",
  ),
  scenario(
    "poll of a descriptor that was closed since",
    paired,
    "p = poll()",
    "p.register(a, POLLIN)",
    "p.register(b, POLLIN)",
    "a.close()",
    "p.poll(0)",
    "p.poll(0)",
  ),
  scenario(
    "ERR, HUP and NVAL come unasked",
    connected,
    `
    p = poll()
    p.register(client, 0)
    p.poll(0)
    server.setsockopt(SOL_SOCKET, SO_LINGER, linger(1, 0))
    server.close()
    until(client, POLLHUP)
    p.poll(0)
    client.close()
    p.poll(0)
  `,
  ),
  scenario(
    "poll of more than one",
    paired,
    `
    c, d = socketpair()
    p = poll()
    p.register(a, POLLIN)
    p.register(b, POLLIN | POLLOUT)
    p.register(c, POLLIN)
    p.register(d, POLLIN)
    a.send(b"x")
    d.send(b"x")
    p.poll(0)
    p.poll(0)
  `,
  ),

  scenario("epoll of nothing", "e = epoll()", "e.poll(0)", "e.poll(0.001)", "e.closed"),
  scenario(
    "epoll once more is EEXIST",
    paired,
    "e = epoll()",
    "e.register(a, EPOLLOUT)",
    "e.register(a, EPOLLIN)",
    "e.poll(0)",
  ),
  scenario("epoll.modify of an unknown descriptor", paired, "e = epoll()", "e.modify(a, EPOLLIN)"),
  scenario("epoll.unregister of an unknown descriptor", paired, "e = epoll()", "e.unregister(a)"),
  scenario(
    "epoll.unregister and register again",
    paired,
    "e = epoll()",
    "e.register(a, EPOLLOUT)",
    "e.unregister(a)",
    "e.poll(0)",
    "e.unregister(a)",
    "e.register(a, EPOLLOUT)",
    "e.poll(0)",
  ),
  scenario(
    "epoll.modify",
    paired,
    "e = epoll()",
    "e.register(a, EPOLLIN)",
    "e.poll(0)",
    "e.modify(a, EPOLLOUT)",
    "e.poll(0)",
  ),
  scenario("epoll.modify needs a mask", paired, "e = epoll()", "e.register(a)", "e.modify(a)"),
  scenario(
    "epoll takes descriptors",
    paired,
    "e = epoll()",
    "fd = a.fileno()",
    "e.register(fd, EPOLLOUT)",
    "e.poll(0)",
    "e.unregister(a)",
  ),
  scenario(
    "epoll waits until something is ready",
    paired,
    `
    a.send(b"x")
    e = epoll()
    e.register(b, EPOLLIN)
    e.poll()
    e.poll(None)
    e.poll(-1)
    e.poll(-0.5)
    e.poll(10)
  `,
  ),
  scenario(
    "epoll comes back after its time",
    paired,
    "e = epoll()",
    "e.register(a, EPOLLIN)",
    "e.poll(0.002)",
    "e.poll(0.0001)",
  ),
  scenario("epoll refuses what is no time", paired, "e = epoll()", `e.poll("1")`, "e.poll(nan) "),
  scenario(
    "epoll takes a long time for ever",
    paired,
    'a.send(b"x")',
    "e = epoll()",
    "e.register(b, EPOLLIN)",
    "e.poll(1000000)",
    "e.poll(1000000000) # differs: long-wait",
  ),
  scenario(
    "maxevents",
    paired,
    `
    e = epoll()
    e.register(a, EPOLLOUT)
    e.register(b, EPOLLOUT)
    e.poll(0, 1)
    e.poll(0, 1)
    e.poll(0, 2)
    e.poll(0, -1)
    e.poll(0, 0)
    e.poll(0, -2)
    e.poll(0, 5)
  `,
  ),
  scenario(
    "maxevents that is no number",
    "e = epoll()",
    `e.poll(0, "1")`,
    "e.poll(0, None)",
    "e.poll(0, 1.5) # differs: whole-number",
  ),
  scenario(
    "epoll refuses what has no descriptor",
    "e = epoll()",
    `e.register("x")`,
    "e.register(None)",
    'e.unregister("x")',
    "e.modify(None, 1)",
    "e.register(-1)",
    "e.unregister(-1)",
  ),
  scenario(
    "epoll refuses what is no mask",
    paired,
    "e = epoll()",
    `e.register(a, "x")`,
    "e.register(a, None)",
    "e.register(a, 1.5) # differs: whole-number",
  ),
  scenario(
    "epoll refuses masks beyond 32 bits",
    paired,
    "e = epoll()",
    "e.register(a, 2 ** 40) # differs: epoll-mask",
  ),
  scenario(
    "epoll refuses a closed socket",
    paired,
    "e = epoll()",
    "e.register(a)",
    "a.close()",
    "e.register(a) # differs: register-closed",
    "e.modify(a, 1) # differs: register-closed",
    "e.unregister(a) # differs: register-closed",
  ),
  scenario(
    "epoll refuses a closed descriptor",
    closed,
    "e = epoll()",
    "e.register(fd)",
    "e.modify(fd, 1)",
    "e.unregister(fd)",
  ),
  scenario("epoll refuses itself", "e = epoll()", "e.register(e)"),
  scenario(
    "an epoll in an epoll",
    paired,
    `
    inner = epoll()
    outer = epoll()
    outer.register(inner, EPOLLIN)
    inner.register(b, EPOLLIN)
    outer.poll(0)
    a.send(b"x")
    outer.poll(0)
    inner.poll(0)
    select([inner], [], [], 0)
    p = poll()
    p.register(inner)
    p.poll(0)
  `,
  ),
  scenario(
    "epolls in a circle",
    "a = epoll()",
    "b = epoll()",
    "a.register(b, EPOLLIN)",
    "b.register(a, EPOLLIN)",
  ),
  scenario(
    "a closed member disappears",
    paired,
    "e = epoll()",
    "e.register(a, EPOLLOUT)",
    "e.poll(0)",
    "a.close()",
    "e.poll(0)",
  ),
  scenario(
    "a closed member disappears only with its last duplicate",
    paired,
    `
    e = epoll()
    e.register(a, EPOLLOUT)
    c = a.dup()
    fd = a.fileno()
    a.close()
    e.poll(0)
    e.unregister(fd)
    e.poll(0)
    c.close()
    e.poll(0)
  `,
  ),
  scenario(
    "a duplicate is a member of its own",
    paired,
    `
    e = epoll()
    e.register(a, EPOLLOUT)
    c = a.dup()
    e.register(c, EPOLLOUT)
    e.poll(0)
    e.unregister(a)
    e.poll(0)
  `,
  ),
  scenario(
    "level-triggered: what is still there comes again",
    paired,
    "e = epoll()",
    "e.register(b, EPOLLIN)",
    'a.send(b"xy")',
    "e.poll(0)",
    "e.poll(0)",
    "b.recv(1)",
    "e.poll(0)",
    "b.recv(1)",
    "e.poll(0)",
  ),
  scenario(
    "edge-triggered: what is new comes once",
    paired,
    `
    e = epoll()
    e.register(b, EPOLLIN | EPOLLET)
    a.send(b"x")
    e.poll(0)
    e.poll(0)
    a.send(b"y")
    e.poll(0)
    b.recv(1)
    e.poll(0)
    e.modify(b, EPOLLIN | EPOLLET)
    e.poll(0)
    e.poll(0)
  `,
  ),
  scenario(
    "edge-triggered: what was there at the registration is new",
    paired,
    'a.send(b"x")',
    "e = epoll()",
    "e.register(b, EPOLLIN | EPOLLET)",
    "e.poll(0)",
    "e.poll(0)",
  ),
  scenario(
    "edge-triggered: the end of the stream",
    paired,
    "e = epoll()",
    "e.register(b, EPOLLIN | EPOLLET | EPOLLRDHUP)",
    "a.close()",
    "e.poll(0)",
    "e.poll(0)",
  ),
  scenario(
    "one shot, and then silence until modify",
    paired,
    `
    e = epoll()
    e.register(b, EPOLLIN | EPOLLONESHOT)
    a.send(b"x")
    e.poll(0)
    e.poll(0)
    a.send(b"y")
    e.poll(0)
    e.modify(b, EPOLLIN | EPOLLONESHOT)
    e.poll(0)
    e.poll(0)
    e.register(b, EPOLLIN)
  `,
  ),
  scenario(
    "one shot rests even when the other end closes",
    paired,
    "e = epoll()",
    "e.register(b, EPOLLOUT | EPOLLONESHOT)",
    "e.poll(0)",
    "a.close()",
    "e.poll(0)",
  ),
  scenario(
    "exclusive",
    paired,
    "e = epoll()",
    "e.register(b, EPOLLIN | EPOLLEXCLUSIVE)",
    'a.send(b"x")',
    "e.poll(0)",
    "e.modify(b, EPOLLIN)",
    "e.unregister(b)",
  ),
  scenario(
    "exclusive and one shot do not go together",
    paired,
    "e = epoll()",
    "e.register(b, EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT)",
    "e.register(b, EPOLLIN)",
    "e.modify(b, EPOLLIN | EPOLLEXCLUSIVE)",
  ),
  scenario(
    "EPOLLRDHUP is told when asked",
    connected,
    "e = epoll()",
    "e.register(server, EPOLLRDHUP)",
    "e.poll(0)",
    "client.shutdown(SHUT_WR)",
    "until(server, POLLRDHUP)",
    "e.poll(0)",
    "e.modify(server, EPOLLIN)",
    "e.poll(0)",
  ),
  scenario(
    "ERR and HUP come unasked from epoll",
    connected,
    `
    e = epoll()
    e.register(client, 0)
    server.setsockopt(SOL_SOCKET, SO_LINGER, linger(1, 0))
    server.close()
    until(client, POLLHUP)
    e.poll(0)
  `,
  ),
  scenario(
    "epoll is fair",
    connected,
    `
    e = epoll()
    e.register(client, EPOLLOUT)
    e.register(server, EPOLLOUT)
    e.register(listener, EPOLLIN)
    e.poll(0, 1)
    e.poll(0, 1)
    e.poll(0, 1)
  `,
  ),
  scenario(
    "a closed epoll",
    paired,
    "e = epoll()",
    "e.fileno()",
    "e.close()",
    "e.closed",
    "e.close()",
    "e.poll(0) # differs: epoll-closed",
    "e.register(a) # differs: epoll-closed",
    "e.modify(a, 1) # differs: epoll-closed",
    "e.unregister(a) # differs: epoll-closed",
    "e.fileno() # differs: epoll-closed-fileno",
  ),
  scenario(
    "fromfd shares the set",
    paired,
    "e = epoll()",
    "e.register(a, EPOLLOUT)",
    "f = epoll.fromfd(e.fileno())",
    "f.poll(0)",
    "f.unregister(a)",
    "e.poll(0)",
    "same(e.fileno(), f.fileno())",
  ),
  scenario(
    "fromfd of what is no epoll",
    paired,
    "fd = a.detach()",
    "e = epoll.fromfd(fd)",
    "e.poll(0)",
    "e.register(b)",
  ),
  scenario("fromfd of what is no number", `epoll.fromfd("x")`),
  scenario(
    "a regular kind of file is not for epoll",
    listening,
    "e = epoll()",
    "e.register(listener)",
    "e.poll(0)",
  ),
];
