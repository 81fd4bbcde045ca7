/** The parameters of the calls of `day29`. */
import * as day29 from "day29";
import { filesTable } from "./files.js";
import * as kinds from "./kinds.js";
import { construct, entry, members, method, parameter as p, type Table } from "./table.js";
import { uringTable } from "./uring.js";

const { AF_INET, AF_UNIX, EVENT_READ, IPPROTO_IP, POLLIN, SO_LINGER, SOCK_DGRAM, SOL_SOCKET } =
  day29;

/** Opens what the calls need; `open` closes it at the end. */
export function libraryTable(open: <T extends { close(): void }>(resource: T) => T): Table {
  const [a, b] = day29.socketpair().map(open) as [day29.Socket<never>, day29.Socket<never>];
  const udp = open(new day29.Socket(AF_INET, SOCK_DGRAM));
  const unix = open(new day29.Socket(AF_UNIX, SOCK_DGRAM));
  // The kernel may lack AF_VSOCK, and wrong addresses do not reach it.
  const vsock = open(new day29.Socket(day29.AF_VSOCK, SOCK_DGRAM, 0, day29.dup(udp.fileno())));
  const poller = new day29.Poll();
  const epoll = open(new day29.Epoll());
  const selector = open(new day29.PollSelector<unknown>());
  for (const set of [poller, epoll]) set.register(a, POLLIN);
  selector.register(a, EVENT_READ);
  return {
    ...sockets(a, b, udp, unix, vsock),
    ...filesTable(a),
    ...multiplexing(a, poller, epoll, selector),
    ...uringTable(open, a),
    ...functions(a),
    ...unchecked,
  };
}

const HOOK = "Only the class itself calls it, with arguments that it has checked.";

const unchecked: Table = {
  "new BlockingIOError": "Making an error must never fail with another one.",
  "new OSError": "Making an error must never fail with another one.",
  "new SystemCall": "trace() makes them, and their members are only printed.",
  "DefaultSelector.prototype.watch": HOOK,
  "DefaultSelector.prototype.rewatch": HOOK,
  "DefaultSelector.prototype.unwatch": HOOK,
  "DefaultSelector.prototype.wait": HOOK,
  "PollSelector.prototype.watch": HOOK,
  "PollSelector.prototype.rewatch": HOOK,
  "PollSelector.prototype.unwatch": HOOK,
  "PollSelector.prototype.wait": HOOK,
  "SelectSelector.prototype.watch": HOOK,
  "SelectSelector.prototype.rewatch": HOOK,
  "SelectSelector.prototype.unwatch": HOOK,
  "SelectSelector.prototype.wait": HOOK,
};

const family = p("family?", kinds.int, AF_UNIX);
const type = p("type?", kinds.int, day29.SOCK_STREAM);
const proto = p("proto?", kinds.int, 0);
const flags = p("flags?", kinds.int, 0);
const level = p("level", kinds.int, SOL_SOCKET);
const optname = p("optname", kinds.int, day29.SO_REUSEADDR);
const nbytes = p("nbytes?", kinds.size, 1);
const bufsize = p("bufsize", kinds.size, 1);
const buffer = p("buffer", kinds.bytes, Buffer.alloc(8));
const data = p("data", kinds.data, "x");
const destination = kinds.inetAddress("an address");
const local = p("address", destination, ["127.0.0.1", 0]);

