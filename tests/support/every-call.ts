/** Makes every system call in many ways, and prints the library's own trace of them. */
import { openSync, writeSync } from "node:fs";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  AF_VSOCK,
  EPOLL_CLOEXEC,
  EPOLLET,
  EPOLLEXCLUSIVE,
  EPOLLIN,
  EPOLLONESHOT,
  EPOLLOUT,
  EPOLLRDHUP,
  IoUring,
  IP_ADD_MEMBERSHIP,
  IP_TTL,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPPROTO_TCP,
  IPPROTO_UDP,
  IPPROTO_UDPLITE,
  IPV6_V6ONLY,
  MSG_CMSG_CLOEXEC,
  MSG_DONTWAIT,
  MSG_MORE,
  MSG_NOSIGNAL,
  MSG_OOB,
  MSG_PEEK,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDHUP,
  SCM_CREDENTIALS,
  SCM_RIGHTS,
  SHUT_WR,
  SO_ERROR,
  SO_LINGER,
  SO_PEERCRED,
  SO_REUSEADDR,
  SO_TYPE,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  type SystemCall,
  setWaiting,
  TCP_CONGESTION,
  TCP_INFO,
  TCP_NODELAY,
  traceCalls,
  UDPLITE_SEND_CSCOV,
} from "day29";
import { encodeAncillary } from "#day29/socket/ancillary.js";
import * as libc from "#day29/sys/libc.js";
import { uring } from "#day29/sys/linux-uring.js";
import { platform } from "#day29/sys/platform.js";
import { EpollEventArray, IovecArray, Msghdr, OpenHow } from "#day29/sys/structs.js";

const { constants } = platform;
const FLAGS = constants.SOCK_CLOEXEC | constants.SOCK_NONBLOCK;

/** A call that changes nothing: from the first to the last one, the two traces are compared. */
const mark = (): number => libc.fcntl(-1, constants.F_GETFD, 0);

const file = openSync("LICENSE", "r");
const buffer = Buffer.alloc(256);
const address = new Uint8Array(128);
const length = new Uint32Array(1);
const int = new Int32Array(1);

/** The length of a buffer for a result. */
function room(bytes: number): Uint32Array {
  length[0] = bytes;
  return length;
}

const calls: SystemCall[] = [];
const hasUring = IoUring.supported();
setWaiting("blocking");
const stop = traceCalls((call) => calls.push(call));
mark();

// Sockets of each family, and of families and protocols that do not exist.
const listener = libc.socket(AF_INET, SOCK_STREAM | FLAGS, 0);
const client = libc.socket(AF_INET, SOCK_STREAM | FLAGS, IPPROTO_TCP);
const udp6 = libc.socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP);
const unix = libc.socket(AF_UNIX, SOCK_STREAM, 0);
libc.socket(99, SOCK_STREAM, 0);
libc.socket(AF_INET, SOCK_STREAM, 254);
const ends = new Int32Array(2);
libc.socketpair(AF_UNIX, SOCK_STREAM | FLAGS, 0, ends);
const [left = -1, right = -1] = ends;
libc.socketpair(AF_INET, SOCK_STREAM, 0, ends);

// Addresses.
libc.bind(listener, Buffer.from([2, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]), 16);
libc.listen(listener, 5);
libc.getsockname(listener, address, room(8));
libc.getsockname(listener, address, room(128));
libc.accept4(listener, address, room(128), FLAGS);
libc.connect(client, address.slice(0, 16), 16);
const server = libc.accept4(listener, address, room(128), FLAGS);
libc.getpeername(client, address, room(128));
libc.getpeername(listener, address, room(128));
const loopback6 = Buffer.alloc(28);
loopback6[0] = AF_INET6;
loopback6[7] = 5;
loopback6[23] = 1;
libc.bind(udp6, loopback6, 28);
libc.getsockname(udp6, address, room(128));
libc.sendto(udp6, Buffer.from("hi"), 2, 0, address.slice(0, 28), 28);
libc.recvfrom(udp6, buffer, 256, MSG_DONTWAIT, address, room(128));
libc.recvfrom(udp6, buffer, 256, MSG_DONTWAIT, address, room(128));
const abstract = Buffer.from(`\u0001\0\0day29-everycall-${process.pid}\u0001"`);
libc.bind(unix, abstract, abstract.length);
libc.getsockname(unix, address, room(128));
libc.getsockname(left, address, room(128));
// The family of the address is not that of the socket, so the kernel needs no AF_VSOCK.
for (const [cid, port] of [
  [2, 0x1234],
  [0xffffffff, 0xffffffff],
  [77, 0],
] as const) {
  const vsock = new DataView(new ArrayBuffer(16));
  vsock.setUint16(0, AF_VSOCK, true);
  vsock.setUint32(4, port, true);
  vsock.setUint32(8, cid, true);
  libc.connect(unix, new Uint8Array(vsock.buffer), 16);
}
const notUtf8 = Buffer.from("\u0001\0/no where/\xff\0", "latin1");
libc.connect(unix, notUtf8, notUtf8.length);
const nowhere = Buffer.from('\u0001\0/no where/"quoted"\n\0');
libc.connect(unix, nowhere, nowhere.length);

