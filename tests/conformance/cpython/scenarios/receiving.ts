/** The forms of recv and send, and their flags. */
import { connected, paired, scenario, udp } from "../scenario.js";

const hello = `
  ${connected}
  client.sendall(b"hello")
  until_waiting(server, 5)
`;

const datagram = `
  ${udp}
  sender.sendto(b"hello", receiver.getsockname())
  until_readable(receiver)
`;

export const receiving = [
  scenario(
    "MSG_PEEK leaves the bytes",
    hello,
    "server.recv(3, MSG_PEEK)",
    "server.recv(100, MSG_PEEK)",
    "server.recv(100)",
  ),
  scenario(
    "MSG_PEEK at nothing",
    connected,
    "client.setblocking(False)",
    "client.recv(1, MSG_PEEK)",
  ),
  scenario(
    "MSG_PEEK at the end of the stream",
    connected,
    "server.close()",
    "until_readable(client)",
    "client.recv(1, MSG_PEEK)",
    "client.recv(1)",
  ),
  scenario(
    "MSG_PEEK at a datagram",
    datagram,
    "receiver.recv(2, MSG_PEEK)",
    "receiver.recv(100, MSG_PEEK)",
    "receiver.recv(100)",
    "receiver.recv(100, MSG_DONTWAIT)",
  ),
  scenario(
    "MSG_DONTWAIT on a socket that waits",
    connected,
    "client.recv(1, MSG_DONTWAIT)",
    "client.gettimeout()",
  ),
  scenario(
    "MSG_DONTWAIT of what is there",
    hello,
    "server.recv(10, MSG_DONTWAIT)",
    "server.recv(10, MSG_DONTWAIT)",
  ),
  scenario("MSG_DONTWAIT to a full buffer", paired, "fill(a)", 'a.send(b"x", MSG_DONTWAIT)'),
  scenario(
    "MSG_DONTWAIT on a socket with a timeout",
    connected,
    "client.settimeout(0.01)",
    "client.recv(1, MSG_DONTWAIT) # differs: dontwait-timeout",
  ),
  scenario(
    "MSG_WAITALL waits for what is not there yet",
    hello,
    `
    send_in_background(client, server, " world")
    server.recv(11, MSG_WAITALL)
    `,
  ),
  scenario(
    "MSG_WAITALL waits for a buffer to be full",
    hello,
    `
    send_in_background(client, server, " world")
    buffer = bytearray(11)
    server.recv_into(buffer, 0, MSG_WAITALL)
    buffer
    `,
  ),
  scenario(
    "MSG_WAITALL with a timeout takes what is there",
    hello,
    `
    send_in_background(client, server, " world")
    server.settimeout(10)
    server.recv(11, MSG_WAITALL)
    `,
  ),
  scenario(
    "recv waits for the first bytes",
    connected,
    `
    send_in_background(client, server, "late")
    server.recv(10)
    `,
  ),
  scenario("MSG_WAITALL of what is there", hello, "server.recv(5, MSG_WAITALL)"),
  scenario(
    "MSG_WAITALL ends with the stream",
    hello,
    "client.close()",
    "until(server, POLLRDHUP)",
    "server.recv(100, MSG_WAITALL)",
    "server.recv(100, MSG_WAITALL)",
  ),
  scenario(
    "MSG_WAITALL without waiting",
    hello,
    "server.setblocking(False)",
    "server.recv(100, MSG_WAITALL)",
    "server.recv(100, MSG_WAITALL)",
  ),
  scenario("MSG_WAITALL with MSG_DONTWAIT", hello, "server.recv(100, MSG_WAITALL | MSG_DONTWAIT)"),
  scenario(
    "MSG_WAITALL with MSG_PEEK",
    hello,
    "server.recv(5, MSG_WAITALL | MSG_PEEK)",
    "server.recv(5)",
  ),
  scenario("MSG_WAITALL of a datagram", datagram, "receiver.recv(100, MSG_WAITALL)"),
  scenario(
    "MSG_WAITALL of a UNIX stream",
    paired,
    'a.send(b"abc")',
    "a.shutdown(SHUT_WR)",
    "b.recv(100, MSG_WAITALL)",
  ),
  scenario(
    "MSG_WAITALL into a buffer",
    hello,
    "client.close()",
    "until(server, POLLRDHUP)",
    "buffer = bytearray(10)",
    "server.recv_into(buffer, 0, MSG_WAITALL)",
    "buffer",
  ),
  scenario("MSG_TRUNC throws bytes of a stream away", hello, "server.recv(2)", "waiting(server)"),
  scenario(
    "a datagram larger than the buffer is cut",
    datagram,
    "receiver.recv(3)",
    "receiver.recv(3, MSG_DONTWAIT)",
  ),

  scenario(
    "urgent data",
    connected,
    `
    client.send(b"ab", MSG_OOB)
    until(server, POLLPRI)
    server.recv(10, MSG_OOB)
    server.recv(10)
  `,
  ),
  scenario(
    "urgent data is read once",
    connected,
    `
    client.send(b"!", MSG_OOB)
    until(server, POLLPRI)
    server.recv(1, MSG_OOB)
    server.recv(1, MSG_OOB)
  `,
  ),
  scenario(
    "urgent data is looked at first",
    connected,
    `
    client.send(b"!", MSG_OOB)
    until(server, POLLPRI)
    server.recv(1, MSG_OOB | MSG_PEEK)
    server.recv(1, MSG_OOB)
  `,
  ),
  scenario("no urgent data", connected, "client.recv(1, MSG_OOB)"),
  scenario("no urgent data among bytes", hello, "server.recv(1, MSG_OOB)"),
  scenario(
    "urgent data stands between bytes",
    connected,
    `
    client.send(b"before")
    client.send(b"!", MSG_OOB)
    client.send(b"after")
    until(server, POLLPRI)
    until_waiting(server, 6)
    settle()
    server.recv(100)
    server.recv(1, MSG_OOB)
    server.recv(100)
  `,
  ),
  scenario(
    "urgent data in the stream",
    connected,
    `
    server.setsockopt(SOL_SOCKET, SO_OOBINLINE, 1)
    client.send(b"ab!", MSG_OOB)
    until(server, POLLPRI)
    server.recv(1, MSG_OOB)
    server.recv(100)
    server.recv(100)
  `,
  ),
  scenario(
    "urgent data over UNIX datagrams",
    "a, b = socketpair(AF_UNIX, SOCK_DGRAM)",
    'a.send(b"x", MSG_OOB)',
    "b.recv(1, MSG_OOB)",
  ),
  scenario("urgent data over UDP", datagram, "receiver.recv(1, MSG_OOB)"),
  scenario(
    "MSG_MORE holds a segment back",
    connected,
    `
    client.send(b"held ", MSG_MORE)
    client.send(b"and sent")
    until_waiting(server, 13)
    server.recv(100)
  `,
  ),
  scenario(
    "MSG_MORE joins datagrams",
    udp,
    `
    sender.connect(receiver.getsockname())
    sender.send(b"one ", MSG_MORE)
    sender.send(b"datagram")
    until_readable(receiver)
    receiver.recv(100)
  `,
  ),
  scenario("MSG_NOSIGNAL is allowed", hello, 'client.send(b"x", MSG_NOSIGNAL)'),
  scenario("flags that mean nothing", hello, "server.recv(2, MSG_ERRQUEUE)"),
  scenario("recv of no bytes without a connection", "s = socket()", "s.recv(0) # differs: recv-0"),
  scenario(
    "recv_into a buffer",
    hello,
    "buffer = bytearray(8)",
    "server.recv_into(buffer)",
    "buffer",
  ),
  scenario(
    "recv_into a buffer that is too small",
    hello,
    "buffer = bytearray(2)",
    "server.recv_into(buffer)",
    "buffer",
    "server.recv_into(buffer)",
    "buffer",
    "server.recv_into(buffer)",
    "buffer",
  ),
  scenario(
    "recv_into a part of a buffer",
    hello,
    "buffer = bytearray(8)",
    "server.recv_into(buffer, 3)",
    "buffer",
    "server.recv_into(buffer, 1)",
    "buffer",
  ),
  scenario(
    "recv_into with 0 takes the whole buffer",
    hello,
    "buffer = bytearray(8)",
    "server.recv_into(buffer, 0)",
    "buffer",
  ),
  scenario(
    "recv_into with flags",
    hello,
    "buffer = bytearray(8)",
    "server.recv_into(buffer, 2, MSG_PEEK)",
    "buffer",
    "server.recv_into(buffer, 0, MSG_DONTWAIT)",
    "buffer",
  ),
  scenario(
    "recv_into more than the buffer holds",
    hello,
    "buffer = bytearray(2)",
    "server.recv_into(buffer, 3)",
    "buffer",
  ),
  scenario(
    "recv_into a negative size",
    hello,
    "buffer = bytearray(2)",
    "server.recv_into(buffer, -1)",
  ),
  scenario("recv_into an empty buffer", hello, "buffer = bytearray(0)", "server.recv_into(buffer)"),
  scenario(
    "recv_into no buffer",
    hello,
    "server.recv_into(5)",
    "server.recv_into(None)",
    'server.recv_into("text")',
  ),
  scenario(
    "recv_into nothing without waiting",
    connected,
    "client.setblocking(False)",
    "buffer = bytearray(2)",
    "client.recv_into(buffer)",
    "buffer",
  ),
  scenario(
    "recv_into at the end of the stream",
    connected,
    "client.close()",
    "until_readable(server)",
    "buffer = bytearray(2)",
    "server.recv_into(buffer)",
  ),
  scenario(
    "recv_into with a timeout",
    connected,
    "client.settimeout(0.01)",
    "client.recv_into(bytearray(2))",
  ),
  scenario(
    "recv_into on a closed socket",
    "s = socket()",
    "s.close()",
    "s.recv_into(bytearray(2))",
  ),

  scenario("recvfrom a datagram", datagram, "receiver.recvfrom(10)", "sender.getsockname()"),
  scenario("recvfrom cuts a datagram", datagram, "receiver.recvfrom(2)"),
  scenario(
    "recvfrom with flags",
    datagram,
    "receiver.recvfrom(10, MSG_PEEK)",
    "receiver.recvfrom(10, MSG_DONTWAIT)",
    "receiver.recvfrom(10, MSG_DONTWAIT)",
  ),
  scenario("recvfrom a connected stream knows no address", hello, "server.recvfrom(10)"),
  scenario(
    "recvfrom at the end of a stream",
    connected,
    "client.close()",
    "until_readable(server)",
    "server.recvfrom(10)",
  ),
  scenario("recvfrom a negative size", datagram, "receiver.recvfrom(-1)"),
  scenario("recvfrom no size", datagram, "receiver.recvfrom()"),
  scenario(
    "recvfrom nothing without waiting",
    udp,
    "receiver.setblocking(False)",
    "receiver.recvfrom(10)",
  ),
  scenario(
    "recvfrom nothing with a timeout",
    udp,
    "receiver.settimeout(0.01)",
    "receiver.recvfrom(10)",
  ),
  scenario("recvfrom on a closed socket", udp, "receiver.close()", "receiver.recvfrom(10)"),
  scenario("recvfrom on an unconnected stream", "s = socket()", "s.recvfrom(1)"),

  scenario(
    "recvfrom_into a buffer",
    datagram,
    "buffer = bytearray(8)",
    "receiver.recvfrom_into(buffer)",
    "buffer",
    "sender.getsockname()",
  ),
  scenario(
    "recvfrom_into a part of a buffer",
    datagram,
    "buffer = bytearray(8)",
    "receiver.recvfrom_into(buffer, 2)",
    "buffer",
  ),
  scenario(
    "recvfrom_into with flags",
    datagram,
    "buffer = bytearray(8)",
    "receiver.recvfrom_into(buffer, 0, MSG_PEEK)",
    "buffer",
    "receiver.recvfrom_into(buffer, 3, MSG_DONTWAIT)",
    "buffer",
  ),
  scenario(
    "recvfrom_into more than the buffer holds",
    datagram,
    "receiver.recvfrom_into(bytearray(2), 3)",
  ),
  scenario("recvfrom_into a negative size", datagram, "receiver.recvfrom_into(bytearray(2), -1)"),
  scenario(
    "recvfrom_into a stream",
    hello,
    "buffer = bytearray(8)",
    "server.recvfrom_into(buffer)",
    "buffer",
  ),
  scenario("recvfrom_into no buffer", datagram, "receiver.recvfrom_into(5)"),

  scenario(
    "sendto an address",
    udp,
    'sender.sendto(b"abc", receiver.getsockname())',
    "until_readable(receiver)",
    "receiver.recv(10)",
  ),
  scenario(
    "sendto an address with flags",
    udp,
    'sender.sendto(b"abc", MSG_DONTWAIT, receiver.getsockname())',
    "until_readable(receiver)",
    "receiver.recv(10)",
  ),
  scenario(
    "sendto no bytes",
    udp,
    'sender.sendto(b"", receiver.getsockname())',
    "until_readable(receiver)",
    "receiver.recvfrom(10)",
  ),
  scenario("sendto without an address", udp, 'sender.sendto(b"abc")'),
  scenario(
    "sendto what is no address",
    udp,
    'sender.sendto(b"abc", 5)',
    'sender.sendto(b"abc", None) # differs: sendto-null',
    'sender.sendto(b"abc", 0, "x")',
  ),
  scenario(
    "sendto no data",
    udp,
    "sender.sendto(5, receiver.getsockname())",
    "sender.sendto(None, receiver.getsockname())",
  ),
  scenario("sendto on a connected stream", hello, 'client.sendto(b"abc", listener.getsockname())'),
  scenario(
    "sendto on an unconnected stream",
    connected,
    "s = socket()",
    's.sendto(b"abc", listener.getsockname())',
  ),
  scenario(
    "sendto on a closed socket",
    udp,
    "sender.close()",
    'sender.sendto(b"abc", receiver.getsockname())',
  ),
  scenario("sendto port 0", udp, `sender.sendto(b"abc", ("127.0.0.1", 0))`),
];