function sockets(
  a: day29.Socket<never>,
  b: day29.Socket<never>,
  udp: day29.Socket,
  unix: day29.Socket<day29.UnixAddress>,
  vsock: day29.Socket<day29.VsockAddress>,
): Table {
  const setsockopt = method(udp, "setsockopt");
  return {
    "new Socket": entry(
      construct(day29.Socket),
      family,
      type,
      proto,
      p("fileno?", kinds.but(null, kinds.fd), null),
    ),
    "Socket.prototype.bind": entry(method(udp, "bind"), local),
    "Socket.prototype.bind#unix": entry(method(unix, "bind"), p("path", kinds.unixAddress, "")),
    "Socket.prototype.bind#vsock": entry(
      method(vsock, "bind"),
      p("address", kinds.vsockAddress, [day29.VMADDR_CID_ANY, day29.VMADDR_PORT_ANY]),
    ),
    "Socket.prototype.listen": entry(method(udp, "listen"), p("backlog?", kinds.int, 1)),
    "Socket.prototype.connect": entry(method(udp, "connect"), local),
    "Socket.prototype.connectEx": entry(method(udp, "connectEx"), local),
    "Socket.prototype.recv": entry(method(b, "recv"), bufsize, flags),
    "Socket.prototype.recvInto": entry(method(b, "recvInto"), buffer, nbytes, flags),
    "Socket.prototype.recvfrom": entry(method(b, "recvfrom"), bufsize, flags),
    "Socket.prototype.recvfromInto": entry(method(b, "recvfromInto"), buffer, nbytes, flags),
    "Socket.prototype.send": entry(method(a, "send"), data, flags),
    "Socket.prototype.sendall": entry(method(a, "sendall"), data, flags),
    "Socket.prototype.sendto": entry(
      method(udp, "sendto"),
      data,
      p("address", kinds.but(null, destination), ["127.0.0.1", 9]),
    ),
    "Socket.prototype.sendto#flags": entry(
      (given) => udp.sendto("x", given, ["127.0.0.1", 9]),
      flags,
    ),
    "Socket.prototype.sendfile": entry(
      method(a, "sendfile"),
      p("file", kinds.descriptor, 0),
      p("offset?", kinds.natural, 0),
      p("count?", kinds.but(null, kinds.positive), 1),
    ),
    "Socket.prototype.lines": entry(
      method(a, "lines"),
      members("options?", kinds.object, { limit: kinds.positive }),
    ),
    "Socket.prototype.shutdown": entry(method(udp, "shutdown"), p("how", kinds.int, 0)),
    "Socket.prototype.setInheritable": entry(
      method(a, "setInheritable"),
      p("inheritable", kinds.boolean, false),
    ),
    "Socket.prototype.getsockopt": entry(
      method(udp, "getsockopt"),
      level,
      optname,
      p("buflen?", kinds.positive, 4),
    ),
    "Socket.prototype.setsockopt": entry(setsockopt, level, optname, p("value", kinds.option, 1)),
    "Socket.prototype.setsockopt#linger": entry(
      (value) => setsockopt(SOL_SOCKET, SO_LINGER, value),
      members("value", kinds.none, { onoff: kinds.boolean, linger: kinds.int }, LINGER),
    ),
    "Socket.prototype.setsockopt#membership": entry(
      (value) => setsockopt(IPPROTO_IP, day29.IP_ADD_MEMBERSHIP, value),
      members("value", kinds.none, { group: kinds.text }, { group: "239.9.9.9", interface: 1 }),
    ),
    "Socket.prototype.setblocking": entry(method(b, "setblocking"), p("flag", kinds.boolean, true)),
    "Socket.prototype.settimeout": entry(
      method(b, "settimeout"),
      p("timeout", kinds.nonNegativeTimeout, null),
    ),
    "new Lines": "Socket.lines() makes them, and passes its own options on.",
    createConnection: entry(
      day29.createConnection,
      local,
      members("options?", kinds.object, {
        timeout: kinds.nonNegativeTimeout,
        sourceAddress: kinds.inetAddress("sourceAddress"),
        allErrors: kinds.boolean,
      }),
    ),
    createServer: entry(
      day29.createServer,
      local,
      members("options?", kinds.object, {
        family: kinds.int,
        backlog: kinds.int,
        reusePort: kinds.boolean,
        dualstackIpv6: kinds.boolean,
      }),
    ),
    socketpair: entry(day29.socketpair, family, type, proto),
    fromfd: entry(day29.fromfd, p("fd", kinds.int, b.fileno()), family, type, proto),
    setdefaulttimeout: entry(day29.setdefaulttimeout, p("timeout", kinds.nonNegativeTimeout, null)),
  };
}

const LINGER = { onoff: true, linger: 0 };

