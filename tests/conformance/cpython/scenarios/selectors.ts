/** The selectors module: the same questions to each selector. */
import { connected, paired, type Scenario, scenario } from "../scenario.js";

const kinds = ["DefaultSelector", "SelectSelector", "PollSelector", "EpollSelector"];

const questions: Readonly<Record<string, string>> = {
  "register and select": `
    ${paired}
    s.register(a, EVENT_READ | EVENT_WRITE, "data of a")
    s.register(b, EVENT_READ)
    s.select(0)
    a.send(b"x")
    s.select(0)
    s.select()
    s.select(None)
    s.select(5)
    s.select(-1)
  `,
  "nothing is ready": `
    ${paired}
    s.register(a, EVENT_READ)
    s.select(0)
    s.select(0.001)
    s.select(-5)
  `,
  "nothing is registered": "s.select(0)",
  "a socket without a connection": `
    c = socket()
    s.register(c, EVENT_READ)
    s.select(0)
    s.modify(c, EVENT_WRITE)
    s.select(0)
  `,
  "it waits until bytes come": `
    ${paired}
    s.register(b, EVENT_READ | EVENT_WRITE)
    s.modify(b, EVENT_READ)
    send_in_background(a, b, "x")
    s.select(5)
    b.recv(1)
    send_in_background(a, b, "x")
    s.select()
  `,
  "register twice": `
    ${paired}
    s.register(a, EVENT_READ)
    s.register(a, EVENT_WRITE)
    s.register(a.fileno(), EVENT_READ)
  `,
  "register without events": `
    ${paired}
    s.register(a, 0)
    s.register(a, 4)
    s.register(a, EVENT_READ | 4)
    s.register(a, -1)
  `,
  "register what is no descriptor": `
    s.register("x", EVENT_READ) # differs: selector-fileobj
    s.register(None, EVENT_READ) # differs: selector-fileobj
    s.register(-1, EVENT_READ)
  `,
  "register a closed socket": `
    ${paired}
    a.close()
    s.register(a, EVENT_READ) # differs: register-closed
  `,
  "register a descriptor": `
    ${paired}
    fd = a.fileno()
    s.register(fd, EVENT_WRITE, 5)
    s.select(0)
    s.unregister(a)
    s.select(0)
  `,
  unregister: `
    ${paired}
    s.register(a, EVENT_WRITE, "data")
    s.unregister(a)
    s.select(0)
    s.unregister(a)
    s.register(a, EVENT_WRITE)
    s.select(0)
  `,
  "unregister an unknown one": `
    ${paired}
    s.unregister(a)
    s.unregister(99)
    s.unregister("x") # differs: selector-fileobj
  `,
  "unregister a closed one": `
    ${paired}
    s.register(a, EVENT_READ, 1)
    a.close()
    s.unregister(a)
    s.unregister(a)
    s.select(0)
  `,
  modify: `
    ${paired}
    s.register(a, EVENT_READ, 1)
    s.modify(a, EVENT_WRITE, 2)
    s.select(0)
    s.modify(a, EVENT_READ | EVENT_WRITE)
    s.select(0)
    s.modify(a, EVENT_READ | EVENT_WRITE, 3)
    s.get_key(a)
  `,
  "modify an unknown one": `
    ${paired}
    s.modify(a, EVENT_READ)
  `,
  get_key: `
    ${paired}
    s.register(a, EVENT_READ, "x")
    s.get_key(a)
    s.get_key(a.fileno())
    s.get_key(b)
    key = s.get_key(a)
    key.events
    key.data
  `,
  get_map: `
    ${paired}
    len(s.get_map())
    s.register(a, EVENT_READ)
    s.register(b, EVENT_READ)
    len(s.get_map())
    s.unregister(a)
    len(s.get_map())
  `,
  "the end of the stream is readable": `
    ${paired}
    s.register(a, EVENT_READ | EVENT_WRITE)
    b.close()
    s.select(0)
    s.modify(a, EVENT_READ)
    s.select(0)
    s.modify(a, EVENT_WRITE)
    s.select(0)
  `,
  "a reset is readable and writable": `
    ${connected}
    s.register(client, EVENT_READ | EVENT_WRITE)
    server.setsockopt(SOL_SOCKET, SO_LINGER, linger(1, 0))
    server.close()
    until(client, POLLHUP)
    s.select(0)
    s.modify(client, EVENT_READ)
    s.select(0)
    s.modify(client, EVENT_WRITE)
    s.select(0)
  `,
  "a listener is readable": `
    ${connected}
    s.register(listener, EVENT_READ, "accept")
    s.select(0)
    other = socket()
    other.connect(listener.getsockname())
    s.select(5)
  `,
  "a refused connection": `
    free = socket()
    free.bind(("127.0.0.1", 0))
    c = socket()
    c.setblocking(False)
    c.connect_ex(free.getsockname())
    s.register(c, EVENT_WRITE)
    s.select(5)
    s.modify(c, EVENT_READ)
    s.select(5)
  `,
  "urgent data": `
    ${connected}
    s.register(server, EVENT_READ)
    client.send(b"!", MSG_OOB)
    until(server, POLLPRI)
    s.select(0)
  `,
  "a full buffer": `
    ${paired}
    fill(a)
    s.register(a, EVENT_WRITE)
    s.select(0)
    drain(b)
    s.select(0)
  `,
  "after close": `
    ${paired}
    s.register(a, EVENT_READ)
    s.close()
    s.close()
    s.get_map()
    s.get_key(a) # differs: selector-closed
  `,
  "the same descriptor again after close": `
    ${paired}
    s.register(a, EVENT_READ)
    s.unregister(a)
    fd = a.detach()
    c = socket(AF_UNIX, SOCK_STREAM, 0, fd)
    s.register(c, EVENT_WRITE)
    s.select(0)
  `,
};

export const selectors: Scenario[] = [
  ...kinds.flatMap((kind) =>
    Object.entries(questions).map(([title, lines]) =>
      scenario(`${kind}: ${title}`, `s = ${kind}()`, lines),
    ),
  ),
  ...["PollSelector", "EpollSelector"].map((kind) =>
    scenario(
      `${kind}: modify to no events`,
      `s = ${kind}()`,
      paired,
      "s.register(a, EVENT_READ)",
      "s.modify(a, 0) # differs: selector-events",
    ),
  ),
  scenario(
    "SelectSelector: modify to no events",
    "s = SelectSelector()",
    paired,
    "s.register(a, EVENT_READ)",
    "s.modify(a, 0)",
  ),
];
