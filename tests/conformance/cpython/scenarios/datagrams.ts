/** UDP, and UNIX datagrams. */
import { scenario, udp } from "../scenario.js";

const connected = `
  ${udp}
  sender.connect(receiver.getsockname())
`;

/** A UDP socket whose last message nobody took. */
const refused = `
  ${connected}
  receiver.close()
  sender.send(b"x")
  until(sender, POLLERR)
`;

export const datagrams = [
  scenario(
    "a datagram of nothing is no end",
    udp,
    `
    sender.sendto(b"", receiver.getsockname())
    sender.sendto(b"x", receiver.getsockname())
    until_readable(receiver)
    settle()
    receiver.recv(10)
    receiver.recv(10)
  `,
  ),
  scenario(
    "datagrams keep their limits",
    udp,
    `
    sender.sendto(b"one", receiver.getsockname())
    sender.sendto(b"two", receiver.getsockname())
    settle()
    receiver.recv(100)
    receiver.recv(100)
  `,
  ),
  scenario(
    "an answer goes to the address of the question",
    udp,
    `
    sender.sendto(b"question", receiver.getsockname())
    until_readable(receiver)
    question, address = receiver.recvfrom(100)
    receiver.sendto(b"answer", address)
    until_readable(sender)
    sender.recvfrom(100)
    receiver.getsockname()
  `,
  ),
  scenario(
    "MSG_MORE joins datagrams to an address",
    udp,
    `
    sender.sendto(b"one ", MSG_MORE, receiver.getsockname())
    sender.sendto(b"datagram", receiver.getsockname())
    until_readable(receiver)
    receiver.recv(100)
    `,
  ),
  scenario(
    "sending takes a port",
    udp,
    "sender.getsockname()",
    'sender.sendto(b"x", receiver.getsockname())',
    "sender.getsockname()",
  ),
  scenario("send without connect", udp, 'sender.send(b"x")', 'sender.sendall(b"x")'),
  scenario("recv without connect", udp, "receiver.setblocking(False)", "receiver.recv(1)"),
  scenario(
    "connect chooses whom to send to",
    connected,
    `
    sender.getpeername()
    sender.send(b"x")
    until_readable(receiver)
    receiver.recvfrom(10)
    sender.getsockname()
  `,
  ),
  scenario(
    "connect chooses whom to receive from",
    connected,
    `
    other = socket(AF_INET, SOCK_DGRAM)
    other.sendto(b"unwanted", sender.getsockname())
    settle()
    sender.recv(100, MSG_DONTWAIT)
    receiver.sendto(b"wanted", sender.getsockname())
    until_readable(sender)
    sender.recvfrom(100)
  `,
  ),
  scenario(
    "connect again chooses another",
    connected,
    `
    other = socket(AF_INET, SOCK_DGRAM)
    other.bind(("127.0.0.1", 0))
    sender.connect(other.getsockname())
    sender.send(b"x")
    until_readable(other)
    other.recv(10)
  `,
  ),
  scenario("connect_ex", udp, "sender.connect_ex(receiver.getsockname())", "sender.getpeername()"),
  scenario(
    "a connected socket may send elsewhere",
    connected,
    `
    other = socket(AF_INET, SOCK_DGRAM)
    other.bind(("127.0.0.1", 0))
    sender.sendto(b"x", other.getsockname())
    until_readable(other)
    other.recv(10)
  `,
  ),
  scenario(
    "nobody takes the message, and recv tells",
    refused,
    "sender.recv(1)",
    "sender.setblocking(False)",
    "sender.recv(1)",
  ),
  scenario("nobody takes the message, and the next send tells", refused, 'sender.send(b"x")'),
  scenario(
    "nobody takes the message, and SO_ERROR tells",
    refused,
    "sender.getsockopt(SOL_SOCKET, SO_ERROR)",
    "sender.getsockopt(SOL_SOCKET, SO_ERROR)",
  ),
  scenario(
    "nobody takes the message of an unconnected socket",
    udp,
    `
    address = receiver.getsockname()
    receiver.close()
    sender.sendto(b"x", address)
    settle()
    sender.recv(1, MSG_DONTWAIT)
  `,
  ),
  scenario(
    "a message that is too long",
    udp,
    "sender.sendto(bytes(70000), receiver.getsockname())",
  ),
  scenario(
    "a message that is too long for a connected socket",
    connected,
    "sender.send(bytes(70000))",
    "sender.sendall(bytes(70000))",
  ),
  scenario(
    "the longest message",
    udp,
    "sender.sendto(bytes(65507), receiver.getsockname())",
    "until_readable(receiver)",
    "len(receiver.recv(65536))",
  ),
  scenario(
    "a byte more than the longest message",
    udp,
    "sender.sendto(bytes(65508), receiver.getsockname())",
  ),
  scenario(
    "broadcast needs SO_BROADCAST",
    udp,
    `
    sender.sendto(b"x", ("127.255.255.255", port(receiver)))
    sender.setsockopt(SOL_SOCKET, SO_BROADCAST, 1)
    sender.sendto(b"x", ("127.255.255.255", port(receiver)))
  `,
  ),
  scenario(
    "connect to a broadcast address needs SO_BROADCAST",
    udp,
    `
    sender.connect(("127.255.255.255", 9))
    sender.setsockopt(SOL_SOCKET, SO_BROADCAST, 1)
    sender.connect(("127.255.255.255", 9))
  `,
  ),
  scenario(
    "a broadcast reaches every interface's listener",
    `
    receiver = socket(AF_INET, SOCK_DGRAM)
    receiver.bind(("", 0))
    sender = socket(AF_INET, SOCK_DGRAM)
    sender.setsockopt(SOL_SOCKET, SO_BROADCAST, 1)
    sender.sendto(b"to all", ("127.255.255.255", port(receiver)))
    until_readable(receiver)
    receiver.recvfrom(100)
  `,
  ),
  scenario(
    "a multicast group",
    `
    receiver = socket(AF_INET, SOCK_DGRAM)
    receiver.bind(("", 0))
    receiver.setsockopt(IPPROTO_IP, IP_ADD_MEMBERSHIP, membership("239.1.2.3", "127.0.0.1"))
    sender = socket(AF_INET, SOCK_DGRAM)
    sender.setsockopt(IPPROTO_IP, IP_MULTICAST_IF, inet_aton("127.0.0.1"))
    sender.sendto(b"to the group", ("239.1.2.3", port(receiver)))
    until_readable(receiver)
    receiver.recvfrom(100)
    receiver.setsockopt(IPPROTO_IP, IP_DROP_MEMBERSHIP, membership("239.1.2.3", "127.0.0.1"))
    receiver.setsockopt(IPPROTO_IP, IP_DROP_MEMBERSHIP, membership("239.1.2.3", "127.0.0.1"))
  `,
  ),
  scenario(
    "a group is joined once",
    `
    s = socket(AF_INET, SOCK_DGRAM)
    s.setsockopt(IPPROTO_IP, IP_ADD_MEMBERSHIP, membership("239.1.2.3", "127.0.0.1"))
    s.setsockopt(IPPROTO_IP, IP_ADD_MEMBERSHIP, membership("239.1.2.3", "127.0.0.1"))
  `,
  ),
  scenario(
    "what is no group",
    `
    s = socket(AF_INET, SOCK_DGRAM)
    s.setsockopt(IPPROTO_IP, IP_ADD_MEMBERSHIP, membership("10.1.2.3", "127.0.0.1"))
    s.setsockopt(IPPROTO_IP, IP_ADD_MEMBERSHIP, b"short")
  `,
  ),
  scenario(
    "a group of IPv6",
    `
    s = socket(AF_INET6, SOCK_DGRAM)
    s.setsockopt(IPPROTO_IPV6, IPV6_JOIN_GROUP, membership6("ff02::1:3", 1))
    s.setsockopt(IPPROTO_IPV6, IPV6_JOIN_GROUP, membership6("ff02::1:3", 1))
    s.setsockopt(IPPROTO_IPV6, IPV6_LEAVE_GROUP, membership6("ff02::1:3", 1))
    s.setsockopt(IPPROTO_IPV6, IPV6_LEAVE_GROUP, membership6("ff02::1:3", 1))
  `,
  ),
  scenario(
    "listen and accept are not for datagrams",
    udp,
    "receiver.listen()",
    "receiver.accept()",
  ),
  scenario("shutdown without connect", udp, "receiver.shutdown(SHUT_RDWR)"),
  scenario(
    "shutdown of the receiving side ends receiving that blocks",
    connected,
    "sender.shutdown(SHUT_RD)",
    "sender.recv(10)",
    "sender.recv_into(bytearray(10))",
    "sender.recvfrom(10)",
    "sender.recv(10, MSG_DONTWAIT)",
    "sender.settimeout(0.02)",
    "sender.recv(10)",
    "sender.setblocking(False)",
    "sender.recv(10)",
  ),
  scenario(
    "shutdown of a connected socket ends sending",
    connected,
    "sender.shutdown(SHUT_WR)",
    'sender.send(b"x")',
  ),
  scenario("bind an address in use", udp, "sender.bind(receiver.getsockname())"),
  scenario(
    "IPv6 datagrams",
    `
    receiver = socket(AF_INET6, SOCK_DGRAM)
    receiver.bind(("::1", 0))
    sender = socket(AF_INET6, SOCK_DGRAM)
    sender.sendto(b"six", receiver.getsockname())
    until_readable(receiver)
    receiver.recvfrom(100)
    sender.getsockname()
  `,
  ),
  scenario("a datagram to another family", udp, `sender.sendto(b"x", ("::1", 9))`),
  scenario(
    "datagrams of a pair",
    `
    a, b = socketpair(AF_UNIX, SOCK_DGRAM)
    a.send(b"one")
    a.send(b"two")
    b.recv(100)
    b.recvfrom(2)
    a.getsockname()
    a.getpeername()
  `,
  ),
  scenario(
    "a pair of datagrams whose other end is closed",
    `
    a, b = socketpair(AF_UNIX, SOCK_DGRAM)
    b.close()
    a.send(b"x")
    a.setblocking(False)
    a.recv(1)
  `,
  ),
  scenario(
    "UNIX datagrams tell who sent them",
    `
    receiver = socket(AF_UNIX, SOCK_DGRAM)
    receiver.bind(path("receiver"))
    sender = socket(AF_UNIX, SOCK_DGRAM)
    sender.sendto(b"from nobody", path("receiver"))
    receiver.recvfrom(100)
    sender.bind(path("sender"))
    sender.sendto(b"from somebody", path("receiver"))
    receiver.recvfrom(100)
    receiver.sendto(b"back", path("sender"))
    sender.recvfrom(100)
  `,
  ),
  scenario(
    "UNIX datagrams into a buffer tell who sent them",
    `
    receiver = socket(AF_UNIX, SOCK_DGRAM)
    receiver.bind(path("receiver"))
    sender = socket(AF_UNIX, SOCK_DGRAM)
    sender.bind(path("sender"))
    sender.sendto(b"hello", path("receiver"))
    buffer = bytearray(3)
    receiver.recvfrom_into(buffer)
    buffer
  `,
  ),
  scenario(
    "a UNIX datagram to nobody",
    `
    s = socket(AF_UNIX, SOCK_DGRAM)
    s.sendto(b"x", path("nobody"))
    s.send(b"x")
  `,
  ),
  scenario(
    "UNIX datagrams are never lost",
    `
    receiver = socket(AF_UNIX, SOCK_DGRAM)
    receiver.bind(path("receiver"))
    sender = socket(AF_UNIX, SOCK_DGRAM)
    sender.connect(path("receiver"))
    fill(sender)
    sender.setblocking(False)
    sender.send(b"x")
    drain(receiver)
    until_writable(sender)
    sender.send(b"x")
  `,
  ),
  scenario(
    "a UNIX datagram socket takes messages of its peer only",
    `
    receiver = socket(AF_UNIX, SOCK_DGRAM)
    receiver.bind(path("receiver"))
    friend = socket(AF_UNIX, SOCK_DGRAM)
    friend.bind(path("friend"))
    receiver.connect(path("friend"))
    stranger = socket(AF_UNIX, SOCK_DGRAM)
    stranger.sendto(b"x", path("receiver"))
    friend.sendto(b"x", path("receiver"))
    receiver.recvfrom(10)
  `,
  ),
];
