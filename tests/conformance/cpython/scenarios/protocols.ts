/** Protocols beside TCP and UDP, where the kernel has them. */
import { AF_VSOCK, OSError, Socket } from "day29";
import { type Scenario, scenario } from "../scenario.js";

const vsock = [
  scenario(
    "an address of vsock",
    `
    s = socket(AF_VSOCK)
    s.family
    s.bind((VMADDR_CID_ANY, 60123))
    s.getsockname()
    s.getpeername()
    s.listen()
    s.settimeout(0)
    s.accept()
    s.getsockopt(AF_VSOCK, SO_VM_SOCKETS_BUFFER_SIZE)
    s.setsockopt(AF_VSOCK, SO_VM_SOCKETS_BUFFER_MAX_SIZE, 2 ** 33)
    s.setsockopt(AF_VSOCK, SO_VM_SOCKETS_BUFFER_SIZE, 2 ** 32 + 8)
    s.getsockopt(AF_VSOCK, SO_VM_SOCKETS_BUFFER_SIZE)
    s.getsockopt(AF_VSOCK, 99)
    t = socket(AF_VSOCK, SOCK_SEQPACKET)
    t.bind((VMADDR_CID_HOST, 60124))
  `,
  ),
  scenario(
    "what is no address of vsock",
    "s = socket(AF_VSOCK)",
    ...[
      "5",
      "None",
      `"2"`,
      "(2,)",
      "(2, 5, 6)",
      `("2", 5)`,
      `(2, "5")`,
      `("127.0.0.1", 80)`,
    ].flatMap((address) => [`s.bind(${address})`, `s.connect(${address})`]),
  ),
];

/** Whether the kernel has sockets of a kind. */
function available(...kind: ConstructorParameters<typeof Socket>): boolean {
  try {
    new Socket(...kind).close();
    return true;
  } catch (error) {
    if (error instanceof OSError) return false;
    throw error;
  }
}

const udplite = ["AF_INET", "AF_INET6"].map((family) =>
  scenario(
    `UDP-Lite over ${family}`,
    `
    receiver = socket(${family}, SOCK_DGRAM, IPPROTO_UDPLITE)
    receiver.bind(("${family === "AF_INET" ? "127.0.0.1" : "::1"}", 0))
    sender = socket(${family}, SOCK_DGRAM, IPPROTO_UDPLITE)
    sender.proto
    sender.getsockopt(SOL_SOCKET, SO_PROTOCOL)
    sender.getsockopt(IPPROTO_UDPLITE, UDPLITE_SEND_CSCOV)
    sender.setsockopt(IPPROTO_UDPLITE, UDPLITE_SEND_CSCOV, 20)
    sender.getsockopt(IPPROTO_UDPLITE, UDPLITE_SEND_CSCOV)
    receiver.setsockopt(IPPROTO_UDPLITE, UDPLITE_RECV_CSCOV, 12)
    receiver.getsockopt(IPPROTO_UDPLITE, UDPLITE_RECV_CSCOV)
    sender.sendto(b"partly protected", receiver.getsockname())
    until_readable(receiver)
    receiver.recv(100)
    receiver.setsockopt(IPPROTO_UDPLITE, UDPLITE_RECV_CSCOV, 21)
    sender.sendto(b"too little protected", receiver.getsockname())
    sender.setsockopt(IPPROTO_UDPLITE, UDPLITE_SEND_CSCOV, 0)
    sender.sendto(b"protected", receiver.getsockname())
    until_readable(receiver)
    receiver.recv(100)
    receiver.recv(100, MSG_DONTWAIT)
  `,
  ),
);

export const protocols: readonly Scenario[] = [
  ...udplite,
  ...(available(AF_VSOCK) ? vsock : []),
  scenario(
    "a type that the family does not have",
    "socket(AF_INET, SOCK_RDM)",
    "socket(AF_UNIX, SOCK_RDM)",
    "socketpair(AF_UNIX, SOCK_RDM)",
  ),
  scenario(
    "a stream over several paths",
    `
    listener = socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    client = socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP)
    client.connect(listener.getsockname())
    server, address = listener.accept()
    server.proto
    client.send(b"x")
    until_readable(server)
    server.recv(10)
  `,
  ),
];