// Strings: every byte, and every byte before a digit.
const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const before7 = Buffer.from(Array.from({ length: 512 }, (_, at) => (at % 2 ? 0x37 : at >> 1)));
const before8 = Buffer.from(before7.map((byte, at) => (at % 2 ? 0x38 : byte)));
for (const text of [bytes, before7, before8]) {
  for (let at = 0; at < text.length; at += 32) {
    libc.send(left, text.subarray(at, at + 32), 32, MSG_DONTWAIT);
    libc.recv(right, buffer, 32, MSG_DONTWAIT);
  }
}
for (const size of [0, 31, 32, 33]) {
  libc.send(left, bytes.subarray(0x30, 0x30 + size), size, MSG_DONTWAIT | MSG_NOSIGNAL);
}
libc.recv(right, buffer, 256, MSG_PEEK | MSG_DONTWAIT);
libc.recv(right, buffer, 256, MSG_DONTWAIT);
libc.recv(right, buffer, 256, MSG_DONTWAIT | MSG_MORE | 0x10000000);
libc.sendto(left, Buffer.from("x"), 1, 0x10000000, null, 0);
const position = new BigInt64Array([10n]);
libc.sendfile(left, file, position, 20);
libc.sendfile(left, file, new BigInt64Array([1n << 40n]), 20);
libc.sendfile(-1, file, position, 20);
libc.recv(right, buffer, 21, 0);
libc.recvfrom(right, buffer, 256, 0, address, room(128));
libc.send(client, Buffer.from("!"), 1, MSG_OOB);
libc.send(listener, Buffer.from("!"), 1, MSG_NOSIGNAL);

// Messages: buffers, names, ancillary data of each kind, truncated, refused.
interface MessageParts {
  readonly name?: Uint8Array;
  readonly parts?: readonly Uint8Array[];
  readonly control?: Uint8Array;
}

/** Everything that a header points to: the garbage collector must not free it. */
const reachable: unknown[] = [];

function message({ name = new Uint8Array(), parts, control }: MessageParts): Uint8Array {
  const header = new Msghdr();
  header.setName(libc.addressOf(name), name.length);
  if (parts !== undefined) {
    const iov = IovecArray.allocate(parts.length);
    for (const [at, part] of parts.entries()) iov.set(at, libc.addressOf(part), part.length);
    header.setIov(libc.addressOf(iov.bytes), parts.length);
    reachable.push(parts, iov);
  }
  if (control !== undefined) header.setControl(libc.addressOf(control), control.length);
  reachable.push(name, control);
  return header.bytes;
}

const data = [Buffer.from("one\n"), Buffer.alloc(0), Buffer.from("two".repeat(20))];
const newBuffers = (): Uint8Array[] => [Buffer.alloc(2), Buffer.alloc(40), Buffer.alloc(100)];
const fds = (...numbers: number[]): Uint8Array =>
  encodeAncillary([[SOL_SOCKET, SCM_RIGHTS, Int32Array.from(numbers)]]);
