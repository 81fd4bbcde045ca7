/**
 * The layouts of the C structs that system calls read or fill in.
 *
 * They are those of 64-bit Linux on little-endian processors (x64 and arm64). Some structs have a
 * class that reads and writes the fields in place, also in the buffers of a traced call; the others
 * are offsets and sizes in bytes.
 */
import { platform } from "./platform.js";

const { FD_SETSIZE } = platform.constants;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const POLLFD_SIZE = 8;

/** An array of `struct pollfd { int fd; short events; short revents; }`, see poll(2). */
export class PollfdArray {
  readonly length: number;
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.length = bytes.length / POLLFD_SIZE;
    this.#view = viewOf(bytes);
  }

  static allocate(length: number): PollfdArray {
    return new PollfdArray(new Uint8Array(length * POLLFD_SIZE));
  }

  set(index: number, fd: number, events: number): void {
    const offset = index * POLLFD_SIZE;
    this.#view.setInt32(offset, fd, true);
    this.#view.setUint16(offset + 4, events, true);
  }

  fd(index: number): number {
    return this.#view.getInt32(index * POLLFD_SIZE, true);
  }

  events(index: number): number {
    return this.#view.getUint16(index * POLLFD_SIZE + 4, true);
  }

  revents(index: number): number {
    return this.#view.getUint16(index * POLLFD_SIZE + 6, true);
  }
}

/** The kernel declares `struct epoll_event` packed on x86-64 only. */
const EPOLL_EVENT_SIZE = process.arch === "x64" ? 12 : 16;
const EPOLL_DATA = EPOLL_EVENT_SIZE - 8;

/** An array of `struct epoll_event { uint32_t events; epoll_data_t data; }`, see epoll_event(3type). */
export class EpollEventArray {
  readonly length: number;
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.length = EpollEventArray.lengthOf(bytes.length);
    this.#view = viewOf(bytes);
  }

  /** Returns how many events fit in a number of bytes. */
  static lengthOf(bytes: number): number {
    return Math.floor(bytes / EPOLL_EVENT_SIZE);
  }

  static allocate(length: number): EpollEventArray {
    return new EpollEventArray(new Uint8Array(length * EPOLL_EVENT_SIZE));
  }

  set(index: number, events: number, fd: number): void {
    const offset = index * EPOLL_EVENT_SIZE;
    this.#view.setUint32(offset, events, true);
    this.#view.setInt32(offset + EPOLL_DATA, fd, true);
  }

  events(index: number): number {
    return this.#view.getUint32(index * EPOLL_EVENT_SIZE, true);
  }

  /** `data.fd`. */
  fd(index: number): number {
    return this.#view.getInt32(index * EPOLL_EVENT_SIZE + EPOLL_DATA, true);
  }

  /** `data.u64`. */
  u64(index: number): bigint {
    return this.#view.getBigUint64(index * EPOLL_EVENT_SIZE + EPOLL_DATA, true);
  }
}

/** An `fd_set`: one bit for each descriptor below `FD_SETSIZE`, see select(2). */
export class FdSet {
  constructor(readonly bytes: Uint8Array = new Uint8Array(FD_SETSIZE / 8)) {}

  has(fd: number): boolean {
    return ((this.bytes[fd >> 3] as number) & (1 << (fd & 7))) !== 0;
  }

  add(fd: number): void {
    this.bytes[fd >> 3] = (this.bytes[fd >> 3] as number) | (1 << (fd & 7));
  }

  clear(): void {
    this.bytes.fill(0);
  }
}

/**
 * A `struct timeval { time_t tv_sec; suseconds_t tv_usec; }`, see timeval(3type). Both members have
 * 64 bits; every value used here fits in the low 32.
 */
export class Timeval {
  constructor(readonly words: Int32Array = new Int32Array(4)) {}

  /** Rounds up, so that a wait is never shorter than it should be. */
  setMilliseconds(milliseconds: number): void {
    const microseconds = Math.ceil(milliseconds * 1000);
    this.words[0] = Math.floor(microseconds / 1e6);
    this.words[2] = microseconds % 1e6;
  }

  get seconds(): number {
    return this.words[0] as number;
  }

  get microseconds(): number {
    return this.words[2] as number;
  }
}

/** A `struct open_how { uint64_t flags, mode, resolve; }`, see openat2(2). */
export class OpenHow {
  static readonly SIZE = 24;

  constructor(readonly words: BigUint64Array) {}

  static of(flags: number, resolve: number): OpenHow {
    return new OpenHow(new BigUint64Array([BigInt(flags), 0n, BigInt(resolve)]));
  }

  get flags(): number {
    return Number(this.words[0]);
  }

  get resolve(): number {
    return Number(this.words[2]);
  }
}

