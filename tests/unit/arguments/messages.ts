/** The parameters of the calls that send and receive messages. */
import * as day29 from "day29";
import * as kinds from "./kinds.js";
import { entry, method, parameter as p, type Table } from "./table.js";

export function messagesTable(open: <T extends { close(): void }>(resource: T) => T): Table {
  const [a, b] = day29.socketpair().map(open) as [day29.Socket<never>, day29.Socket<never>];
  const udp = open(new day29.Socket(day29.AF_INET, day29.SOCK_DGRAM));
  const flags = p("flags?", kinds.int, 0);
  const socket = p("socket", kinds.instance, a);
  const buffers = p("buffers", kinds.listOf(kinds.data, "data"), ["x"]);
  const address = p("address?", kinds.but(null, kinds.inetAddress("an address")), ["127.0.0.1", 9]);
  const ancbufsize = p("ancbufsize?", kinds.size, 0);
  const length = p("length", kinds.natural, 4);
  const bufsize = p("bufsize", kinds.size, 1);
  const rightBuffers = p("buffers", kinds.listOf(kinds.bytes, "buffer"), [Buffer.alloc(1)]);
  return {
    CMSG_LEN: entry(day29.CMSG_LEN, length),
    CMSG_SPACE: entry(day29.CMSG_SPACE, length),
    "Socket.prototype.sendmsg": entry(
      method(udp, "sendmsg"),
      buffers,
      p("ancdata?", kinds.ancillary, []),
      flags,
      address,
    ),
    "Socket.prototype.recvmsg": entry(method(b, "recvmsg"), bufsize, ancbufsize, flags),
    "Socket.prototype.recvmsgInto": entry(
      method(b, "recvmsgInto"),
      rightBuffers,
      ancbufsize,
      flags,
    ),
    sendFds: entry(
      day29.sendFds,
      socket,
      buffers,
      p("fds", kinds.descriptors, []),
      flags,
      p("address?", kinds.none, null),
    ),
    recvFds: entry(
      day29.recvFds,
      p("socket", kinds.instance, b),
      bufsize,
      p("maxfds", kinds.natural, 1),
      flags,
    ),
  };
}