libc.sendmsg(left, message({ parts: data }), MSG_NOSIGNAL);
libc.recvmsg(right, message({ parts: newBuffers() }), MSG_PEEK);
libc.recvmsg(right, message({ name: new Uint8Array(128), parts: newBuffers() }), MSG_DONTWAIT);
libc.recvmsg(right, message({ name: new Uint8Array(128), parts: newBuffers() }), MSG_DONTWAIT);
libc.sendmsg(left, message({}), 0);
libc.sendmsg(left, message({ parts: [] }), 0);
libc.recvmsg(999, message({ parts: newBuffers(), control: new Uint8Array(64) }), MSG_DONTWAIT);
libc.sendmsg(999, message({ parts: data, control: fds(left, right) }), MSG_DONTWAIT);
libc.sendmsg(left, message({ parts: data, control: fds(999) }), 0);
for (const [sent, space] of [
  [[left], 24],
  [[left, right, file], 64],
  [[left, right, file], 20],
  [[left, right, file], 16],
  [[left, right, file], 7],
  [[], 64],
] as const) {
  libc.sendmsg(left, message({ parts: data, control: fds(...sent) }), 0);
  const control = new Uint8Array(space);
  libc.recvmsg(right, message({ parts: newBuffers(), control }), MSG_CMSG_CLOEXEC);
}
const on = Int32Array.of(1);
const onBytes = new Uint8Array(on.buffer);
libc.setsockopt(right, SOL_SOCKET, constants.SO_PASSCRED, onBytes, 4);
const credentials = [process.pid, process.getuid?.() ?? 0, process.getgid?.() ?? 0];
for (const control of [
  encodeAncillary([[SOL_SOCKET, SCM_CREDENTIALS, Int32Array.from(credentials)]]),
  fds(left),
]) {
  libc.sendmsg(left, message({ parts: data, control }), 0);
  libc.recvmsg(right, message({ parts: newBuffers(), control: new Uint8Array(256) }), 0);
}
libc.setsockopt(right, SOL_SOCKET, constants.SO_PASSCRED, new Uint8Array(4), 4);
libc.sendmsg(left, message({ parts: data, control: new Uint8Array(5) }), 0);
for (const [level, type, content] of [
  [SOL_SOCKET, 99, Int32Array.of(5)],
  [SOL_SOCKET, SCM_RIGHTS, Uint8Array.of(1, 2, 3)],
  [SOL_SOCKET, SCM_CREDENTIALS, Int32Array.of(5)],
  [SOL_SOCKET, 99, new Uint8Array()],
  [IPPROTO_TCP, 1, Int32Array.of(5)],
  [1234, 1, Int32Array.of(5)],
  [IPPROTO_IP, 99, Int32Array.of(5)],
] as const) {
  libc.sendmsg(
    left,
    message({ parts: data, control: encodeAncillary([[level, type, content]]) }),
    0,
  );
}
libc.recvmsg(right, message({ parts: [Buffer.alloc(4096)] }), MSG_DONTWAIT);
const udp = libc.socket(AF_INET, SOCK_DGRAM, 0);
libc.bind(udp, Buffer.from([2, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]), 16);
libc.getsockname(udp, address, room(128));
const udpName = address.slice(0, 16);
libc.getsockname(udp6, address, room(128));
const udp6Name = address.slice(0, 28);
const { IP_PKTINFO, IP_RECVERR, IP_RECVOPTS, IP_RECVTOS, IP_RECVTTL, IP_RETOPTS } = constants;
for (const name of [IP_PKTINFO, IP_RECVERR, IP_RECVOPTS, IP_RECVTOS, IP_RECVTTL, IP_RETOPTS]) {
  libc.setsockopt(udp, IPPROTO_IP, name, onBytes, 4);
}
for (const [level, type, content] of [
  [IPPROTO_IP, IP_TTL, Int32Array.of(7)],
  [IPPROTO_IP, constants.IP_TOS, Int32Array.of(16)],
  [IPPROTO_IP, IP_PKTINFO, Uint8Array.of(1, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0)],
  [IPPROTO_IP, IP_PKTINFO, Uint8Array.of(0, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0)],
  [IPPROTO_IP, IP_RETOPTS, Uint8Array.of(1, 1, 1, 1)],
] as const) {
  const control = encodeAncillary([[level, type, content]]);
  libc.sendmsg(udp, message({ name: udpName, parts: data, control }), 0);
  const received = { name: new Uint8Array(128), parts: newBuffers(), control: new Uint8Array(256) };
  libc.recvmsg(udp, message(received), MSG_DONTWAIT);
}
libc.sendmsg(udp, message({ name: udpName, parts: data }), 0);
const tooSmall = { name: new Uint8Array(8), parts: [Buffer.alloc(3)], control: new Uint8Array(21) };
libc.recvmsg(udp, message(tooSmall), MSG_DONTWAIT);
const nobody = Buffer.from([2, 0, 0, 1, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
libc.sendmsg(udp, message({ name: nobody, parts: data }), 0);
const refused = { name: new Uint8Array(128), parts: newBuffers(), control: new Uint8Array(256) };
libc.recvmsg(udp, message(refused), constants.MSG_ERRQUEUE);
libc.recvmsg(udp, message(refused), constants.MSG_ERRQUEUE);
const { IPV6_HOPLIMIT, IPV6_PKTINFO, IPV6_TCLASS } = constants;
for (const name of [
  constants.IPV6_RECVPKTINFO,
  constants.IPV6_RECVHOPLIMIT,
  constants.IPV6_RECVTCLASS,
  constants.IPV6_RECVERR,
  constants.IPV6_RECVHOPOPTS,
  constants.IPV6_RECVDSTOPTS,
  constants.IPV6_RECVRTHDR,
  constants.IPV6_RECVPATHMTU,
  constants.IPV6_DONTFRAG,
]) {
  libc.setsockopt(udp6, IPPROTO_IPV6, name, onBytes, 4);
}
for (const [type, content] of [
  [IPV6_HOPLIMIT, Int32Array.of(7)],
  [IPV6_TCLASS, Int32Array.of(16)],
  [IPV6_PKTINFO, Uint8Array.of(...new Array(15).fill(0), 1, 1, 0, 0, 0)],
] as const) {
  const control = encodeAncillary([[IPPROTO_IPV6, type, content]]);
  libc.sendmsg(udp6, message({ name: udp6Name, parts: data, control }), 0);
  const received = { name: new Uint8Array(128), parts: newBuffers(), control: new Uint8Array(256) };
  libc.recvmsg(udp6, message(received), MSG_DONTWAIT);
}

// Options.
for (const [level, name, size] of [
  [SOL_SOCKET, SO_ERROR, 4],
  [SOL_SOCKET, SO_TYPE, 4],
  [SOL_SOCKET, SO_LINGER, 8],
  [SOL_SOCKET, SO_PEERCRED, 12],
  [SOL_SOCKET, constants.SO_RCVTIMEO, 16],
  [SOL_SOCKET, constants.SO_BINDTODEVICE, 4],
  [SOL_SOCKET, 999, 4],
  [IPPROTO_UDPLITE, UDPLITE_SEND_CSCOV, 4],
  [IPPROTO_TCP, TCP_NODELAY, 4],
  [IPPROTO_TCP, TCP_INFO, 148],
  [IPPROTO_TCP, TCP_CONGESTION, 16],
  [IPPROTO_IP, IP_TTL, 4],
  [IPPROTO_IPV6, IPV6_V6ONLY, 4],
] as const) {
  libc.getsockopt(client, level, name, Buffer.alloc(size), room(size));
}
libc.setsockopt(client, SOL_SOCKET, SO_REUSEADDR, Buffer.from([1, 0, 0, 0]), 4);
libc.setsockopt(client, IPPROTO_TCP, TCP_NODELAY, Buffer.from([255, 255, 255, 255]), 4);
libc.setsockopt(client, SOL_SOCKET, SO_LINGER, Buffer.from([1, 0, 0, 0, 5, 0, 0, 0]), 8);
const membership = Buffer.from([224, 0, 0, 5, 127, 0, 0, 1]);
libc.setsockopt(udp6, IPPROTO_IP, IP_ADD_MEMBERSHIP, membership, 8);
libc.setsockopt(client, IPPROTO_TCP, TCP_CONGESTION, Buffer.from("no such\0"), 8);

// ioctl and fcntl.
int[0] = 1;
const { FIOCLEX, FIONBIO, FIONCLEX, FIONREAD, SIOCATMARK, SIOCOUTQ, SIOCOUTQNSD } = constants;
for (const request of [FIONBIO, FIONREAD, FIONCLEX, SIOCOUTQ, SIOCOUTQNSD, SIOCATMARK]) {
  libc.ioctl(client, request, int);
}
libc.ioctl(listener, FIONREAD, int);
libc.fcntl(client, constants.F_GETFD, 0);
libc.ioctl(client, FIOCLEX, int);
libc.fcntl(client, constants.F_GETFD, 0);
libc.fcntl(client, constants.F_GETFL, 0);
const copy = libc.fcntl(client, constants.F_DUPFD_CLOEXEC, 0);
libc.close(copy);
libc.close(copy);

// openat and openat2.
const { AT_FDCWD, O_CLOEXEC, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_PATH, RESOLVE_NO_SYMLINKS } =
  constants;
for (const path of ["/etc", "/nowhere", 'a "quoted" name\n which is longer than 32 bytes']) {
  const name = Buffer.from(`${path}\0`);
  const folder = libc.openat(AT_FDCWD, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  libc.openat(folder, Buffer.from("passwd\0"), 0);
  const how = OpenHow.of(O_NONBLOCK | O_CLOEXEC, RESOLVE_NO_SYMLINKS).words;
  libc.openat2(AT_FDCWD, name, how, OpenHow.SIZE);
  libc.openat2(folder, Buffer.from(".\0"), OpenHow.of(2, 0).words, OpenHow.SIZE);
}

// poll.
function poll(timeout: number, ...entries: [fd: number, events: number][]): void {
  const fds = new DataView(new ArrayBuffer(entries.length * 8));
  for (const [index, [fd, events]] of entries.entries()) {
    fds.setInt32(index * 8, fd, true);
    fds.setUint16(index * 8 + 4, events, true);
  }
  libc.poll(new Uint8Array(fds.buffer), entries.length, timeout);
}
poll(-1, [server, POLLIN | POLLPRI | POLLRDHUP], [left, POLLOUT], [999, 0], [listener, 0x7ff]);
poll(1, [listener, POLLIN], [right, POLLNVAL]);
poll(1);

// select.
function select(nfds: number, sets: [number[], number[], number[]], timeout: number | null): void {
  const [read, write, except] = sets.map((fds) => {
    const bits = new Uint8Array(128);
    for (const fd of fds) bits[fd >> 3] = (bits[fd >> 3] ?? 0) | (1 << (fd & 7));
    return bits;
  }) as [Uint8Array, Uint8Array, Uint8Array];
  const microseconds = timeout === null ? null : new Int32Array([timeout, 0, 1500, 0]);
  libc.select(nfds, read, write, except, microseconds);
}
select(64, [[right, listener], [left, right], [server]], null);
select(64, [[server, listener], [left], []], 5);
select(listener + 1, [[listener], [], []], 0);
select(64, [[63], [], []], 0);
select(0, [[], [], []], 0);

// epoll.
const epfd = libc.epoll_create1(EPOLL_CLOEXEC);
libc.epoll_create1(5);
function control(operation: number, fd: number, mask: number): void {
  const event = EpollEventArray.allocate(1);
  event.set(0, mask, fd);
  libc.epoll_ctl(epfd, operation, fd, event.bytes);
}
control(constants.EPOLL_CTL_ADD, left, EPOLLIN | EPOLLOUT | EPOLLET);
control(constants.EPOLL_CTL_ADD, left, EPOLLIN);
control(constants.EPOLL_CTL_MOD, left, EPOLLOUT | EPOLLRDHUP | EPOLLONESHOT);
control(constants.EPOLL_CTL_ADD, listener, EPOLLIN | EPOLLEXCLUSIVE);
control(constants.EPOLL_CTL_ADD, server, 0x7df);
control(constants.EPOLL_CTL_MOD, right, EPOLLIN);
const events = EpollEventArray.allocate(8).bytes;
libc.epoll_wait(epfd, events, 1, -1);
libc.epoll_wait(epfd, events, 8, 0);
control(constants.EPOLL_CTL_DEL, server, 0);
control(constants.EPOLL_CTL_DEL, left, 0);
libc.epoll_wait(epfd, events, 8, 1);
libc.epoll_wait(epfd, events, 0, 1);

// io_uring. The C library makes mmap(2) and munmap(2) for V8, too, so these are not compared.
libc.eventfd(3, constants.EFD_CLOEXEC | constants.EFD_NONBLOCK);
libc.io_uring_enter(999, 1, 1, uring.IORING_ENTER_GETEVENTS, null, 0);
if (hasUring) {
  const ring = new IoUring(4, { bufferCount: 2, bufferSize: 16 });
  ring.prepRecv(left, "received");
  ring.prepSend(right, Buffer.from("hi"), "sent");
  ring.submit();
  await ring.submitAndWait(3, 0.001);
  ring.close();
}

libc.shutdown(client, SHUT_WR);
libc.shutdown(listener, 7);
libc.shutdown(999, SHUT_WR);
mark();
stop();
writeSync(
  1,
  calls
    .filter(({ name }) => !name.endsWith("map"))
    .map((call) => `${call}\n`)
    .join(""),
);