/** An array of `struct iovec { void *iov_base; size_t iov_len; }`, see iovec(3type). */
export class IovecArray {
  static readonly SIZE = 16;
  readonly length: number;
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.length = bytes.length / IovecArray.SIZE;
    this.#view = viewOf(bytes);
  }

  static allocate(length: number): IovecArray {
    return new IovecArray(new Uint8Array(length * IovecArray.SIZE));
  }

  set(index: number, base: bigint, size: number): void {
    const offset = index * IovecArray.SIZE;
    this.#view.setBigUint64(offset, base, true);
    this.#view.setBigUint64(offset + 8, BigInt(size), true);
  }

  base(index: number): bigint {
    return this.#view.getBigUint64(index * IovecArray.SIZE, true);
  }

  size(index: number): number {
    return Number(this.#view.getBigUint64(index * IovecArray.SIZE + 8, true));
  }
}

/** `struct msghdr`, see recvmsg(2). musl declares narrower lengths with padding, which is the same here. */
export class Msghdr {
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array = new Uint8Array(56)) {
    this.#view = viewOf(bytes);
  }

  setName(address: bigint, length: number): void {
    this.#view.setBigUint64(0, address, true);
    this.#view.setUint32(8, length, true);
  }

  setIov(address: bigint, length: number): void {
    this.#view.setBigUint64(16, address, true);
    this.#view.setBigUint64(24, BigInt(length), true);
  }

  setControl(address: bigint, length: number): void {
    this.#view.setBigUint64(32, address, true);
    this.#view.setBigUint64(40, BigInt(length), true);
  }

  get name(): bigint {
    return this.#view.getBigUint64(0, true);
  }

  get nameLength(): number {
    return this.#view.getUint32(8, true);
  }

  get iov(): bigint {
    return this.#view.getBigUint64(16, true);
  }

  get iovLength(): number {
    return Number(this.#view.getBigUint64(24, true));
  }

  get control(): bigint {
    return this.#view.getBigUint64(32, true);
  }

  get controlLength(): number {
    return Number(this.#view.getBigUint64(40, true));
  }

  get flags(): number {
    return this.#view.getInt32(48, true);
  }
}

/** `struct cmsghdr { size_t cmsg_len; int cmsg_level, cmsg_type; }`, see cmsg(3). */
export const cmsghdr = { size: 16, len: 0, level: 8, type: 12, alignment: 8 };

/** The size of `struct sockaddr_storage`, which has room for the address of any family. */
export const SOCKADDR_STORAGE_SIZE = 128;

/** `struct sockaddr_in`, see ip(7). The port is in network byte order. */
export const sockaddrIn = { size: 16, port: 2, addr: 4, addrSize: 4 };

/** `struct sockaddr_in6`, see ipv6(7). Port and flow information are in network byte order. */
export const sockaddrIn6 = { size: 28, port: 2, flowinfo: 4, addr: 8, addrSize: 16, scopeId: 24 };

/** `struct sockaddr_vm`, see vsock(7). */
export const sockaddrVm = { size: 16, port: 4, cid: 8 };

/** `struct sockaddr_un`, see unix(7). */
export const sockaddrUn = { path: 2, pathSize: 108 };

/** Reads the address family at the start of a `sockaddr`. */
export function sockaddrFamily(bytes: Uint8Array): number {
  return viewOf(bytes).getUint16(0, true);
}

/** Returns a `sockaddr` of `size` bytes that is zero except for its family. */
export function newSockaddr(family: number, size: number): DataView<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(size));
  view.setUint16(0, family, true);
  return view;
}

/** `struct linger { int l_onoff; int l_linger; }`, see socket(7). */
export const linger = { size: 8, onoff: 0, linger: 4 };

/** `struct ip_mreq { struct in_addr imr_multiaddr, imr_interface; }`, see ip(7). */
export const ipMreq = { size: 8, multiaddr: 0, interface: 4 };

/** `struct ipv6_mreq { struct in6_addr ipv6mr_multiaddr; int ipv6mr_interface; }`, see ipv6(7). */
export const ipv6Mreq = { size: 20, multiaddr: 0, interface: 16 };

/** `struct ucred { pid_t pid; uid_t uid; gid_t gid; }`, see unix(7). */
export const ucred = { size: 12, pid: 0, uid: 4, gid: 8 };

/** `struct in_pktinfo { int ipi_ifindex; struct in_addr ipi_spec_dst, ipi_addr; }`, see ip(7). */
export const inPktinfo = { size: 12, ifindex: 0, specDst: 4, addr: 8 };

/** `struct sock_extended_err` of `<linux/errqueue.h>`. */
export const sockExtendedErr = {
  size: 16,
  errno: 0,
  origin: 4,
  type: 5,
  code: 6,
  info: 8,
  data: 12,
};

/** `struct tcp_info` of `<linux/tcp.h>`, up to the last field that is read. */
export const tcpInfo = {
  size: 148,
  state: 0,
  retransmits: 2,
  /** Fields of 32 bits. */
  u32: {
    rto: 8,
    sndMss: 16,
    rcvMss: 20,
    unacked: 24,
    sacked: 28,
    lost: 32,
    lastDataSent: 44,
    lastDataRecv: 52,
    rtt: 68,
    rttvar: 72,
    sndCwnd: 80,
    totalRetrans: 100,
    segsOut: 136,
    segsIn: 140,
    notsentBytes: 144,
  },
  /** Fields of 64 bits. */
  u64: { bytesAcked: 120, bytesReceived: 128 },
};