function multiplexing(
  a: day29.Socket<never>,
  poller: day29.Poll,
  epoll: day29.Epoll,
  selector: day29.BaseSelector,
): Table {
  const fd = p("fd", kinds.descriptor, a);
  const fileobj = p("fileobj", kinds.descriptor, a);
  const events = p("events", kinds.events, EVENT_READ);
  const timeout = p("timeout?", kinds.timeout, 0);
  const any = p("data?", kinds.none, 1);
  return {
    select: entry(
      day29.select,
      p("rlist", kinds.descriptors, []),
      p("wlist", kinds.descriptors, []),
      p("xlist?", kinds.descriptors, []),
      p("timeout?", kinds.nonNegativeTimeout, 0),
    ),
    "Poll.prototype.register": entry(
      method(poller, "register"),
      fd,
      p("eventmask?", kinds.mask16, POLLIN),
    ),
    "Poll.prototype.modify": entry(
      method(poller, "modify"),
      fd,
      p("eventmask", kinds.mask16, POLLIN),
    ),
    "Poll.prototype.unregister": entry(method(poller, "unregister"), fd),
    "Poll.prototype.poll": entry(method(poller, "poll"), timeout),
    "new Epoll": entry(
      construct(day29.Epoll),
      p("sizehint?", kinds.sizehint, -1),
      flags,
      p("fileno?", kinds.fd, undefined),
    ),
    "Epoll.fromfd": entry(day29.Epoll.fromfd, p("fd", kinds.fd, 0)),
    "Epoll.prototype.register": entry(
      method(epoll, "register"),
      fd,
      p("eventmask?", kinds.mask, POLLIN),
    ),
    "Epoll.prototype.modify": entry(
      method(epoll, "modify"),
      fd,
      p("eventmask", kinds.mask, POLLIN),
    ),
    "Epoll.prototype.unregister": entry(method(epoll, "unregister"), fd),
    "Epoll.prototype.poll": entry(
      method(epoll, "poll"),
      timeout,
      p("maxevents?", kinds.maxevents, 1),
    ),
    "BaseSelector.prototype.register": entry(method(selector, "register"), fileobj, events, any),
    "BaseSelector.prototype.unregister": entry(method(selector, "unregister"), fileobj),
    "BaseSelector.prototype.modify": entry(method(selector, "modify"), fileobj, events, any),
    "BaseSelector.prototype.select": entry(method(selector, "select"), timeout),
    "BaseSelector.prototype.getKey": entry(method(selector, "getKey"), fileobj),
    "SelectorMap.prototype.get": entry((key) => selector.getMap()?.get(key), fileobj),
    "SelectorMap.prototype.has": entry((key) => selector.getMap()?.has(key), fileobj),
    setWaiting: entry(day29.setWaiting, p("waiting", kinds.choice, "cooperative")),
    eventNames: entry(day29.eventNames, p("mask", kinds.mask, 1)),
    epollEventNames: entry(day29.epollEventNames, p("mask", kinds.mask, 1)),
  };
}

function functions(a: day29.Socket<never>): Table {
  const fd = p("fd", kinds.descriptor, a);
  const text = p("text", kinds.text, "127.0.0.1");
  const inet = p("family", kinds.int, AF_INET);
  const word = p("value", kinds.mask16, 1);
  const long = p("value", kinds.uint32, 1);
  const lists = { rlist: [], wlist: [], xlist: [], rs: [], ws: [], xs: [] };
  return {
    getaddrinfo: entry(
      day29.getaddrinfo,
      p("host", kinds.but(null, kinds.text), "127.0.0.1"),
      p("port", kinds.service, 80),
      members("hints?", kinds.object, {
        family: kinds.int,
        type: kinds.int,
        proto: kinds.int,
        flags: kinds.int,
      }),
    ),
    gethostbyname: entry(day29.gethostbyname, p("name", kinds.text, "127.0.0.1")),
    getservbyname: entry(
      day29.getservbyname,
      p("name", kinds.text, "http"),
      p("proto?", kinds.but(null, kinds.text), "tcp"),
    ),
    gethostbynameEx: entry(day29.gethostbynameEx, p("name", kinds.text, "127.0.0.1")),
    gethostbyaddr: entry(day29.gethostbyaddr, p("host", kinds.text, "127.0.0.1")),
    getfqdn: entry(day29.getfqdn, p("name?", kinds.text, "127.0.0.1")),
    getnameinfo: entry(
      day29.getnameinfo,
      p("sockaddr", kinds.inetAddress("sockaddr"), ["127.0.0.1", 80]),
      p("flags?", kinds.int, day29.NI_NUMERICHOST),
    ),
    getservbyport: entry(
      day29.getservbyport,
      p("port", kinds.port, 80),
      p("proto?", kinds.but(null, kinds.text), "tcp"),
    ),
    getprotobyname: entry(day29.getprotobyname, p("name", kinds.text, "tcp")),
    ifNametoindex: entry(day29.ifNametoindex, p("name", kinds.text, "lo")),
    ifIndextoname: entry(day29.ifIndextoname, p("index", kinds.uint32, 1)),
    close: entry(day29.close, p("fd", kinds.int, -1)),
    dup: entry((fd) => day29.close(day29.dup(fd)), p("fd", kinds.int, a.fileno())),
    inetAton: entry(day29.inetAton, text),
    inetNtoa: entry(day29.inetNtoa, p("bytes", kinds.bytes, Buffer.alloc(4))),
    inetPton: entry(day29.inetPton, inet, text),
    inetNtop: entry(day29.inetNtop, inet, p("bytes", kinds.bytes, Buffer.alloc(4))),
    htons: entry(day29.htons, word),
    ntohs: entry(day29.ntohs, word),
    htonl: entry(day29.htonl, long),
    ntohl: entry(day29.ntohl, long),
    kernelBuffers: entry(day29.kernelBuffers, fd),
    acceptQueue: entry(day29.acceptQueue, fd),
    tcpInfo: entry(day29.tcpInfo, fd),
    decodeLinger: entry(day29.decodeLinger, p("bytes", kinds.linger, Buffer.alloc(8))),
    observe: entry(
      day29.observe,
      members(
        "round",
        kinds.object,
        { call: kinds.choice, registered: kinds.instance, events: kinds.array },
        { call: "poll", registered: new Map(), events: [] },
      ),
    ),
    "observe#select": entry(
      day29.observe,
      members(
        "round",
        kinds.none,
        Object.fromEntries(Object.keys(lists).map((name) => [name, kinds.descriptors])),
        { call: "select", ...lists },
      ),
    ),
    reasonsOf: entry(day29.reasonsOf, p("fd", kinds.fd, 0), p("events", kinds.mask, 1)),
    ctime: entry(day29.ctime, p("date?", kinds.instance, new Date())),
    trace: entry(
      day29.trace,
      p("work", kinds.callable, () => 1),
    ),
    traceCalls: entry(
      (listener) => day29.traceCalls(listener)(),
      p("listener", kinds.callable, () => {}),
    ),
    ...bits(),
  };
}

function bits(): Table {
  const operand = p("operands", kinds.integer, 1);
  const options = members("options?", kinds.object, {
    width: kinds.positive,
    names: kinds.callable,
  });
  const { bits } = day29;
  const two = [operand, operand, options];
  const masks = [p("mask", kinds.mask, 1), p("bit", kinds.mask, 1)];
  return {
    "new bits.BitsResult": entry(
      construct(bits.BitsResult as never),
      p("operator", kinds.choice, "&"),
      p("operands", kinds.array, [1, 2]),
      options,
    ),
    "bits.and": entry(bits.and, ...two),
    "bits.or": entry(bits.or, ...two),
    "bits.xor": entry(bits.xor, ...two),
    "bits.not": entry(bits.not, operand, options),
    "bits.shl": entry(bits.shl, ...two),
    "bits.shr": entry(bits.shr, ...two),
    "bits.ushr": entry(bits.ushr, ...two),
    "bits.has": entry(bits.has, ...masks),
    "bits.set": entry(bits.set, ...masks),
    "bits.clear": entry(bits.clear, ...masks),
    "bits.toggle": entry(bits.toggle, ...masks),
  };
}
